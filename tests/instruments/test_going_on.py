"""What each type of item says to who goes on with nothing, or with too little."""

import pytest

from assess.instruments.items.base import Unreadable
from assess.instruments.items.table import TYPES
from tests.instruments.samples import item

ASKED_FOR = (
    *("rating", "agreement", "frequency", "number"),
    *("single", "multiple", "judgement", "forced", "ranking"),
)


@pytest.mark.parametrize("type_", TYPES)
def test_what_is_chosen_is_asked_for_and_what_is_written_may_stay_empty(type_):
    one = item(type_)

    if type_ in ASKED_FOR:
        with pytest.raises(Unreadable, match="or skip it for now"):
            one.check_can_go_on(None)
    else:
        one.check_can_go_on(None)


@pytest.mark.parametrize(
    ("chosen", "needed", "sentence"),
    [
        (["a"], False, "Choose 2 more, or skip it for now. You chose 1 of 3."),
        (["a", "b"], True, "Choose 1 more. You chose 2 of 3."),
        (None, False, "Choose every answer that fits, or skip it for now."),
    ],
)
def test_of_a_fixed_number_it_is_said_how_many_are_missing(chosen, needed, sentence):
    three = item("multiple", at_least=3, at_most=3, needed=needed)

    with pytest.raises(Unreadable) as refused:
        three.check_can_go_on(chosen)

    assert str(refused.value) == sentence
    assert not three.is_whole(chosen)


def test_as_many_as_are_asked_for_are_enough():
    three = item("multiple", at_least=3, at_most=3)

    three.check_can_go_on(["a", "b", "c"])

    assert three.is_whole(["a", "b", "c"])


def test_what_is_chosen_so_far_can_be_kept_before_it_is_enough():
    assert item("multiple", at_least=3, at_most=3).read({"": ["a"]}) == ["a"]
