"""Omega: how consistently items measure one thing, when each does so in its own measure.

A one-factor model, x = λ f + e, is fitted by maximum likelihood. Omega total is
(Σ λ)² / ((Σ λ)² + Σ θ), θ being the variances of the errors (McDonald 1999, Test theory, chapter
6). Unlike alpha it does not need items that measure equally well; like alpha it needs errors
that are unrelated, and a model that fits. Both are said with it.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science import resampling
from assess.science.covariances import Table, pairwise_covariances
from assess.science.estimates import Interval, Seed, array
from assess.science.scalars import check_level, quantile

FEWEST = 100
"""With fewer people behind any two items no coefficient is given."""

SMALLEST = 1e-6
"""An error variance below this share of the item's own is no proper solution."""

ENOUGH = 1e-10
ROUGH = 1e-5
"""A last step this small is near enough, for a model and for one of many draws."""

ROUNDS = 200


class Denominator(StrEnum):
    """The variance of the sum omega is a share of: the model's, or that of the people."""

    MODEL = "variance of the model"
    OBSERVED = "observed variance"


class Lack(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too little data: fewer than 100 people answered each pair of items"
    NO_VARIANCE = "an item does not vary between people"
    CONTRADICTION = "the answers to the items contradict or repeat one another"
    IMPROPER = "no model with one thing in common fits, as an item would have no error or less"


@dataclass(frozen=True)
class Fit:
    """How well one factor explains the covariances; `None` where nothing is left to test.

    `chi_square` is the likelihood ratio against any covariances, times n, with its degrees
    and p; `cfi` and `tli` stand against items without relation, `rmsea` and `srmr` are what
    is left. Where answers are missing, all are rough.
    """

    chi_square: float
    degrees: int
    p: float | None
    cfi: float
    tli: float | None
    rmsea: float | None
    srmr: float


@dataclass(frozen=True)
class Omega:
    """Omega total, or `None` with what is lacking.

    `loadings` and `errors` (variances) are those of the items, in their units. The interval
    is at `level`; `n` people answered at least one item, `missing` answers were not given, and
    `fewest` people answered both of the least answered two items. Of the `draws` behind a
    bootstrap, `undefined` had no proper solution.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    loadings: tuple[float, ...]
    errors: tuple[float, ...]
    fit: Fit | None
    n: int
    missing: int
    fewest: int
    draws: int
    undefined: int
    method: str
    reason: Lack | None


@dataclass(frozen=True)
class _Model:
    loadings: Table
    errors: Table

    @property
    def implied(self) -> Table:
        return np.asarray(np.outer(self.loadings, self.loadings) + np.diag(self.errors))


def omega(
    answers: ArrayLike,
    *,
    denominator: Denominator = Denominator.MODEL,
    level: float = 0.95,
    seed: Seed | None = None,
    draws: int = 1000,
) -> Omega:
    """Omega total of a table with a row per person and a column per item, three at least.

    The model is fitted to covariances (n), as `lavaan` does. Of complete answers the standard
    error is the delta method's on each person's own contribution (Huber-White), so answers
    need not be normal, and the interval is that of logit omega. Where answers are missing
    (NaN, `None`), covariances are of everybody who answered both items, and both come from
    samples of people drawn with replacement: then a `seed` is needed. Reverse keys must be
    turned round beforehand; a loading below 0 shows one that was not.

    Raises `ValueError` for fewer than three items, what is no number, a level outside 0 to 1,
    and for missing answers without a seed or with fewer than 100 draws.
    """
    check_level(level)
    table = _answered(answers)
    seen = (~np.isnan(table)).astype(float)
    fewest, missing = int((seen.T @ seen).min()), int(seen.size - seen.sum())
    if missing and seed is None:
        raise ValueError("seed: give one, as answers are missing and people have to be drawn.")
    counts = len(table), missing, fewest
    covariances = pairwise_covariances(table) * (1 - 1 / max(1, len(table)))
    model = Lack.TOO_FEW if fewest < FEWEST else _fitted(covariances)
    method = f"one factor, maximum likelihood, {denominator}"
    reason = model if isinstance(model, Lack) else None
    bare = Omega(None, None, None, level, (), (), None, *counts, 0, 0, method, reason)
    if isinstance(model, Lack):
        return bare
    found = replace(
        bare,
        estimate=_omega(model, covariances, denominator),
        loadings=tuple(model.loadings.tolist()),
        errors=tuple(model.errors.tolist()),
        fit=_fit(covariances, model, fewest),
    )
    if missing and seed is not None:
        return _bootstrapped(found, _drawn(table, model, denominator, draws, seed), draws)
    return _by_formula(found, _standard_error(table, model, covariances, denominator))


def _by_formula(found: Omega, error: float) -> Omega:
    """With the error of the formula and its interval."""
    interval = _logit_interval(found.estimate or 0.0, error, found.level)
    method = f"{found.method}, robust delta interval"
    return replace(found, standard_error=error, interval=interval, method=method)


def _bootstrapped(found: Omega, values: Table, draws: int) -> Omega:
    """With the error and the percentiles of the draws that have an omega."""
    method = f"{found.method}, bootstrap of people"
    drawn = replace(found, draws=draws, undefined=draws - len(values), method=method)
    if len(values) < 2:
        return drawn
    interval = resampling.percentiles(values, found.level)
    return replace(drawn, standard_error=float(np.std(values, ddof=1)), interval=interval)


def _answered(answers: ArrayLike) -> Table:
    table = array(answers, "answers")
    if table.ndim != 2 or table.shape[1] < 3:
        raise ValueError("answers: give a row per person and a column per item, three at least.")
    if np.isinf(table).any():
        raise ValueError("answers: give numbers, and NaN where there is no answer.")
    result: Table = table[~np.isnan(table).all(axis=1)]
    return result


def _fitted(covariances: Table, start: _Model | None = None) -> _Model | Lack:
    """The one-factor model, or why there is none; worked out on correlations."""
    spread = np.sqrt(np.diag(covariances))
    if not (spread > 0).all():
        return Lack.NO_VARIANCE
    correlations = covariances / np.outer(spread, spread)
    if np.isnan(correlations).any() or np.linalg.eigvalsh(correlations)[0] < ENOUGH:
        return Lack.CONTRADICTION
    begin = _start(correlations)
    if start is not None:
        begin = _Model(start.loadings / spread, np.maximum(start.errors / spread**2, 0.05))
    found = _scored(correlations, begin, ENOUGH if start is None else ROUGH)
    if found is None or (found.errors < SMALLEST).any():
        return Lack.IMPROPER
    turned = found.loadings if found.loadings.sum() >= 0 else -found.loadings
    return _Model(turned * spread, found.errors * spread**2)


def _start(correlations: Table) -> _Model:
    """Errors from what the other items cannot explain (Jöreskog 1967), loadings from the rest."""
    errors = (1 - 0.5 / len(correlations)) / np.diag(np.linalg.inv(correlations))
    errors = np.minimum(errors, 0.95)
    values, vectors = np.linalg.eigh(correlations - np.diag(errors))
    loadings = vectors[:, -1] * math.sqrt(max(float(values[-1]), 0.01))
    return _Model(loadings, errors)


def _scored(correlations: Table, model: _Model, enough: float) -> _Model | None:
    """Fisher scoring with shorter steps where the likelihood would fall; `None` if it fails."""
    items, best = len(correlations), _discrepancy(correlations, model)
    for _ in range(ROUNDS):
        inverse = _inverse(model.implied)
        residual = inverse @ (correlations - model.implied) @ inverse
        slope = np.concatenate([residual @ model.loadings, np.diag(residual) / 2])
        step = np.linalg.solve(_information(inverse, model.loadings), slope)
        for halving in range(30):
            part = step / 2**halving
            tried = _Model(model.loadings + part[:items], model.errors + part[items:])
            value = _discrepancy(correlations, tried)
            if value <= best + ENOUGH:
                break
        else:
            return None
        model, best = tried, min(best, value)
        if (model.errors < -1).any():
            return None
        if np.abs(part).max() < enough:
            return model
    return None


def _inverse(table: Table) -> Table:
    return np.asarray(np.linalg.inv(table), dtype=float)


def _discrepancy(correlations: Table, model: _Model) -> float:
    """ln|Σ| + tr(S Σ⁻¹) - ln|S| - k, infinite where the model is none."""
    implied = model.implied
    if np.linalg.eigvalsh(implied)[0] <= 0:
        return math.inf
    trace = float(np.trace(np.linalg.solve(implied, correlations)))
    logs = np.linalg.slogdet(implied)[1] - np.linalg.slogdet(correlations)[1]
    return float(logs) + trace - len(correlations)


def _information(inverse: Table, loadings: Table) -> Table:
    """Expected information of loadings and errors, per person."""
    towards = inverse @ loadings
    of_loadings = inverse * (loadings @ towards) + np.outer(towards, towards)
    mixed = inverse * towards
    return np.asarray(np.block([[of_loadings, mixed], [mixed.T, inverse**2 / 2]]))


def _omega(model: _Model, covariances: Table, denominator: Denominator) -> float:
    common = float(model.loadings.sum()) ** 2
    if denominator is Denominator.OBSERVED:
        return common / float(covariances.sum())
    return common / (common + float(model.errors.sum()))


def _standard_error(
    table: Table, model: _Model, covariances: Table, denominator: Denominator
) -> float:
    """From each person's influence on loadings, errors and the variance of the sum."""
    inverse = _inverse(model.implied)
    people, items = len(table), len(model.loadings)
    apart = table - table.mean(axis=0)
    solved = apart @ inverse
    towards = inverse @ model.loadings
    of_loadings = solved * (solved @ model.loadings)[:, None] - towards
    of_errors = (solved**2 - np.diag(inverse)) / 2
    scores = np.hstack([of_loadings, of_errors])
    sums = float(model.loadings.sum())
    whole = sums**2 + float(model.errors.sum())
    slope = 2 * sums * (whole - sums**2) / whole**2, -((sums / whole) ** 2)
    extra = np.zeros(people)
    if denominator is Denominator.OBSERVED:
        whole = float(covariances.sum())
        slope = 2 * sums / whole, 0.0
        extra = -((sums / whole) ** 2) * (apart.sum(axis=1) ** 2 - whole)
    slopes = np.array([slope[0]] * items + [slope[1]] * items)
    influence: Table = scores @ np.linalg.solve(_information(inverse, model.loadings), slopes)
    return math.sqrt(float(((influence + extra) ** 2).sum())) / people


def _logit_interval(estimate: float, error: float, level: float) -> Interval:
    """The interval of ln(ω / (1 - ω)), turned back; symmetric for an ω outside 0 to 1."""
    margin = quantile(level) * error
    if not 0 < estimate < 1:
        return estimate - margin, estimate + margin
    logit, margin = math.log(estimate / (1 - estimate)), margin / (estimate * (1 - estimate))
    low, high = (1 / (1 + math.exp(-logit - side * margin)) for side in (-1, 1))
    return low, high


def _drawn(table: Table, model: _Model, denominator: Denominator, draws: int, seed: Seed) -> Table:
    """Omega in each draw that has a proper solution."""
    found = []
    for covariances in resampling.covariances(table, draws, seed):
        one = _fitted(covariances * (1 - 1 / len(table)), model)
        if not isinstance(one, Lack):
            found.append(_omega(one, covariances * (1 - 1 / len(table)), denominator))
    return np.array(found)


def _fit(covariances: Table, model: _Model, people: int) -> Fit:
    items, spread = len(covariances), np.diag(covariances)
    degrees, of_none = items * (items - 3) // 2, items * (items - 1) // 2
    chi_square = max(0.0, people * _discrepancy(covariances, model))
    none = people * float(np.log(spread).sum() - np.linalg.slogdet(covariances)[1])
    over, most = max(0.0, chi_square - degrees), max(none - of_none, chi_square - degrees, 0.0)
    residual = (covariances - model.implied) / np.sqrt(np.outer(spread, spread))
    tli, ratio = None, none / of_none - 1
    if degrees and ratio > 0:
        tli = (ratio + 1 - chi_square / degrees) / ratio
    return Fit(
        chi_square=chi_square,
        degrees=degrees,
        p=float(scipy.special.chdtrc(degrees, chi_square)) if degrees else None,
        cfi=1 - over / most if most else 1.0,
        tli=tli,
        rmsea=math.sqrt(over / (degrees * people)) if degrees else None,
        srmr=math.sqrt(float((residual[np.tril_indices(items)] ** 2).mean())),
    )
