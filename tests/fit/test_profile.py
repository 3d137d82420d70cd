"""The weighted profile: nothing pays for a missing must-have, and no order is made up."""

import pytest

from assess.fit import comparing, profile
from assess.fit.profile import Aim
from assess.science.panel.error import Spread
from assess.science.panel.results import Phrase, Zone

SPREAD = Spread(0.09, 40.0, 20)
"""One rating is typically off by 0.3 of a level."""

UNKNOWN = Spread(0.0, 0.0, 0)


def aims(*weights):
    needed = profile.must_haves(dict(zip("abcd", weights, strict=False)))
    return [
        Aim(name, name.upper(), Zone(3, 4), weight, name in needed)
        for name, weight in zip("abcd", weights, strict=False)
    ]


@pytest.mark.parametrize(
    ("weights", "levels", "phrase", "held"),
    [
        ((1, 1, 1), {"a": [3, 4], "b": [4, 4], "c": [3, 3]}, Phrase.IN_OR_NEAR, ()),
        ((1, 1, 1), {"a": [5, 5], "b": [5, 5], "c": [1, 1]}, Phrase.CLEARLY_BELOW, ("C",)),
        ((2, 1, 1), {"a": [2, 3], "b": [5, 5], "c": [5, 5]}, Phrase.LIKELY_BELOW, ("A",)),
        ((2, 1, 1), {"a": [4, 4], "b": [2, 2], "c": [4, 4]}, Phrase.IN_OR_NEAR, ()),
        ((1, 1, 1), {"a": [5, 5], "b": [5, 5], "c": [5, 5]}, Phrase.CLEARLY_ABOVE, ()),
        ((1, 1, 1), {"a": [5, 5], "b": [5, 5], "c": [4, 4]}, Phrase.IN_OR_NEAR, ()),
    ],
    ids=["inside", "far above twice", "must-have low", "other low", "all above", "not all above"],
)
def test_the_whole_is_no_better_than_its_worst_must_have(weights, levels, phrase, held):
    found = profile.weigh(aims(*weights), levels, SPREAD)

    assert (found.phrase, found.held_down_by) == (phrase, held)
    assert found.value == pytest.approx(sum(part.adds for part in found.parts))


def test_more_than_is_wanted_adds_nothing():
    usual = profile.weigh(aims(1, 1), {"a": [4, 4], "b": [3, 3]}, SPREAD)
    far_above = profile.weigh(aims(1, 1), {"a": [5, 5], "b": [3, 3]}, SPREAD)

    assert far_above.value == usual.value == 3.5
    assert far_above.parts[0].is_cut


def test_without_a_rating_of_a_must_have_there_is_no_whole():
    found = profile.weigh(aims(2, 1), {"b": [4, 4]}, SPREAD)

    assert found.phrase is None
    assert "A: nobody gave a level, and the role cannot do without it." in profile.sentence(
        "Ana", found
    )


def test_what_holds_the_whole_down_is_said_in_a_whole_sentence():
    one = profile.weigh(aims(2, 1), {"a": [2, 2], "b": [5, 5]}, SPREAD)
    two = profile.weigh(aims(1, 1, 1), {"a": [2, 2], "b": [2, 2], "c": [5, 5]}, SPREAD)

    assert "because of A: the role cannot do without it, and nothing else pays for it." in (
        profile.sentence("Ana", one)
    )
    assert "A and B: the role cannot do without them, and nothing else pays for them." in (
        profile.sentence("Ben", two)
    )


def test_without_a_known_error_nothing_is_clear_and_nobody_is_put_in_order():
    low = profile.weigh(aims(1, 1), {"a": [2, 3], "b": [2, 3]}, UNKNOWN)
    order = comparing.order(["Ana", "Ben"], [low, low], first=True)

    assert (low.phrase, low.band) == (Phrase.LIKELY_BELOW, None)
    assert "how far it may be off is not known yet" in profile.sentence("Ana", low)
    assert (order.groups, order.without, order.limit, order.firsts) == ((), (0, 1), "", {})


def test_people_inside_the_error_are_tied_and_chances_add_up():
    levels = [{"a": [3, 4], "b": [3, 4]}, {"a": [4, 4], "b": [3, 4]}, {"a": [1, 1], "b": [1, 1]}]
    found = [profile.weigh(aims(1, 1), one, SPREAD) for one in levels]

    order = comparing.order(["Ana", "Ben", "Cleo"], found, first=True)

    assert [sorted(group) for group in order.groups] == [[0, 1], [2]]
    assert order.said.startswith("Ben and Ana (tied), ahead of Cleo")
    assert order.firsts[2] == "less than once in 100"
    left = comparing.order(["Ana", "Ben"], found[:2], first=True, among=found)
    alone = comparing.order(["Ana", "Ben"], found[:2], first=True)
    assert alone.firsts == dict.fromkeys((0, 1), "about 50 times in 100")
    assert left.firsts[1] > "about 60" > left.firsts[0]
    assert order.limit.startswith("Among 3 people two count as told apart from about 0.")


def test_likeness_tells_height_spread_and_shape_apart():
    levels = {"a": [4, 4], "b": [3, 3], "c": [2, 2]}
    found = comparing.like(profile.weigh(aims(1, 1, 1), levels, SPREAD))

    assert [name for name, _ in found.said] == ["Height", "Spread", "Shape", "Distance"]
    assert comparing.like(profile.weigh(aims(1, 1), {"a": [3, 3], "b": [4, 4]}, SPREAD)) is None
    low = comparing.like(
        profile.weigh(aims(1, 1, 1), {"a": [1] * 2, "b": [2] * 2, "c": [1] * 2}, SPREAD)
    )
    height = dict(low.said)["Height"]
    assert height.startswith("Lower than the profile on the whole by 2")
    assert "−" not in height
