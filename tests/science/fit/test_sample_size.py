"""How many people a model takes: against the example of Riley and others, and as laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fit.sample_size import explain, sample_size
from tests.properties import tried


def test_the_published_example():
    # Riley et al. (2020), BMJ 368:m441, and pmsampsize: 24 parameters, 17.4% events, R² .288.
    found = sample_size(24, 0.174, 0.288)

    assert (found.for_shrinkage, found.for_optimism, found.for_rate) == (623, 662, 221)
    assert found.people == 662
    assert found.events_per_parameter == pytest.approx(4.8, abs=0.05)
    assert explain(found) == (
        "A model like this takes 662 people whose outcome is known, with about 115 of the rarer "
        "outcome among them."
    )


def test_the_largest_share_explained_by_hand():
    # At a rate of one half: 1 - (√.5 √.5)² = .75.
    assert sample_size(1, 0.5, 0.1).largest_share == pytest.approx(0.75)


def test_failures_are_the_events_where_they_are_fewer():
    assert sample_size(5, 0.8, 0.1).events == pytest.approx(sample_size(5, 0.2, 0.1).events)


@tried
@given(st.integers(1, 30), st.floats(0.05, 0.95), st.floats(0.02, 0.15))
def test_more_parameters_and_less_to_explain_take_more_people(parameters, rate, explained):
    found = sample_size(parameters, rate, explained)

    assert sample_size(parameters + 1, rate, explained).people >= found.people
    assert sample_size(parameters, rate, explained / 2).for_shrinkage >= found.for_shrinkage


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((0, 0.5, 0.1), "parameters: give a whole number"),
        ((1.5, 0.5, 0.1), "parameters: give a whole number"),
        ((1, 1, 0.1), "rate: give a share"),
        ((1, 0.5, 0.8), "explained: give a share above 0 and below 0.75"),
        ((1, 0.5, math.nan), "explained: give a share"),
    ],
)
def test_what_no_model_can_have_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        sample_size(*values)
