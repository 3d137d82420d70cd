"""A validity as found, and what it would be among all candidates: never the second alone."""

import pytest

from assess.science.estimates import Estimate, undefined
from assess.science.fit.guards import Lack
from assess.science.fit.restriction import Doubt, Pool, attenuated, correct, explain, thorndike_two
from assess.science.fit.second import corrected

FOUND = Estimate(0.3, 0.1, (0.1, 0.5), 0.95, 120, "nested cross-validation")


def second(found=FOUND, **options):
    given = {"sd_restricted": 6, "sd_unrestricted": 10, "pool": Pool.THIS, **options}
    return corrected(found, **given)


def test_both_stand_together_and_the_found_one_keeps_its_own_interval():
    result = second()

    assert result.found is FOUND
    assert result.corrected.estimate == pytest.approx(thorndike_two(0.3, 6, 10))
    ends = [thorndike_two(end, 6, 10) for end in (0.1, 0.5)]
    assert list(result.corrected.interval) == pytest.approx(ends)


def test_an_interval_wider_than_fishers_stays_wider():
    narrow = correct(0.3, 120, sd_restricted=6, sd_unrestricted=10, pool=Pool.THIS)

    wide = second()

    assert narrow.found.interval[0] > 0.1
    assert wide.corrected.interval[0] < narrow.corrected.interval[0]
    assert wide.corrected.standard_error > narrow.corrected.standard_error


def test_the_outcomes_error_is_taken_off_before_the_selection():
    result = second(reliability=0.52)

    assert result.corrected.estimate == pytest.approx(thorndike_two(attenuated(0.3, 0.52), 6, 10))
    assert "the interval found" in result.corrected.method


@pytest.mark.parametrize(
    ("options", "doubt"),
    [({"pool": Pool.BORROWED}, Doubt.BORROWED), ({"sd_unrestricted": 5}, Doubt.NARROWER)],
)
def test_in_doubt_only_what_was_found_is_told(options, doubt):
    result = second(**options)

    assert (result.found, result.corrected.estimate) == (FOUND, None)
    assert result.corrected.reason is doubt


def test_the_sentence_tells_the_found_one_first():
    assert explain(second()).startswith(
        "Among the 120 people hired, results and outcome correlate 0.30 (nearly surely between "
        "0.10 and 0.50); among everybody who applied it would be about 0.46"
    )


def test_nothing_is_made_of_a_validity_that_is_undefined():
    nothing = undefined(0.95, 5, "x", Lack.TOO_FEW_PEOPLE)

    with pytest.raises(ValueError, match="found: it is undefined, as too few people"):
        second(nothing)
