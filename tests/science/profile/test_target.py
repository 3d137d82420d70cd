"""Distance to a target zone: worked by hand, as laws, and its interval by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.panel.results import Phrase
from assess.science.profile.target import Lack, distance_to_zone, explain, explain_overall
from tests.properties import tried

NAN = float("nan")
SCORES = st.lists(st.floats(1, 5), min_size=1, max_size=6)


def placed(score, error=0.2, low=3.0, high=4.0):
    return distance_to_zone([score], [low], [high], error, seed=1, draws=1000).dimensions[0]


def overall(scores, error=0.3, *, low=3.0, high=4.0, seed=1, **options):
    size = len(scores)
    return distance_to_zone(
        scores, [low] * size, [high] * size, error, seed=seed, **{"draws": 1000, **options}
    )


@pytest.mark.parametrize(
    ("score", "distance", "interval"),
    [
        # 1.96 x .2 = .392 to either side.
        (3.5, 0, (0, 0)),
        (3.2, 0, (-0.192, 0)),
        (4.5, 0.5, (0.108, 0.892)),
        (2.5, -0.5, (-0.892, -0.108)),
        (4.1, 0.1, (0, 0.492)),
    ],
)
def test_a_distance_by_hand(score, distance, interval):
    found = placed(score).distance

    assert found.estimate == pytest.approx(distance)
    assert found.interval == pytest.approx(interval, abs=1e-4)


@pytest.mark.parametrize(
    ("score", "phrase"),
    [
        # Clear beyond 1.96 x .2 = .392 of the zone, likely beyond .9945 x .2 = .1989.
        (4.40, Phrase.CLEARLY_ABOVE),
        (4.38, Phrase.LIKELY_ABOVE),
        (4.20, Phrase.LIKELY_ABOVE),
        (4.19, Phrase.IN_OR_NEAR),
        (3.50, Phrase.IN_OR_NEAR),
        (2.81, Phrase.IN_OR_NEAR),
        (2.80, Phrase.LIKELY_BELOW),
        (2.60, Phrase.CLEARLY_BELOW),
    ],
)
def test_phrases_take_the_two_bands(score, phrase):
    assert placed(score).phrase is phrase


@pytest.mark.parametrize(
    ("score", "error", "inside"),
    # Φ(.5 / .25) - Φ(-2); at an end half; far outside nothing; without error yes or no.
    [(3.5, 0.25, 0.954500), (4, 0.01, 0.5), (5, 0.1, 0), (4, 0, 1), (4.01, 0, 0)],
)
def test_the_probability_of_being_inside_by_hand(score, error, inside):
    assert placed(score, error).inside == pytest.approx(inside, abs=1e-5)


def test_the_overall_distance_by_hand():
    # Off by 0, .6 and -1 with weights 1, 1 and 2: √((.36 + 2) / 4).
    found = overall([3.5, 4.6, 2, NAN], weights=[1, 1, 2, 9])

    assert found.overall.estimate == pytest.approx(math.sqrt(2.36 / 4))
    assert (found.overall.n, found.missing) == (3, 1)
    assert found.dimensions[3].distance.reason is Lack.NO_SCORE


def test_without_error_there_is_nothing_to_be_unsure_of():
    found = overall([4.6, 2], 0).overall

    assert found.standard_error == 0
    assert found.interval == pytest.approx((found.estimate, found.estimate), abs=1e-4)
    assert overall([3.5, 3.6], 0).overall.interval == (0, 0)


def test_inside_every_zone_the_distance_may_still_be_what_errors_hide():
    found = overall([3.5, 3.9, 3.1]).overall

    assert found.estimate == 0
    assert found.interval[0] == 0
    assert 0.1 < found.interval[1] < 0.6


@pytest.mark.parametrize("options", [{"weights": [0, 1]}, {}])
def test_without_a_score_there_is_no_distance(options):
    found = overall([3.5 if options else NAN, NAN], **options)

    assert (found.overall.estimate, found.overall.reason) == (None, Lack.NOTHING)


@pytest.mark.slow  # inverts 120 tests over draws
@tried
@given(SCORES, st.floats(0, 1))
def test_distances_are_the_other_way_round_when_scores_and_zones_are(scores, error):
    there, back = overall(scores, error), overall([7 - one for one in scores], error)

    assert there.overall.estimate == pytest.approx(back.overall.estimate, abs=1e-9)
    for one, other in zip(there.dimensions, back.dimensions, strict=True):
        assert one.distance.estimate == pytest.approx(-other.distance.estimate, abs=1e-9)
        assert one.inside == pytest.approx(other.inside, abs=1e-9)


@pytest.mark.slow  # inverts 60 tests over draws
@tried
@given(SCORES, st.floats(0, 1))
def test_every_interval_holds_its_distance(scores, error):
    found = overall(scores, error)

    low, high = found.overall.interval
    assert 0 <= low <= found.overall.estimate + 1e-9
    assert found.overall.estimate <= high + 1e-9
    for one in found.dimensions:
        assert one.distance.interval[0] <= one.distance.estimate <= one.distance.interval[1]


@pytest.mark.slow  # compares 500 profiles
@pytest.mark.parametrize(
    "true", [[3.5, 4.5, 2.5, 3.2], [4, 4, 3, 3], [5, 5, 5, 5], [3.5, 3.5, 3.5, 4.6]]
)
def test_overall_intervals_hold_the_truth_as_often_as_they_say(true):
    random, truth = np.random.default_rng(3), overall(true, 0).overall.estimate
    held = 0
    for seed in range(125):
        seen = np.array(true) + random.normal(0, 0.4, 4)
        low, high = overall(seen, 0.4, seed=seed).overall.interval
        held += low - 1e-4 <= truth <= high

    # Three standard errors of a share of .95 in 125 samples are .058; wider ones are allowed.
    assert held / 125 >= 0.95 - 0.058


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (3.5, "Coaching: in or near what the role asks for."),
        (
            4.6,
            "Coaching: clearly above what the role asks for (0.6 above, nearly surely 0.2 to 1.0).",
        ),
        (
            2.7,
            "Coaching: likely below what the role asks for (0.3 below, nearly surely 0.0 to 0.7).",
        ),
        (NAN, "Coaching: there is no score, so nothing can be said."),
    ],
)
def test_a_sentence_uses_the_five_phrases(score, said):
    assert explain("Coaching", placed(score)) == said


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([4.6, 2, NAN], "results usually lie 0.8 from what the role asks for (nearly surely "),
        ([3.5, 3.9], "every result lies where the role asks for it (nearly surely 0.0 to "),
        ([NAN], "no dimension with a weight has a score, so nothing can be said."),
    ],
)
def test_the_overall_distance_is_a_sentence(scores, said):
    found = explain_overall("Ada", overall(scores))

    assert found.startswith(f"Ada: {said}")
    assert found.endswith(("2 results, 1 missing).", "2 results).", "said."))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: distance_to_zone([1], [1, 2], [2, 3], 1, seed=1), "low: give a zone for every"),
        (lambda: placed(3, low=4.5), "low: give zones with their lower end first"),
        (lambda: placed(3, low=NAN), "low: give zones with their lower end first"),
        (lambda: placed(3, -1), "errors: give standard errors of 0 or more"),
        (lambda: placed(3, NAN), "errors: give a standard error for every score"),
        (lambda: overall([3, 3], weights=[1]), "weights: give one of 0 or more"),
        (lambda: overall([3, 3], weights=[1, -1]), "weights: give one of 0 or more"),
        (lambda: overall([math.inf]), "scores: give a list of numbers"),
        (lambda: overall([3], draws=10), "draws: give 1000"),
        (lambda: overall([3], level=95), "level: give a share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
