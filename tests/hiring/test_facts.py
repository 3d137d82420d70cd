"""From what the desk knows to the facts of a report."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.models import Organisation, User
from assess.database import utc_now
from assess.hiring import facts, queries
from assess.hiring.models import Decision
from assess.hiring.rules import Outcome
from assess.interviews import queries as interviews
from assess.interviews.models import Scorecard
from assess.interviews.services import scorecards
from assess.openings.rules import Stage
from tests.factories import EVIDENCE

LEVELS = (
    {"strategic": 5, "measurable": 4, "action": 1, "relationships": 3, "teams": None},
    {"strategic": 5, "measurable": 3, "action": 4, "relationships": 3, "teams": None},
)


@pytest.fixture
def hire(make):
    """A candidate with an open debrief: agreement, a wide gap, and one thing nobody asked."""
    make.organisation()
    hire = make.hire(name="Temitope Bankole")
    for person, levels in zip(hire.panel, LEVELS, strict=True):
        make.submitted(hire.interview_id, person, levels)
    make.debriefed(hire)
    return hire


def read(make, hire, build=facts.candidate_facts):
    """The facts as the report page builds them."""
    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        view = queries.panel_view(session, actor, hire.application_id)
        held = interviews.interviews_of(session, view.application.id)
        return build(view, view.matrix, held, session.get_one(Organisation, 1))


def feedback(make, hire):
    return read(make, hire, facts.feedback_facts)


def one(found, name):
    return next(row for row in found.competencies if row.name == name)


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


def test_the_summary_starts_with_the_whole_and_names_the_gap(make, hire):
    whole, best, apart = read(make, hire).summary

    assert whole.startswith("Overall, Temitope Bankole: ")
    assert "2 raters" in whole
    assert best.startswith("The strongest evidence is on Strategic and ")
    assert apart == "Interviewers lie apart on Action: read the evidence there first."


def test_what_interviewers_disagree_on_is_no_strength(make, hire):
    found = read(make, hire)

    assert found.strongest[0].startswith("Strategic: clearly above what the role asks for (5")
    assert not any(sentence.startswith("Action") for sentence in found.strongest)


def test_open_questions_propose_one_that_was_not_asked(make, hire):
    found = read(make, hire)

    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        view = queries.panel_view(session, actor, hire.application_id)
        asked = {q for aim in view.plan.aims for q in aim.questions}
        guide = facts.library.guide(view.plan.guide)
        texts = {question.text for question in guide.questions if question.id in asked}
    assert found.open_questions[0].startswith("Action: ratings lie apart, 1 to 4. Ask next: ")
    assert any(q.startswith("Teams: not rated by anyone.") for q in found.open_questions)
    assert not any(text in question for text in texts for question in found.open_questions)


def test_a_changed_rating_says_what_it_was_and_why(make, hire):
    with make.transaction() as session:
        card = interviews.get_own_scorecard(session, hire.panel[0], hire.interview_id)
        scorecards.amend(
            session, card, competency="action", level=2, not_asked=False, evidence="",
            reason="I had mixed up two clients.", version=0, now=utc_now(),
        )  # fmt: skip

    (changed,) = [e.changed for e in one(read(make, hire), "Action").evidence if e.changed]

    assert changed == (
        "First 1, changed to 2 after the debrief opened, without having seen other ratings: "
        "I had mixed up two clients."
    )


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

    told = " ".join(
        [found.looked_at, *(part for row in found.profile for part in vars(row).values()),
         *(part for s in found.strengths for part in vars(s).values()),
         *(part for s in found.build for part in vars(s).values())]
    )  # fmt: skip
    assert not re.search(r"\d", told)
    whole = repr(found)
    for hidden in ("Omar Haddad", "Mei Tanaka", "Priya Raman", EVIDENCE, "Do not hire", "offer"):
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
    assert not {s.competency for s in found.strengths} & {s.competency for s in found.build}
    assert {row.competency: row.extent for row in found.profile} == {
        "Strategic": "clearly shown",
        "Measurable": "clearly shown",
        "Action": "shown in part",
        "Relationships": "shown in part",
        "Teams": "little chance to show",
    }


@pytest.mark.parametrize(
    ("mean", "level"),
    [(None, None), (1.0, 1), (1.5, 1), (2.25, 2), (2.5, 2), (2.51, 3), (4.99, 5), (5.0, 5)],
)
def test_a_mean_has_reached_the_nearest_level_and_a_half_the_lower_one(mean, level):
    assert facts._nearest(mean) == level


def test_a_candidate_who_moved_on_by_hand_has_the_same_facts(make, hire):
    before = read(make, hire)

    make.moved(hire.application_id, Stage.WITHDRAWN)

    assert read(make, hire) == before
