"""Whether ratings can carry a many-facet model at all."""

from assess.science.facets.connectivity import are_separable, found_subsets
from assess.science.facets.measures import Lack
from assess.science.facets.ratings import Ratings


def lack_of(data: Ratings) -> Lack | None:
    """What speaks against measures from these ratings, extremes being taken out, if anything."""
    if not data.n:
        return Lack.NOTHING_LEFT
    if len(data.candidates.levels) < 2 or data.scores.min() == data.scores.max():
        return Lack.TOO_FEW
    # Every facet must be joined by candidates on its own; the first that is not says enough.
    if any(len(found_subsets(data.candidates, facet)) > 1 for facet in data.facets):
        return Lack.DISCONNECTED
    return None if are_separable(data) else Lack.CONFOUNDED
