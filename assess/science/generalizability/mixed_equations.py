"""The likelihood of a model with several random effects, from counts and sums alone.

y = X b + Σ Z u + e, every u and e normal and unrelated. The term with the most levels is
absorbed by hand, for its own block of the equations is diagonal; what is left has a row per
level of the other terms. V, P and the like are in units of the residual variance, so that a
term enters with its ratio g = σ²ᵤ / σ²ₑ, which may be exactly 0 (Bates, Mächler, Bolker &
Walker 2015, J Stat Softw 67(1), 1, for the equations; Gilmour, Thompson & Cullis 1995,
Biometrics 51:1440, for the average information).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Sparse: TypeAlias = Any
"""A `csr_array`; its stubs do not follow products."""

STACKED = 4_000_000
"""So many numbers may be kept to spare a sparse product at every step."""

FLAT = 100_000
"""Below so many numbers a full table is quicker than a sparse one."""


SMALL = 1e-3
"""Below this g n, what is divided by g has too few digits left."""


@dataclass(frozen=True, eq=False)
class Term:
    """A random effect: the level behind every rating, and what the effect is multiplied by."""

    name: str
    levels: tuple[Hashable, ...]
    places: NDArray[np.intp]
    weights: Vector | None = None

    def matrix(self) -> Sparse:
        """A row per rating, a column per level."""
        rows = len(self.places)
        weights = np.ones(rows) if self.weights is None else self.weights
        shape = rows, len(self.levels)
        return scipy.sparse.csr_array((weights, self.places, np.arange(rows + 1)), shape=shape)


@dataclass(frozen=True, eq=False)
class Solution:
    """The equations solved at one set of ratios, in units of the residual variance.

    `log_determinant` and `degrees` belong to the likelihood, `rest` is y'Py. `shrink` is
    g / (1 + g n) of the absorbed levels, `projected` what V⁻¹ of the absorbed term leaves of
    W'W, `inverse` the block of the inverse equations that belongs to W = [Z, X]. `solved` are
    the predicted levels followed by b, `absorbed` the predictions of the absorbed term.
    `traces` are tr(Z'PZ) and `slopes` the vectors Z'Py, both in the order of the terms.
    """

    ratios: Vector
    log_determinant: float
    degrees: int
    rest: float
    shrink: Vector
    projected: Matrix
    inverse: Matrix
    solved: Vector
    absorbed: Vector
    traces: Vector
    slopes: tuple[Vector, ...]


@dataclass(frozen=True, eq=False)
class Equations:
    """All that the likelihood needs of the data.

    `largest` is the place of the absorbed term, `blocks` where the others lie in W = [Z, X].
    `counts`, `cross` and `sums` are Z'Z, Z'W and Z'y of the absorbed term; `inner`, `totals`
    and `square` are W'W, W'y and y'y, y being `scores`, which are less by `shift`.
    """

    largest: int
    blocks: dict[int, slice]
    counts: Vector
    cross: Sparse
    sums: Vector
    inner: Matrix
    totals: Vector
    square: float
    shift: float
    scores: Vector
    own: Sparse
    design: Sparse

    @property
    def terms(self) -> int:
        return len(self.blocks) + 1

    @property
    def ratings(self) -> int:
        return len(self.scores)

    @property
    def fixed(self) -> int:
        """Columns of X."""
        return len(self.inner) - max((block.stop for block in self.blocks.values()), default=0)

    @property
    def random(self) -> int:
        """Levels of all terms but the absorbed one."""
        return len(self.inner) - self.fixed

    @cached_property
    def typical(self) -> Vector:
        """Ratings per level of each term: σ²ₑ + n σ²ᵤ is about the scale a term is seen on."""
        diagonal = np.diag(self.inner)
        sizes = [
            float(self.counts.mean() if place == self.largest else diagonal[block].mean())
            for place, block in self._places()
        ]
        return np.maximum(sizes, 1e-12)

    def gram(self, weights: Vector) -> Matrix:
        """W'Z diag(weights) Z'W; levels with the same count must have the same weight."""
        if self._stack is None:
            product: Matrix = (self.cross.T @ self.cross.multiply(weights[:, None])).toarray()
            return product
        distinct, group = self._distinct
        one_each = np.zeros(len(distinct))
        one_each[group] = weights
        return (one_each @ self._stack).reshape(self.inner.shape)

    def solve(self, ratios: Vector, *, restricted: bool = True) -> Solution:
        """Solve at `ratios`, all 0 or more; `restricted` for REML, else plain likelihood."""
        ratio = float(ratios[self.largest])
        spread = np.zeros(self.random)
        for place, block in self.blocks.items():
            spread[block] = ratios[place]
        depth = 1 + ratio * self.counts
        shrink = ratio / depth
        projected = self.inner - self.gram(shrink)
        inverse, parts = self._inverse(projected, spread, restricted=restricted)
        totals = self.totals - self._meetings.T @ (shrink * self.sums)
        solved = inverse @ totals
        seen = self.sums - self._meetings @ solved
        absorbed = shrink * seen
        # Squares of what is left lose no digits, as y'y less what is explained would.
        left = self.scores - self.design @ solved - self.own @ absorbed
        traces, middle = np.zeros(self.terms), self.gram(1 / depth**2)
        traces[self.largest] = float((self.counts / depth).sum() - (parts.known * middle).sum())
        slopes = self._slopes(left, solved, projected, spread)
        for place, block in self.blocks.items():
            traces[place] = float(parts.seen[block].sum())
        drawn = solved[: self.random]
        penalty = _penalty(drawn, spread) + _penalty(absorbed, np.full(len(absorbed), ratio))
        return Solution(
            ratios=ratios,
            log_determinant=float(np.log(depth).sum()) + parts.log_determinant,
            degrees=self.ratings - (self.fixed if restricted else 0),
            rest=float(left @ left) + penalty,
            shrink=shrink,
            projected=projected,
            inverse=inverse,
            solved=solved,
            absorbed=absorbed,
            traces=traces,
            slopes=tuple(
                seen / depth if place == self.largest else slopes[block]
                for place, block in self._places()
            ),
        )

    def average_information(self, at: Solution) -> Matrix:
        """y'PZZ'PZZ'Py of every pair of terms, in units of the residual variance."""
        products = np.zeros((self.terms, self.terms))
        for one, block in self._places():
            own = at.slopes[one]
            if one == self.largest:
                sums, totals = self.counts * own, self._meetings.T @ own
            else:
                sums, totals = self._meetings[:, block] @ own, self.inner[:, block] @ own
            found = self._project(at, sums, totals)
            products[one] = [found[other] @ at.slopes[other] for other in range(self.terms)]
        result: Matrix = (products + products.T) / 2
        return result

    def least_rest(self) -> float:
        """The sum of squares that is left when every level is fitted by its own parameter."""
        weights = 1 / np.maximum(self.counts, 1e-12)
        inner = self.inner - self.gram(weights)
        totals = self.totals - self._meetings.T @ (weights * self.sums)
        explained = totals @ np.linalg.pinv(inner, rcond=1e-10, hermitian=True) @ totals
        return max(0.0, self.square - float(weights @ self.sums**2) - float(explained))

    def _slopes(self, left: Vector, solved: Vector, projected: Matrix, spread: Vector) -> Vector:
        """Z'Py, which is u / g and also Z'e: where a ratio is large, e has no digits left."""
        slopes: Vector = (self.design.T @ left)[: self.random]
        large = spread * np.diag(projected)[: self.random] >= SMALL
        slopes[large] = solved[: self.random][large] / spread[large]
        return slopes

    def _project(self, at: Solution, sums: Vector, totals: Vector) -> tuple[Vector, ...]:
        """Z'P of what has these sums per absorbed level and per column of W."""
        inner = totals - self._meetings.T @ (at.shrink * sums)
        solved = at.inverse @ inner
        left = (sums - self._meetings @ solved) / (1 + at.ratios[self.largest] * self.counts)
        slopes = inner - at.projected @ solved
        return tuple(
            left if place == self.largest else slopes[block] for place, block in self._places()
        )

    def _inverse(
        self, projected: Matrix, spread: Vector, *, restricted: bool
    ) -> tuple[Matrix, "_Parts"]:
        """The inverse equations of W; no ratio is divided by, so each may be 0."""
        random = self.random
        among, across, fixed = (
            projected[:random, :random],
            projected[:random, random:],
            projected[random:, random:],
        )
        of_fixed = np.linalg.inv(fixed)
        carried = across @ of_fixed
        parts = _absorb(among - carried @ across.T, spread)
        inverse = np.zeros_like(projected)
        inverse[:random, :random] = parts.known
        inverse[:random, random:] = -parts.known @ carried
        inverse[random:, :random] = inverse[:random, random:].T
        inverse[random:, random:] = of_fixed + carried.T @ parts.known @ carried
        if restricted:
            log_determinant = parts.log_determinant + float(np.linalg.slogdet(fixed)[1])
            return inverse, _Parts(log_determinant, parts.seen, inverse)
        parts = _absorb(among, spread)
        known = np.zeros_like(projected)
        known[:random, :random] = parts.known
        return inverse, _Parts(parts.log_determinant, parts.seen, known)

    def _places(self) -> list[tuple[int, slice]]:
        return [(place, self.blocks.get(place, slice(0))) for place in range(self.terms)]

    @cached_property
    def _meetings(self) -> Sparse:
        """`cross`, in the quicker of its two forms."""
        rows, columns = self.cross.shape
        return self.cross.toarray() if rows * columns < FLAT else self.cross

    @cached_property
    def _distinct(self) -> tuple[Vector, NDArray[np.intp]]:
        return np.unique(self.counts, return_inverse=True)

    @cached_property
    def _stack(self) -> Matrix | None:
        """W'ZZ'W of the levels with one count each, a row per count."""
        distinct, group = self._distinct
        if len(distinct) * self.inner.size > STACKED:
            return None
        parts = (self.cross[group == one] for one in range(len(distinct)))
        return np.stack([(part.T @ part).toarray().ravel() for part in parts])


@dataclass(frozen=True, eq=False)
class _Parts:
    """log |I + sMs|, the diagonal of M (I + gM)⁻¹, and s (I + sMs)⁻¹ s."""

    log_determinant: float
    seen: Vector
    known: Matrix


def equations(scores: Vector, terms: Sequence[Term], fixed: Matrix) -> Equations:
    """Count and sum the ratings, once; `fixed` has a row per rating and begins with ones."""
    sizes = [len(term.levels) for term in terms]
    largest = sizes.index(max(sizes))
    blocks, end = {}, 0
    for place, size in enumerate(sizes):
        if place != largest:
            blocks[place] = slice(end, end := end + size)
    absorbed = terms[largest].matrix()
    parts = [*(terms[place].matrix() for place in blocks), scipy.sparse.csr_array(fixed)]
    design = scipy.sparse.hstack(parts).tocsr()
    shift = float(scores.mean())
    centred = scores - shift
    return Equations(
        largest=largest,
        blocks=blocks,
        counts=absorbed.multiply(absorbed).sum(axis=0),
        cross=(absorbed.T @ design).tocsr(),
        sums=absorbed.T @ centred,
        inner=(design.T @ design).toarray(),
        totals=design.T @ centred,
        square=float(centred @ centred),
        shift=shift,
        scores=centred,
        own=absorbed,
        design=design,
    )


def _penalty(effects: Vector, spread: Vector) -> float:
    """Σ u² / g; an effect without variance is 0 and costs nothing."""
    there = spread > 0
    return float((effects[there] ** 2 / spread[there]).sum())


def _absorb(matrix: Matrix, spread: Vector) -> _Parts:
    root = np.sqrt(spread)
    system = np.eye(len(matrix)) + root[:, None] * matrix * root
    inverse = np.linalg.inv(system)
    known = root[:, None] * inverse * root
    small = spread * np.diag(matrix) < SMALL
    seen = np.empty(len(matrix))
    # Each of the two ways loses digits where the other is exact.
    seen[~small] = (1 - np.diag(inverse)[~small]) / spread[~small]
    seen[small] = np.diag(matrix)[small] - np.einsum(
        "ij,ij->i", matrix[small] @ known, matrix[small]
    )
    factor = np.linalg.cholesky(system)
    return _Parts(2 * float(np.log(np.diag(factor)).sum()), seen, known)
