"""How many things questions measure: against a general optimiser, omega, and in samples."""

import numpy as np
import pytest
from scipy.optimize import minimize

from assess.science.items.dimensions import Lack, Verdict, dimensions, least_discrepancy
from assess.science.reliability.omega import omega
from tests.science.cases import table
from tests.science.items.simulated import answered, people, some_items

ITEMS = some_items(1, 10)


def one_thing(seed, count=600):
    return answered(ITEMS, people(seed, count), seed)


def two_things(seed, count=600):
    return np.hstack([one_thing(seed, count)[:, :5], one_thing(seed + 1, count)[:, 5:]])


@pytest.mark.parametrize("factors", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_the_discrepancy_is_the_least_a_general_optimiser_finds(seed, factors):
    random = np.random.default_rng(seed)
    loadings = random.normal(0, 0.7, (7, 3))
    correlations = np.corrcoef(
        (random.normal(size=(300, 3)) @ loadings.T + random.normal(size=(300, 7))).T
    )

    def apart(own):
        values = np.linalg.eigvalsh(correlations / np.sqrt(np.outer(own, own)))[: 7 - factors]
        return (values - np.log(values) - 1).sum()

    best = min(
        minimize(apart, start, bounds=[(0.005, 1)] * 7, method="L-BFGS-B").fun
        for start in (np.full(7, 0.3), np.full(7, 0.6))
    )
    assert least_discrepancy(correlations, factors) == pytest.approx(best, abs=1e-5)


def test_one_factor_is_that_of_omega():
    answers = np.array(table("alpha_omega_likert8"))

    # There it is fitted to covariances, times n; both discrepancies are the same.
    found = least_discrepancy(np.corrcoef(answers.T), 1)

    assert 400 * found == pytest.approx(omega(answers).fit.chi_square, rel=1e-6)


def test_one_thing_is_found_as_one():
    found = dimensions(one_thing(2), seed=1)

    assert (found.found, found.verdict, found.n, found.reason) == (1, Verdict.ONE, 600, None)
    assert sum(found.eigenvalues) == pytest.approx(10)
    assert len(found.limits) == 10
    assert found.one.bic < found.two.bic
    assert found.one.degrees == 35
    assert found.two.degrees == 26


def test_two_things_are_found_as_more():
    found = dimensions(two_things(3), seed=1)

    assert (found.found, found.verdict) == (2, Verdict.MORE)
    assert found.one.rmsea.interval[0] > 0.08
    assert found.two.rmsea.interval[0] == 0
    assert found.two.rmsea.interval[0] <= found.two.rmsea.estimate <= found.two.rmsea.interval[1]


def test_nothing_in_common_is_found_as_nothing():
    random = np.random.default_rng(4)

    assert dimensions(random.normal(size=(500, 6)), seed=1).verdict is Verdict.NONE


def test_the_same_seed_gives_the_same_limits_and_another_nearly_the_same():
    answers = one_thing(5)

    one, same, other = (dimensions(answers, seed=seed) for seed in (1, 1, 2))

    assert one == same
    assert other.limits != one.limits
    assert other.limits == pytest.approx(one.limits, abs=0.03)


def test_gaps_leave_the_rest_in():
    answers = one_thing(6)
    answers[np.random.default_rng(7).random(answers.shape) < 0.1] = np.nan

    found = dimensions(answers, seed=1)

    assert (found.found, found.verdict) == (1, Verdict.ONE)
    assert 450 < found.n < 520


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (one_thing(8, 99), Lack.TOO_FEW),
        (np.hstack([one_thing(8, 100), np.ones((100, 1))]), Lack.NO_VARIANCE),
        (np.repeat(one_thing(8, 100)[:, :3], 2, axis=1), Lack.CONTRADICTION),
    ],
)
def test_where_nothing_can_be_said_it_says_why(answers, reason):
    found = dimensions(answers, seed=1)

    assert (found.reason, found.verdict, found.found) == (reason, Verdict.UNKNOWN, None)
    assert (found.one, found.eigenvalues) == (None, ())


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match="5 items at least"):
        dimensions(one_thing(1)[:, :4], seed=1)
    with pytest.raises(ValueError, match="draws: give 100 at least"):
        dimensions(one_thing(1), seed=1, draws=99)
    with pytest.raises(ValueError, match="level: give a share"):
        dimensions(one_thing(1), seed=1, level=95)


@pytest.mark.slow  # shuffles the answers of 40 samples
def test_the_number_of_things_is_found_in_nearly_every_sample():
    singles = [dimensions(one_thing(seed, 400), seed=seed, draws=100) for seed in range(20)]
    doubles = [dimensions(two_things(seed, 400), seed=seed, draws=100) for seed in range(20)]

    assert sum(one.verdict is Verdict.ONE for one in singles) >= 18
    assert sum(one.verdict is Verdict.MORE for one in doubles) == 20
