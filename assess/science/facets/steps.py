"""How likely each category is: the rating scale and the partial credit model.

ln(P_k / P_{k-1}) = B - D - C - F_k. With one set of steps F for all ratings this is the rating
scale model (Andrich 1978, Psychometrika 43:561), with a set for each level of a facet the
partial credit model (Masters 1982, Psychometrika 47:149). Here a category enters with
-c_k = -(F_1 + … + F_k): a category nobody used then has c = ∞ and probability 0, which is
where the likelihood is highest, and its neighbours stay what they are (Wilson & Masters 1993,
Psychometrika 58:87).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assess.science.facets.ratings import Flags, Matrix, Places, Ratings, Vector


@dataclass(frozen=True, eq=False)
class Steps:
    """The sets of steps: which set a cell has, which categories occur in a set.

    `used` has a row per set and a column per category, from the lowest of the scale. `owner`
    is the facet whose levels have sets of their own, `None` for one set for all.
    """

    owner: str | None
    names: tuple[Hashable | None, ...]
    set_of: Places
    used: Flags

    @property
    def categories(self) -> int:
        return int(self.used.shape[1])

    @cached_property
    def lowest(self) -> Places:
        """The lowest category of each set."""
        found: Places = self.used.argmax(axis=1)
        return found

    @cached_property
    def highest(self) -> Places:
        """The highest category of each set."""
        found: Places = self.categories - 1 - self.used[:, ::-1].argmax(axis=1)
        return found

    @cached_property
    def free(self) -> tuple[Places, Places]:
        """Set and category of every coefficient that is not fixed: those between the ends."""
        between = self.used.copy()
        rows = np.arange(len(between))
        between[rows, self.lowest] = False
        between[rows, self.highest] = False
        sets, categories = np.nonzero(between)
        return sets, categories

    @cached_property
    def member(self) -> Matrix:
        """1 where the set of a cell (a row) is that of a free coefficient (a column)."""
        found: Matrix = (self.set_of[:, None] == self.free[0]).astype(float)
        return found

    def coefficients(self, values: Vector) -> Matrix:
        """c, a row per set; 0 at both ends, so that steps add up to 0."""
        found = np.where(self.used, 0.0, np.inf)
        found[self.free] = values
        return found

    def start(self, data: Ratings) -> Vector:
        """Coefficients from how often categories were used, for the first step of a search."""
        counts = np.zeros(self.used.shape)
        np.add.at(counts, (self.set_of[data.cell_of], data.scores - data.lowest), 1.0)
        sets, categories = self.free
        low, high = self.lowest[sets], self.highest[sets]
        ends = np.log(counts[sets, low]), np.log(counts[sets, high])
        share = (categories - low) / (high - low)
        # Ratings spread by people look flatter than the steps of one person are.
        peak = share * (1 - share) * (high - low)
        ends_there = (1 - share) * ends[0] + share * ends[1]
        found: Vector = ends_there - np.log(counts[sets, categories]) - peak / 2
        return found

    def of_thresholds(self, place: int) -> tuple[Matrix, Flags]:
        """What makes F of a set from the free coefficients, and which of them are defined."""
        sets, categories = self.free
        whole = np.zeros((self.categories, len(sets)))
        for column, (own, category) in enumerate(zip(sets, categories, strict=True)):
            if own == place:
                whole[category, column] = 1.0
        return np.diff(whole, axis=0), self.used[place, 1:] & self.used[place, :-1]


def steps(data: Ratings, owner: str | None = None) -> Steps:
    """The steps of these ratings: one set, or one for each level of the facet `owner`.

    Raises `ValueError` when there is no such facet.
    """
    if owner is None:
        names: tuple[Hashable | None, ...] = (None,)
        set_of = np.zeros(len(data.cells), dtype=np.intp)
    else:
        places = [one.name for one in data.facets]
        if owner not in places:
            raise ValueError(f"steps_by: there is no facet called {owner}.")
        names = data.facets[places.index(owner)].levels
        set_of = data.cells[:, places.index(owner)]
    used = np.zeros((len(names), data.highest - data.lowest + 1), dtype=bool)
    used[set_of[data.cell_of], data.scores - data.lowest] = True
    return Steps(owner, names, set_of, used)


def log_probabilities(at: Matrix, coefficients: Matrix) -> Matrix:
    """The log-probability of every category.

    `at` (rows x places) is candidate minus difficulty in logits, `coefficients` (rows x
    categories) what `Steps.coefficients` gives for each row. The result is rows x categories
    x places, -∞ for a category that does not occur.
    """
    scores = np.arange(coefficients.shape[1], dtype=float)
    table: Matrix = scores[None, :, None] * at[:, None, :]
    table -= coefficients[:, :, None]
    table -= table.max(axis=1, keepdims=True)
    table -= np.log(np.exp(table).sum(axis=1, keepdims=True))
    return table


def moments(probabilities: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Mean, variance and fourth central moment of a rating, in categories from the lowest.

    `probabilities` is rows x categories x places; so are not the results, which lack the
    categories.
    """
    scores = np.arange(probabilities.shape[1], dtype=float)
    mean = np.einsum("k,rkq->rq", scores, probabilities)
    off = (scores[None, :, None] - mean[:, None, :]) ** 2
    variance = np.einsum("rkq,rkq->rq", off, probabilities)
    fourth = np.einsum("rkq,rkq->rq", off * off, probabilities)
    return mean, variance, fourth
