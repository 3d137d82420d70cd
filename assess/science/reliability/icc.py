"""Intraclass correlations: the share of differences between ratings that is the candidates'.

A rating is a candidate's level, plus the severity of its rater, plus error. Shrout & Fleiss
(1979, Psychol Bull 86:420) and McGraw & Wong (1996, Psychol Methods 1:30) name three models:
each candidate has raters of their own (one-way), the same raters see everybody and their
severity counts as error (agreement), or it does not (consistency).

Every form is (B - E) / (B + α E + β J), with mean squares B between candidates, E of error
and J between raters. With k raters rated and decisions resting on the mean of m of them,
α = k / m - 1 and β = 0, but for agreement α = (k / m) (1 - 1 / n) - 1 and β = k / (m n).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.coefficients import Table, Verdict, as_table, f_quantile, judged
from assess.science.estimates import Interval
from assess.science.scalars import check_choice, check_level, is_number

ROUNDING = 1e-12


class Model(StrEnum):
    """What counts as error between the ratings of one candidate."""

    ONE_WAY = "each candidate has raters of their own"
    AGREEMENT = "the same raters, whose severity counts as error"
    CONSISTENCY = "the same raters, whose severity does not count"


class Convention(StrEnum):
    """Two intervals of agreement in the mean of k raters; .032 apart in the classic example."""

    STEPPED_UP = "limits of one rater stepped up by Spearman-Brown (Shrout & Fleiss)"
    OWN_DEGREES = "limits with degrees of freedom from the mean (McGraw & Wong)"


SINGLE = {
    Model.ONE_WAY: ("ICC(1,1)", "ICC(1)"),
    Model.AGREEMENT: ("ICC(2,1)", "ICC(A,1)"),
    Model.CONSISTENCY: ("ICC(3,1)", "ICC(C,1)"),
}
MEAN = {
    Model.ONE_WAY: ("ICC(1,k)", "ICC(k)"),
    Model.AGREEMENT: ("ICC(2,k)", "ICC(A,k)"),
    Model.CONSISTENCY: ("ICC(3,k)", "ICC(C,k)"),
}
"""The names of Shrout & Fleiss, then of McGraw & Wong."""


@dataclass(frozen=True)
class MeanSquares:
    """The mean squares of a table of `n` candidates by `k` raters.

    `between` candidates (BMS), `within` them (WMS), `judges` (JMS) and `error` (EMS). `k` is
    a harmonic mean, and `judges` and `error` are missing, where numbers of raters differ.
    """

    between: float
    within: float
    judges: float | None
    error: float | None
    n: int
    k: float
    ratings: int

    @property
    def within_degrees(self) -> int:
        """Ratings beyond the first of each candidate."""
        return self.ratings - self.n


@dataclass(frozen=True)
class FTest:
    """Whether a coefficient exceeds `null`; exact for 0, else by Satterthwaite's degrees."""

    null: float
    ratio: float
    numerator: int
    denominator: float
    p: float


@dataclass(frozen=True)
class ICC:
    """An intraclass correlation, or `None` with the reason as the verdict.

    `form` is Shrout & Fleiss's name, `other_name` McGraw & Wong's. `of` is the number of
    raters whose mean is judged. `standard_error` comes from the variances of the mean squares
    (delta method; Shrout & Fleiss's own limits are better in small panels). `degrees` are the
    second degrees of freedom of the interval. `sem` is the standard error of measurement of
    one candidate's result, in points of the scale. `n` candidates with `ratings` in all are
    behind it; `left_out` candidates could not be used.
    """

    form: str
    other_name: str
    model: Model
    of: float
    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    degrees: float | None
    sem: float | None
    test: FTest | None
    n: int
    raters: float
    ratings: int
    left_out: int
    method: str
    verdict: Verdict


def icc(
    ratings: ArrayLike,
    model: Model = Model.AGREEMENT,
    *,
    of: float | None = None,
    convention: Convention = Convention.STEPPED_UP,
    level: float = 0.95,
) -> ICC:
    """One intraclass correlation of a table with a row per candidate, a column per rater.

    `of` raters' mean is what decisions rest on: 1 for single ratings, all raters unless
    given, and any other number projects (as a D study does). The interval is exact for normal
    ratings but for agreement, where it is Satterthwaite's; `convention` chooses between the
    two for means, and is named in `method`.

    Missing ratings are NaN or `None`. One-way forms use every rating, by the unweighted mean
    squares of Thomas & Hultquist (1978, Ann Stat 6:582), k being the harmonic mean of the
    numbers of raters. The other two models need complete rows: incomplete candidates are left
    out and counted. Where that leaves few, use a mixed model for sparse panels.

    Raises `ValueError` for what is no such table, a number of raters below 1, or a level
    outside 0 to 1.
    """
    check_level(level)
    check_choice(model, Model, "model")
    if of is not None and not (is_number(of) and of >= 1):
        raise ValueError("of: give the number of raters whose mean counts, 1 at least.")
    table = as_table(ratings)
    squares, verdict = _squares(table, model)
    left_out = len(table) - (squares.n if squares else 0)
    return _judge(squares, verdict, model, of, convention, level, left_out)


