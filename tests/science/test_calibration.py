"""Cronbach's four components: worked by hand, as laws, and their intervals by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assess.science.calibration import Basis, Lack, accuracy, explain
from tests.properties import tried

NAN = float("nan")
PARTS = ("elevation", "differential_elevation", "stereotype_accuracy", "differential_accuracy")
SEEDS = st.integers(0, 2**32 - 1)

EXPERTS = np.array([[1, 2], [3, 3], [5, 4], [2, 2], [4, 4], [3, 5]], dtype=float)


def found(off, experts=None, **options):
    truth = np.full(np.shape(off), 3.0) if experts is None else np.asarray(experts)
    return accuracy(truth + np.asarray(off), truth, **{"seed": 1, **options})


def by_chance(seed, people=8, size=5):
    random = np.random.default_rng(seed)
    return random.integers(1, 6, (people, size)), random.integers(1, 6, (people, size))


def simulated(random, people, parts):
    """Differences of a rater whose four components in the long run are these."""
    bias, of_people, of_competencies, left = parts
    shape = np.linspace(-1, 1, 6)
    shape = shape / math.sqrt(float((shape**2).mean()))
    rest = random.normal(size=(people, 6))
    rest = (rest - rest.mean(axis=1, keepdims=True)) * math.sqrt(6 / 5)
    return (
        bias + of_competencies * shape + of_people * random.normal(size=(people, 1)) + left * rest
    )


@pytest.mark.parametrize(
    ("off", "parts"),
    [
        # One too high everywhere.
        ([[1, 1]] * 6, (1, 0, 0, 0)),
        # Half of the people one too high, the others one too low.
        ([[1, 1], [-1, -1]] * 3, (0, 1, 0, 0)),
        # One competency one too high, the other one too low.
        ([[1, -1]] * 6, (0, 0, 1, 0)),
        # The other way round for every second person.
        ([[1, -1], [-1, 1]] * 3, (0, 0, 0, 1)),
        # All four at once: 1 + 1, 1 - 1, 1 + 2, … : .5 ± .5 ± 1 ± 2.
        ([[4, -2], [-1, 1]] * 3, (0.5, 0.5, 1, 2)),
        ([[0, 0]] * 6, (0, 0, 0, 0)),
    ],
)
def test_the_four_components_by_hand(off, parts):
    result = found(off, EXPERTS)

    assert [getattr(result, name).estimate for name in PARTS] == pytest.approx(parts)
    assert result.bias.estimate == pytest.approx(np.mean(off))
    assert result.overall.estimate == pytest.approx(math.sqrt(np.mean(np.square(off))))
    assert (result.n, result.competencies, result.missing) == (6, 2, 0)


def test_the_components_are_cronbachs_formulas():
    ratings, experts = by_chance(3)
    x, t = ratings.astype(float), experts.astype(float)

    result = accuracy(ratings, experts, seed=1)

    def effect(table, axis):
        return table.mean(axis=axis) - table.mean()

    def rest(table):
        return table - effect(table, 1)[:, None] - effect(table, 0) - table.mean()

    expected = [
        abs(x.mean() - t.mean()),
        math.sqrt(np.mean((effect(x, 1) - effect(t, 1)) ** 2)),
        math.sqrt(np.mean((effect(x, 0) - effect(t, 0)) ** 2)),
        math.sqrt(np.mean((rest(x) - rest(t)) ** 2)),
    ]
    assert [getattr(result, name).estimate for name in PARTS] == pytest.approx(expected)
    assert result.people_correlation == pytest.approx(np.corrcoef(x.mean(1), t.mean(1))[0, 1])
    assert result.competency_correlation == pytest.approx(np.corrcoef(x.mean(0), t.mean(0))[0, 1])
    assert result.left_correlation == pytest.approx(
        np.corrcoef(rest(x).ravel(), rest(t).ravel())[0, 1]
    )


@tried
@given(SEEDS)
def test_the_squares_of_the_four_add_up_to_that_of_all(seed):
    result = accuracy(*by_chance(seed), seed=seed, draws=1000)

    squares = math.fsum(getattr(result, name).estimate ** 2 for name in PARTS)
    assert squares == pytest.approx(result.overall.estimate**2)


@tried
@given(SEEDS, st.sampled_from(Basis))
def test_every_interval_holds_its_estimate_and_no_number_is_nan(seed, basis):
    result = accuracy(*by_chance(seed), seed=seed, basis=basis, draws=1000)

    for name in ("bias", *PARTS, "overall"):
        one = getattr(result, name)
        assert one.interval[0] <= one.estimate + 1e-9
        # A few people spread less than all there are: what was seen may lie near the lower end.
        assert one.estimate <= one.interval[1] + 1e-9
        assert math.isfinite(one.standard_error)


@tried
@given(SEEDS)
def test_the_order_of_people_and_competencies_is_irrelevant(seed):
    ratings, experts = by_chance(seed)
    turned = accuracy(ratings[::-1, ::-1], experts[::-1, ::-1], seed=1, draws=1000)

    straight = accuracy(ratings, experts, seed=1, draws=1000)

    for name in PARTS:
        assert getattr(turned, name).estimate == pytest.approx(getattr(straight, name).estimate)


def test_the_interval_of_the_bias_is_students():
    ratings, experts = by_chance(3)
    rows = (ratings - experts).mean(axis=1)

    result = accuracy(ratings, experts, seed=1)

    expected = stats.t.interval(0.95, 7, rows.mean(), stats.sem(rows))
    assert result.bias.interval == pytest.approx(expected)
    # It spans 0, so the elevation may be nothing.
    assert result.elevation.interval == pytest.approx((0, max(map(abs, expected))))


def test_the_interval_of_competencies_inverts_the_noncentral_f():
    off = simulated(np.random.default_rng(1), 20, (0.2, 0.3, 0.4, 0.5))

    result = found(off)

    rest = 120 * result.differential_accuracy.estimate**2 / 95
    seen = 120 * result.stereotype_accuracy.estimate**2 / 5 / rest
    for end, share in zip(result.stereotype_accuracy.interval, (0.975, 0.025), strict=True):
        noncentrality = 120 * end**2 / rest
        assert stats.ncf.cdf(seen, 5, 95, noncentrality) == pytest.approx(share, abs=1e-4)


@pytest.mark.slow  # draws 1,200 raters
@pytest.mark.parametrize("people", [6, 12])
@pytest.mark.parametrize("parts", [(0.3, 0.4, 0.3, 0.6), (0, 0.2, 0, 0.5)])
def test_intervals_hold_the_truth_as_often_as_they_say(people, parts):
    random, held = np.random.default_rng(5), np.zeros(5)
    truth = (*parts, math.sqrt(sum(one * one for one in parts)))
    for seed in range(300):
        result = found(simulated(random, people, parts), seed=seed, draws=1000)
        for place, name in enumerate((*PARTS, "overall")):
            low, high = getattr(result, name).interval
            held[place] += low <= truth[place] <= high

    # Three standard errors of a share of .95 in 300 samples are .038; wider ones are allowed.
    assert held.min() / 300 >= 0.95 - 0.038


@pytest.mark.slow  # draws 300 raters
def test_the_bootstrap_of_a_few_people_is_too_sure_which_is_why_it_is_not_the_default():
    random, held = np.random.default_rng(6), 0
    for seed in range(300):
        off = simulated(random, 8, (0.3, 0.4, 0.3, 0.6))
        low, high = found(
            off, seed=seed, basis=Basis.BOOTSTRAP, draws=1000
        ).differential_accuracy.interval
        held += low <= 0.6 <= high

    assert held / 300 < 0.9


def test_people_with_a_missing_rating_are_left_out_and_counted():
    ratings, experts = (table.astype(float) for table in by_chance(3))
    gaps = np.vstack([ratings, [[NAN, 1, 1, 1, 1]], [[1] * 5]])
    truth = np.vstack([experts, [[1] * 5], [[1, 1, NAN, 1, 1]]])

    result = accuracy(gaps, truth, seed=1)

    assert (result.n, result.missing) == (8, 2)
    assert result.overall == accuracy(ratings, experts, seed=1).overall


@pytest.mark.parametrize(
    ("shape", "reason"),
    [((4, 3), Lack.TOO_FEW), ((0, 3), Lack.TOO_FEW), ((6, 1), Lack.ONE_COMPETENCY)],
)
def test_too_little_is_said_to_be_too_little(shape, reason):
    result = found(np.ones(shape))

    assert result.reason is result.elevation.reason is reason
    assert (result.elevation.estimate, result.people_correlation) == (None, None)
    assert explain("Ada", result) == (
        f"Ada: how close the ratings are to the experts' cannot be told: {reason}."
    )


def test_a_rater_who_gives_everybody_the_same_has_no_correlation():
    result = accuracy(np.full((6, 2), 3.0), EXPERTS, seed=1)

    assert (result.people_correlation, result.left_correlation) == (None, None)
    assert result.differential_elevation.estimate > 0


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (
            [[1, 1], [1, 0], [0, 1], [1, 1], [1, 2], [1, 1]],
            "Ada: ratings of 6 people are higher than the experts' by 0.9 levels (nearly surely "
            "0.5 to 1.3); a single rating is usually off by 1.0 levels",
        ),
        (
            [[-1, -1], [-1, 0], [0, -1], [-1, -1], [-1, -2], [-1, -1]],
            "Ada: ratings of 6 people are lower than the experts' by 0.9 levels (nearly surely 0.5 "
            "to 1.3)",
        ),
        (
            [[1, -1], [0, 0], [-1, 1], [1, 0], [-1, 0], [0, 0]],
            "Ada: ratings of 6 people are neither clearly higher nor clearly lower than the "
            "experts'",
        ),
    ],
)
def test_a_sentence_says_higher_or_lower_only_where_it_is_clear(off, said):
    assert explain("Ada", found(off, EXPERTS)).startswith(said)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: accuracy([1, 2], [1, 2], seed=1), "ratings: give a row per person"),
        (lambda: accuracy([[1, 2]], [[1, math.inf]], seed=1), "experts: give a row per person"),
        (lambda: accuracy([[1, 2]], [[1]], seed=1), "experts: give a rating for every person"),
        (lambda: found([[1, 2]] * 6, draws=10), "draws: give 1000"),
        (lambda: found([[1, 2]] * 6, level=95), "level: give a share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
