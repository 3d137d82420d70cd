"""What the margins of a panel's results rest on, in a sentence each for the hiring team."""

import math

from assess.science.panel_error import Lack, Spread
from assess.text import counted

FEWEST = 10
"""Candidates rated by two people or more, before raters and candidates are told apart."""

HARDLY = 0.5
"""With less than this part of the differences between raters in the margin, that is said."""

MEANING = (
    "Nearly surely: if many people like these had rated the same interviews, their mean would lie "
    "between these two numbers nineteen times in twenty. Other questions or another day are not "
    "part of it."
)

SHARED = (
    "As far as candidates share their raters, how strict these are is no part of the margin, "
    "because it tells no candidate from another."
)

FROM_TOTALS = (
    "The margin of the whole comes from each rater's weighted mean, because what one person rates "
    "hangs together."
)

ADDED_UP = (
    "Too few raters of the same candidates rated everything, so the margin of the whole assumes "
    "that all errors go the same way. It is rather too wide than too narrow."
)

NOT_ALONE = (
    "Who came in late or could see other ratings counts in the result, but as a repetition in its "
    "margin."
)


def pooled(spread: Spread, newest: str = "") -> str:
    """What the margins rest on with few candidates; `newest`: when the last debrief opened."""
    return (
        f"One rating is typically off by {_levels(spread)}: so far did people differ who rated "
        f"the same candidate ({_people(spread, newest)}). How strict somebody is counts as error, "
        "because with so few candidates nobody can tell the two apart."
    )


def estimated(spread: Spread, newest: str = "") -> str:
    """What the margins rest on once raters and candidates are told apart."""
    return (
        f"One rating is typically off by {_levels(spread)} ({_people(spread, newest)}). How "
        "strict somebody is counts as error as far as candidates had other raters."
    )


def missing(lack: Lack, newest: str = "") -> str:
    """Why there are no margins, and what stands in their place."""
    as_of = f", as of the debrief opened on {newest}" if newest else ""
    return f"There is no margin of error yet: {lack}{as_of}. The range of ratings stands instead."


def one_rater(names: str) -> str:
    """Of what there is no margin, because one person's word stands alone."""
    return f"No margin for {names}: {Lack.ONE_RATER}."


def too_early(candidates: int) -> str:
    """That no reliability of the panel can be given, and from when on."""
    return (
        "How reliable this opening's panels are is too early to say: that takes "
        f"{counted(FEWEST, 'candidate')} whom two people rated; there "
        f"{'is' if candidates == 1 else 'are'} {candidates or 'none'}."
    )


def of_the_whole(explained: str) -> str:
    """A sentence about reliability, of the overall result."""
    return f"Over all competencies, {explained[0].lower()}{explained[1:]}"


def of_one(explained: str) -> str:
    """The same where raters rated different competencies."""
    return f"On a single competency, {explained[0].lower()}{explained[1:]}"


def as_rated(why: str) -> str:
    """Why no result is adjusted for who rated."""
    return f"Results stand as they were rated, not adjusted for who rated: {why}."


def adjusted(value: str, low: str, high: str, change: float) -> str:
    """An overall result with the severity of its raters taken out, beside the one as rated."""
    size = f"{abs(change):.1f}"
    if float(size) == 0:
        moved = "the same as rated"
    else:
        moved = f"{size} {'more' if change > 0 else 'less'} than as rated"
    return (
        f"Adjusted for who rated, the whole is {value}, nearly surely between {low} and {high}: "
        f"{moved}. This takes out how strict or lenient the raters were, and draws towards the "
        "mean of all candidates. The results above stand as rated."
    )


def _levels(spread: Spread) -> str:
    return f"{math.sqrt(spread.variance):.2f} of a level"


def _people(spread: Spread, newest: str) -> str:
    people = counted(spread.candidates, "candidate")
    basis = f"{people} of this opening, rated by two people or more"
    return f"{basis}; the last debrief opened on {newest}" if newest else basis
