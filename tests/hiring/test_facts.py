"""From what the desk knows to the facts of a report."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.database import utc_now
from assess.hiring import facts
from assess.hiring.models import Decision
from assess.hiring.rules import Outcome
from assess.interviews import queries as interviews
from assess.interviews import sheets
from assess.interviews.models import Scorecard
from assess.interviews.services import scorecards
from assess.openings import rules
from assess.openings.models import Candidate, Plan
from assess.openings.rules import Stage
from reports import wording
from tests.factories import EVIDENCE
from tests.hiring.staging import LEVELS, feedback, one, read, with_debrief


@pytest.fixture
def hire(make):
    return with_debrief(make, *LEVELS, name="Temitope Bankole")


def test_the_same_data_are_the_same_facts(make, hire):
    assert read(make, hire) == read(make, hire)
    assert feedback(make, hire) == feedback(make, hire)


@pytest.mark.parametrize("build", [facts.candidate_facts, facts.feedback_facts])
def test_the_same_data_are_the_same_facts_years_later(make, hire, build, time_machine):
    today = read(make, hire, build)

    time_machine.move_to(utc_now() + timedelta(days=900))

    assert read(make, hire, build) == today


def test_new_data_have_another_report_number_and_date(make, hire):
    before = read(make, hire)

    make.decided(hire)

    after = read(make, hire)
    assert before.report_id != after.report_id
    assert re.fullmatch(r"R-[A-Z2-7]{4}-[A-Z2-7]{4}", after.report_id)
    assert before.data_of <= after.data_of


def test_another_name_is_another_content_with_a_number_of_its_own(make, hire):
    before = read(make, hire)

    with make.transaction() as session:
        session.scalars(select(Candidate)).one().name = "Temitope A. Bankole"

    assert read(make, hire).report_id != before.report_id


def test_unequal_weights_stand_in_the_report_with_their_reason(make, hire):
    assert read(make, hire).weights_reason == ""

    with make.transaction() as session:
        session.scalars(select(Plan)).one().weights_reason = "Few clients, large ones."

    assert read(make, hire).weights_reason == "Few clients, large ones."


def test_the_two_editions_have_numbers_of_their_own(make, hire):
    assert read(make, hire).report_id != feedback(make, hire).report_id


def test_letters_stand_for_names(make, hire):
    found = read(make, hire)

    told = repr(found)
    assert not any(person.name in told for person in hire.panel)
    assert {e.interviewer for row in found.competencies for e in row.evidence} == {
        "Interviewer A",
        "Interviewer B",
    }


def test_a_letter_stands_for_the_same_person_throughout(make, hire):
    """The one whose ratings of Action and Measurable are 1 and 4 is one letter."""
    found = read(make, hire)

    low = next(e.interviewer for e in one(found, "Action").evidence if e.rating == 1)
    assert next(e.rating for e in one(found, "Measurable").evidence if e.interviewer == low) == 4


def test_not_asked_is_counted_apart(make, hire):
    teams = one(read(make, hire), "Teams")

    assert (teams.ratings, teams.not_asked, teams.result.mean) == ((), 2, None)
    assert [e.rating for e in teams.evidence] == [None, None]
    assert (teams.reached, teams.reached_level) == ((), None)


def test_halves_count_as_the_lower_level(make, hire):
    found = read(make, hire)

    assert one(found, "Measurable").result.mean == 3.5
    assert one(found, "Measurable").reached_level == 3
    assert one(found, "Strategic").reached_level == 5
    assert one(found, "Strategic").following == ()


def amended(make, hire, level, *, others_seen=False):
    """Action, rated 1 alone, amended by the first on the panel."""
    with make.transaction() as session:
        card = interviews.get_own_scorecard(session, hire.panel[0], hire.interview_id)
        if others_seen:
            scorecards.reveal(session, card, utc_now())
        scorecards.amend(
            session, card, competency="action", level=level, not_asked=level is None, evidence="",
            reason="I had mixed up two clients.", now=utc_now(),
            version=sheets.current(card.ratings)["action"].revision,
        )  # fmt: skip


def test_a_rating_changed_in_the_debrief_stands_beside_the_one_given_alone(make, hire):
    before = one(read(make, hire), "Action")

    amended(make, hire, 2)
    amended(make, hire, None)

    after = one(read(make, hire), "Action")
    assert (after.result, after.ratings) == (before.result, before.ratings)
    assert after.moved == ((1, None),)
    assert [e.changes for e in after.evidence if e.changes] == [
        (
            "Rated 1 alone; 2 after the debrief had opened: I had mixed up two clients.",
            "Rated 1 alone; no level after the debrief had opened: I had mixed up two clients.",
        )
    ]


def test_a_rating_changed_back_has_not_moved(make, hire):
    amended(make, hire, 2)
    amended(make, hire, 1)

    assert one(read(make, hire), "Action").moved == ()


@pytest.mark.parametrize(
    ("others_seen", "moved", "said"),
    [
        (True, ((1, 2),), "Rated 1 alone; 2 after seeing other ratings: I had mixed up"),
        (False, (), "Rated 1 first; 2 before seeing any other rating: I had mixed up"),
    ],
)
def test_before_the_debrief_it_counts_whether_others_were_seen(make, others_seen, moved, said):
    make.organisation()
    hire = make.hire()
    for person, levels in zip(hire.panel, LEVELS, strict=True):
        make.submitted(hire.interview_id, person, levels)
    amended(make, hire, 2, others_seen=others_seen)
    make.debriefed(hire)

    action = one(read(make, hire), "Action")

    assert action.moved == moved
    assert [e.changes[0].startswith(said) for e in action.evidence if e.changes] == [True]
    assert sorted(action.ratings) == ([1, 4] if others_seen else [2, 4])


def test_who_came_in_after_the_debrief_had_opened_is_marked(make):
    make.organisation()
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0])
    make.debriefed(hire)
    make.submitted(hire.interview_id, hire.panel[1])

    remarks = [e.remarks for e in one(read(make, hire), "Action").evidence]

    assert sorted(remarks) == [(), (wording.CAME_IN_LATE,)]


def test_who_could_see_others_is_marked_and_not_said_to_have_rated_alone(make, hire):
    assert feedback(make, hire).apart
    with make.transaction() as session:
        card = interviews.get_own_scorecard(session, hire.panel[0], hire.interview_id)
        card.saw_others_at = card.submitted_at - timedelta(minutes=5)
    amended(make, hire, 2)

    evidence = one(read(make, hire), "Action").evidence

    assert [e.remarks for e in evidence if e.changes] == [(wording.COULD_SEE_OTHERS,)]
    assert [e.changes[0][:46] for e in evidence if e.changes] == [
        "Rated 1 first; 2 after the debrief had opened:"
    ]
    assert not feedback(make, hire).apart


def test_a_missing_scorecard_is_counted(make):
    make.organisation()
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0])
    make.debriefed(hire)

    found = read(make, hire)

    assert (found.interviews, found.scorecards, found.scorecards_missing) == (1, 1, 1)


def test_the_decision_stands_in_the_report_as_taken(make, hire):
    make.decided(hire)

    decision = read(make, hire).decision

    assert decision.outcome == "Make an offer"
    assert decision.reasons == ("Strategic", "Measurable")
    assert decision.decider == "Priya Raman"


def test_feedback_has_no_number_no_name_and_no_outcome(make, hire):
    make.decided(hire, Outcome.NOT_NOW)

    found = feedback(make, hire)

    told = [found.looked_at, found.profile, found.strengths, found.build]
    assert not re.search(r"\d", repr(told))
    whole = repr(found)
    for hidden in ("Omar Haddad", "Mei Tanaka", "Priya Raman", EVIDENCE, "Do not hire", "an offer"):
        assert hidden not in whole


def test_feedback_does_not_depend_on_the_outcome(make, hire):
    make.decided(hire, Outcome.NOT_NOW)
    refused = feedback(make, hire)
    with make.transaction() as session:
        decision = session.scalars(select(Decision)).one()
        decision.outcome, decision.dissent = Outcome.OFFER, "Somebody saw it differently."

    assert feedback(make, hire) == refused


def test_feedback_does_not_tell_four_from_five(make, hire):
    make.decided(hire)
    before = feedback(make, hire)
    with make.transaction() as session:
        for card in session.scalars(select(Scorecard)):
            for rating in card.ratings:
                if rating.competency == "strategic":
                    rating.level = 4

    assert feedback(make, hire) == before


def test_feedback_says_strength_first_then_what_to_build(make, hire):
    found = feedback(make, hire)

    assert found.strengths[0].competency == "Strategic"
    assert [s.competency for s in found.build] == ["Action", "Relationships"]
    assert {row.competency: row.extent for row in found.profile} == {
        "Strategic": "clearly shown",
        "Measurable": "clearly shown",
        "Action": "shown in part",
        "Relationships": "shown in part",
        "Teams": "too little to go on",
    }


def letter_of(make, *panel):
    """The letter to somebody whom the panel rated so."""
    return feedback(make, with_debrief(make, *panel))


def test_nothing_that_was_clearly_shown_is_to_be_built(make):
    found = letter_of(make, 4, {"action": 2})

    assert [s.competency for s in found.build] == ["Action"]
    assert len(found.strengths) == 3
    assert letter_of(make, 4, 4).build == ()


def test_a_letter_about_ratings_of_one_claims_nothing_that_was_not_heard(make):
    found = letter_of(make, 1, 1)

    assert found.strengths == ()
    assert {row.extent for row in found.profile} == {"little shown yet"}
    assert {row.text for row in found.profile} == {wording.LITTLE_SHOWN}


def test_what_one_person_heard_clearly_is_told_as_such(make):
    found = letter_of(make, 5, dict.fromkeys(LEVELS[0]))

    assert found.strengths == ()
    assert {(row.extent, row.text) for row in found.profile} == {
        ("shown in part", wording.HEARD_ONCE)
    }


def test_a_letter_offers_every_step_as_no_rating_says_which_behaviour_it_was(make, hire):
    (first, _) = feedback(make, hire).build

    framework = facts.library.framework("smart-sales-leader@1.0")
    assert first.steps == framework.competency("action").feedback.build


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ((), "We delete what we hold about you 12 months after the last step."),
        ((Stage.OFFER,), "If you are hired, we keep what we hold about you until somebody asks"),
        ((Stage.OFFER, Stage.HIRED), "You were hired, so we keep what we hold about you until"),
    ],
)
def test_how_long_data_are_kept_is_told_by_the_stage(make, hire, stages, told):
    make.decided(hire, Outcome.NOT_NOW)
    make.moved(hire.application_id, *stages)

    assert feedback(make, hire).kept.startswith(told)


def test_the_words_about_keeping_data_say_what_the_rule_does():
    assert timedelta(days=365) == rules.KEPT_FOR
    assert all("12 months" in rules.kept(stage) for stage in Stage if stage is not Stage.HIRED)


def test_a_report_is_not_for_use_after_its_candidate_is_erased(make, hire):
    make.decided(hire)
    offered = read(make, hire)
    make.moved(hire.application_id, Stage.NOT_HIRED)

    refused = read(make, hire)

    now = utc_now()
    zone = "Europe/London"  # of the organisation: in May its clocks are an hour ahead
    assert offered.valid_until in {facts.day(now + days(n), zone) for n in (548, 547)}
    assert refused.valid_until in {facts.day(now + days(n), zone) for n in (365, 364)}
    assert refused.report_id != offered.report_id


def days(number):
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("mean", "level"),
    [(None, None), (1.0, 1), (1.5, 1), (2.25, 2), (2.5, 2), (2.51, 3), (4.99, 5), (5.0, 5)],
)
def test_a_mean_has_reached_the_nearest_level_and_a_half_the_lower_one(mean, level):
    assert facts._nearest(mean) == level


def test_a_candidate_who_moved_on_by_hand_has_the_same_facts(make, hire):
    before = read(make, hire)

    make.moved(hire.application_id, Stage.WITHDRAWN)

    after = read(make, hire)
    kept = {"report_id": before.report_id, "valid_until": before.valid_until}
    assert replace(after, **kept) == before
