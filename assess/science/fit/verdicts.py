"""What comes of a duel between a learned model and the plain weighted mean."""

from dataclasses import dataclass
from enum import StrEnum

from assess.science.estimates import Estimate
from assess.science.fit.calibrated import AmountCalibration, ChanceCalibration
from assess.science.fit.guards import Kind, Lack
from assess.science.fit.model import Model
from assess.science.scalars import check_row, is_count, is_number


class Verdict(StrEnum):
    """Whether the learned model is offered; every word but the first is a refusal."""

    OFFERED = "the learned model was better than every rival beyond chance"
    NOT_TRIED = "nothing was learned"
    NO_SKILL = "the learned model is not better, beyond chance, than saying the average for all"
    NOT_BETTER = "the learned model is not better, beyond chance, than the plain weighted mean"
    BEHIND_RIVAL = "the learned model is not better, beyond chance, than another way of rating"


@dataclass(frozen=True)
class Settings:
    """How often people are parted, and which penalties are tried.

    Outer `folds` are for the test, `inner_folds` choose the penalty among those not tested;
    `penalties` are shares of the number of people learned from, least first. Raises `ValueError`
    for fewer than five folds, two inner ones or two repeats, and penalties that are none.
    """

    folds: int = 10
    repeats: int = 10
    inner_folds: int = 5
    penalties: tuple[float, ...] = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0)

    def __post_init__(self) -> None:
        if not is_count(self.folds, 5):
            raise ValueError("folds: give five or more.")
        if not is_count(self.inner_folds, 2):
            raise ValueError("inner_folds: give two or more.")
        if not is_count(self.repeats, 2):
            raise ValueError("repeats: give two or more.")
        check_row(self.penalties, "penalties")
        some = bool(self.penalties) and all(is_number(x) and x > 0 for x in self.penalties)
        if not some or list(self.penalties) != sorted(set(self.penalties)):
            raise ValueError("penalties: give numbers above 0, the least first.")


@dataclass(frozen=True)
class Rival:
    """Another rating of the same people, and what the learned model gains over it."""

    name: str
    validity: Estimate
    gain: Estimate


@dataclass(frozen=True)
class Duel:
    """A learned model beside the plain weighted mean, on people neither was made from.

    `learned` and `plain` say how well each ranks: Pearson's correlation with an amount, the area
    under the curve of an event; `gain` is the first less the second, and `over_average` the share
    of squared error that the model takes from saying the average for everybody. All are means over
    folds. `calibration` is that of predictions for people not learned from, the mean of their
    repeats. `model` is there only where it is offered, learned from everybody; `weights` are
    those of the plain mean, which is the answer otherwise. `rivals` are other ratings of the
    same people, such as the panel's own overall one.
    """

    verdict: Verdict
    kind: Kind
    learned: Estimate
    plain: Estimate
    gain: Estimate
    over_average: Estimate
    rivals: tuple[Rival, ...]
    calibration: ChanceCalibration | AmountCalibration | None
    model: Model | None
    names: tuple[str, ...]
    weights: tuple[float, ...]
    n: int
    events: int | None
    left_out: int
    settings: Settings
    level: float
    reason: Lack | None = None
