"""What is worth a talk about answers: limits, what speaks alone, and the words."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.language import speaking
from assess.science.responses.flags import (
    Index,
    Indices,
    flags,
    retold,
)
from tests import copy_rules
from tests.properties import tried

GOOD = Indices(
    asked=40,
    longest=5,
    irv=1.1,
    width=4,
    consistency=0.8,
    mahalanobis_p=0.4,
    seconds_per_item=6,
    missing_share=0,
    attention_failures=0,
)
NOTICED = {
    Index.SAME_PLACES: {"same_places": 8, "placed": 16},
    Index.SAME_ANSWER: {"longest": 20},
    Index.LITTLE_SPREAD: {"irv": 0.39},
    Index.INCONSISTENT: {"consistency": 0.29},
    Index.UNUSUAL: {"mahalanobis_p": 0.0009},
    Index.FAST: {"seconds_per_item": 1.96},
    Index.UNANSWERED: {"missing_share": 0.225},
    Index.ATTENTION: {"attention_failures": 1},
}
"""The least that is noticed of every index."""
EVERYTHING = {name: value for change in NOTICED.values() for name, value in change.items()}
EVERYTHING["longest"] = 16
"""Of 31 answers, as nine are missing."""
JUST_NOT = {
    Index.SAME_PLACES: {"same_places": 7, "placed": 16},
    Index.SAME_ANSWER: {"longest": 19},
    Index.LITTLE_SPREAD: {"irv": 0.4},
    Index.INCONSISTENT: {"consistency": 0.3},
    Index.UNUSUAL: {"mahalanobis_p": 0.001},
    Index.FAST: {"seconds_per_item": 2},
    Index.UNANSWERED: {"missing_share": 0.2},
    Index.ATTENTION: {"attention_failures": 0},
}


@pytest.mark.parametrize(("synonyms", "told"), [(0.219, True), (0.22, False)])
def test_unlike_synonyms_are_a_sign_that_takes_a_second_one(synonyms, told):
    unlike = replace(GOOD, synonyms=synonyms)

    assert flags(unlike) == []
    second = flags(replace(unlike, mahalanobis_p=0.0009))
    assert (Index.INCONSISTENT in {one.index for one in second}) is told
    # Halves of scales that disagree say the same once more, and are no second sign.
    assert flags(replace(unlike, consistency=0.29)) == []


def test_nothing_is_said_of_answers_like_everybodys():
    assert flags(GOOD) == []
    assert flags(Indices(asked=40)) == []


STRONG = {Index.FAST}
"""What speaks by itself from the least that is noticed of it."""
PAIRS = Indices(asked=16, placed=16, same_places=2, seconds_per_item=40, missing_share=0)
"""Choices of two, in which runs, spread, consistency and distance cannot be known."""


@pytest.mark.parametrize("index", [one for one in NOTICED if one not in STRONG])
def test_nothing_is_said_on_one_weak_index_alone(index):
    assert flags(replace(GOOD, **NOTICED[index])) == []


@pytest.mark.parametrize(
    ("strong", "index"),
    [
        ({"seconds_per_item": 1.96}, Index.FAST),
        ({"missing_share": 0.525}, Index.UNANSWERED),
    ],
)
def test_a_time_nobody_can_read_in_and_gaps_in_most_places_speak_alone(strong, index):
    (found,) = flags(replace(GOOD, **strong))

    assert found.index is index
    assert "by itself" not in found.reason


def test_half_unanswered_is_not_most_of_it():
    assert flags(replace(GOOD, missing_share=0.5)) == []


@pytest.mark.parametrize(
    ("noticed", "index"),
    [
        ({"same_places": 8}, Index.SAME_PLACES),
        ({"missing_share": 0.25}, Index.UNANSWERED),
        ({"attention_failures": 1}, Index.ATTENTION),
    ],
)
def test_where_few_signs_can_be_known_one_suffices_and_says_so(noticed, index):
    (found,) = flags(replace(PAIRS, **noticed))

    assert found.index is index
    assert found.reason.endswith(
        ". It is told by itself, as answers of this kind show few other signs."
    )
    assert flags(PAIRS) == []


@pytest.mark.parametrize(
    "known", [{"consistency": 0.8}, {"mahalanobis_p": 0.4}, {"asked": 20, "longest": 3}]
)
def test_where_two_signs_can_be_known_one_does_not_suffice(known):
    assert flags(replace(PAIRS, same_places=8)) != []
    assert flags(replace(PAIRS, same_places=8, **known)) == []


def test_runs_of_few_items_are_no_sign_that_could_be_known():
    few = Indices(asked=12, longest=12, irv=0, width=4, attention_failures=1)

    assert [flag.index for flag in flags(few)] == [Index.ATTENTION]


@pytest.mark.parametrize(("placed", "said"), [(10, True), (9, False)])
def test_places_of_few_choices_are_not_judged(placed, said):
    assert bool(flags(replace(PAIRS, asked=placed, placed=placed, same_places=placed))) is said


@pytest.mark.parametrize("index", NOTICED)
def test_each_index_speaks_beside_another_from_its_limit_on(index):
    other = Index.FAST if index is Index.ATTENTION else Index.ATTENTION
    beside = replace(GOOD, **NOTICED[other])

    both = flags(replace(beside, **NOTICED[index]))

    assert {flag.index for flag in both} == {index, other}
    alone = [other] if other in STRONG else []
    assert [flag.index for flag in flags(replace(beside, **JUST_NOT[index]))] == alone
    unknown = {name: 0 if name == "placed" else None for name in NOTICED[index]}
    assert [flag.index for flag in flags(replace(beside, **unknown))] == alone


def test_reasons_say_what_was_seen_of_the_answers():
    found = flags(replace(GOOD, **EVERYTHING))

    assert {flag.index for flag in found} == {*Index}
    assert [flag.reason for flag in found] == [
        "Both choices fell on the same places 8 times in a row, among 16 answers.",
        "The same answer was chosen 16 times in a row, among 31 answers.",
        "The answers hardly differ from one another, whatever the question.",
        "Questions about the same subject were answered less alike than is usual.",
        "Taken together, the answers are a combination that is very rarely seen.",
        # Cut off, not rounded: 1.96 is not 2.0.
        "An answer took 1.9 seconds on average, and most questions take longer to read.",
        "Of 40 questions that count towards a result, 9 had no answer.",
        "On 1 question that asked for a certain answer, another one was given.",
    ]


def test_reasons_speak_plainly_and_never_of_the_person():
    person = r"\b(you|your|they|he|she|person|candidate|respondent|careless|dishonest|fak\w+)\b"
    jargon = r"\b(index|mahalanobis|longstring|deviation|variance|correlat\w+|irv|p)\b"

    for flag in flags(replace(GOOD, **EVERYTHING)):
        assert not re.search(f"{person}|{jargon}", flag.reason, re.IGNORECASE)
        assert not copy_rules.refused(flag.reason)
        assert flag.reason.endswith(".")
        assert len(flag.reason.split()) <= 18


def test_speed_is_not_looked_at_where_other_conditions_were_granted():
    fast = replace(GOOD, **NOTICED[Index.FAST])
    two = replace(fast, **NOTICED[Index.ATTENTION])
    three = replace(two, **NOTICED[Index.UNUSUAL])

    assert flags(two, time_accommodation=True) == []
    found = flags(three, time_accommodation=True)
    assert [flag.index for flag in found] == [Index.UNUSUAL, Index.ATTENTION]


@pytest.mark.parametrize(
    ("asked", "missing", "said"),
    # Nineteen answers are too few to judge runs and spread by.
    [(20, 0, True), (19, 0, False), (24, 4 / 24, True), (24, 5 / 24, False)],
)
def test_runs_and_spread_of_few_answers_are_not_judged(asked, missing, said):
    alike = Indices(asked=asked, longest=19, irv=0, width=4, missing_share=missing)

    assert bool(flags(alike)) is said


@tried
@given(st.sets(st.sampled_from([*Index])), st.booleans())
def test_flags_are_what_is_noticed_or_nothing_below_two(noticed, accommodation):
    found = replace(GOOD, **{k: v for index in noticed for k, v in NOTICED[index].items()})
    expected = noticed - ({Index.FAST} if accommodation else set())

    said = {flag.index for flag in flags(found, time_accommodation=accommodation)}

    assert said == (expected if len(expected) > 1 or expected & STRONG else set())


KEPT = [[flag.index.value, flag.reason] for flag in flags(replace(GOOD, **EVERYTHING))]
"""Every reason there is, as it is kept."""


def test_what_was_kept_is_said_in_english_as_it_was_kept():
    assert retold(KEPT, {}) == [reason for _index, reason in KEPT]


def test_every_reason_is_said_again_in_german_with_its_figures():
    with speaking("de"):
        told = retold(KEPT, vars(replace(GOOD, **EVERYTHING)))

    assert len(told) == len(KEPT) == len(Index)
    assert not {*told} & {reason for _index, reason in KEPT}
    assert not any("Englisch" in one for one in told)
    assert "Eine Antwort dauerte im Durchschnitt 1,9 Sekunden" in " ".join(told)
    assert "Ohne Antwort: 9 von 40 Fragen, die für ein Ergebnis zählen." in told


def test_a_reason_that_stands_alone_says_so_in_german_too():
    indices = replace(PAIRS, same_places=8)
    kept = [[flag.index.value, flag.reason] for flag in flags(indices)]

    with speaking("de"):
        (told,) = retold(kept, vars(indices))

    assert told.startswith("Beide Angaben fielen 8-mal hintereinander")
    assert told.endswith("weil Antworten dieser Art kaum andere Anzeichen zulassen.")


def test_what_the_rules_would_not_flag_any_more_keeps_its_english_and_says_so():
    with speaking("de"):
        told = retold([["fast", "The answers came quickly."]], vars(GOOD))

    assert told == ["The answers came quickly. (auf Englisch)"]


def test_whoever_was_given_time_is_not_told_of_speed_in_another_language():
    indices = replace(GOOD, **EVERYTHING)
    kept = [[flag.index.value, flag.reason] for flag in flags(indices, time_accommodation=True)]

    with speaking("de"):
        told = retold(kept, vars(indices))

    assert len(told) == len(kept)
    assert not any("Sekunden" in one for one in told)
