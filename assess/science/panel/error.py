"""How far a panel's results may be off, from how far raters of one candidate lie apart.

With few candidates nobody can tell how strict a rater is from how they met one candidate, so
both are error. What a rater gives one candidate on several competencies hangs together: the
error of the whole comes from each rater's weighted mean, and degrees of freedom are counted
from how far the errors hang together, not from the number of ratings.

Plain Python, because pages show it that load no numerical library.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assess.science import student
from assess.science.panel.results import Band
from assess.science.scalars import check_mapping, is_count, is_number

FEWEST_DEGREES = 4.0
"""With fewer degrees of freedom a band is mostly guesswork: 1.96 becomes 3.2 and more."""

LOWEST, HIGHEST = 1.0, 5.0

ROUNDING = 1e-9

DIGITS = 6
"""Of a standard error: the order in which people are added up changes none of them."""


class Lack(StrEnum):
    """Why there is no band."""

    ONE_RATER = "fewer than two people rated it alone"
    TOO_FEW = "too few people have rated the same candidates to say how far a rating may be off"
    ALIKE = "everybody has rated alike so far, so that nothing shows how far a rating may be off"


@dataclass(frozen=True)
class Sheet:
    """What one rater gave one candidate before hearing of any other rating, by competency."""

    candidate: int
    rater: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Spread:
    """The variance of one rater's error, in squared levels, and what it rests on.

    `candidates` are those whom two people rated or more.
    """

    variance: float
    degrees: float
    candidates: int

    @property
    def reason(self) -> Lack | None:
        """Why no band may rest on it."""
        if self.degrees < FEWEST_DEGREES - ROUNDING:
            return Lack.TOO_FEW
        return None if self.variance > ROUNDING else Lack.ALIKE


def of_ratings(sheets: Sequence[Sheet]) -> Spread:
    """The error of one rating, pooled over candidates and competencies.

    s² is the sum of squares about the mean of each candidate and competency over its degrees
    of freedom, one less than its raters. Errors of one rater hang together, so the band counts
    fewer degrees: (tr M)² / Σ (M² / d), M the sums of products of the deviations on each two
    competencies and d their degrees (Box 1954, Ann Math Stat 25:290). That never counts too
    many: one candidate of two raters has one, however many competencies they rated.
    """
    products: dict[tuple[str, str], float] = defaultdict(float)
    degrees: dict[tuple[str, str], float] = defaultdict(float)
    panels = _panels(sheets)
    for panel in panels:
        _add(panel, products, degrees)
    own = [pair for pair in degrees if pair[0] == pair[1]]
    free = sum(degrees[pair] for pair in own)
    if not free:
        return Spread(0.0, 0.0, 0)
    total = sum(products[pair] for pair in own)
    shared = sum(products[pair] ** 2 / free for pair, free in degrees.items() if free > 0)
    counted = min(free, total**2 / shared) if total > ROUNDING else free
    return Spread(total / free, counted, _shared(panels))


def of_totals(sheets: Sequence[Sheet], weights: Mapping[str, float]) -> Spread:
    """The error of one rater's weighted mean, over candidates with two such raters or more.

    Only raters who gave a level for everything that has a weight have such a mean.
    """
    by_candidate: dict[int, list[float]] = defaultdict(list)
    for sheet, mean in totals(sheets, weights):
        by_candidate[sheet.candidate].append(mean)
    panels = [means for means in by_candidate.values() if len(means) > 1]
    free = sum(len(means) - 1 for means in panels)
    if not free:
        return Spread(0.0, 0.0, 0)
    squares = sum(
        math.fsum((mean - math.fsum(means) / len(means)) ** 2 for mean in means) for means in panels
    )
    return Spread(squares / free, float(free), len(panels))


def totals(sheets: Iterable[Sheet], weights: Mapping[str, float]) -> list[tuple[Sheet, float]]:
    """The weighted mean of each rater who gave a level for everything that has a weight."""
    check_mapping(weights, "weights")
    if not all(is_number(one) and one >= 0 for one in weights.values()):
        raise ValueError("weights: give numbers of 0 or more.")
    whole, given = (
        math.fsum(weights.values()),
        list(sheets) if isinstance(sheets, Iterable) else [None],
    )
    if not all(isinstance(one, Sheet) for one in given):
        raise ValueError("sheets: give what raters sent in.")
    if not whole:
        return []
    found = []
    for sheet in given:
        levels = dict(sheet.levels)
        if weights and levels.keys() >= weights.keys():
            products = (weight * levels[name] for name, weight in weights.items())
            found.append((sheet, math.fsum(products) / whole))
    return found


def share(alone: int, others: int = 0) -> float:
    """What part of one rater's error variance is left in the mean of a panel: 1 / n if all alone.

    `others` came in late or could see ratings before: as nobody knows whom they follow, they
    count as repeating one and the same of those `alone`, which is the worst they can do.
    """
    if not is_count(alone, 1) or not is_count(others):
        raise ValueError("alone: give one rater at least.")
    return ((1 + others) ** 2 + alone - 1) / (alone + others) ** 2


def band(mean: float, spread: Spread, left: float) -> Band:
    """mean ± t s √left, where `left` is the part of the variance that is left in the mean.

    Raises `ValueError` for a spread on which no band may rest.
    """
    if spread.reason:
        raise ValueError(f"spread: no band may rest on it ({spread.reason}).")
    error = math.sqrt(spread.variance * left)
    margin = _critical(spread) * error
    return outwards(error, mean - margin, mean + margin)


def outwards(error: float, low: float, high: float) -> Band:
    """A band whose ends are tenths of a level: rounded outwards, and cut at 1 and 5."""
    return Band(
        round(error, DIGITS),
        math.floor(10 * max(LOWEST, low) + ROUNDING) / 10,
        math.ceil(10 * min(HIGHEST, high) - ROUNDING) / 10,
    )


def tied(results: Mapping[str, tuple[float, Band]], spread: Spread) -> tuple[str, ...]:
    """The highest of these means and all that are not told apart from it, highest first.

    Two are apart where they differ by more than t √(s₁² + s₂²), the least significant
    difference. Errors of the same raters go the same way more often than not, so that it is
    rather too large: who is tied may yet differ, who is apart nearly surely does.
    """
    ordered = sorted(results, key=lambda name: -results[name][0])
    if not ordered:
        return ()
    best, mine = results[ordered[0]]
    limits = {
        name: _critical(spread) * math.hypot(mine.standard_error, band.standard_error)
        for name, (_, band) in results.items()
    }
    return tuple(
        name
        for name in ordered
        if name == ordered[0] or best - results[name][0] <= limits[name] + ROUNDING
    )


def _critical(spread: Spread) -> float:
    return student.quantile(round(spread.degrees, 3))


def added_up(lefts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The part of the variance left in a weighted mean when its errors add up in full.

    The most it can be, whoever rated what: the error of a sum is no larger than the sum of the
    errors. `lefts` are those of the competencies.
    """
    check_mapping(lefts, "lefts")
    check_mapping(weights, "weights")
    if not lefts or not all(is_number(left) and left >= 0 for left in lefts.values()):
        raise ValueError("lefts: give a part of the variance for each competency.")
    if not all(is_number(weights.get(name)) for name in lefts):
        raise ValueError("weights: give one for each of them.")
    if not math.fsum(weights[name] for name in lefts) > 0:
        raise ValueError("weights: give one above 0.")
    errors = math.fsum(weights[name] * math.sqrt(left) for name, left in lefts.items())
    return (errors / math.fsum(weights[name] for name in lefts)) ** 2


