"""Ratings of several people become results: worked by hand, then for every case."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assess.science.agreement import within_group
from assess.science.panel.results import (
    NEAR,
    Agreement,
    Band,
    Part,
    Phrase,
    Result,
    Zone,
    combine,
    overall,
    overall_zone,
    with_band,
    worth_discussing,
)
from tests.properties import tried

THREE_TO_FOUR = Zone(3, 4)
NOBODY = Result(None, None, None, 0, 0, None, None)
HIGHER = list(reversed(Phrase))
"""The phrases from the lowest to the highest."""

RATINGS = st.lists(st.integers(1, 5), max_size=6)
ASKED = st.lists(st.integers(1, 5), min_size=1, max_size=6)
HALVES = st.integers(2, 10).map(lambda halves: halves / 2)
ZONES = st.tuples(HALVES, HALVES).map(lambda ends: Zone(min(ends), max(ends)))
WEIGHTS = st.one_of(st.sampled_from([1.0, 2.0, 3.0]), st.floats(0.01, 100))
PARTS = st.lists(st.builds(Part, RATINGS.map(tuple), WEIGHTS, ZONES), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("ratings", "mean", "low", "high", "phrase", "agreement"),
    [
        # Inside the zone, ends included.
        ([3, 4], 3.5, 3, 4, Phrase.IN_OR_NEAR, Agreement.AGREE),
        ([3, 3], 3.0, 3, 3, Phrase.IN_OR_NEAR, Agreement.AGREE),
        ([4, 4], 4.0, 4, 4, Phrase.IN_OR_NEAR, Agreement.AGREE),
        ([2, 5], 3.5, 2, 5, Phrase.IN_OR_NEAR, Agreement.DIFFER_STRONGLY),
        # Everybody outside, on the same side: clearly.
        ([5, 5], 5.0, 5, 5, Phrase.CLEARLY_ABOVE, Agreement.AGREE),
        ([1, 2], 1.5, 1, 2, Phrase.CLEARLY_BELOW, Agreement.AGREE),
        ([2, 2, 2], 2.0, 2, 2, Phrase.CLEARLY_BELOW, Agreement.AGREE),
        # The mean outside, but not everybody: likely. 13 / 3 = 4.33; 8 / 3 = 2.67.
        ([5, 4], 4.5, 4, 5, Phrase.LIKELY_ABOVE, Agreement.AGREE),
        ([5, 5, 3], 13 / 3, 3, 5, Phrase.LIKELY_ABOVE, Agreement.DIFFER),
        ([2, 2, 4], 8 / 3, 2, 4, Phrase.LIKELY_BELOW, Agreement.DIFFER),
        ([1, 4], 2.5, 1, 4, Phrase.LIKELY_BELOW, Agreement.DIFFER_STRONGLY),
        # A quarter of a level outside is likely, less is near: 17 / 4 = 4.25, 21 / 5 = 4.2.
        ([5, 4, 4, 4], 4.25, 4, 5, Phrase.LIKELY_ABOVE, Agreement.AGREE),
        ([5, 4, 4, 4, 4], 4.2, 4, 5, Phrase.IN_OR_NEAR, Agreement.AGREE),
        ([2, 3, 3, 3], 2.75, 2, 3, Phrase.LIKELY_BELOW, Agreement.AGREE),
        ([2, 3, 3, 3, 3], 2.8, 2, 3, Phrase.IN_OR_NEAR, Agreement.AGREE),
        # On one person's word nothing is clear, and there is nothing to agree on.
        ([5], 5.0, 5, 5, Phrase.LIKELY_ABOVE, None),
        ([1], 1.0, 1, 1, Phrase.LIKELY_BELOW, None),
        ([3], 3.0, 3, 3, Phrase.IN_OR_NEAR, None),
    ],
)
def test_ratings_of_one_competency(ratings, mean, low, high, phrase, agreement):
    count = len(ratings)

    found = combine(ratings, THREE_TO_FOUR)

    assert replace(found, deviation=None) == Result(
        mean, low, high, count, count, phrase, agreement
    )


def test_how_far_raters_lie_from_their_mean_is_what_within_group_says():
    for number in range(2, 6):
        for ratings in combinations_with_replacement(range(1, 6), number):
            found = combine(ratings, THREE_TO_FOUR)
            (same,) = within_group.average_deviation([ratings], 5)
            assert found.deviation == pytest.approx(same.estimate)
            assert found.is_apart is not same.agree


def test_one_rating_lies_apart_from_nothing():
    assert combine([5], THREE_TO_FOUR).deviation is None
    assert not combine([5], THREE_TO_FOUR).is_apart


@pytest.mark.parametrize(
    ("ratings", "low", "high", "phrase"),
    [
        # All rated 5 where 3 to 4 is wanted: clearly, but for a band that reaches the 4.
        ([5, 5], 4.1, 5.0, Phrase.CLEARLY_ABOVE),
        ([5, 5], 4.0, 5.0, Phrase.LIKELY_ABOVE),
        ([5, 5], 2.5, 5.0, Phrase.LIKELY_ABOVE),
        ([2, 2], 1.1, 2.9, Phrase.CLEARLY_BELOW),
        ([2, 2], 1.0, 3.0, Phrase.LIKELY_BELOW),
        # No phrase grows stronger.
        ([5, 4], 4.1, 4.9, Phrase.LIKELY_ABOVE),
        ([1, 3], 1.9, 2.1, Phrase.LIKELY_BELOW),
        ([3, 4], 3.4, 3.6, Phrase.IN_OR_NEAR),
        ([3, 4], 1.0, 5.0, Phrase.IN_OR_NEAR),
    ],
)
def test_a_band_that_reaches_the_zone_makes_clearly_a_likely(ratings, low, high, phrase):
    plain, band = combine(ratings, THREE_TO_FOUR), Band(0.2, low, high)

    found = with_band(plain, THREE_TO_FOUR, band)

    assert found.phrase is phrase
    assert replace(found, phrase=plain.phrase, band=None) == plain
    assert found.band == band


def test_what_nobody_was_asked_has_no_result():
    assert combine([], THREE_TO_FOUR) == NOBODY


@pytest.mark.parametrize("ratings", [[0], [6], [3, -1], [2.5], [None], ["3"], [float("nan")]])
def test_what_is_no_level_is_refused(ratings):
    with pytest.raises(ValueError, match="give levels from 1 to 5"):
        combine(ratings, THREE_TO_FOUR)


@pytest.mark.parametrize(("low", "high"), [(0, 3), (3, 6), (4, 3), (float("nan"), 4), (-1, -1)])
def test_a_zone_lies_on_the_scale(low, high):
    with pytest.raises(ValueError, match="lowest first"):
        Zone(low, high)


@pytest.mark.parametrize(
    ("spread", "word"),
    [
        (0, Agreement.AGREE),
        (1, Agreement.AGREE),
        (2, Agreement.DIFFER),
        (3, Agreement.DIFFER_STRONGLY),
        (4, Agreement.DIFFER_STRONGLY),
    ],
)
def test_agreement_is_told_from_the_spread(spread, word):
    result = combine([1, 1 + spread], THREE_TO_FOUR)

    assert (result.spread, result.agreement) == (spread, word)


@pytest.mark.parametrize(
    ("ratings", "worth"),
    [([], False), ([1], False), ([3, 4], False), ([2, 4], True), ([3, 3, 5], True), ([1, 5], True)],
)
def test_ratings_two_levels_apart_are_worth_discussing(ratings, worth):
    assert worth_discussing(ratings) is worth


@tried
@given(ASKED, ZONES)
def test_the_mean_lies_in_the_range_and_the_range_on_the_scale(ratings, zone):
    result = combine(ratings, zone)

    assert 1 <= result.low <= result.mean <= result.high <= 5


@tried
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), ZONES)
def test_the_order_of_people_is_irrelevant(ratings, zone):
    assert len({combine(order, zone) for order in permutations(ratings)}) == 1


@tried
@given(ASKED, ZONES, st.data())
def test_a_higher_rating_never_makes_a_lower_phrase(ratings, zone, data):
    place = data.draw(st.integers(0, len(ratings) - 1))
    assume(ratings[place] < 5)
    better = [*ratings[:place], ratings[place] + 1, *ratings[place + 1 :]]

    before, after = combine(ratings, zone).phrase, combine(better, zone).phrase

    assert HIGHER.index(before) <= HIGHER.index(after)


@tried
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 6), ZONES)
def test_among_panels_that_agree_the_phrase_rises_with_the_mean(one, other, people, zone):
    low, high = sorted((one, other))

    below, above = combine([low] * people, zone), combine([high] * people, zone)

    assert HIGHER.index(below.phrase) <= HIGHER.index(above.phrase)


@tried
@given(st.integers(1, 5), ZONES)
def test_nothing_is_clear_on_one_persons_word(rating, zone):
    assert "clearly" not in combine([rating], zone).phrase


def test_weights_are_taken_in_proportion():
    # (2 x 4 + 1 x 2) / 3 = 10 / 3. Lows: (2 x 3 + 1 x 2) / 3 = 8 / 3; highs: (2 x 5 + 2) / 3 = 4.
    # Zone: from (2 x 3 + 2) / 3 = 8 / 3 to (2 x 4 + 3) / 3 = 11 / 3.
    parts = [Part((3, 5), 2, Zone(3, 4)), Part((2, 2), 1, Zone(2, 3))]

    result = overall(parts, raters=2)

    assert (result.mean, result.low, result.high) == pytest.approx((10 / 3, 8 / 3, 4))
    assert (result.raters, result.ratings, result.agreement) == (2, 4, None)
    assert result.phrase is Phrase.IN_OR_NEAR
    assert overall_zone(parts) == Zone(8 / 3, 11 / 3)


def test_weights_of_what_nobody_rated_go_to_the_others_in_proportion():
    # Without the middle one: (1 x 2 + 3 x 4) / 4 = 3.5; zone (1 x 2 + 3 x 4) / 4 = 3.5.
    parts = [
        Part((2,), 1, Zone(2, 2)),
        Part((), 6, Zone(5, 5)),
        Part((4,), 3, Zone(4, 4)),
    ]

    result = overall(parts, raters=2)

    assert result.mean == 3.5
    assert overall_zone(parts) == Zone(3.5, 3.5)
    assert result.phrase is Phrase.IN_OR_NEAR


def test_where_nobody_rated_anything_there_is_no_overall_result():
    parts = [Part((), 1, Zone(2, 3)), Part((), 1, Zone(3, 4))]

    assert overall(parts, raters=0) == NOBODY
    assert overall_zone(parts) == Zone(2.5, 3.5)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_is_a_number_above_nothing(weight):
    with pytest.raises(ValueError, match="every weight must be a number greater than 0"):
        overall([Part((3,), weight, THREE_TO_FOUR)], raters=1)


def test_a_hair_above_the_zone_is_near_and_not_clear():
    # Mean and lowest 3.5, zone up to 3.4: everybody above it, by less than a quarter.
    parts = [
        Part((3, 3), 1, Zone(2, 3)),
        Part((4, 4), 1, Zone(3, 3.5)),
        Part((3, 3), 1, Zone(2, 3)),
        Part((4, 4), 1, Zone(3, 4)),
    ]

    result = overall(parts, raters=2)

    assert 0 < result.low - overall_zone(parts).high < NEAR
    assert result.phrase is Phrase.IN_OR_NEAR


@tried
@given(PARTS, st.integers(1, 4))
def test_the_overall_mean_lies_in_its_range_and_the_range_on_the_scale(parts, raters):
    result = overall(parts, raters)

    if any(part.ratings for part in parts):
        assert 1 <= result.low <= result.mean <= result.high <= 5
    else:
        assert result == NOBODY


@tried
@given(st.lists(ASKED, min_size=1, max_size=8), st.sampled_from([0.1, 0.7, 1.0, 3.0]), ZONES)
def test_equal_weights_give_the_plain_mean_of_means(ratings, weight, zone):
    means = [Fraction(sum(given), len(given)) for given in ratings]

    result = overall([Part(tuple(given), weight, zone) for given in ratings], raters=2)

    assert result.mean == float(sum(means) / len(means))


@tried
@given(PARTS, WEIGHTS, ZONES)
def test_what_nobody_was_asked_changes_nothing(parts, weight, zone):
    assume(any(part.ratings for part in parts))
    more = [*parts, Part((), weight, zone)]

    assert overall(more, raters=2) == overall(parts, raters=2)
    assert overall_zone(more) == overall_zone(parts)


@tried
@given(st.lists(st.builds(Part, RATINGS.map(tuple), WEIGHTS, ZONES), max_size=5), st.randoms())
def test_the_order_of_competencies_is_irrelevant(parts, random):
    mixed = list(parts)
    random.shuffle(mixed)

    assert overall(mixed, raters=2) == overall(parts, raters=2)


@tried
@given(PARTS, st.sampled_from([0.5, 2.0, 64.0]))
def test_only_the_proportion_of_weights_matters(parts, factor):
    scaled = [Part(part.ratings, part.weight * factor, part.zone) for part in parts]

    assert overall(scaled, raters=2) == overall(parts, raters=2)


@tried
@given(PARTS)
def test_overall_nothing_is_clear_on_one_persons_word(parts):
    alone = [Part(part.ratings[:1], part.weight, part.zone) for part in parts]

    phrase = overall(alone, raters=1).phrase

    assert phrase is None or "clearly" not in phrase


@tried
@given(PARTS, st.data())
def test_a_higher_rating_never_makes_a_lower_overall_phrase(parts, data):
    place = data.draw(st.integers(0, len(parts) - 1))
    part = parts[place]
    assume(part.ratings)
    lifted = tuple(min(5, rating + 1) for rating in part.ratings)
    better = [*parts[:place], Part(lifted, part.weight, part.zone), *parts[place + 1 :]]

    before, after = overall(parts, 2).phrase, overall(better, 2).phrase

    assert HIGHER.index(before) <= HIGHER.index(after)
