"""A learned model as plain numbers: kept as JSON, read back, and scored with no learner at hand.

No file here can run code. What is read is checked for shape, finite numbers and its own hash, and
nobody is scored outside the range of the people it was learned from.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, array, undefined
from assess.science.fit.guards import Kind
from assess.science.scalars import check_level, check_mapping, is_number, quantile

VERSION = 1
CLOSE = 1e-9


class NoScore(StrEnum):
    """Why nobody is scored."""

    MISSING = "a score the model needs is missing"
    OUTSIDE = "a score lies outside those the model was learned from"


@dataclass(frozen=True)
class Model:
    """Weights per SD of every part, and what they were learned from.

    The prediction is `intercept` + Σ `weights` x (score - `means`) / `sds`, a logit for an event
    and the outcome's own units for an amount. `covariances` are those of intercept and weights,
    `residual_sd` the usual error of an amount on people not learned from (`None` for an event).
    `lows` and `highs` are the range of every score, `penalty` that on the sum of losses. `n`
    people were learned from, `events` of them with the event (`None` for an amount), whose data
    have the SHA-256 `data_hash`.
    """

    kind: Kind
    names: tuple[str, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    covariances: tuple[tuple[float, ...], ...]
    residual_sd: float | None
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    penalty: float
    n: int
    events: int | None
    data_hash: str
    learner: str
    version: int = VERSION

    def __post_init__(self) -> None:
        _check(self)


def predict(model: Model, scores: ArrayLike) -> Numbers:
    """The prediction for every row of scores, columns in the order of `model.names`.

    Chances from 0 to 1 for an event. For checking a model; `score` is for people. Raises
    `ValueError` for a table that does not fit or misses a number.
    """
    table = array(scores, "scores")
    if table.ndim != 2 or table.shape[1] != len(model.names) or not np.isfinite(table).all():
        raise ValueError("scores: give a row per person and a number for each part of the model.")
    line: Numbers = model.intercept + _standard(model, table) @ np.array(model.weights)
    result: Numbers = scipy.special.expit(line) if model.kind is Kind.EVENT else line
    return result


def score(model: Model, scores: Mapping[str, float | None], *, level: float = 0.95) -> Estimate:
    """The prediction for one person, by name of each part, with its interval.

    An event's is the interval of the chance: it says how sure the chance is, and the outcome is
    less sure than that. An amount's is that of this person's outcome: √(residual² + error of the
    line²). Errors are those of a line nothing holds down, which makes up for what a penalty pulls
    aside: 95% intervals of chances held 90 to 96% in simulations. Nobody with a missing score or
    one outside the range learned from is scored. `n` counts people learned from.
    """
    check_level(level)
    method = f"{model.learner}, normal errors of its weights, n people learned from"
    check_mapping(scores, "scores")
    found = [_number(scores.get(name)) for name in model.names]
    reason = _lack(model, found)
    if reason:
        return undefined(level, model.n, method, reason)
    table = np.array([found])
    row = np.concatenate([[1.0], _standard(model, table)[0]])
    line = float(row @ np.array([model.intercept, *model.weights]))
    error = math.sqrt(max(0.0, float(row @ np.array(model.covariances) @ row)))
    wide = quantile(level)
    if model.kind is Kind.AMOUNT:
        error = math.hypot(error, model.residual_sd or 0.0)
        ends = line - wide * error, line + wide * error
        return Estimate(line, error, ends, level, model.n, method)
    chance = float(scipy.special.expit(line))
    low, high = scipy.special.expit([line - wide * error, line + wide * error]).tolist()
    return Estimate(chance, chance * (1 - chance) * error, (low, high), level, model.n, method)


def to_mapping(model: Model) -> dict[str, Any]:
    """The model as texts, numbers and lists, ready for JSON, with the hash of its contents."""
    plain = json.loads(json.dumps(asdict(model), allow_nan=False))
    return {**plain, "hash": _hash(plain)}


def from_mapping(mapping: Mapping[str, Any]) -> Model:
    """The model that `to_mapping` made plain.

    Raises `ValueError` with the key for what is missing, unknown, of another version or no such
    value, and for contents that do not have the hash they came with.
    """
    check_mapping(mapping, "mapping")
    plain = {key: value for key, value in mapping.items() if key != "hash"}
    wanted = {one.name for one in fields(Model)}
    for key in sorted(wanted ^ set(plain)):
        raise ValueError(f"{key}: {'is missing' if key in wanted else 'is not known'}.")
    if plain["version"] != VERSION:
        raise ValueError(f"version: give a model of version {VERSION}.")
    if mapping.get("hash") != _hash(plain):
        raise ValueError("hash: the model is not the one that was stored.")
    try:
        return Model(
            **{
                **plain,
                "kind": _kind(plain["kind"]),
                "names": _row(plain["names"]),
                "covariances": tuple(_row(one) for one in plain["covariances"]),
                **{key: _row(plain[key]) for key in ROWS},
            }
        )
    except (TypeError, AttributeError) as error:
        raise ValueError("mapping: a value is none of its kind.") from error


ROWS = ("means", "sds", "weights", "lows", "highs")


def data_hash(table: Numbers, outcomes: Numbers) -> str:
    """The SHA-256 of the people learned from, in their order."""
    both = np.ascontiguousarray(np.column_stack([table, outcomes]), dtype="<f8")
    return hashlib.sha256(both.tobytes()).hexdigest()


def with_residual(model: Model, residual_sd: float) -> Model:
    """The same model, with the usual error of its predictions on people not learned from."""
    return replace(model, residual_sd=residual_sd)


def _standard(model: Model, table: Numbers) -> Numbers:
    result: Numbers = (table - np.array(model.means)) / np.array(model.sds)
    return result


def _lack(model: Model, found: Sequence[float]) -> NoScore | None:
    if any(math.isnan(one) for one in found):
        return NoScore.MISSING
    inside = all(
        low - CLOSE <= one <= high + CLOSE
        for low, one, high in zip(model.lows, found, model.highs, strict=True)
    )
    return None if inside else NoScore.OUTSIDE


def _number(value: float | None) -> float:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return math.nan
    if not is_number(value):
        raise ValueError("scores: give numbers, and None where there is none.")
    return float(value)


def _kind(value: Any) -> Kind:
    if value not in [*Kind]:
        raise ValueError("kind: give a kind of outcome that is known.")
    return Kind(value)


def _row(values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise TypeError
    return tuple(values)


def _hash(plain: Mapping[str, Any]) -> str:
    """Of the same text for the same contents, whatever order they came in."""
    try:
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError("mapping: give texts and finite numbers only.") from error
    return hashlib.sha256(text.encode()).hexdigest()


def _check(model: Model) -> None:
    if not model.names or not all(isinstance(one, str) and one for one in model.names):
        raise ValueError("names: give each part a name.")
    if len(set(model.names)) != len(model.names):
        raise ValueError("names: give each part a name of its own.")
    size = len(model.names)
    for key in ROWS:
        if len(getattr(model, key)) != size or not _finite(getattr(model, key)):
            raise ValueError(f"{key}: give a number for each part.")
    if len(model.covariances) != size + 1 or not all(
        len(one) == size + 1 and _finite(one) for one in model.covariances
    ):
        raise ValueError("covariances: give a square table of intercept and weights.")
    if not _finite((model.intercept, model.penalty)) or model.penalty < 0:
        raise ValueError("intercept, penalty: give numbers, the penalty 0 or more.")
    if min(model.sds) <= 0 or any(a > b for a, b in zip(model.lows, model.highs, strict=True)):
        raise ValueError("sds, lows, highs: give SDs above 0 and ranges, the lower end first.")
    _check_people(model)


def _check_people(model: Model) -> None:
    counts = (model.n,) if model.events is None else (model.n, model.events)
    if not all(type(one) is int and one >= 0 for one in counts) or counts[-1] > model.n:
        raise ValueError("n, events: give whole numbers of people.")
    if (model.events is None) is (model.kind is Kind.EVENT):
        raise ValueError("events: give them for an event, and only then.")
    if not all(isinstance(one, str) and one for one in (model.data_hash, model.learner)):
        raise ValueError("data_hash, learner: give texts.")
    residual = model.residual_sd
    if residual is not None and (not _finite((residual,)) or residual < 0):
        raise ValueError("residual_sd: give a number of 0 or more.")


def _finite(values: Sequence[Any]) -> bool:
    return all(is_number(one) and not isinstance(one, bool) for one in values)
