"""Debriefs and decisions: every refusal as a table."""

import pytest

from assess.hiring import rules
from assess.hiring.rules import DecisionRefused, Outcome, Readiness
from assess.interviews.rules import ScorecardStatus
from assess.openings.rules import STAGE_MOVES, Stage

EMPTY, DRAFT, IN, BACK, CANCELLED = ScorecardStatus
ALL_IN = Readiness(2, 2, ())
ONE_OUT = Readiness(1, 2, ("Mei",))
NONE_IN = Readiness(0, 2, ("Mei", "Omar"))

DECISION = {
    "opened": True,
    "may_see_panel": True,
    "seen": 0,
    "latest": 0,
    "reasons": ["action", "teams"],
    "explanation": "The evidence lies above the zone.",
    "decider": "Priya Raman",
}


@pytest.mark.parametrize(
    ("statuses", "submitted", "expected", "missing", "complete"),
    [
        ([], 0, 0, (), False),
        ([IN], 1, 1, (), True),
        ([IN, IN], 2, 2, (), True),
        ([IN, DRAFT], 1, 2, ("B",), False),
        ([EMPTY, DRAFT], 0, 2, ("A", "B"), False),
        ([IN, BACK], 1, 1, (), True),
        ([BACK], 0, 0, (), False),
        ([BACK, EMPTY], 0, 1, ("B",), False),
    ],
)
def test_a_panel_is_complete_when_all_are_in_who_did_not_step_back(
    statuses, submitted, expected, missing, complete
):
    found = rules.readiness(list(zip("AB", statuses, strict=False)))

    assert found == Readiness(submitted, expected, missing)
    assert found.complete is complete


@pytest.mark.parametrize(
    ("found", "reason", "opened", "may_see", "said"),
    [
        (ALL_IN, "", False, True, ""),
        (ALL_IN, "any", False, True, ""),
        (ONE_OUT, "She is on leave.", False, True, ""),
        (ONE_OUT, "", False, True, "Say why the debrief cannot wait for the missing scorecards."),
        (NONE_IN, "why", False, True, "No scorecard is in yet, so there is nothing to debrief."),
        (Readiness(0, 0, ()), "", False, True, "No scorecard is in yet"),
        (ALL_IN, "", True, True, "The debrief is open already."),
        (ALL_IN, "", False, False, "Submit your own scorecard first"),
        (ONE_OUT, "why", False, False, "Submit your own scorecard first"),
    ],
)
def test_a_debrief_opens_once_by_who_may_see_and_early_with_a_reason(
    found, reason, opened, may_see, said
):
    refusal = refused(
        rules.check_can_open_debrief, found, reason, opened=opened, may_see_panel=may_see
    )

    assert refusal.startswith(said) if said else refusal == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"seen": 2, "latest": 2}, ""),
        ({"opened": False}, "Open the debrief first."),
        ({"may_see_panel": False}, "Submit your own scorecard first"),
        ({"latest": 1}, "Somebody recorded a decision in the meantime."),
        ({"seen": -1}, "Somebody recorded a decision in the meantime."),
        ({"seen": 7}, "Somebody recorded a decision in the meantime."),
        ({"reasons": []}, "Choose at least two competencies as reasons."),
        ({"reasons": ["action"]}, "Choose at least two competencies as reasons."),
        ({"reasons": ["action", "action"]}, "Choose at least two competencies as reasons."),
        ({"explanation": " \n"}, "Say in a sentence how the evidence led to the decision."),
        ({"decider": " "}, "Name the person who decides."),
    ],
)
def test_a_decision_needs_a_debrief_two_reasons_words_and_a_name(change, said):
    refusal = refused(rules.check_can_decide, **(DECISION | change))

    assert refusal.startswith(said) if said else refusal == ""


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (Outcome.OFFER, Stage.OFFER),
        (Outcome.NOT_NOW, Stage.NOT_HIRED),
        (Outcome.MORE_EVIDENCE, Stage.INTERVIEW),
    ],
)
def test_every_outcome_leads_from_the_debrief_to_a_stage(outcome, stage):
    assert outcome.stage is stage
    assert stage in STAGE_MOVES[Stage.DEBRIEF]
    assert outcome.label


def refused(check, *arguments, **facts):
    """The sentence of the refusal; empty without one."""
    try:
        check(*arguments, **facts)
    except DecisionRefused as refusal:
        return str(refusal)
    return ""
