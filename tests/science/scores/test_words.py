"""Scores in words and digits, and how sure they are."""

from random import Random

import pytest

from assess.instruments.assessment import Method
from assess.science.scores import words as scale_words
from assess.science.scores.scoring import RANGES, Height, ScaleScore, height
from assess.science.scores.words import NOT_SCORED

MEAN, POINTS, CREDIT, IPSATIVE = Method.MEAN, Method.POINTS, Method.CREDIT, Method.IPSATIVE


def score(value: float | None, sem: float | None = 0.3) -> ScaleScore:
    return ScaleScore("x", value, sem if value is not None else None, 7, 9, 0.75, "Made up.")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1, "almost never"),
        (1.5, "almost never"),
        (1.54, "almost never"),
        (1.55, "seldom"),
        (2, "seldom"),
        (2.5, "seldom"),
        (2.55, "sometimes"),
        (3.5, "sometimes"),
        (3.54, "sometimes"),
        (3.55, "often"),
        (4.5, "often"),
        (4.55, "almost always"),
        (5, "almost always"),
    ],
)
def test_the_word_is_the_nearest_and_half_way_the_lower(value, word):
    assert scale_words.often(value) == word


HEIGHTS = {
    "almost never": Height.LOW,
    "seldom": Height.LOW,
    "sometimes": Height.MIDDLE,
    "often": Height.HIGH,
    "almost always": Height.HIGH,
}


@pytest.mark.parametrize("hundredths", range(100, 501))
def test_the_text_of_a_mean_goes_with_its_word(hundredths):
    value = hundredths / 100

    assert height(MEAN, value) is HEIGHTS[scale_words.often(value)]


@pytest.mark.parametrize("hundredths", range(100, 501))
def test_the_amount_of_a_side_is_the_nearest_word_of_its_axis(hundredths):
    value = hundredths / 100
    printed = float(scale_words.shown(value, POINTS))
    near = {Height.LOW: 1, Height.MIDDLE: 3, Height.HIGH: 5}[height(POINTS, value)]

    assert abs(printed - near) <= 1


@pytest.mark.parametrize(
    ("before", "now", "method", "more", "apart"),
    [
        (2.245, 3.555, MEAN, 0, 1.4),
        (2.245, 3.555, MEAN, 1, 1.31),
        (0.404, 0.896, CREDIT, 0, 50),
        (-0.25, 0.25, IPSATIVE, 0, 0.6),
        (0.04, -0.04, IPSATIVE, 0, 0),
    ],
)
def test_two_scores_lie_as_far_apart_as_their_digits(before, now, method, more, apart):
    assert scale_words.between_shown(before, now, method, more) == apart


@pytest.mark.parametrize(
    ("value", "method", "digits"),
    [
        (None, MEAN, NOT_SCORED),
        (None, CREDIT, NOT_SCORED),
        (1, MEAN, "1.0"),
        (3.85, MEAN, "3.9"),
        (3.849, POINTS, "3.8"),
        (2.95, MEAN, "3.0"),
        (5, POINTS, "5.0"),
        (0, CREDIT, "0 of 100"),
        (0.145, CREDIT, "15 of 100"),
        (0.1449, CREDIT, "14 of 100"),
        (0.625, CREDIT, "63 of 100"),
        (1, CREDIT, "100 of 100"),
        (-1, IPSATIVE, "−1.0"),
        (-0.25, IPSATIVE, "−0.3"),
        (-0.049, IPSATIVE, "0.0"),
        (0, IPSATIVE, "0.0"),
        (0.05, IPSATIVE, "+0.1"),
        (1, IPSATIVE, "+1.0"),
    ],
)
def test_a_score_is_shown_as_its_data_carry_it(value, method, digits):
    assert scale_words.shown(value, method) == digits


@pytest.mark.parametrize(
    ("value", "decimals", "digits"),
    [(0.4, 0, "0"), (-0.4, 0, "0"), (0.5, 0, "+1"), (-0.5, 0, "−1"), (-1.25, 2, "−1.25")],
)
def test_a_difference_has_a_sign_unless_it_rounds_to_nothing(value, decimals, digits):
    assert scale_words.signed(value, decimals) == digits


def test_a_band_reaches_one_and_two_errors_to_both_sides():
    found = scale_words.band(score(3), MEAN)

    # .9945 and 1.9600 standard errors hold 68 and 95 per cent of a normal distribution.
    assert found.low68 == pytest.approx(3 - 0.9945 * 0.3, abs=1e-4)
    assert found.high68 == pytest.approx(3 + 0.9945 * 0.3, abs=1e-4)
    assert found.low95 == pytest.approx(3 - 1.95996 * 0.3, abs=1e-4)
    assert found.high95 == pytest.approx(3 + 1.95996 * 0.3, abs=1e-4)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99, 1])