def rated_twice(sheets: Iterable[Sheet]) -> int:
    """How many candidates have two raters or more, each of whom handed in one sheet."""
    return sum(number > 1 for number in Counter(sheet.candidate for sheet in sheets).values())


def _panels(sheets: Sequence[Sheet]) -> list[list[dict[str, int]]]:
    by_candidate: dict[int, list[dict[str, int]]] = defaultdict(list)
    for sheet in sheets:
        by_candidate[sheet.candidate].append(dict(sheet.levels))
    return list(by_candidate.values())


def _shared(panels: Iterable[Sequence[Mapping[str, int]]]) -> int:
    """How many candidates have two ratings or more on something."""
    count = 0
    for panel in panels:
        given = sorted(name for levels in panel for name in levels)
        count += any(one == other for one, other in pairwise(given))
    return count


def _add(
    panel: Sequence[Mapping[str, int]],
    products: dict[tuple[str, str], float],
    degrees: dict[tuple[str, str], float],
) -> None:
    """One candidate's share of the sums of products, and of what they are expected to rest on.

    Of two competencies with k and l raters, m of them on both, that is
    m (1 - 1/k - 1/l + m / kl), which is k - 1 where the same people rated both.
    """
    columns: dict[str, dict[int, float]] = {}
    for name in sorted({name for levels in panel for name in levels}):
        given = {place: levels[name] for place, levels in enumerate(panel) if name in levels}
        if len(given) > 1:
            mean = math.fsum(given.values()) / len(given)
            columns[name] = {place: level - mean for place, level in given.items()}
    for one, own in columns.items():
        for other, their in columns.items():
            both = own.keys() & their.keys()
            k, rest, m = len(own), len(their), len(both)
            products[one, other] += math.fsum(own[place] * their[place] for place in both)
            degrees[one, other] += m * (1 - 1 / k - 1 / rest + m / (k * rest))
