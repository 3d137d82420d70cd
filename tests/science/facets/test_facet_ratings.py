"""Ratings as the many-facet model counts them: what is left out, what is refused."""

import numpy as np
import pytest

from assess.science.facets.ratings import ratings

RATERS = {"rater": list("xyx")}


def test_missing_scores_are_left_out_with_their_labels():
    found = ratings([1, None, 3], ["ann", "ben", "ann"], RATERS)

    assert (found.n, found.missing, found.candidates.levels) == (2, 1, ("ann",))
    assert found.facet("rater").levels == ("x",)


def test_the_scale_is_that_of_the_scores_unless_it_is_given():
    assert ratings([2, 4, 3], list("aab"), RATERS).lowest == 2
    assert ratings([2, 4, 3], list("aab"), RATERS, scale=(1, 5)).highest == 5


def test_cells_are_the_combinations_that_occur():
    found = ratings([1, 2, 3, 1], list("aabb"), {"rater": list("xxyx"), "competency": [1, 2, 1, 1]})

    assert found.cells.tolist() == [[0, 0], [0, 1], [1, 0]]
    assert found.cell_of.tolist() == [0, 1, 2, 0]
    assert found.by_cell.toarray().tolist() == [[1, 1, 0], [1, 0, 1]]


def test_levels_without_ratings_are_gone():
    found = ratings([1, 2, 3], list("abb"), RATERS).only(np.array([False, True, True]))

    assert (found.candidates.levels, found.facet("rater").levels) == (("b",), ("x", "y"))


@pytest.mark.parametrize(
    ("scores", "candidates", "facets", "scale", "sentence"),
    [
        ([1, 2.5, 3], "aab", RATERS, None, "scores: give whole numbers"),
        ([None] * 3, "aab", RATERS, None, "scores: give whole numbers"),
        ([1, float("inf"), 3], "aab", RATERS, None, "scores: give a sequence"),
        ([1, 2, 6], "aab", RATERS, (1, 5), "scores: give ratings of the scale"),
        ([1, 2, 3], "aa", RATERS, None, "candidates: give a label"),
        ([1, 2, 3], "aab", {"rater": list("xy")}, None, "rater: give a label"),
        ([1, 2, 3], "aab", {"rater": [1, 2, float("nan")]}, None, "rater: give a label"),
        ([1, 2, 3], "aab", {}, None, "facets: give one"),
        ([1, 2, 3], "aab", {"candidate": list("xyz")}, None, "facets: give one"),
        ([1, 2, 3], "aab", RATERS, (1, 500), "scale: give"),
    ],
)
def test_what_are_no_ratings_is_refused(scores, candidates, facets, scale, sentence):
    with pytest.raises(ValueError, match=sentence):
        ratings(scores, list(candidates), facets, scale=scale)
