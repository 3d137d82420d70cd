"""Ratings side by side: order of rows and columns, what counts, what is marked."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from assess.accounts.models import User
from assess.hiring import matrix
from assess.hiring.matrix import Conclusion
from assess.instruments import library
from assess.interviews.models import Note, Rating, Scorecard
from assess.interviews.rules import OVERALL, Confidence, Recommendation
from assess.openings.models import Plan, PlanAim

NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)
FRAMEWORK = library.framework("smart-sales-leader@1.0")
ALL = ("strategic", "measurable", "action", "relationships", "teams")
ids = count(1)


def plan(**weights):
    """A plan with all competencies, each with the zone 3 to 4."""
    aims = [
        PlanAim(position=n, competency=one, zone_low=3, zone_high=4, weight=weights.get(one, 1.0))
        for n, one in enumerate(ALL)
    ]
    return Plan(aims=aims, framework="smart-sales-leader@1.0")


def card(levels, *, name="Somebody", overall=3, submitted_at=NOON, notes=(), later=()):
    """A submitted scorecard; a level of `None` is not asked; `later` are revisions."""
    number = next(ids)
    ratings = [
        Rating(competency=one, revision=0, level=level, not_asked=level is None,
               confidence=Confidence.HIGH, evidence="", reason="")
        for one, level in (*levels.items(), (OVERALL, overall))
    ]  # fmt: skip
    return Scorecard(
        public_id=f"card-{number}",
        interviewer_id=number,
        interviewer=User(name=name),
        kit={one: [] for one in levels},
        ratings=[*ratings, *later],
        notes=[Note(competency=one, text=text) for one, text in notes],
        submitted_at=submitted_at,
    )


def build(*cards, weights=None, key="application", last=(), opened_at=None):
    held = plan(**(weights or {}))
    return matrix.build(held, FRAMEWORK, cards, key=key, last=set(last), opened_at=opened_at)


def row(found, competency):
    return next(one for one in found.rows if one.competency.id == competency)


def test_rows_stand_by_disagreement_then_by_weight_then_as_planned():
    cards = [
        card({"strategic": 3, "measurable": 1, "action": 3, "relationships": 2, "teams": 3}),
        card({"strategic": 3, "measurable": 5, "action": 4, "relationships": 3, "teams": 3}),
    ]

    found = build(*cards, weights={"relationships": 2.0, "teams": 3.0})

    order = [one.competency.id for one in found.rows]
    assert order == ["measurable", "relationships", "action", "teams", "strategic"]
    assert [one.competency.id for one in found.by_plan] == list(ALL)


def test_columns_stay_in_one_order_for_one_debrief():
    cards = [card({"action": 3}, name=name) for name in "ABCDEF"]

    orders = [[m.name for m in build(*some).members] for some in (cards, cards[::-1], cards[3:])]

    assert orders[0] == orders[1]
    assert [name for name in orders[0] if name in "DEF"] == orders[2]


def test_the_order_of_columns_differs_from_debrief_to_debrief():
    cards = [card({"action": 3}, name=name) for name in "ABCDEF"]

    orders = {tuple(m.name for m in build(*cards, key=f"{n}").members) for n in range(20)}

    assert len(orders) > 5


def test_the_order_of_columns_says_nothing_about_ratings():
    cards = [card({"action": 3}, name=name) for name in "ABCDEF"]
    before = [member.name for member in build(*cards).members]

    for number, one in enumerate(cards):
        one.ratings[0].level = 5 - number % 5

    assert [member.name for member in build(*cards).members] == before


def test_who_runs_the_opening_stands_last():
    cards = [card({"action": 3}, name=name) for name in "ABCDEF"]

    found = build(*cards, last={cards[0].interviewer_id, cards[4].interviewer_id})

    assert {member.name for member in found.members[-2:]} == {"A", "E"}


def test_letters_follow_the_columns_and_go_on_after_z():
    found = build(*(card({"action": 3}) for _ in range(28)))

    letters = [member.letter for member in found.members]
    assert (letters[0], letters[25]) == ("Interviewer A", "Interviewer Z")
    assert letters[26:] == ["Interviewer AA", "Interviewer AB"]


def test_not_asked_is_left_out_and_never_zero():
    found = row(build(card({"action": 4}), card({"action": None})), "action")

    assert (found.result.mean, found.result.raters, found.ratings) == (4, 1, (4,))
    assert found.not_asked == 1


def test_who_does_not_rate_a_competency_has_an_empty_cell():
    found = build(card({"action": 4}, name="A"), card({"teams": 2}, name="B"))

    cells = dict(zip([m.name for m in found.members], row(found, "action").cells, strict=True))
    assert cells["A"].level == 4
    assert cells["B"] is None


def test_a_competency_nobody_rated_has_no_result():
    found = row(build(card({"action": None})), "action")

    assert found.result.mean is None
    assert found.result.raters == 0
    assert not found.discuss


@pytest.mark.parametrize(
    ("levels", "discuss"), [((3,), False), ((3, 4), False), ((2, 4), True), ((1, 5), True)]
)
def test_two_levels_apart_are_worth_a_discussion(levels, discuss):
    assert row(build(*(card({"action": level}) for level in levels)), "action").discuss is discuss


def revised(level, *, competency="action", others_seen=False, at=NOON, evidence="") -> Rating:
    return Rating(competency=competency, revision=1, level=level, not_asked=level is None,
                  confidence=None, evidence=evidence, reason="Mixed up two clients.",
                  others_seen=others_seen, saved_at=at)  # fmt: skip


def test_a_rating_changed_alone_counts_and_the_first_is_kept():
    found = row(build(card({"action": 4}, later=[revised(2)])), "action")

    (cell,) = found.cells
    assert (cell.level, cell.first_level, cell.later) == (2, 4, None)
    assert cell.changes[0].reason == "Mixed up two clients."
    assert found.result.mean == 2


@pytest.mark.parametrize(
    ("others_seen", "opened_at"),
    [(True, None), (False, NOON - timedelta(minutes=1)), (True, NOON - timedelta(minutes=1))],
)
def test_what_was_rated_alone_stays_the_record_after_hearing_of_others(others_seen, opened_at):
    change = revised(2, others_seen=others_seen)

    found = row(build(card({"action": 4}, later=[change]), opened_at=opened_at), "action")

    (cell,) = found.cells
    assert (cell.level, cell.later.level) == (4, 2)
    assert cell.later.after_debrief is (opened_at is not None)
    assert found.result.mean == 4


def test_a_change_before_the_debrief_opened_is_the_interviewers_own():
    found = build(card({"action": 4}, later=[revised(2)]), opened_at=NOON + timedelta(hours=1))

    assert row(found, "action").result.mean == 2


def test_somebody_who_had_nothing_to_rate_is_no_rater_of_the_whole():
    found = build(card({"action": 4}), card({"action": None}))

    assert found.overall.raters == 1


def test_a_rating_may_become_not_asked():
    change = revised(None)

    found = row(build(card({"action": 4}, later=[change]), card({"action": 2})), "action")

    assert (found.ratings, found.not_asked) == ((2,), 1)


def test_evidence_is_notes_of_the_competency_and_what_was_added_later():
    change = revised(2, evidence="Added.")
    notes = [("action", "First."), ("teams", "Elsewhere."), ("action", ""), ("action", "Second.")]

    found = row(build(card({"action": 4}, notes=notes, later=[change])), "action")

    assert found.cells[0].evidence == "First.\n\nSecond.\n\nAdded."


@pytest.mark.parametrize(
    ("others_seen", "alone", "later"),
    [
        (False, Recommendation.STRONGLY_AGAINST.label, ""),
        (True, Recommendation.FOR.label, Recommendation.STRONGLY_AGAINST.label),
    ],
)
def test_a_conclusion_changed_after_hearing_of_others_stands_beside_the_first(
    others_seen, alone, later
):
    change = revised(1, competency=OVERALL, others_seen=others_seen)

    (member,) = build(card({"action": 4}, overall=3, later=[change])).members

    assert member.conclusion == Conclusion(alone, Recommendation.FOR.label, later)


def test_without_a_conclusion_nothing_is_said():
    (member,) = build(card({"action": 4}, overall=None)).members

    assert member.conclusion == Conclusion("", "", "")


@pytest.mark.parametrize(
    ("opened_at", "late"),
    [
        (None, False),
        (NOON + timedelta(hours=1), False),
        (NOON, False),
        (NOON - timedelta(hours=1), True),
    ],
)
def test_a_scorecard_is_late_when_the_debrief_was_open_already(opened_at, late):
    (member,) = build(card({"action": 4}), opened_at=opened_at).members

    assert member.is_late is late


def test_the_whole_result_weighs_competencies_and_counts_people():
    found = build(card({"action": 4, "teams": 2}), card({"action": 2}), weights={"action": 3.0})

    assert found.overall.mean == pytest.approx((3 * 3 + 1 * 2) / 4)
    assert (found.overall.raters, found.overall.ratings) == (2, 3)
    assert (found.overall.low, found.overall.high) == (2.0, 3.5)
