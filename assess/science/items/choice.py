"""Which score to use: that of the model where it holds, the sum score where it does not, and why.

A model that does not hold gives scores that look more precise than they are. The sum score asks
less; it goes with omega (`omega.omega`) as its reliability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assess.science.items import dependence, dimensions, graded, item_fit
from assess.science.items.dependence import Dependence
from assess.science.items.dimensions import Dimensions
from assess.science.items.graded import GradedModel
from assess.science.items.item_fit import ItemFit


class Score(StrEnum):
    """The score to use."""

    MODEL = "the score of the model"
    SUM = "the sum score, with omega"


class Why(StrEnum):
    """What speaks against the model."""

    FEW = "too few people, or too few items, for the model"
    NOT_FOUND = "no parameters could be found, or they cannot be told apart"
    SILENT = "an item has no parameters"
    REVERSED = "an item goes against the others"
    NOT_ONE = "the items do not measure one thing, or it cannot be said"
    DEPENDENT = "some items go together beyond what they measure, or it cannot be said"
    MISFIT = "an item departs from the model, or it cannot be said"


@dataclass(frozen=True)
class Choice:
    """The score to use; `reasons` speak against the model and are empty where it is used."""

    score: Score
    reasons: tuple[Why, ...]
    n: int
    method: str = "guards of the model, dimensions, Q3 and S-X²; n people"


FEW = graded.Verdict.TOO_FEW, graded.Verdict.TOO_FEW_ITEMS
LOST = graded.Verdict.NOT_FOUND, graded.Verdict.NOT_TOLD_APART
FITTING = item_fit.Verdict.FITS, item_fit.Verdict.SMALL


def choose_score(
    model: GradedModel, found: Dimensions, pairs: Dependence, fits: Sequence[ItemFit]
) -> Choice:
    """The score of the model only if nothing speaks against it.

    What was looked at and could not be judged speaks against it too. Raises `ValueError` for
    fits of another number of items.
    """
    if len(fits) not in (len(model.items), 0):
        raise ValueError("fits: give one for each item of the model.")
    against = {
        Why.FEW: model.verdict in FEW,
        Why.NOT_FOUND: model.verdict in LOST,
        Why.SILENT: any(one.item is None for one in model.items),
        Why.REVERSED: any(one.item is not None and one.item.slope < 0 for one in model.items),
        Why.NOT_ONE: found.verdict is not dimensions.Verdict.ONE,
        Why.DEPENDENT: pairs.verdict is not dependence.Verdict.INDEPENDENT,
        Why.MISFIT: not fits or any(one.verdict not in FITTING for one in fits),
    }
    reasons = tuple(why for why, holds in against.items() if holds)
    return Choice(Score.SUM if reasons else Score.MODEL, reasons, model.n)
