"""What a reliability measured here rests on: kept as an English sentence, said again in another.

The sentence is stored with the score, so that it says for good what held when it was scored.
"""

import re
from datetime import date, datetime

from assess import language
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.estimate_words import MINUS
from assess.times import in_words

MEASURED = N_(
    "Measured here: coefficient alpha is %(alpha)s over %(people)s people who answered until "
    "%(day)s, and the spread of their results is %(spread)s."
)

RAISED = N_("That is a share of nothing, so errors are worked out with %(least)s.")


def _pattern(sentence: str) -> str:
    return re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(sentence))


_KEPT = re.compile(f"{_pattern(MEASURED)}(?: {_pattern(RAISED)})?")

_OF_100 = " of 100"


def measured(
    alpha: float, people: int, until: date, spread: float, *, used: float, of_100: bool = False
) -> str:
    """The sentence that is kept; a second one where more is `used` than alpha says.

    `of_100`: the spread is a share, and is said as results against a key are.
    """
    said = f"{100 * spread:.1f}{_OF_100}" if of_100 else f"{spread:.2f}"
    # Rounded first: what rounds to nothing has no sign.
    values = {"alpha": f"{round(alpha, 2) + 0:.2f}".replace("-", MINUS), "spread": said}
    kept = MEASURED % {**values, "people": people, "day": in_words(until)}
    return f"{kept} {RAISED % {'least': f'{used:.2f}'}}" if used > alpha else kept


def retold(kept: str) -> str:
    """A sentence that was kept in the language spoken now; another text stays as it is."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        return kept
    day = datetime.strptime(found["day"], "%d %B %Y").date()
    number, of_100, _rest = found["spread"].partition(_OF_100)
    spread = language.digits(number)
    said = _(
        MEASURED,
        alpha=language.digits(found["alpha"]),
        people=found["people"],
        day=in_words(day, language.spoken()),
        spread=_("%(earned)s of 100", earned=spread) if of_100 else spread,
    )
    least = found["least"]
    return f"{said} {_(RAISED, least=language.digits(least))}" if least else said
