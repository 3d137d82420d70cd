"""Where a result stands among others, as a sentence that names the others."""

from datetime import date

import pytest

from assess.instruments.assessment import Method
from assess.language import speaking
from assess.science.norms import words as norm_words
from assess.science.scores.scoring import ScaleScore
from tests.assessments.normed import AT_FOUR, NORM, PAST, TOO_LATE, with_norms
from tests.instruments.samples import ASSESSMENT, assessment

SEM = 0.5 * 0.2**0.5


def scale(*norms, **fields):
    held = assessment(with_norms(*norms) if norms else ASSESSMENT).scales[0]
    return held.model_copy(update=fields)


def standings(value, held, sem=SEM, on=date(2026, 11, 20)):
    score = ScaleScore("care", value, sem, 3, 3, 0.8, "Made up.")
    return norm_words.standings(score, held, on)


def test_a_percentile_names_sample_size_day_origin_and_how_sure_it_is():
    assert standings(4.0, scale(NORM)) == (AT_FOUR,)


def test_every_norm_of_a_scale_has_its_sentence():
    other = NORM.replace("sales leaders in Europe", "everybody").replace("mean: 3", "mean: 4")

    said = standings(4.0, scale(NORM, other))

    assert [one.partition(" (")[0] for one in said] == ["Percentile 98", "Percentile 50"]


def test_without_a_norm_nothing_is_said():
    assert standings(4.0, scale()) == ()


def test_without_a_result_nothing_is_said():
    assert standings(None, scale(NORM), sem=None) == ()


def test_on_its_last_day_a_norm_still_counts_and_after_it_no_more():
    held = scale(PAST)

    assert standings(4.0, held, on=date(2026, 3, 13)) == (AT_FOUR,)
    assert standings(4.0, held, on=date(2026, 3, 14)) == (TOO_LATE,)


def test_a_sample_of_fewer_than_thirty_says_nothing():
    small, enough = NORM.replace("n: 412", "n: 29"), NORM.replace("n: 412", "n: 30")

    assert standings(4.0, scale(small)) == ()
    assert len(standings(4.0, scale(enough))) == 1


@pytest.mark.parametrize("fields", [{"comparable": False}, {"method": Method.IPSATIVE}])
def test_results_that_are_not_to_be_compared_have_no_percentile(fields):
    assert standings(0.5, scale(NORM, **fields)) == ()


@pytest.mark.parametrize(("value", "percentile"), [(1.0, 1), (3.0, 50), (5.0, 99)])
def test_nobody_is_said_to_be_below_or_above_everybody(value, percentile):
    (said,) = standings(value, scale(NORM))

    assert said.startswith(f"Percentile {percentile} ")


def test_a_result_with_a_larger_error_is_less_sure():
    ends = [
        one.partition("between ")[2].partition(")")[0]
        for sem in (0.0, 0.25)
        for one in standings(3.0, scale(NORM), sem)
    ]

    # By hand: 50 ± what 1.96 / √412 = 0.097 comes to, and 1.96 √(0.25 + 1 / 412) = 0.985.
    assert ends == ["46 and 54", "16 and 84"]


def test_in_german_the_sentence_says_that_what_is_known_of_the_sample_is_english():
    with speaking("de"):
        (said,) = standings(4.0, scale(NORM.replace("n: 412", "n: 4120")))

    assert said.startswith("Prozentrang 98 (fast sicher zwischen ")
    assert "n = 4.120, erhoben bis zum 12. März 2026" in said
    assert said.endswith("(Angaben zur Stichprobe auf Englisch).")


def test_in_german_an_expired_norm_names_its_last_day():
    with speaking("de"):
        (said,) = standings(4.0, scale(PAST))

    assert said.startswith("Kein Prozentrang in der Stichprobe „sales leaders in Europe“")
    assert "13. März 2026" in said
