"""Interviews and scorecards: every decision as a table."""

from dataclasses import replace
from itertools import product

import pytest

from assess.interviews import rules
from assess.interviews.rules import (
    INTERVIEW_MOVES,
    SCORECARD_MOVES,
    InterviewRefused,
    InterviewStatus,
    Line,
    Recommendation,
    ScorecardRefused,
    ScorecardStatus,
    Submitted,
)

ARRANGED, OFF = InterviewStatus.ARRANGED, InterviewStatus.CANCELLED
EMPTY, DRAFT, IN, BACK, CANCELLED = ScorecardStatus
LONG, SHORT = "Moved the date to the client's audit.", "Said so."
LINE = Line("action", "Action", 3, False, "")
FOR = Recommendation.FOR


def test_an_interview_can_only_be_cancelled_and_that_once():
    assert {ARRANGED: {OFF}, OFF: set()} == INTERVIEW_MOVES


@pytest.mark.parametrize(
    ("old", "reachable"),
    [
        (EMPTY, {DRAFT, BACK, CANCELLED}),
        (DRAFT, {IN, BACK, CANCELLED}),
        (IN, set()),
        (BACK, set()),
        (CANCELLED, set()),
    ],
)
def test_a_scorecard_moves_by_the_table_and_never_back(old, reachable):
    assert SCORECARD_MOVES[old] == reachable


@pytest.mark.parametrize(
    ("level", "not_asked", "evidence", "said"),
    [
        (None, False, LONG, "Choose a rating for Action or select ‘Not asked’."),
        (None, True, "", ""),
        (1, False, LONG, ""),
        (
            1,
            False,
            SHORT,
            "Write down what you saw for Action: a rating of 1 rests on evidence of 20 characters "
            "or more.",
        ),
        (
            1,
            False,
            " " * 60,
            "Write down what you saw for Action: a rating of 1 rests on evidence of 20 characters "
            "or more.",
        ),
        (2, False, "", ""),
        (3, False, "", ""),
        (4, False, "", ""),
        (5, False, LONG, ""),
        (
            5,
            False,
            "",
            "Write down what you saw for Action: a rating of 5 rests on evidence of 20 characters "
            "or more.",
        ),
        (
            5,
            False,
            "x" * 19,
            "Write down what you saw for Action: a rating of 5 rests on evidence of 20 characters "
            "or more.",
        ),
        (5, False, "x" * 20, ""),
    ],
)
def test_extremes_need_evidence_and_not_asked_needs_none(level, not_asked, evidence, said):
    line = replace(LINE, level=level, not_asked=not_asked, evidence=evidence)

    assert [sentence for _, sentence in rules.gaps([line], FOR)] == ([said] if said else [])


def test_a_scorecard_without_a_view_of_the_whole_interview_has_a_gap():
    assert rules.gaps([LINE], None) == [
        ("overall", "Choose what the whole interview says about the role.")
    ]


@pytest.mark.parametrize(
    ("status", "interview", "refused"),
    [
        (EMPTY, ARRANGED, None),
        (DRAFT, ARRANGED, None),
        (IN, ARRANGED, Submitted),
        (BACK, ARRANGED, ScorecardRefused),
        (CANCELLED, ARRANGED, ScorecardRefused),
        (EMPTY, OFF, ScorecardRefused),
        (DRAFT, OFF, ScorecardRefused),
        (IN, OFF, Submitted),
    ],
)
def test_only_what_is_open_may_be_written(status, interview, refused):
    assert outcome(rules.check_can_write, status, interview) is refused


@pytest.mark.parametrize(
    ("status", "declared", "refused"),
    [
        (EMPTY, True, None),
        (EMPTY, False, ScorecardRefused),
        (DRAFT, True, None),
        (IN, True, None),
        (BACK, True, ScorecardRefused),
        (CANCELLED, True, ScorecardRefused),
    ],
)
def test_the_kit_opens_after_the_declaration_to_those_who_interview(status, declared, refused):
    assert outcome(rules.check_can_open, status, declared=declared) is refused


@pytest.mark.parametrize(
    ("level", "not_asked", "is_overall", "allowed"),
    [
        *((level, False, False, level in range(1, 6)) for level in range(-1, 8)),
        *((level, False, True, level in range(1, 5)) for level in range(-1, 8)),
        (None, False, False, True),
        (None, True, False, True),
        (None, False, True, True),
        (None, True, True, False),
        (3, True, False, False),
        (3, True, True, False),
        (10**30, False, False, False),
    ],
)
def test_a_rating_is_one_of_five_levels_and_the_whole_one_of_four(
    level, not_asked, is_overall, allowed
):
    refused = outcome(rules.check_rating, level, not_asked=not_asked, is_overall=is_overall)

    assert refused is (None if allowed else ScorecardRefused)


