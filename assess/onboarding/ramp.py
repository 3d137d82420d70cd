"""How fast people come into their role: curves by version of a template, with sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assess.later import later
from reports import charts, ramp_curve

if TYPE_CHECKING:
    from assess.science import survival, survival_words
    from assess.science.survival import Curve
else:
    survival = later("assess.science.survival")
    survival_words = later("assess.science.survival_words")


@dataclass(frozen=True)
class Ramp:
    """The people of one version of a template: how many, how many are there, and the curve."""

    version: int
    people: int
    reached: int
    curve: "Curve"
    sentences: tuple[str, ...]


def ramps(followed: Mapping[int, Sequence[tuple[int, bool]]], what: str) -> list[Ramp]:
    """A curve for each version, the newest first; `what` names the milestone in a sentence."""
    return [_ramp(version, followed[version], what) for version in sorted(followed, reverse=True)]


def pictures(one: Ramp) -> tuple[str, str]:
    """The curve for wide pages and for phones."""
    steps, said, name = one.curve.steps, one.sentences[0], f"ramp-{one.version}"
    return (
        charts.svg(ramp_curve.ramp_curve(steps, said), name),
        charts.svg(ramp_curve.ramp_curve(steps, said, ramp_curve.NARROW), f"{name}-narrow"),
    )


def difference(followed: Mapping[int, Sequence[tuple[int, bool]]]) -> str:
    """Whether versions differ beyond chance; empty with one version."""
    if len(followed) < 2:
        return ""
    groups = {
        f"version {version}": ([days for days, _ in rows], [there for _, there in rows])
        for version, rows in followed.items()
    }
    return survival_words.explain_difference(survival.log_rank(groups))


def _ramp(version: int, rows: Sequence[tuple[int, bool]], what: str) -> Ramp:
    times, there = [days for days, _ in rows], [there for _, there in rows]
    curve = survival.kaplan_meier(times, there)
    sentences = (
        survival_words.explain_median(curve.median(), what=what),
        survival_words.explain(curve, 90, what=what),
    )
    # A curve that comes to everybody leaves out those who were followed for a shorter time.
    is_told = curve.reason is None and (all(there) or curve.steps[-1].share > 0)
    told = sentences if is_told else sentences[:1]
    return Ramp(version, len(rows), sum(there), curve, told)
