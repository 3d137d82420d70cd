"""What a comparison of two groups amounts to: size, chance and robustness in one verdict."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

FEWEST_PEOPLE = 5
"""With a smaller group no verdict is given."""

FEWEST_SELECTED = 5
"""With fewer selected from both groups together no verdict is given."""

ROUNDING = 1e-9
"""0.48 / 0.60 is 0.8, however binary fractions round it."""

People: TypeAlias = tuple[int, int, int, int]
"""Focal people and selected, reference people and selected."""


class Verdict(StrEnum):
    """Size, chance and robustness together; a small size first asks for none of them."""

    TOO_FEW = "too few people to judge"
    UNDEFINED = "nobody of the reference group was selected, so there is no ratio"
    NOT_LOWER = "the group was selected at least as often as the one it is compared with"
    BELOW_SURE_FIRM = "below the limit, beyond chance, and one person changes nothing"
    BELOW_SURE_FRAIL = "below the limit and beyond chance, but one person would lift it"
    BELOW_UNSURE_FIRM = "below the limit, though chance may explain it; one person changes nothing"
    BELOW_UNSURE_FRAIL = "below the limit, but chance may explain it and one person would lift it"
    ABOVE_SURE_FIRM = "within the limit, yet the gap is beyond chance; one person changes nothing"
    ABOVE_SURE_FRAIL = "within the limit by one person, and the gap is beyond chance"
    ABOVE_UNSURE_FIRM = "within the limit, and chance may explain the gap"
    ABOVE_UNSURE_FRAIL = "within the limit by one person; chance may explain the gap"


GRID = {
    (True, True, True): Verdict.BELOW_SURE_FIRM,
    (True, True, False): Verdict.BELOW_SURE_FRAIL,
    (True, False, True): Verdict.BELOW_UNSURE_FIRM,
    (True, False, False): Verdict.BELOW_UNSURE_FRAIL,
    (False, True, True): Verdict.ABOVE_SURE_FIRM,
    (False, True, False): Verdict.ABOVE_SURE_FRAIL,
    (False, False, True): Verdict.ABOVE_UNSURE_FIRM,
    (False, False, False): Verdict.ABOVE_UNSURE_FRAIL,
}
"""Verdicts by: below the limit, beyond chance, robust."""


@dataclass(frozen=True)
class Robustness:
    """The ratio if one person had been decided differently in each group.

    `one_more` has one focal member more and one reference member fewer selected, `one_fewer`
    the reverse; `None` where that cannot be. `reverses` says whether a ratio below the limit
    would no longer be with `one_more`, and `robust` that neither swap moves it over the limit.
    """

    one_more: float | None
    one_fewer: float | None
    reverses: bool
    robust: bool


def is_below(ratio: float | None, limit: float) -> bool:
    """Whether a ratio is below a limit by more than rounding; a ratio equal to it is not."""
    return ratio is not None and ratio < limit - ROUNDING


def robustness_of(people: People, limit: float) -> Robustness:
    """What one person decided differently in each group would change."""
    n1, s1, n2, s2 = people
    below = bool(s2) and is_below((s1 / n1) / (s2 / n2), limit)
    one_more, one_fewer = _swapped(people, 1), _swapped(people, -1)
    lifted = below and one_more is not None and not is_below(one_more, limit)
    lowered = not below and is_below(one_fewer, limit)
    return Robustness(one_more, one_fewer, lifted, not lifted and not lowered)


def _swapped(people: People, by: int) -> float | None:
    """The ratio after `by` more focal and as many fewer reference members selected."""
    n1, s1, n2, s2 = people
    if not (0 <= s1 + by <= n1 and 0 < s2 - by <= n2):
        return None
    return ((s1 + by) / n1) / ((s2 - by) / n2)


def verdict_of(
    people: People,
    ratio: float | None,
    below: bool,
    significant: bool,
    robust: bool,
) -> Verdict:
    """The verdict on a comparison; too few people come before everything else."""
    n1, s1, n2, s2 = people
    if min(n1, n2) < FEWEST_PEOPLE or s1 + s2 < FEWEST_SELECTED:
        return Verdict.TOO_FEW
    if ratio is None:
        return Verdict.UNDEFINED
    if ratio >= 1 - ROUNDING:
        return Verdict.NOT_LOWER
    return GRID[below, significant, robust]
