"""How alike raters rank candidates (Kendall's W), and how little they scatter (Finn's r)."""

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.coefficients import Coefficient, Table, Verdict, as_table, judged, t_quantile
from assess.science.reliability.icc import mean_squares, one_way_mean_squares
from assess.science.scalars import check_level, is_count

ROUNDING = 1e-12
AT_ONCE = 2**20
"""So many comparisons of two candidates are held at a time."""


@dataclass(frozen=True)
class Concordance(Coefficient):
    """Kendall's W with its test against rankings by chance, m (n - 1) W as a χ²."""

    chi_square: float | None
    degrees: int
    p: float | None


@dataclass(frozen=True)
class Finn(Coefficient):
    """Finn's r: `null_variance` is that of ratings spread evenly over the scale."""

    null_variance: float


def kendall_w(ratings: ArrayLike, *, level: float = 0.95) -> Concordance:
    """Kendall's coefficient of concordance with its correction for ties.

    W = 12 S / (m² (n³ - n) - m Σ T) for m raters who rank n candidates, S being the sum of
    squares of the rank sums and T = t³ - t for each group of t ties (Kendall & Babington
    Smith 1939, Ann Math Stat 10:275). 1 when all rank alike; with few raters it lies well
    above 0 by chance, 1 / m on average. A row per candidate and a column per rater, candidates
    with a missing rating (NaN, `None`) left out. The standard error is the jackknife's over
    candidates, the interval Student's, cut at 0 and 1. The χ² is rough below eight candidates.

    Raises `ValueError` for what is no such table or a level outside 0 to 1.
    """
    check_level(level)
    table = as_table(ratings)
    table = table[~np.isnan(table).any(axis=1)]
    n, raters = table.shape
    sizes, method = (n, raters, table.size), "Kendall's W with ties, jackknife over candidates"
    ranks, ties = _ranked(table)
    estimate = _concordance(_squares(ranks.sum(axis=1)), _room(n, raters, _tied(ties)))
    if n < 2 or estimate is None:
        why = Verdict.NO_DATA if n < 2 else Verdict.NO_VARIANCE
        return Concordance(None, None, None, level, *sizes, method, why, None, max(0, n - 1), None)
    error, verdict, interval = _jackknife(table, ranks, ties), judged(n), None
    if error:
        margin = t_quantile(level, n - 1) * error
        interval = max(0.0, estimate - margin), min(1.0, estimate + margin)
    elif verdict is Verdict.SHOWN:
        verdict = Verdict.NO_ERROR
    chi_square = raters * (n - 1) * estimate
    p = float(scipy.special.chdtrc(n - 1, chi_square))
    return Concordance(
        estimate, error, interval, level, *sizes, method, verdict, chi_square, n - 1, p
    )


def finn(ratings: ArrayLike, options: int, *, two_way: bool = True, level: float = 0.95) -> Finn:
    """Finn's r: 1 - MS / ((A² - 1) / 12), for A options (1970, Educ Psychol Meas 30:71).

    How much less ratings of one candidate scatter than by chance, which is even over the
    scale. Unlike an ICC it does not need candidates who differ. `two_way` takes raters'
    severity out of the mean square, needs the same raters for everybody and leaves incomplete
    candidates out; without it every rating counts. The interval is that of a variance of
    normal ratings. Negative values, of raters who scatter more than chance, are given.

    Raises `ValueError` for what is no such table, fewer than two options, or a level outside
    0 to 1.
    """
    check_level(level)
    if not is_count(options) or options < 2:
        raise ValueError("options: give two at least.")
    squares = mean_squares(ratings) if two_way else one_way_mean_squares(ratings)
    raters, null = as_table(ratings).shape[1], (options**2 - 1) / 12
    method = f"Finn's r, {'two' if two_way else 'one'}-way, χ² interval"
    if squares is None:
        return Finn(None, None, None, level, 0, raters, 0, method, Verdict.NO_DATA, null)
    error, degrees = squares.within, float(squares.within_degrees)
    if squares.error is not None:
        error, degrees = squares.error, (squares.n - 1) * (squares.k - 1)
    estimate, verdict = 1 - error / null, judged(squares.n)
    sizes = squares.n, raters, squares.ratings
    if error == 0:
        verdict = Verdict.NO_ERROR if verdict is Verdict.SHOWN else verdict
        return Finn(estimate, None, None, level, *sizes, method, verdict, null)
    ends = (scipy.special.chdtri(degrees, (1 + side * level) / 2) for side in (1, -1))
    low, high = (1 - error * degrees / float(end) / null for end in ends)
    spread = error / null * math.sqrt(2 / degrees)
    return Finn(estimate, spread, (low, high), level, *sizes, method, verdict, null)


def _ranked(table: Table) -> tuple[Table, Table]:
    """Mean ranks from 1 within each column, and how many share each rank."""
    ranks, ties = np.empty_like(table), np.empty_like(table)
    for column, values in enumerate(table.T):
        ordered = np.sort(values)
        below, upto = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
        ranks[:, column], ties[:, column] = (below + upto + 1) / 2, upto - below
    return ranks, ties


def _tied(ties: Table) -> float:
    """Σ (t³ - t) over groups of ties: t² - 1 for each of the t who share a rank."""
    return float((ties**2 - 1).sum())


def _squares(sums: Table) -> float:
    return float(((sums - sums.mean()) ** 2).sum()) if sums.size else 0.0


def _room(n: int, raters: int, tied: float) -> float:
    return raters**2 * (n**3 - n) - raters * tied


def _concordance(squares: float, room: float) -> float | None:
    """Undefined where every rater gave everybody the same rating."""
    return 12 * squares / room if room > 0 else None


def _jackknife(table: Table, ranks: Table, ties: Table) -> float | None:
    """The standard error of W, each candidate left out in turn; `None` where it has none."""
    n, raters = table.shape
    if n < 3:
        return None
    sums, whole = ranks.sum(axis=1), _tied(ties)
    found: list[float] = []
    at_once = max(1, AT_ONCE // (n * raters))
    for start in range(0, n, at_once):
        out = slice(start, start + at_once)
        # Who goes takes one rank from everybody above, and half a rank from who ties.
        apart = np.sign(table[None, :, :] - table[out, None, :])
        left = sums - ((apart + 1) / 2).sum(axis=2)
        for place, row in enumerate(left, start):
            tied = whole - float((3 * ties[place] * (ties[place] - 1)).sum())
            squares = _squares(np.delete(row, place))
            one = _concordance(squares, _room(n - 1, raters, tied))
            if one is None:
                return None
            found.append(one)
    spread = np.array(found)
    error = math.sqrt((n - 1) / n * float(((spread - spread.mean()) ** 2).sum()))
    return error if error > ROUNDING else None
