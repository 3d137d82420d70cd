"""The duel: a learned model is offered only if it beats the plain weighted mean out of sample.

Equal weights match or beat learned ones unless people are many (Dawes 1979, Am Psychol 34:571), so
the burden of proof lies with the model: its gain must lie above 0 with its whole interval, over the
plain mean, over every other rating there is, and over saying the average for everybody.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, Numbers, Seed, bounded, generator, numbers, undefined
from assess.science.fit import learners, validation
from assess.science.fit.calibrated import (
    AmountCalibration,
    ChanceCalibration,
    of_amounts,
    of_chances,
)
from assess.science.fit.guards import HOUSE, Guards, Kind, Known, Lack, known_of, lack_of
from assess.science.fit.model import Model, with_residual
from assess.science.fit.validation import Folds, Heard
from assess.science.fit.verdicts import Duel, Rival, Settings, Verdict
from assess.science.fit.weights import Weights
from assess.science.scalars import check_choice, check_level, check_mapping

DEFAULTS = Settings()
MOST_FOLDS = 0.5
"""With fewer folds that can tell nothing is said."""

RANKING = {Kind.AMOUNT: "correlation", Kind.EVENT: "area under the curve"}
WORST = {Kind.AMOUNT: -1.0, Kind.EVENT: 0.0}
"""What a correlation and an area cannot be below; neither can be above 1."""

OF_CHANCES = ("slope", "intercept", "in_the_large", "auc", "brier", "log_loss")
OF_AMOUNTS = ("slope", "intercept", "mean_error", "root_mean_square")


def duel(
    scores: ArrayLike,
    outcomes: ArrayLike,
    weights: Weights,
    *,
    kind: Kind,
    seed: Seed,
    rivals: Mapping[str, ArrayLike] | None = None,
    guards: Guards = HOUSE,
    settings: Settings = DEFAULTS,
    level: float = 0.95,
    heard: Heard | None = None,
) -> Duel:
    """Set a learned model against the plain weighted mean of the same standardised parts.

    `scores` has a row per person and a column per name in `weights`, higher being better.
    `outcomes` has a number for everybody: ridge regression learns it where it is an amount, ridge
    logistic regression where it is an event (1 or 0). `rivals` are ratings of the same people by
    name that a model must beat as well, such as the panel's own overall one. People with anything
    missing (NaN) are left out of everything, and counted. People without an outcome are as a rule
    those who were not hired, so that what is found holds for hired people. `heard` is told how
    much is done.

    Nothing is learned below the guards; `reason` then says why. Protected attributes must be in
    none of the scores. Raises `ValueError` for lists that do not fit one another, outcomes that
    are no events where these are predicted, or weights that are undefined.
    """
    check_level(level)
    check_choice(kind, Kind, "kind")
    if rivals is not None:
        check_mapping(rivals, "rivals")
    others = rivals or {}
    known, ratings = _everything(scores, outcomes, others, kind)
    if known.table.shape[1] != len(weights.names):
        raise ValueError("weights: give one for each part.")
    shares = weights.values()
    lack = lack_of(known, guards) or _too_few_per_fold(known, settings)
    if lack:
        return _refused(known, weights, others, settings, level, lack)
    random = generator(seed)
    with learners.quietly():
        folds = validation.cross_validated(known, shares, ratings, settings, random, heard)
        told = _told(folds, known, weights, tuple(others), settings, level)
        verdict = _verdict(told)
        if verdict is not Verdict.OFFERED:
            return replace(told, verdict=verdict)
        model = _learned(known, weights.names, folds, settings, random)
    return replace(told, verdict=verdict, model=model)


def _verdict(told: Duel) -> Verdict:
    if not _above_0(told.over_average):
        return Verdict.NO_SKILL
    if not _above_0(told.gain):
        return Verdict.NOT_BETTER
    if not all(_above_0(one.gain) for one in told.rivals):
        return Verdict.BEHIND_RIVAL
    return Verdict.OFFERED


def _above_0(gain: Estimate) -> bool:
    return gain.interval is not None and gain.interval[0] > 0


def _learned(
    known: Known,
    names: Sequence[str],
    folds: Folds,
    settings: Settings,
    random: np.random.Generator,
) -> Model:
    """The model of everybody, with the error it had on people it was not learned from."""
    share = validation.chosen_penalty(known.table, known.outcomes, known.kind, settings, random)
    model = learners.learned(known, names, share * known.n)
    if known.kind is Kind.EVENT:
        return model
    return with_residual(model, math.sqrt(float(folds.errors[:, 0].mean())))


def _told(
    folds: Folds,
    known: Known,
    weights: Weights,
    names: Sequence[str],
    settings: Settings,
    level: float,
) -> Duel:
    repeats = np.repeat(np.arange(settings.repeats), settings.folds)

    def over(values: Numbers, what: str, least: float = -math.inf) -> Estimate:
        method = f"{what}, nested cross-validation, corrected resampled t, n people"
        told = ~np.isnan(values)
        elsewhere = told.sum() - np.bincount(repeats[told], minlength=1).max()
        if told.mean() < MOST_FOLDS or elsewhere < 2:
            return undefined(level, known.n, method, Lack.TOO_FEW_PER_FOLD)
        found = validation.over_folds(
            values[told], repeats[told], settings.folds, known.n, level, method
        )
        return bounded(found, least, 1.0)

    what, worst = RANKING[known.kind], WORST[known.kind]
    learned, plain, *others = folds.ranked.T
    # A fold that cannot rank by one of the two says nothing of either, so that gains add up.
    learned_too, plain_too = learned + 0 * plain, plain + 0 * learned
    saved = (folds.errors[:, 1] - folds.errors[:, 0]) / folds.errors[:, 1].mean()
    return Duel(
        verdict=Verdict.NOT_BETTER,
        kind=known.kind,
        learned=over(learned_too, what, worst),
        plain=over(plain_too, what, worst),
        gain=over(learned - plain, f"gain in {what}"),
        over_average=over(saved, "share of squared error taken away"),
        rivals=tuple(
            Rival(name, over(other, what, worst), over(learned - other, f"gain in {what}"))
            for name, other in zip(names, others, strict=True)
        ),
        calibration=_calibration(folds, known, level),
        model=None,
        names=weights.names,
        weights=tuple(weights.values().tolist()),
        n=known.n,
        events=known.events,
        left_out=known.left_out,
        settings=settings,
        level=level,
    )


def _calibration(folds: Folds, known: Known, level: float) -> ChanceCalibration | AmountCalibration:
    """That of the first repeat, its numbers replaced by their means over all repeats.

    Repeats are of the same people, so errors are averaged and do not shrink with their number.
    """
    if known.kind is Kind.EVENT:
        chances = [of_chances(known.outcomes, one, level=level) for one in folds.predictions]
        return replace(chances[0], **_means(chances, OF_CHANCES))
    amounts = [of_amounts(known.outcomes, one, level=level) for one in folds.predictions]
    return replace(amounts[0], **_means(amounts, OF_AMOUNTS))


def _means(found: Sequence[object], names: Sequence[str]) -> dict[str, Any]:
    return {name: _mean([getattr(one, name) for one in found]) for name in names}


def _mean(found: Sequence[Estimate]) -> Estimate:
    """The mean over repeats, ends of the interval too; undefined where one of them is."""
    values, errors, ends = [], [], []
    for one in found:
        if one.estimate is None or one.standard_error is None or one.interval is None:
            return one
        values.append(one.estimate)
        errors.append(one.standard_error)
        ends.append(one.interval)
    low, high = np.mean(ends, axis=0).tolist()
    return replace(
        found[0],
        estimate=float(np.mean(values)),
        standard_error=float(np.mean(errors)),
        interval=(low, high),
        method=f"{found[0].method}, mean over repeats",
    )


def _everything(
    scores: ArrayLike, outcomes: ArrayLike, rivals: Mapping[str, ArrayLike], kind: Kind
) -> tuple[Known, list[Numbers]]:
    """People with scores, outcome and every rival's rating."""
    happened = numbers(outcomes, "outcomes")
    ratings = [numbers(one, name) for name, one in rivals.items()]
    if any(len(one) != len(happened) for one in ratings):
        raise ValueError("rivals: give a rating for every person, and NaN where there is none.")
    unrated: NDArray[np.bool_] = np.zeros(len(happened), dtype=bool)
    for one in ratings:
        unrated |= np.isnan(one)
    known = known_of(scores, np.where(unrated, np.nan, happened), kind)
    return known, [one[known.kept] for one in ratings]


def _too_few_per_fold(known: Known, settings: Settings) -> Lack | None:
    """Every inner fold needs both outcomes, from what the outer one leaves."""
    rarer = known.n if known.events is None else min(known.events, known.n - known.events)
    left = rarer - math.ceil(rarer / settings.folds)
    enough = rarer >= settings.folds and left >= settings.inner_folds
    return None if enough else Lack.TOO_FEW_PER_FOLD


def _refused(
    known: Known,
    weights: Weights,
    rivals: Mapping[str, ArrayLike],
    settings: Settings,
    level: float,
    lack: Lack,
) -> Duel:
    nothing = undefined(level, known.n, f"{RANKING[known.kind]}, nested cross-validation", lack)
    return Duel(
        verdict=Verdict.NOT_TRIED,
        kind=known.kind,
        learned=nothing,
        plain=nothing,
        gain=nothing,
        over_average=nothing,
        rivals=tuple(Rival(name, nothing, nothing) for name in rivals),
        calibration=None,
        model=None,
        names=weights.names,
        weights=tuple(weights.values().tolist()),
        n=known.n,
        events=known.events,
        left_out=known.left_out,
        settings=settings,
        level=level,
        reason=lack,
    )
