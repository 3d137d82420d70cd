"""Whether ratings hang together: what can be compared, and what would join the rest.

Severity is told from level only where candidates are shared. Candidates and raters that nobody
joins fall into subsets whose results lie on scales of their own (Linacre 1989, Many-facet
Rasch measurement; Engelhard 1997, J Outcome Meas 1:19).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import label_list
from assess.science.facets.ratings import Facet, Matrix, Ratings, ratings
from assess.science.scalars import check_mapping, is_count, is_number, naming

ROUNDING = 1e-9


class Verdict(StrEnum):
    """Whether all candidates can be compared."""

    CONNECTED = "all candidates and raters are connected"
    DISCONNECTED = "candidates and raters fall into subsets that share nobody"


@dataclass(frozen=True)
class Subset:
    """Candidates and raters who are connected with one another and with nobody else."""

    candidates: tuple[Hashable, ...]
    raters: tuple[Hashable, ...]
    ratings: int


@dataclass(frozen=True)
class Link:
    """A rater who would rate a candidate of another subset, and what that costs."""

    rater: Hashable
    candidate: Hashable
    cost: float


@dataclass(frozen=True)
class Connectivity:
    """The subsets, that with the most candidates first, and the cheapest ratings to join them.

    `cost` is the sum of the links'. `n` counts ratings. A count has no error.
    """

    subsets: tuple[Subset, ...]
    links: tuple[Link, ...]
    cost: float
    n: int
    verdict: Verdict
    method: str = "connected components of the graph of candidates and raters"


def connectivity(
    candidates: ArrayLike,
    raters: ArrayLike,
    *,
    costs: Mapping[Hashable, float] | None = None,
    shared: int = 1,
) -> Connectivity:
    """The subsets of n ratings, given as labels of candidates and raters, and how to join them.

    Each missing join takes one rater with one candidate of another subset; `shared` of 2 asks
    for two of each, so that one odd rating does not carry the whole comparison. `costs` is
    what one more candidate takes of a rater, in any unit above 0, 1 where none is given. The
    cheapest raters are asked first; among equals, those asked least and with most ratings.

    Raises `ValueError` for lengths that differ, no ratings, `shared` below 1 or a cost not
    above 0.
    """
    if not is_count(shared, 1):
        raise ValueError("shared: give 1 at least.")
    if costs is not None:
        check_mapping(costs, "costs")
    prices = dict(costs or {})
    if not all(is_number(price) and price > 0 for price in prices.values()):
        raise ValueError("costs: give numbers above 0.")
    people = label_list(candidates, "candidates")
    with naming(candidate="candidates", rater="raters", scores="candidates"):
        data = ratings(np.zeros(people.shape), people, {"rater": raters})
    subsets = found_subsets(data.candidates, data.facets[0])
    links = _links(data, subsets, prices, shared)
    return Connectivity(
        subsets=subsets,
        links=links,
        cost=float(sum(one.cost for one in links)),
        n=data.n,
        verdict=Verdict.CONNECTED if len(subsets) == 1 else Verdict.DISCONNECTED,
    )


def found_subsets(candidates: Facet, raters: Facet) -> tuple[Subset, ...]:
    """The connected subsets, that with the most candidates first, then by first candidate."""
    people, others = len(candidates.levels), len(raters.levels)
    ends = candidates.places, raters.places + people
    size = people + others
    graph = scipy.sparse.coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    number, label = scipy.sparse.csgraph.connected_components(graph.tocsr(), directed=False)
    sizes = np.bincount(label[candidates.places], minlength=number)
    found = [
        Subset(
            tuple(candidates.levels[one] for one in np.flatnonzero(label[:people] == subset)),
            tuple(raters.levels[one] for one in np.flatnonzero(label[people:] == subset)),
            int(sizes[subset]),
        )
        for subset in range(number)
    ]
    return tuple(sorted(found, key=lambda one: -len(one.candidates)))


def are_separable(data: Ratings) -> bool:
    """Whether the design tells the levels of every facet from candidates and from each other.

    Connected candidates and raters are not enough: where every rater rates a competency of
    their own, nobody can say whether the rater is severe or the competency hard. Asked is the
    rank of the centred design with candidates swept out.
    """
    coded = centred(data)
    if not coded.shape[1]:
        return True
    inner = coded.T @ (np.bincount(data.cell_of)[:, None] * coded)
    across = data.by_cell @ coded
    left = inner - across.T @ (across / data.candidates.counts[:, None])
    values = np.linalg.eigvalsh(left)
    return bool(values[0] > ROUNDING * max(1.0, values[-1]))


def centred(data: Ratings) -> Matrix:
    """The cells coded for effects that add up to 0: the last level of each is minus the rest."""
    parts = [
        contrasts(len(facet.levels))[data.cells[:, place]]
        for place, facet in enumerate(data.facets)
    ]
    return np.column_stack(parts)


def contrasts(levels: int) -> Matrix:
    """A row per level, a column per level but the last, whose row is minus the others."""
    return np.vstack([np.eye(levels - 1), np.full((1, levels - 1), -1.0)])


def _links(
    data: Ratings, subsets: tuple[Subset, ...], prices: Mapping[Hashable, float], shared: int
) -> tuple[Link, ...]:
    """A star round the subset of the cheapest rater, which no other tree can undercut."""
    if len(subsets) == 1:
        return ()
    done = {
        facet.name: dict(zip(facet.levels, facet.counts.tolist(), strict=True))
        for facet in (data.candidates, data.facets[0])
    }
    raters, people = done["rater"], done["candidate"]
    cheapest = min(prices.get(one, 1.0) for one in raters)
    hub = next(one for one in subsets if any(prices.get(it, 1.0) == cheapest for it in one.raters))
    asked: dict[Hashable, int] = {}
    found = []
    for subset in subsets:
        if subset is hub:
            continue
        used: set[tuple[str, Hashable]] = set()
        for _ in range(shared):
            pairs = [(one, subset) for one in hub.raters] + [(one, hub) for one in subset.raters]
            rater, other = min(
                pairs,
                key=lambda pair: (
                    prices.get(pair[0], 1.0),
                    ("rater", pair[0]) in used,
                    asked.get(pair[0], 0),
                    -raters[pair[0]],
                ),
            )
            candidate = min(
                other.candidates, key=lambda one: (("candidate", one) in used, -people[one])
            )
            used |= {("rater", rater), ("candidate", candidate)}
            asked[rater] = asked.get(rater, 0) + 1
            found.append(Link(rater, candidate, float(prices.get(rater, 1.0))))
    return tuple(dict.fromkeys(found))
