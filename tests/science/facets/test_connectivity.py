"""Connected subsets and links: against the reference, and as laws."""

import numpy as np
import pytest

from assess.science.facets.connectivity import Link, Verdict, are_separable, connectivity
from assess.science.facets.ratings import ratings
from tests.science.cases import entries, rows

CASE = entries("mfrm_connectivity")["subsets"]["value"]
ROWS = rows("mfrm_connectivity")
CANDIDATES, RATERS = [row["candidate"] for row in ROWS], [row["rater"] for row in ROWS]
FOUND = connectivity(CANDIDATES, RATERS)


def test_subsets_agree_with_the_reference():
    sets = [
        {"candidates": list(one.candidates), "raters": list(one.raters)} for one in FOUND.subsets
    ]

    assert sets == CASE["sets"]
    assert len(FOUND.subsets) == CASE["n_subsets"]
    assert [[len(one.candidates), len(one.raters)] for one in FOUND.subsets] == CASE["sizes"]
    assert FOUND.verdict is Verdict.DISCONNECTED
    assert (FOUND.n, sum(one.ratings for one in FOUND.subsets)) == (27, 27)


def joined(found):
    """The same ratings with those of the links."""
    people = [*CANDIDATES, *(one.candidate for one in found.links)]
    return connectivity(people, [*RATERS, *(one.rater for one in found.links)])


def test_the_links_join_everybody_and_none_can_be_spared():
    assert len(FOUND.links) == 2
    assert joined(FOUND).verdict is Verdict.CONNECTED
    for left in FOUND.links:
        people = [*CANDIDATES, left.candidate]
        assert len(connectivity(people, [*RATERS, left.rater]).subsets) == 2


def test_links_cost_no_more_than_the_cheapest_rater_each():
    costs = dict.fromkeys(RATERS, 60.0) | {"r05": 20.0}

    found = connectivity(CANDIDATES, RATERS, costs=costs)

    assert [(one.rater, one.cost) for one in found.links] == [("r05", 20.0), ("r05", 20.0)]
    assert found.cost == 40
    assert joined(found).verdict is Verdict.CONNECTED


def test_two_links_for_each_join_use_two_raters_and_two_candidates_where_there_are():
    found = connectivity(CANDIDATES[:27], RATERS[:27], shared=2)

    to_second = [
        one for one in found.links if one.rater in ("r04", "r05")
        or one.candidate in FOUND.subsets[1].candidates
    ]  # fmt: skip
    assert len(to_second) == 2
    assert len({one.rater for one in to_second}) == 2
    assert len({one.candidate for one in to_second}) == 2


def test_a_connected_panel_needs_no_links():
    found = connectivity(["ann", "ann", "ben"], ["x", "y", "y"])

    assert (found.verdict, found.links, found.cost) == (Verdict.CONNECTED, (), 0)


def test_one_of_each_who_share_nobody_are_linked_either_way():
    found = connectivity(["ann", "ben"], ["x", "y"])

    assert len(found.links) == 1
    assert found.links[0] in (Link("x", "ben", 1.0), Link("y", "ann", 1.0))


def test_raters_with_a_competency_each_are_connected_but_not_separable():
    people = np.repeat(np.arange(4), 2)
    raters = np.tile(["x", "y"], 4)
    nested = ratings(np.arange(8) % 3, people, {"rater": raters, "competency": raters})
    crossed = ratings(np.arange(8) % 3, people, {"rater": raters, "competency": [0, 1, 1, 0] * 2})

    assert connectivity(people, raters).verdict is Verdict.CONNECTED
    assert not are_separable(nested)
    assert are_separable(crossed)


def test_a_label_that_is_missing_is_refused_by_name():
    with pytest.raises(ValueError, match="raters: give a label for every score, and none"):
        connectivity(["ann", "ben"], ["x", None])
    with pytest.raises(ValueError, match="candidates: give a label for every score, and none"):
        connectivity([None, "ben"], ["x", "y"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"shared": 0}, "shared: give 1"),
        ({"costs": {"r01": 0.0}}, "costs: give numbers"),
        ({"costs": {"r01": float("nan")}}, "costs: give numbers"),
    ],
)
def test_what_cannot_be_asked_is_refused(words, sentence):
    with pytest.raises(ValueError, match=sentence):
        connectivity(CANDIDATES, RATERS, **words)
