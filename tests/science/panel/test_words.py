"""Results in digits and words: as exact as the ratings, and no more."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.panel.results import Part, Result, Zone, combine, overall
from assess.science.panel.words import FEW, FRACTIONS, level, raters, sentence, span, zone
from tests.properties import tried

ZONE = Zone(3, 4)
SIGNS = {sign: value for value, sign in FRACTIONS.items()}


def value(shown: str) -> Fraction:
    """The number that stands on the page."""
    whole, sign = re.fullmatch(r"(\d)(\D?)", shown).groups()
    return Fraction(whole) + SIGNS.get(sign, Fraction())


@pytest.mark.parametrize(
    ("mean", "ratings", "shown"),
    [
        (None, 0, "—"),
        (3.0, 1, "3"),
        (3.5, 2, "3½"),
        (10 / 3, 3, "3⅓"),
        (11 / 3, 3, "3⅔"),
        (3.25, 4, "3¼"),
        (3.75, 4, "3¾"),
        (5.0, 4, "5"),
        (1.0, 1, "1"),
        # From five ratings on, one decimal.
        (3.2, 5, "3.2"),
        (3.0, 5, "3.0"),
        (10 / 3, 6, "3.3"),
        (2.96, 7, "3.0"),
        (4.96, 25, "5.0"),
        # A half goes up, also where its binary number lies below.
        (3.25, 8, "3.3"),
        (3.75, 8, "3.8"),
        (3.35, 20, "3.4"),
        (67 / 20, 20, "3.4"),
        # A weighted mean of few ratings that is no such fraction is not bent into one:
        # 0.45 x 5 + 0.55 x 3 = 3.9; (10 / 3 + 3) / 2 = 3.17.
        (3.9, 2, "3.9"),
        (19 / 6, 4, "3.2"),
        (3.3, 2, "3.3"),
    ],
)
def test_a_mean_is_shown_as_the_ratings_carry_it(mean, ratings, shown):
    assert level(mean, ratings) == shown


@tried
@given(st.lists(st.integers(1, 5), min_size=1, max_size=FEW - 1))
def test_up_to_four_ratings_the_mean_is_exact(ratings):
    shown = level(combine(ratings, ZONE).mean, len(ratings))

    assert value(shown) == Fraction(sum(ratings), len(ratings))


@tried
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=4))
def test_an_overall_mean_is_never_shown_more_than_half_a_tenth_away(weighted):
    result = overall([Part((rating,), weight, ZONE) for rating, weight in weighted], raters=1)

    shown = level(result.mean, result.ratings)

    number = Fraction(shown) if "." in shown else value(shown)
    assert abs(number - Fraction(result.mean)) <= Fraction(5, 100)


@pytest.mark.parametrize(
    ("ratings", "words"),
    [([], "—"), ([3, 3], "3"), ([3, 4], "3 to 4"), ([5, 1, 2, 2, 3, 4], "1 to 5")],
)
def test_the_range_of_single_ratings_is_whole(ratings, words):
    assert span(combine(ratings, ZONE)) == words


@pytest.mark.parametrize(
    ("low", "high", "ratings", "words"),
    [
        # Few ratings: fractions as in means, unless one end is no such fraction.
        (2.5, 3.5, 2, "2½ to 3½"),
        (3.0, 3.5, 4, "3 to 3½"),
        (8 / 3, 10 / 3, 3, "2⅔ to 3⅓"),
        (3.0, 3.2, 4, "3.0 to 3.2"),
        # From five ratings on, one decimal at both ends.
        (3.0, 4.0, 8, "3.0 to 4.0"),
        (2.5, 3.5, 8, "2.5 to 3.5"),
        (3.0, 3.5, 8, "3.0 to 3.5"),
        (3.31, 3.34, 8, "3.3"),
    ],
)
def test_the_range_of_a_whole_is_written_as_its_mean_is(low, high, ratings, words):
    assert span(Result(3.0, low, high, 2, ratings, None, None)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(3, 4, "3 to 4"), (3, 4.5, "3 to 4½"), (3.5, 4.5, "3½ to 4½"), (3.2, 4, "3.2 to 4.0")],
)
def test_a_zone_is_written_as_means_are(low, high, words):
    assert zone(Zone(low, high)) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no rater"), (1, "1 rater"), (2, "2 raters"), (11, "11 raters")]
)
def test_raters_are_counted_in_words(number, words):
    assert raters(number) == words


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([], "Coaching: not rated by anyone, so nothing can be said."),
        ([5], "Coaching: likely above what the role asks for (5; 1 rater, so no range)."),
        (
            [3, 4],
            "Coaching: in or near what the role asks for (3½; 2 raters, range of ratings 3 to 4).",
        ),
        (
            [2, 2, 2],
            "Coaching: clearly below what the role asks for (2; 3 raters, all rated 2).",
        ),
        ([3, 3], "Coaching: in or near what the role asks for (3; 2 raters, both rated 3)."),
    ],
)
def test_a_sentence_says_the_result_with_what_it_rests_on(ratings, words):
    assert sentence("Coaching", combine(ratings, ZONE)) == words


@tried
@given(st.lists(st.integers(1, 5), max_size=8))
def test_a_sentence_shows_no_decimal_that_nobody_earned(ratings):
    said = sentence("Coaching", combine(ratings, ZONE))

    assert ("." in said[:-1]) == (len(ratings) >= FEW)


@pytest.mark.parametrize(
    ("parts", "raters", "basis"),
    [
        # Nobody rated 2.2 or 2.6: they are means of every lowest and every highest rating.
        (
            [(2, 2), (2, 3), (1, 1), (3, 4), (3, 3)], 4,
            "(2.4; 4 raters, between 2.2 with every lowest rating and 2.6 with every highest).",
        ),
        ([(3, 3), (4, 4)], 2, "(3½; 2 raters, lowest and highest ratings alike)."),
        ([(3,), (4,)], 2, "(3½; 2 raters, lowest and highest ratings alike)."),
        ([(3,), (4,)], 1, "(3½; 1 rater, so no range)."),
    ],
)  # fmt: skip
def test_a_whole_says_what_its_range_is_made_of(parts, raters, basis):
    result = overall([Part(ratings, 1, ZONE) for ratings in parts], raters)

    assert sentence("Overall", result).endswith(basis)