def all_iccs(
    ratings: ArrayLike, *, convention: Convention = Convention.STEPPED_UP, level: float = 0.95
) -> Mapping[str, ICC]:
    """All six forms by Shrout & Fleiss's names; see `icc`."""
    check_level(level)
    table = as_table(ratings)
    found = {}
    squares = {model: _squares(table, model) for model in Model}
    for of in (1.0, None):
        for model in Model:
            of_model, verdict = squares[model]
            left_out = len(table) - (of_model.n if of_model else 0)
            one = _judge(of_model, verdict, model, of, convention, level, left_out)
            found[one.form] = one
    return found


def mean_squares(ratings: ArrayLike) -> MeanSquares | None:
    """The two-way analysis of variance of candidates whom everybody rated.

    `None` with fewer than two such candidates. Raises `ValueError` for what is no table.
    """
    table = as_table(ratings)
    return _two_way(table[~np.isnan(table).any(axis=1)])


def one_way_mean_squares(ratings: ArrayLike) -> MeanSquares | None:
    """The one-way analysis of variance of everybody who was rated at all, unweighted.

    The mean square between is the variance of the candidates' means times the harmonic mean
    of their numbers of raters: the usual one where these are equal. `None` with fewer than
    two candidates, or nobody rated twice. Raises `ValueError` for what is no table.
    """
    table = as_table(ratings)
    table = table[~np.isnan(table).all(axis=1)]
    seen = ~np.isnan(table)
    counts = seen.sum(axis=1)
    n, total = len(table), int(counts.sum())
    if n < 2 or total == n:
        return None
    # Shifted to the first rating, equal ratings are all zeros and have exactly no variance.
    shifted = np.where(seen, table - table[seen][0], 0.0)
    means = shifted.sum(axis=1) / counts
    inside = np.where(seen, shifted - means[:, None], 0.0)
    k = n / float((1 / counts).sum())
    between = k * float(np.var(means, ddof=1))
    within = float((inside**2).sum()) / (total - n)
    return MeanSquares(_clean(between, within), _clean(within, between), None, None, n, k, total)


def f_test(squares: MeanSquares, model: Model, *, of: float = 1, null: float = 0.0) -> FTest | None:
    """Whether a coefficient exceeds `null` (McGraw & Wong 1996, table 8; one-sided p).

    F = B (1 - ρ₀) / (E + ρ₀ (α E + β J)). `None` where there is no error to divide by.
    Raises `ValueError` for a null value that is not from 0 to below 1.
    """
    if not (is_number(null) and 0 <= null < 1):
        raise ValueError("null: give a number from 0 to below 1.")
    if not (is_number(of) and of >= 1):
        raise ValueError("of: give the number of raters whose mean counts, 1 at least.")
    error, judges, alpha, beta = _terms(squares, model, of)
    divisor = error + null * (alpha * error + beta * judges)
    if divisor <= 0:
        return None
    ratio = squares.between * (1 - null) / divisor
    degrees = _degrees(squares, model, of, null)
    p = float(scipy.special.fdtrc(squares.n - 1, degrees, ratio))
    return FTest(null, ratio, squares.n - 1, degrees, p)


def _squares(table: Table, model: Model) -> tuple[MeanSquares | None, Verdict]:
    """The mean squares a model needs, and what may be made of them."""
    if model is not Model.ONE_WAY:
        squares = mean_squares(table)
        return squares, judged(squares.n) if squares else Verdict.NO_DATA
    twice = int(((~np.isnan(table)).sum(axis=1) > 1).sum())
    squares = one_way_mean_squares(table)
    return squares, judged(twice) if squares else Verdict.NO_DATA


def _two_way(table: Table) -> MeanSquares | None:
    n, k = table.shape
    if n < 2:
        return None
    table = table - table[0, 0]
    rows, columns, grand = table.mean(axis=1), table.mean(axis=0), table.mean()
    between = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    within = float(((table - rows[:, None]) ** 2).sum()) / (n * (k - 1))
    judges = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    rest = table - rows[:, None] - columns + grand
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    most = max(between, within, judges)
    return MeanSquares(
        _clean(between, most), _clean(within, most), _clean(judges, most), _clean(error, most),
        n, k, n * k,
    )  # fmt: skip


def _clean(square: float, beside: float) -> float:
    """Nothing instead of what is only rounding beside another mean square."""
    return square if square > ROUNDING * beside else 0.0


def _terms(squares: MeanSquares, model: Model, of: float) -> tuple[float, float, float, float]:
    """E, J, α and β of a form."""
    share = squares.k / of
    if model is Model.ONE_WAY:
        return squares.within, 0.0, share - 1, 0.0
    if squares.error is None or squares.judges is None:
        raise ValueError("squares: agreement and consistency need the same raters for everybody.")
    if model is Model.CONSISTENCY:
        return squares.error, squares.judges, share - 1, 0.0
    return squares.error, squares.judges, share * (1 - 1 / squares.n) - 1, share / squares.n


