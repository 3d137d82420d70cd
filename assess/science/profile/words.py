"""How alike two profiles are, in sentences: height, shape and distance apart."""

from assess.science.estimate_words import (
    digits,
    how_surely,
)
from assess.science.estimates import Estimate
from assess.science.profile.similarity import Similarity


def explain(one: str, other: str, result: Similarity) -> str:
    """How the second profile compares with the first, in one sentence for a manager."""
    if result.elevation.reason:
        return f"{other} and {one} cannot be compared: {result.elevation.reason}."
    return (
        f"{other} compared with {one}, {result.dimensions} results each: {_height(result)}; "
        f"{_shape(result.pearson)}; a single result is usually "
        f"{_apart(result.mean_difference)} apart."
    )


def _height(result: Similarity) -> str:
    value, low, high = _three(result.elevation)
    if low <= 0 <= high:
        return f"on average neither clearly higher nor lower ({_sided(low)} to {_sided(high)})"
    sure = how_surely(result.elevation.level)
    return f"on average {_sided(value)} ({sure} {_sided(low)} to {_sided(high)})"


def _sided(points: float) -> str:
    return f"{abs(points):.1f} {'lower' if points < 0 else 'higher'}"


def _shape(pearson: Estimate) -> str:
    if pearson.reason:
        return f"their shapes cannot be compared, as {pearson.reason}"
    value, low, high = _three(pearson)
    said = "whether highs and lows fall in the same places cannot be told"
    if low > 0:
        said = "highs and lows fall in the same places"
    if high < 0:
        said = "highs of one are lows of the other"
    sure = how_surely(pearson.level)
    return f"{said} (correlation {digits(value)}, {sure} {digits(low)} to {digits(high)})"


def _apart(difference: Estimate) -> str:
    value, low, high = _three(difference)
    return f"{value:.1f} ({how_surely(difference.level)} {low:.1f} to {high:.1f})"


def _three(one: Estimate) -> tuple[float, float, float]:
    if one.estimate is None or one.interval is None:
        raise ValueError("result: this part of it is undefined.")
    return one.estimate, *one.interval
