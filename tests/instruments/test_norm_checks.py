"""A norm nothing can be compared with is found before it is published."""

import pytest

from assess.instruments import assessment_checks, loader
from assess.science.norms import standing as norms
from tests.assessments.normed import NORM, with_norms

CREDIT = NORM.replace("mean: 3, sd: 0.5", "mean: 0.6, sd: 0.2")


def said(text):
    instrument, _lines = loader.parse(text, "sample.yaml")
    return [one for one in assessment_checks.problems(instrument) if "norm" in one]


@pytest.mark.parametrize("norm", [NORM, NORM.replace("412", "30"), NORM.replace("0.5", "2")])
def test_a_norm_may_stand_in_a_scale(norm):
    assert said(with_norms(norm)) == []


@pytest.mark.parametrize(
    ("norm", "problem"),
    [
        (("n: 412", "n: 29"), "has 29 people; 30 or more"),
        (("mean: 3", "mean: 62"), "a mean lies between 1 and 5"),
        (("mean: 3", "mean: 1"), "a mean lies between 1 and 5"),
        (("sd: 0.5", "sd: 10"), "no spread from 1 to 5 is as large"),
        (("2045-12-31", "2026-03-12"), "its last day is after the day its sample was complete"),
        (("2045-12-31", "2046-03-12"), "less than 20 years later"),
    ],
)
def test_a_norm_that_cannot_be_is_named(norm, problem):
    (found,) = said(with_norms(NORM.replace(*norm)))

    assert "norm ‘sales leaders in Europe’" in found
    assert problem in found


def test_a_norm_without_a_last_day_is_refused():
    with pytest.raises(loader.Refusal, match="norms → 1 → expires"):
        loader.parse(with_norms(NORM.replace("expires: 2045-12-31, ", "")), "sample.yaml")


def test_credit_is_compared_as_a_share():
    text = with_norms(CREDIT).replace("method: mean", "method: credit")

    assert said(text) == []
    assert "a mean lies between 0 and 1" in said(text.replace("mean: 0.6", "mean: 60"))[0]


def test_two_norms_of_a_scale_have_different_names():
    problems = said(with_norms(NORM, NORM))

    assert any("‘sales leaders in Europe’ stands 2 times" in one for one in problems)


def test_what_is_not_comparable_has_no_norm():
    text = with_norms(NORM).replace(
        "max_missing: 1", "max_missing: 1\n    comparable: false\n    caution: Alone.", 1
    )

    assert said(text) == ["scale ‘care’ is not comparable; leave out ‘norms’"]


def test_publishing_and_printing_ask_for_as_many_people():
    assert assessment_checks.FEWEST_IN_NORM == norms.FEWEST