def _degrees(squares: MeanSquares, model: Model, of: float, rho: float) -> float:
    """The second degrees of freedom; Satterthwaite's for agreement, exact otherwise."""
    if model is Model.ONE_WAY:
        return squares.within_degrees
    exact = (squares.n - 1) * (squares.k - 1)
    error, judges, alpha, beta = _terms(squares, model, of)
    of_judges, of_error = rho * beta * judges, (1 + rho * alpha) * error
    spread = of_judges**2 / (squares.k - 1) + of_error**2 / exact
    return (of_judges + of_error) ** 2 / spread if beta and spread else exact


def _judge(
    squares: MeanSquares | None,
    verdict: Verdict,
    model: Model,
    of: float | None,
    convention: Convention,
    level: float,
    left_out: int,
) -> ICC:
    """A coefficient with everything around it, as far as the mean squares allow."""
    form, other = (SINGLE if of == 1 else MEAN)[model]
    mean_of = of or (squares.k if squares else math.nan)
    method = _method(model, mean_of, convention)
    estimate = _estimate(squares, model, mean_of) if squares else None
    if squares is None or estimate is None:
        reason = verdict if squares is None else Verdict.NO_VARIANCE
        count = (squares.n, squares.k, squares.ratings) if squares else (0, 0.0, 0)
        return ICC(
            form, other, model, of or count[1], None, None, None, level, None, None, None,
            *count, left_out, method, reason,
        )  # fmt: skip
    # With its own number of raters the coefficient gives the degrees of one rater's. McGraw &
    # Wong put that of the mean into the formula for one.
    formula_of = 1 if convention is Convention.OWN_DEGREES else mean_of
    degrees = _degrees(squares, model, formula_of, estimate)
    interval = _interval(squares, model, mean_of, degrees, level)
    if interval is None and verdict is Verdict.SHOWN:
        verdict = Verdict.NO_INTERVAL if _error(squares, model) else Verdict.NO_ERROR
    return ICC(
        form=form,
        other_name=other,
        model=model,
        of=mean_of,
        estimate=estimate,
        standard_error=_standard_error(squares, model, mean_of) if interval else None,
        interval=interval,
        level=level,
        degrees=degrees,
        sem=math.sqrt(_error(squares, model) / mean_of),
        test=f_test(squares, model, of=mean_of),
        n=squares.n,
        raters=squares.k,
        ratings=squares.ratings,
        left_out=left_out,
        method=method,
        verdict=verdict,
    )


def _estimate(squares: MeanSquares, model: Model, of: float) -> float | None:
    error, judges, alpha, beta = _terms(squares, model, of)
    whole = squares.between + alpha * error + beta * judges
    most = max(squares.between, error, judges)
    return (squares.between - error) / whole if whole > ROUNDING * most else None


def _error(squares: MeanSquares, model: Model) -> float:
    """The error variance of one rating; with agreement, severity is part of it."""
    error, judges, _, _ = _terms(squares, model, 1)
    return error + (judges - error) / squares.n if model is Model.AGREEMENT else error


def _standard_error(squares: MeanSquares, model: Model, of: float) -> float:
    """From independent mean squares, each with a variance of 2 MS² over its degrees."""
    error, judges, alpha, beta = _terms(squares, model, of)
    above, whole = squares.between - error, squares.between + alpha * error + beta * judges
    parts = (
        ((whole - above) * squares.between, squares.n - 1),
        ((whole + above * alpha) * error, _exact_degrees(squares, model)),
        (above * beta * judges, squares.k - 1),
    )
    return math.sqrt(sum(2 * slope**2 / degrees for slope, degrees in parts)) / whole**2


def _exact_degrees(squares: MeanSquares, model: Model) -> float:
    if model is Model.ONE_WAY:
        return squares.within_degrees
    return (squares.n - 1) * (squares.k - 1)


def _interval(
    squares: MeanSquares, model: Model, of: float, degrees: float, level: float
) -> Interval | None:
    """The two values of a coefficient at which F would lie at the ends of its own interval."""
    error, judges, alpha, beta = _terms(squares, model, of)
    if _error(squares, model) == 0:
        return None
    ends = []
    for side in (1, -1):
        ratio = f_quantile((1 + side * level) / 2, squares.n - 1, degrees)
        if math.isinf(ratio):
            return None
        whole = squares.between + ratio * (alpha * error + beta * judges)
        if whole <= ROUNDING * squares.between:
            return None
        ends.append((squares.between - ratio * error) / whole)
    return ends[0], ends[1]


def _method(model: Model, of: float, convention: Convention) -> str:
    if model is Model.ONE_WAY:
        return "one-way analysis of variance, exact F interval where numbers of raters are equal"
    if model is Model.CONSISTENCY:
        return "two-way analysis of variance, exact F interval"
    named = "" if of == 1 else f": {convention}"
    return f"two-way analysis of variance, Satterthwaite interval{named}"
