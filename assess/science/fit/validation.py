"""Predictions for people not learned from: repeated cross-validation with another inside it.

The inner one chooses the penalty among those learned from, so that whoever is tested has had no
part in the choice (Varma & Simon 2006, BMC Bioinformatics 7:91; Krstajic et al. 2014, J Cheminform
6:10). Means and SDs come from those learned from as well.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from assess.science.coefficients import t_quantile
from assess.science.estimates import Estimate, Numbers
from assess.science.fit import learners
from assess.science.fit.folds import Places, parted, splits
from assess.science.fit.guards import Kind, Known
from assess.science.fit.verdicts import Settings
from assess.science.scalars import quantile

CLOSE = 1e-12
Rows = NDArray[np.bool_]
Heard = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True)
class Folds:
    """What each fold of each repeat said, a row per fold, repeat after repeat.

    `ranked` has a column for the learned model, one for the plain mean and one for each rival;
    NaN, inside the package, where a fold cannot say. `errors` are the mean squared errors of the
    model and of the average. `predictions` has a row per repeat and a column per person.
    """

    ranked: Numbers
    errors: Numbers
    predictions: Numbers


def cross_validated(
    known: Known,
    weights: Numbers,
    rivals: Sequence[Numbers],
    settings: Settings,
    random: np.random.Generator,
    heard: Heard | None = None,
) -> Folds:
    """Nested repeated cross-validation of a learned line beside fixed weights and rivals.

    `heard` is told after each repeat how many of all are done.
    """
    ranked, errors, repeats = [], [], []
    for _ in range(settings.repeats):
        predictions = np.empty(known.n)
        places = parted(known.outcomes, known.kind, settings.folds, random)
        for train, test in splits(places, settings.folds):
            said, plain = _said(known, weights, train, test, settings, random)
            predictions[test] = said
            happened = known.outcomes[test]
            rankings = [said, plain, *(one[test] for one in rivals)]
            ranked.append([rank(happened, one, known.kind) for one in rankings])
            average = known.outcomes[train].mean()
            errors.append([((happened - said) ** 2).mean(), ((happened - average) ** 2).mean()])
        repeats.append(predictions)
        if heard:
            heard(len(repeats), settings.repeats)
    return Folds(np.array(ranked), np.array(errors), np.array(repeats))


def chosen_penalty(
    table: Numbers,
    outcomes: Numbers,
    kind: Kind,
    settings: Settings,
    random: np.random.Generator,
) -> float:
    """The penalty, as a share of people, with the least loss on people not learned from.

    Squared error for an amount and log loss for an event; of equals the largest, as it promises
    least.
    """
    places = parted(outcomes, kind, settings.inner_folds, random)
    losses = np.zeros(len(settings.penalties))
    for train, test in splits(places, settings.inner_folds):
        penalties = [one * int(train.sum()) for one in settings.penalties]
        inner, outer = standard(table[train], table[test])
        values = learners.lines(inner, outcomes[train], kind, penalties)
        losses += _losses(outcomes[test], values[0] + outer @ values[1:], kind)
    return settings.penalties[len(losses) - 1 - int(np.argmin(losses[::-1]))]


def standard(train: Numbers, test: Numbers) -> tuple[Numbers, Numbers]:
    """Both in SDs (n) of the first; a score that is constant there tells nothing and is 0."""
    means, sds = train.mean(axis=0), train.std(axis=0)
    flat = sds <= CLOSE * np.abs(train).max(axis=0)
    sds = np.where(flat, 1.0, sds)
    return np.where(flat, 0, (train - means) / sds), np.where(flat, 0, (test - means) / sds)


def rank(outcomes: Numbers, values: Numbers, kind: Kind) -> float:
    """How well values rank people: correlation or area under the curve; NaN if nobody can tell."""
    if kind is Kind.EVENT:
        high, low = values[outcomes == 1], values[outcomes == 0]
        if not len(high) or not len(low):
            return math.nan
        return float(np.sign(high[:, None] - low).mean()) / 2 + 0.5
    centred = [one - one.mean() for one in (outcomes, values)]
    lengths = [float(one @ one) for one in centred]
    sizes = [float(one @ one) for one in (outcomes, values)]
    if any(length <= CLOSE * size for length, size in zip(lengths, sizes, strict=True)):
        return math.nan
    return float(centred[0] @ centred[1]) / math.sqrt(lengths[0] * lengths[1])


def over_folds(
    values: Numbers, repeats: Places, folds: int, n: int, level: float, method: str
) -> Estimate:
    """The mean of what folds said, with the error of a mean of folds that share people.

    √((1/J + 1/(folds - 1)) s²) and t with J - 1 degrees, J folds in all repeats: repeats share
    the same people, so J folds are far from J samples (Nadeau & Bengio 2003, Machine Learning
    52:239; Bouckaert & Frank 2004, LNAI 3056:3). Both ends are moved out by how far they hang on
    how people happened to be parted: the quantile of `level` times their jackknife error over
    repeats, so that another seed seldom turns a verdict. `repeats` says which repeat a fold is of.
    """
    value, error, margin = _corrected_t(values, folds, level)
    without = [
        _corrected_t(values[repeats != one], folds, level) for one in np.unique(repeats).tolist()
    ]
    low, high = ([mean + side * half for mean, _, half in without] for side in (-1, 1))
    wide = quantile(level)
    ends = value - margin - wide * _jackknife(low), value + margin + wide * _jackknife(high)
    return Estimate(value, error, ends, level, n, method)


def _corrected_t(values: Numbers, folds: int, level: float) -> tuple[float, float, float]:
    """Mean, error and half the width of the interval."""
    count = len(values)
    error = math.sqrt((1 / count + 1 / (folds - 1)) * float(values.var(ddof=1)))
    return float(values.mean()), error, t_quantile(level, count - 1) * error


def _jackknife(without: Sequence[float]) -> float:
    """The error of what was worked out anew without one after another."""
    count = len(without)
    return math.sqrt((count - 1) / count * float(np.var(without)) * count)


def _said(
    known: Known,
    weights: Numbers,
    train: Rows,
    test: Rows,
    settings: Settings,
    random: np.random.Generator,
) -> tuple[Numbers, Numbers]:
    """What the learned line and the weighted mean say of those tested."""
    table, outcomes = known.table[train], known.outcomes[train]
    penalty = chosen_penalty(table, outcomes, known.kind, settings, random) * len(outcomes)
    inner, outer = standard(table, known.table[test])
    values = learners.lines(inner, outcomes, known.kind, (penalty,))[:, 0]
    line: Numbers = values[0] + outer @ values[1:]
    said: Numbers = scipy.special.expit(line) if known.kind is Kind.EVENT else line
    plain: Numbers = outer @ weights
    return said, plain


def _losses(outcomes: Numbers, said: Numbers, kind: Kind) -> Numbers:
    """Summed over people, one for each penalty."""
    happened = outcomes[:, None]
    if kind is Kind.EVENT:
        result: Numbers = -scipy.special.log_expit(np.where(happened == 1, said, -said)).sum(axis=0)
        return result
    squared: Numbers = ((happened - said) ** 2).sum(axis=0)
    return squared
