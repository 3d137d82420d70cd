"""What a reliability measured here rests on: kept as an English sentence, said again in another.

The sentence is stored with the score, so that it says for good what held when it was scored.
"""

import re
from datetime import date, datetime

from assess import language
from assess.language import gettext as _
from assess.language import marked as N_
from assess.times import in_words

MEASURED = N_(
    "Measured here: coefficient alpha is %(alpha)s over %(people)s people who answered until "
    "%(day)s, and the spread of their results is %(spread)s."
)

_KEPT = re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(MEASURED)))


def measured(alpha: float, people: int, until: date, spread: float) -> str:
    """The sentence that is kept."""
    values = {"alpha": f"{alpha:.2f}", "spread": f"{spread:.2f}"}
    return MEASURED % {**values, "people": people, "day": in_words(until)}


def retold(kept: str) -> str:
    """A sentence that was kept in the language spoken now; another text stays as it is."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        return kept
    day = datetime.strptime(found["day"], "%d %B %Y").date()
    return _(
        MEASURED,
        alpha=language.digits(found["alpha"]),
        people=found["people"],
        day=in_words(day, language.spoken()),
        spread=language.digits(found["spread"]),
    )
