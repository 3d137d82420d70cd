"""The two-parameter logistic model: questions that are right or wrong, or have two answers.

P(1) = logistic(a (θ - b)) (Birnbaum 1968, in Lord & Novick, chapter 17): the graded response
model with two steps. With one slope for all it is the Rasch model.
"""

import numpy as np
from numpy.typing import ArrayLike

from assess.science.items.answers import FEWEST
from assess.science.items.curves import GradedItem, checked, graded_item
from assess.science.items.estimation import Slopes
from assess.science.items.graded import FEWEST_ITEMS, GradedModel, fit_graded
from assess.science.scalars import naming


def two_parameter_item(slope: float, difficulty: float) -> GradedItem:
    """An item by its slope a and its difficulty b; answers are 0 and 1.

    Raises `ValueError` for what is no number or a slope of 0.
    """
    with naming(thresholds="difficulty"):
        return graded_item(slope, [difficulty])


def fit_two_parameter(
    answers: ArrayLike,
    *,
    slopes: Slopes = Slopes.FREE,
    merge_below: int = FEWEST,
    level: float = 0.95,
) -> GradedModel:
    """The two-parameter model of a table of 0 and 1, a row per person and a column per item.

    The difficulty of an item is its one threshold. An item to which fewer than `merge_below`
    people gave one of the answers says nothing. Raises `ValueError` for answers other than 0 and
    1 (missing ones are NaN or `None`), and otherwise as `fit_graded` does.
    """
    table = checked(answers, fewest=FEWEST_ITEMS)
    if not ((table == 0) | (table == 1) | np.isnan(table)).all():
        raise ValueError("answers: give 0 and 1, and NaN where there is no answer.")
    return fit_graded(table, slopes=slopes, merge_below=merge_below, level=level)
