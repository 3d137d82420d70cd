"""The unknowns of a many-facet model: difficulties that add up to 0, and steps.

A rating's log-probability is linear in them up to its norm, so that all that is needed of a
rating are the sums it adds to, and all that is needed of the model are means and covariances
of these sums.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy

from assess.science.facets.connectivity import centred, contrasts
from assess.science.facets.products import across
from assess.science.facets.ratings import Matrix, Places, Ratings, Sparse, Vector
from assess.science.facets.steps import Steps


@dataclass(frozen=True, eq=False)
class Design:
    """Ratings with their steps, and the order of the unknowns: facets, then steps.

    Each facet has an unknown per level but the last, which is minus the sum of the others.
    """

    data: Ratings
    steps: Steps

    @cached_property
    def coded(self) -> Matrix:
        """A row per cell, a column per unknown difficulty."""
        return centred(self.data)

    @property
    def difficulties(self) -> int:
        return int(self.coded.shape[1])

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return self.difficulties + len(self.steps.free[0])

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Where each facet's unknowns lie."""
        found, end = [], 0
        for facet in self.data.facets:
            found.append(slice(end, end := end + len(facet.levels) - 1))
        return tuple(found)

    def spread_out(self, place: int) -> Matrix:
        """What makes the levels of a facet from all unknowns."""
        block = self.blocks[place]
        whole = np.zeros((len(self.data.facets[place].levels), self.size))
        whole[:, block] = contrasts(block.stop - block.start + 1)
        return whole

    @cached_property
    def category_of(self) -> Places:
        """The category of every rating, 0 for the lowest of the scale."""
        return self.data.scores - self.data.lowest

    @cached_property
    def by_category(self) -> Sparse:
        """How often each candidate was rated with each category in each cell."""
        categories = self.steps.categories
        column = self.data.cell_of * categories + self.category_of
        shape = len(self.data.candidates.levels), len(self.data.cells) * categories
        places = self.data.candidates.places, column
        return scipy.sparse.csr_array((np.ones(self.data.n), places), shape=shape)

    @cached_property
    def by_candidate(self) -> Sparse:
        """The same the other way round."""
        return self.by_category.T.tocsr()

    def statistics(self) -> Matrix:
        """What a rating adds up to, a row per cell and category, a column per unknown."""
        sets, categories = self.steps.free
        own = np.arange(self.steps.categories)
        rows = own[None, :, None] * self.coded[:, None, :]
        counted = self.steps.member[:, None, :] * (own[:, None] == categories)[None]
        whole: Matrix = np.concatenate([rows, counted], axis=2)
        return whole.reshape(whole.shape[0] * whole.shape[1], self.size)

    @cached_property
    def observed(self) -> Matrix:
        """What the ratings of each candidate add up to."""
        found: Matrix = self.by_category @ self.statistics()
        return found

    def expected(self, means: Matrix, probabilities: Matrix) -> Matrix:
        """What a rating is expected to add up to, a row per cell, at one place.

        `means` has an entry per cell, `probabilities` a row per cell and a column per category.
        """
        counted = probabilities[:, self.steps.free[1]] * self.steps.member
        return np.concatenate([means[:, None] * self.coded, counted], axis=1)

    def information(self, variances: Vector, meetings: Matrix, squares: Matrix) -> Matrix:
        """The covariance of what all ratings add up to, given the candidates.

        Sums over the ratings of each cell: `variances` of V, `meetings` of P_k (k - E), a
        column per category, and `squares`, per set, of diag(P) - PP'.
        """
        sets, categories = self.steps.free
        split, whole = self.difficulties, np.zeros((self.size, self.size))
        whole[:split, :split] = across(self.coded, variances[:, None] * self.coded)
        shared = across(self.coded, meetings[:, categories] * self.steps.member)
        whole[:split, split:] = shared
        whole[split:, :split] = shared.T
        same = sets[:, None] == sets
        inner = squares[sets[:, None], categories[:, None], categories]
        whole[split:, split:] = np.where(same, inner, 0.0)
        return whole

    def coefficients(self, unknowns: Vector) -> Matrix:
        """c of the steps, a row per set."""
        return self.steps.coefficients(unknowns[self.difficulties :])

    def hardness(self, unknowns: Vector) -> Vector:
        """The sum of the difficulties of each cell."""
        found: Vector = self.coded @ unknowns[: self.difficulties]
        return found
