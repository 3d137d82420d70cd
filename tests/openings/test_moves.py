"""Tables of moves: what may follow what for openings, plans and candidates."""

from itertools import product

import pytest

from assess.openings import rules
from assess.openings.rules import (
    OpeningRefused,
    OpeningStatus,
    PlanStatus,
    Stage,
    WaitingFor,
)

OPENINGS = {
    ("draft", "open"),
    ("draft", "closed"),
    ("open", "closed"),
    ("closed", "open"),
}
PLANS = {("draft", "published"), ("published", "replaced")}
STAGES = {
    ("new", "interview"),
    ("new", "not-hired"),
    ("new", "withdrawn"),
    ("interview", "new"),
    ("interview", "debrief"),
    ("interview", "not-hired"),
    ("interview", "withdrawn"),
    ("debrief", "interview"),
    ("debrief", "offer"),
    ("debrief", "not-hired"),
    ("debrief", "withdrawn"),
    ("offer", "debrief"),
    ("offer", "hired"),
    ("offer", "not-hired"),
    ("offer", "withdrawn"),
    ("hired", "offer"),
    ("not-hired", "new"),
    ("not-hired", "interview"),
    ("not-hired", "debrief"),
    ("not-hired", "offer"),
    ("withdrawn", "new"),
    ("withdrawn", "interview"),
    ("withdrawn", "debrief"),
    ("withdrawn", "offer"),
}
AIM = rules.Aim("strategic", "Strategic", (3.0, 4.0), 1.0, ("q1",))
SEATS = [
    rules.Seat(1, 1, "Omar", frozenset({"strategic"}), frozenset({"q1"})),
    rules.Seat(1, 2, "Mei", frozenset({"strategic"}), frozenset()),
]


@pytest.mark.parametrize(("old", "new"), sorted(OPENINGS))
def test_an_opening_makes_every_move_of_the_table(old, new):
    rules.check_opening_move(OpeningStatus(old), OpeningStatus(new))


@pytest.mark.parametrize(
    ("old", "new"), sorted(set(product(map(str, OpeningStatus), repeat=2)) - OPENINGS)
)
def test_an_opening_makes_no_other_move(old, new):
    with pytest.raises(OpeningRefused, match=f"that is {old} cannot become {new}"):
        rules.check_opening_move(OpeningStatus(old), OpeningStatus(new))


def test_a_plan_goes_one_way_only():
    moves = {(str(old), str(new)) for old, news in rules.PLAN_MOVES.items() for new in news}

    assert moves == PLANS
    assert set(rules.PLAN_MOVES) == set(PlanStatus)


def test_a_complete_draft_may_be_published():
    rules.check_can_publish(PlanStatus.DRAFT, [AIM], SEATS, 1)


@pytest.mark.parametrize("status", [PlanStatus.PUBLISHED, PlanStatus.REPLACED])
def test_a_plan_is_published_once(status):
    with pytest.raises(OpeningRefused, match="published already"):
        rules.check_can_publish(status, [AIM], SEATS, 1)


def test_a_plan_that_rates_no_behaviour_is_not_published():
    with pytest.raises(OpeningRefused, match="Keep at least one behaviour"):
        rules.check_can_publish(PlanStatus.DRAFT, [AIM], SEATS, 0)


def test_only_a_draft_is_edited():
    rules.check_can_edit(PlanStatus.DRAFT)


@pytest.mark.parametrize("status", [PlanStatus.PUBLISHED, PlanStatus.REPLACED])
def test_a_frozen_plan_is_not_edited(status):
    with pytest.raises(OpeningRefused, match="Start a new version"):
        rules.check_can_edit(status)


@pytest.mark.parametrize(("old", "new"), sorted(STAGES))
def test_a_candidate_makes_every_move_of_the_table(old, new):
    rules.check_stage_move(Stage(old), Stage(new), "They took another job.")


@pytest.mark.parametrize(("old", "new"), sorted(set(product(map(str, Stage), repeat=2)) - STAGES))
def test_a_candidate_makes_no_other_move(old, new):
    with pytest.raises(OpeningRefused) as refusal:
        rules.check_stage_move(Stage(old), Stage(new), "They took another job.")

    assert str(refusal.value) == (
        f"A candidate in ‘{Stage(old).label}’ cannot move to ‘{Stage(new).label}’."
    )


@pytest.mark.parametrize(("old", "new"), sorted(STAGES))
def test_only_the_ends_without_a_hire_ask_for_a_reason(old, new):
    if new in ("not-hired", "withdrawn"):
        with pytest.raises(OpeningRefused, match="reason that has to do with the job"):
            rules.check_stage_move(Stage(old), Stage(new), "")
    else:
        rules.check_stage_move(Stage(old), Stage(new), "")


@pytest.mark.parametrize(
    ("stage", "waiting_for"),
    [
        ("new", "invitation"),
        ("interview", "invitation"),
        ("debrief", "debrief"),
        ("offer", "answer"),
        ("hired", "nobody"),
        ("not-hired", "nobody"),
        ("withdrawn", "nobody"),
    ],
)
def test_a_stage_says_whose_turn_it_is(stage, waiting_for):
    assert rules.waiting_in(Stage(stage)) is WaitingFor(waiting_for)


def test_every_stage_and_every_turn_has_a_name_for_pages():
    assert [stage.label for stage in Stage] == [
        "New",
        "Interview",
        "Debrief",
        "Offer",
        "Hired",
        "Not hired",
        "Withdrawn",
    ]
    assert all(waiting.label[:1].isupper() for waiting in WaitingFor)


@pytest.mark.parametrize(
    ("old", "been", "offered"),
    [
        ("debrief", ["new", "interview", "debrief"], False),
        ("not-hired", ["new", "debrief", "not-hired"], False),
        ("debrief", ["debrief", "offer", "debrief"], True),
        ("withdrawn", ["offer", "withdrawn"], True),
        ("hired", ["offer", "hired"], True),
    ],
)
def test_by_hand_one_only_goes_back_to_an_offer_that_was_decided(old, been, offered):
    found = rules.moves_by_hand(Stage(old), [Stage(stage) for stage in been])

    assert (Stage.OFFER in found) is offered