@pytest.mark.parametrize(
    ("status", "interview", "line", "recommendation", "refused"),
    [
        (DRAFT, ARRANGED, LINE, FOR, None),
        (EMPTY, ARRANGED, LINE, FOR, ScorecardRefused),
        (IN, ARRANGED, LINE, FOR, Submitted),
        (BACK, ARRANGED, LINE, FOR, ScorecardRefused),
        (DRAFT, OFF, LINE, FOR, ScorecardRefused),
        (DRAFT, ARRANGED, LINE, None, ScorecardRefused),
        (DRAFT, ARRANGED, replace(LINE, level=None), FOR, ScorecardRefused),
        (DRAFT, ARRANGED, replace(LINE, level=None, not_asked=True), FOR, None),
        (DRAFT, ARRANGED, replace(LINE, level=5), FOR, ScorecardRefused),
    ],
)
def test_only_a_whole_draft_can_be_handed_in(status, interview, line, recommendation, refused):
    found = outcome(rules.check_can_submit, status, interview, [line], recommendation)

    assert found is refused


@pytest.mark.parametrize(
    ("status", "reason", "closed", "refused"),
    [
        (IN, LONG, False, None),
        (IN, LONG, True, ScorecardRefused),
        (IN, "", False, ScorecardRefused),
        (IN, " " * 40, False, ScorecardRefused),
        (IN, "x" * 19, False, ScorecardRefused),
        (IN, "x" * 20, False, None),
        (DRAFT, LONG, False, ScorecardRefused),
        (EMPTY, LONG, False, ScorecardRefused),
        (BACK, LONG, False, ScorecardRefused),
        (CANCELLED, LONG, False, ScorecardRefused),
    ],
)
def test_a_rating_changes_later_with_a_reason_and_before_the_decision(
    status, reason, closed, refused
):
    assert outcome(rules.check_can_amend, status, reason, closed=closed) is refused


@pytest.mark.parametrize(
    ("level", "evidence", "is_overall", "refused"),
    [
        (1, "", False, ScorecardRefused),
        (5, SHORT, False, ScorecardRefused),
        (5, LONG, False, None),
        (3, "", False, None),
        (None, "", False, None),
        (1, "", True, None),
    ],
)
def test_a_changed_rating_at_the_extremes_needs_evidence_too(level, evidence, is_overall, refused):
    assert outcome(rules.check_amendment, level, evidence, is_overall=is_overall) is refused


@pytest.mark.parametrize(
    ("on_panel", "submitted", "runs_opening"), list(product([False, True], repeat=3))
)
def test_others_ratings_wait_for_ones_own_and_for_whoever_runs_the_opening_off_the_panel(
    on_panel, submitted, runs_opening
):
    expected = submitted if on_panel else runs_opening

    seen = rules.may_see_other_scorecards(
        on_panel=on_panel, submitted=submitted, runs_opening=runs_opening
    )

    assert seen is expected


@pytest.mark.parametrize(
    ("on_panel", "submitted", "runs_opening"), list(product([False, True], repeat=3))
)
def test_who_has_a_conflict_of_interest_never_sees_ratings(on_panel, submitted, runs_opening):
    assert not rules.may_see_other_scorecards(
        on_panel=on_panel, submitted=submitted, runs_opening=runs_opening, has_conflict=True
    )


@pytest.mark.parametrize(
    ("people", "already", "panels", "refused"),
    [
        ([1, 2], [], {1}, None),
        ([1, 2], [3], {2}, None),
        ([], [], set(), InterviewRefused),
        ([1, 2], [2], {1}, InterviewRefused),
        ([1, 1], [], {1}, InterviewRefused),
        ([1, 2], [], {1, 2}, InterviewRefused),
    ],
)
def test_an_interview_has_people_of_one_panel_each_once(people, already, panels, refused):
    assert outcome(rules.check_can_arrange, people, already, panels) is refused


@pytest.mark.parametrize(
    ("status", "cards", "refused"),
    [
        (ARRANGED, [EMPTY, DRAFT], None),
        (ARRANGED, [BACK, CANCELLED], None),
        (ARRANGED, [DRAFT, IN], InterviewRefused),
        (OFF, [CANCELLED], InterviewRefused),
    ],
)
def test_an_interview_with_a_scorecard_in_took_place(status, cards, refused):
    assert outcome(rules.check_can_cancel, status, cards) is refused


@pytest.mark.parametrize(
    ("status", "is_on_panel", "refused"),
    [
        (EMPTY, False, None),
        (DRAFT, False, None),
        (BACK, False, None),
        (IN, False, InterviewRefused),
        (EMPTY, True, InterviewRefused),
    ],
)
def test_a_place_passes_on_until_its_scorecard_is_in(status, is_on_panel, refused):
    assert outcome(rules.check_can_replace, status, is_on_panel=is_on_panel) is refused


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dropped 40 accounts; a natural fit and Likeable.", ["likeable", "natural fit"]),
        ("ARROGANT, arrogant", ["arrogant"]),
        ("Aggressive, and my gut says too young.", ["aggressive", "gut", "young"]),
        ("She seems a bit quiet; a shy person, he was very nice.", ["nice", "quiet", "shy"]),
        ("Replaced the old CRM, quiet in Q3, a natural next step, a mature market.", []),
        ("Youngest account in the gutter of the nicety", []),
        ("", []),
    ],
)
def test_words_about_the_person_are_found_whole_and_once(text, found):
    assert rules.about_the_person(text) == found


def outcome(check, *arguments, **facts):
    """The class of the refusal, or `None`; a refusal that is no sentence is none."""
    try:
        check(*arguments, **facts)
    except InterviewRefused as refusal:
        return type(refusal) if str(refusal).endswith(".") else None
    return None
