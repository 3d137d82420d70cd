"""Fair averages, beside the agreement with VGAM in the tests of the estimator."""

import numpy as np
import pytest

from assess.science.facets import jmle, mml
from assess.science.facets.fair_average import fair_averages
from assess.science.facets.ratings import ratings
from tests.science.facets.facet_cases import of_case, simulated

MODEL = mml.fit(of_case("mfrm_sparse_small"))
FOUND = fair_averages(MODEL)


def test_fair_averages_lie_on_the_scale_with_their_intervals():
    assert (FOUND.lows >= 1).all()
    assert (FOUND.highs <= 5).all()
    assert (FOUND.lows < FOUND.estimates).all()
    assert (FOUND.estimates < FOUND.highs).all()


def test_a_better_measure_is_a_better_fair_average():
    order = np.argsort(MODEL.candidates.estimates)

    # Candidates with the same ratings by the same people tie.
    assert (np.diff(FOUND.estimates[order]) >= -1e-9).all()


def test_a_severe_raters_fair_average_is_low():
    raters = fair_averages(MODEL, "rater")

    assert np.argmin(raters.estimates) == np.argmax(MODEL.facet("rater").estimates)
    assert (raters.lows < raters.highs).all()


def test_the_error_is_the_measures_times_the_slope():
    one = FOUND.of("c0001")
    low, high = one.interval

    # Near enough a line within the interval.
    assert one.standard_error == pytest.approx((high - low) / 2 / 1.96, rel=0.05)


@pytest.mark.parametrize("facet", ["candidate", "rater", "competency"])
def test_partial_credit_has_nearly_the_same_fair_averages(facet):
    data = of_case("mfrm_sparse_small")

    one = fair_averages(mml.fit(data, steps_by="competency"), facet)

    assert one.estimates == pytest.approx(fair_averages(MODEL, facet).estimates, abs=0.1)


def test_without_measures_there_are_no_fair_averages():
    model = jmle.fit(ratings([1, 1, 5, 5], [1, 1, 2, 2], {"rater": list("abab")}))

    with pytest.raises(ValueError, match="facet: there are no measures"):
        fair_averages(model)


def test_a_candidate_who_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        fair_averages(jmle.fit(simulated(1).data)).of("nobody")
