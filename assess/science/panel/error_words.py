"""What the margins of a panel's results rest on, in a sentence each for the hiring team."""

import math
from collections.abc import Mapping

from assess.science.estimate_words import in_levels
from assess.science.panel.error import Lack, Spread
from assess.text import counted

FEWEST = 10
"""Candidates rated by two people or more, before raters and candidates are told apart."""

HARDLY = 0.5
"""With less than this part of the differences between raters in the margin, that is said."""

CORRECTION = (
    "A correction takes out how strict or lenient the raters were, and draws towards the mean of "
    "all candidates. The result as rated stays the result."
)

NOBODY_ALONE = "nobody has rated it before others' ratings could be seen"

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


def missing(reason: Lack, newest: str = "") -> str:
    """Why there are no margins, and what stands in their place."""
    as_of = f", as of the debrief opened on {newest}" if newest else ""
    return f"There is no margin of error yet: {reason}{as_of}. The range of ratings stands instead."


def standard_errors(
    errors: Mapping[str, float], whole: float | None, *, corrected: bool = False
) -> str:
    """The standard errors behind margins, in levels, by competency and of the whole."""
    said = ", ".join(f"{name} {error:.2f}" for name, error in errors.items())
    ends = [said] if said else []
    if whole is not None:
        ends.append(f"the whole {whole:.2f}")
    of = " of corrected results" if corrected else ""
    return f"Standard errors{of}, in levels: {'; '.join(ends)}."


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


def too_early_to_correct(candidates: int) -> str:
    """That with so few candidates nobody can tell strict raters, and from when on."""
    return (
        "A corrected result is not shown, because it takes "
        f"{counted(FEWEST, 'candidate')} whom two people rated to tell strict raters from "
        f"candidates who did less well; there {'is' if candidates == 1 else 'are'} "
        f"{candidates or 'none'}."
    )


def by_competency(shown: str, withheld: Mapping[str, str]) -> str:
    """Of which competencies a corrected result is shown; the names of the others by reason."""
    others = "; ".join(f"{names}: {why}" for why, names in withheld.items())
    if not others:
        return "On every competency a corrected result is shown as well."
    if not shown:
        return f"On no competency by itself is one shown ({others})."
    return f"One is shown on {shown} as well, and on no other competency ({others})."


def tied(names: str, number: int, of: int) -> str:
    """Which competencies are tied as the highest, instead of a rank: so many of all that rank."""
    if number == of:
        return f"{names} are tied: they differ by no more than their margins allow."
    if number == 1:
        return f"{names} lies above all others by more than the margins allow."
    return f"{names} are tied as the highest: they differ by no more than their margins allow."


def _levels(spread: Spread) -> str:
    return in_levels(math.sqrt(spread.variance))


def _people(spread: Spread, newest: str) -> str:
    people = counted(spread.candidates, "candidate")
    basis = f"{people} of this opening, rated by two people or more"
    return f"{basis}; the last debrief opened on {newest}" if newest else basis
