"""What candidates are told: clear only where several people say so, and never kinder than true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.panel.feedback import Extent, extent, is_clearly_shown, is_strong_on_one_word
from tests.properties import tried

RATINGS = st.lists(st.integers(1, 5), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        ((), Extent.UNKNOWN),
        # Two people, none below solid, half way to strong or more.
        ((3, 4), Extent.CLEARLY),
        ((5, 5), Extent.CLEARLY),
        ((3, 3, 5), Extent.CLEARLY),
        ((4, 4, 3, 3), Extent.CLEARLY),
        # One word is not enough; nor is a mean that hides a gap.
        ((5,), Extent.PARTLY),
        ((5, 2), Extent.PARTLY),
        ((5, 5, 1), Extent.PARTLY),
        ((3, 3), Extent.PARTLY),
        ((3, 3, 4), Extent.PARTLY),
        ((2, 2), Extent.PARTLY),
        ((1, 3), Extent.PARTLY),
        # Below some evidence there is hardly a part to speak of.
        ((1,), Extent.LITTLE),
        ((1, 1), Extent.LITTLE),
        ((1, 2), Extent.LITTLE),
        ((1, 1, 3), Extent.LITTLE),
    ],
)
def test_ratings_are_told_in_one_of_four_ways(ratings, told):
    assert extent(ratings) is told


@pytest.mark.parametrize(
    ("ratings", "strong"), [((), False), ((3,), False), ((4,), True), ((5,), True), ((4, 4), False)]
)
def test_one_persons_high_rating_is_told_apart(ratings, strong):
    assert is_strong_on_one_word(ratings) is strong


@tried
@given(RATINGS)
def test_what_is_clearly_shown_has_somebody_who_heard_strong_evidence(ratings):
    if is_clearly_shown(ratings):
        assert max(ratings) >= 4
