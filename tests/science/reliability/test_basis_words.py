"""What a reliability measured here rests on, as it is kept and as it is said again."""

from datetime import date

import pytest

from assess.language import speaking
from assess.science.reliability import basis_words

KEPT = (
    "Measured here: coefficient alpha is 0.73 over 1234 people who answered until 3 May 2026, and "
    "the spread of their results is 0.50."
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_kept_in_english_whoever_reads_meanwhile(language):
    with speaking(language):
        assert basis_words.measured(0.734, 1234, date(2026, 5, 3), 0.5, used=0.73) == KEPT


def test_it_is_said_again_in_german_with_its_figures_and_its_day():
    with speaking("de"):
        said = basis_words.retold(KEPT)

    assert said == (
        "Hier gemessen: Cronbachs Alpha beträgt 0,73 bei 1234 Personen, die bis zum 3. Mai 2026 "
        "geantwortet haben; die Standardabweichung ihrer Ergebnisse beträgt 0,50."
    )


@pytest.mark.parametrize(
    ("alpha", "spread", "of_100", "english", "german"),
    [
        (-0.064, 0.125, True,
         "is −0.06 over 60 people who answered until 3 May 2026, and the spread of their results "
         "is 12.5 of 100. That is a share of nothing, so errors are worked out with 0.01.",
         "beträgt −0,06 bei 60 Personen, die bis zum 3. Mai 2026 geantwortet haben; die "
         "Standardabweichung ihrer Ergebnisse beträgt 12,5 von 100. Das ist kein Anteil; Fehler "
         "werden deshalb mit 0,01 berechnet."),
        (-0.001, 0.58, False,
         "is 0.00 over 60 people who answered until 3 May 2026, and the spread of their results is "
         "0.58. That is a share of nothing, so errors are worked out with 0.01.", ""),
    ],
)  # fmt: skip
def test_a_coefficient_below_nothing_is_said_as_it_is_and_what_is_used_instead(
    alpha, spread, of_100, english, german
):
    kept = basis_words.measured(alpha, 60, date(2026, 5, 3), spread, used=0.01, of_100=of_100)
    with speaking("de"):
        said = basis_words.retold(kept)

    assert kept.endswith(english)
    assert basis_words.retold(kept) == kept
    assert said.endswith(german)


def test_in_english_it_is_said_as_it_was_kept():
    assert basis_words.retold(KEPT) == KEPT


def test_what_somebody_else_wrote_stays_as_it_is():
    with speaking("de"):
        assert basis_words.retold("A planning value.") == "A planning value."