def test_bands_end_where_the_range_ends_and_lie_within_each_other(method, share):
    lowest, highest = RANGES[method]
    value = lowest + share * (highest - lowest)

    found = scale_words.band(score(value, (highest - lowest) / 5), method)

    assert lowest <= found.low95 <= found.low68 <= found.value
    assert found.value <= found.high68 <= found.high95 <= highest


def test_at_both_ends_a_band_is_cut_and_the_other_side_is_whole():
    low, high = scale_words.band(score(1), MEAN), scale_words.band(score(5), MEAN)

    assert (low.low95, low.low68, low.high95) == (1, 1, pytest.approx(1.588, abs=1e-3))
    assert (high.high95, high.high68, high.low95) == (5, 5, pytest.approx(4.412, abs=1e-3))


def test_without_a_value_there_is_no_band_and_a_sentence_says_why():
    assert scale_words.band(score(None), MEAN) is None
    assert scale_words.sure(score(None), MEAN) == (
        "7 of 9 questions answered, too few for a result"
    )


@pytest.mark.parametrize(
    ("value", "sem", "method", "said"),
    [
        (4, 0.3, MEAN, "likely between 3.7 and 4.3, nearly surely between 3.4 and 4.6"),
        (5, 0.3, MEAN, "likely between 4.7 and 5.0, nearly surely between 4.4 and 5.0"),
        (0.95, 0.1, CREDIT,
         "likely between 85 and 100 of 100, nearly surely between 75 and 100 of 100"),
        (0, 0.2, IPSATIVE, "likely between −0.2 and +0.2, nearly surely between −0.4 and +0.4"),
    ],
)  # fmt: skip
def test_how_sure_is_said_in_the_unit_of_the_score(value, sem, method, said):
    assert scale_words.sure(score(value, sem), method) == said


@pytest.mark.parametrize(
    ("apart", "among", "is_apart"),
    [
        # SEM .3 for both: √(.09 + .09) = .4243. One pair: 1.9600 · .4243 = .8316.
        (0.831, 2, False),
        (0.832, 2, True),
        # 28 pairs of eight: z of 1 - .05/56 is 3.1237, and 3.1237 · .4243 = 1.3253.
        (0.832, 8, False),
        (1.325, 8, False),
        (1.326, 8, True),
    ],
)
def test_two_scores_differ_beyond_error_and_beyond_choosing_the_ends_of_many(
    apart, among, is_apart
):
    assert scale_words.differ(score(3), score(3 + apart), among=among) is is_apart
    assert scale_words.differ(score(3 + apart), score(3), among=among) is is_apart


def test_what_has_no_value_differs_from_nothing():
    assert not scale_words.differ(score(None), score(5))
    assert not scale_words.differ(score(1), score(None))


def test_bands_hold_the_true_result_as_often_as_they_say():
    chance, people, sem = Random(20), 20_000, 0.3
    in_narrow = in_wide = 0
    for _ in range(people):
        true = chance.uniform(2, 4)
        found = scale_words.band(score(chance.gauss(true, sem), sem), MEAN)
        in_narrow += found.low68 <= true <= found.high68
        in_wide += found.low95 <= true <= found.high95

    # Three standard errors of a share among 20,000: .0099 for .68 and .0046 for .95.
    assert in_narrow / people == pytest.approx(0.68, abs=0.0099)
    assert in_wide / people == pytest.approx(0.95, abs=0.0046)


def test_bands_cut_at_the_ends_lose_nobody():
    chance, people, sem = Random(21), 20_000, 0.3
    in_wide = 0
    for _ in range(people):
        true = chance.choice([1, 1.2, 4.8, 5])
        seen = min(5, max(1, chance.gauss(true, sem)))
        found = scale_words.band(score(seen, sem), MEAN)
        in_wide += found.low95 <= true <= found.high95

    assert in_wide / people >= 0.95 - 0.0046


def test_among_eight_alike_scales_one_stands_out_by_chance_at_most_once_in_twenty():
    chance, people, sem = Random(22), 4_000, 0.3
    found = 0
    for _ in range(people):
        seen = sorted(chance.gauss(3, sem) for _ in range(8))
        found += scale_words.differ(score(seen[0], sem), score(seen[-1], sem), among=8)

    # Three standard errors of a share of .05 among 4,000 are .0103.
    assert found / people <= 0.05 + 0.0103


@pytest.mark.parametrize("among", [0, 1])
def test_the_ends_of_a_single_scale_are_not_set_apart(among):
    with pytest.raises(ValueError, match="two or more"):
        scale_words.differ(score(4, 0.3), score(2, 0.3), among=among)


@pytest.mark.parametrize(
    ("difference", "method", "said"),
    [
        (0.2315, CREDIT, "23 of 100"),
        (-0.94, MEAN, "0.9"),
        (0.45, IPSATIVE, "0.5"),
    ],
)
def test_a_distance_is_said_in_the_unit_of_the_scores(difference, method, said):
    assert scale_words.points(difference, method) == said
