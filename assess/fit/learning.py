"""Learn a model for a role and an outcome, or say why not; and what its card says.

Behind it stands scikit-learn: the job alone loads this module, and only once it runs.
"""

from typing import Any

from assess.fit import lacking
from assess.fit.gathering import Gathered
from assess.fit.rules import Learned, ModelStatus, Target
from assess.science.estimates import Estimate
from assess.science.fit import duel, model, weights, words
from assess.science.fit.calibrated import ChanceCalibration
from assess.science.fit.guards import Kind
from assess.science.fit.validation import Heard
from assess.science.fit.verdicts import Duel, Settings, Verdict

SEED = 1
PANEL = "the panel's own overall view"


def learn(
    gathered: Gathered, target: Target, *, heard: Heard | None = None,
    settings: Settings = duel.DEFAULTS,
) -> Learned:  # fmt: skip
    """Set a learned model against the plain mean and the panel's own view."""
    refused = lacking.refused(gathered, target)
    if refused is not None:
        return refused
    rows = gathered.rows(target)
    table, outcomes = lacking.tables(gathered, rows)
    card = lacking.about(gathered, target, rows)
    told = duel.duel(
        table,
        outcomes,
        weights.expert(gathered.weights),
        kind=Kind.EVENT if target.measure.is_event else Kind.AMOUNT,
        seed=SEED,
        rivals={PANEL: [row.overall for row in rows]},
        settings=settings,
        heard=heard,
    )
    card |= _of_duel(told)
    if told.verdict is Verdict.OFFERED and told.model is not None:
        numbers = model.to_mapping(told.model)
        return Learned(ModelStatus.OFFERED, words.explain(told), card, numbers)
    card["missing"] = [f"Nothing was learned: {told.reason}."] if told.reason else []
    return Learned(ModelStatus.REFUSED, words.explain(told), card, None)


def _of_duel(told: Duel) -> dict[str, Any]:
    learned = told.model.weights if told.model else None
    return {
        "verdict": told.verdict.value,
        "said": words.explain(told),
        "kind": told.kind.name.lower(),
        "people": told.n,
        "events": told.events,
        "left_out": told.left_out,
        "measure": words.MEASURE[told.kind],
        "learned": _estimate(told.learned),
        "plain": _estimate(told.plain),
        "gain": _estimate(told.gain),
        "over_average": _estimate(told.over_average),
        "rivals": [
            {"name": one.name, "validity": _estimate(one.validity), "gain": _estimate(one.gain)}
            for one in told.rivals
        ],
        "settings": {
            "folds": told.settings.folds, "repeats": told.settings.repeats,
            "inner_folds": told.settings.inner_folds,
        },
        "plain_weights": dict(zip(told.names, told.weights, strict=True)),
        "learned_weights": dict(zip(told.names, learned, strict=True)) if learned else {},
        "calibration": _calibration(told),
    }  # fmt: skip


def _calibration(told: Duel) -> dict[str, Any]:
    one = told.calibration
    if one is None:
        return {}
    found: dict[str, Any] = {"said": words.explain(one), "slope": _estimate(one.slope)}
    if isinstance(one, ChanceCalibration):
        found |= {"brier": _estimate(one.brier), "auc": _estimate(one.auc)}
    else:
        found |= {"typical_error": _estimate(one.root_mean_square)}
    return found


def _estimate(one: Estimate) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "value": one.estimate, "low": low, "high": high, "level": one.level, "n": one.n,
        "method": one.method, "reason": str(one.reason) if one.reason else "",
    }  # fmt: skip
