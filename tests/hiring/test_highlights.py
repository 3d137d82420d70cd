"""What stands out in a panel's ratings, and what to ask next."""

import pytest

from assess.accounts.models import User
from assess.hiring import highlights, queries
from assess.instruments import library
from tests.factories import EVIDENCE
from tests.hiring.staging import LEVELS, one, read, with_debrief


@pytest.fixture
def hire(make):
    return with_debrief(make, *LEVELS, name="Temitope Bankole")


def test_the_summary_starts_with_the_whole_and_names_the_gap(make, hire):
    whole, best, blank, apart = read(make, hire).summary

    assert whole.startswith("Overall, Temitope Bankole: ")
    assert "2 raters, between 3.0 with every lowest rating and 4.0 with every highest" in whole
    assert best.startswith("The strongest evidence is on Strategic and ")
    assert blank == "Nobody rated Teams, so nothing can be said there."
    assert apart == "Raters lie apart on Action: read the evidence there first."


def test_where_margins_tell_the_summary_names_ties_in_place_of_the_highest_means(make, hire):
    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        matrix = queries.panel_view(session, actor, hire.application_id).matrix

    _whole, best, *_rest = highlights.summary("Temitope Bankole", matrix, "A and B are tied.")

    assert best == "A and B are tied."


DIVIDED = {"strategic": 1, "measurable": 2, "action": 2, "relationships": 2, "teams": 2}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        # The mean of 2 and 5 reaches the zone, and still the strongest evidence is elsewhere.
        ({**DIVIDED, "measurable": 2, "teams": 4}, {**DIVIDED, "measurable": 5, "teams": 4},
         "The strongest evidence is on Teams."),
        ({**DIVIDED, "measurable": 2}, {**DIVIDED, "measurable": 5},
         "Where the mean reached what the role asks for, raters lie apart."),
        (DIVIDED, DIVIDED, "No competency reached what the role asks for."),
    ],
)  # fmt: skip
def test_the_strongest_evidence_is_not_where_raters_lie_apart(make, first, second, said):
    found = read(make, with_debrief(make, first, second))

    assert found.summary[1] == said
    assert not any(sentence.startswith("Measurable") for sentence in found.strongest)


def test_whatever_is_level_with_the_second_strongest_is_named_too(make):
    level = {"strategic": 3, "measurable": 4, "action": 3, "relationships": 4, "teams": 4}

    found = read(make, with_debrief(make, level, level))

    said = "The strongest evidence is on Measurable, Relationships and Teams."
    assert found.summary[1] == said


def test_what_interviewers_disagree_on_is_no_strength(make, hire):
    found = read(make, hire)

    assert found.strongest[0].startswith("Strategic (clearly above). Interviewer ")
    assert not any(sentence.startswith("Action") for sentence in found.strongest)


def test_the_strongest_evidence_is_quoted(make, hire):
    assert read(make, hire).strongest[0].endswith(f" Interviewer A: “{EVIDENCE}”")


@pytest.mark.parametrize(
    ("note", "quoted"),
    [
        ("Short.", "Short."),
        ("Told at some length. " * 9, ("Told at some length. " * 5).strip()),
        ("word " * 40, "word " * 21 + "word …"),
        ("Two words. " + "word " * 40, "Two words. " + "word " * 18 + "word …"),
        ("one\n\ntwo", "one two"),
    ],
)  # fmt: skip
def test_a_long_note_is_quoted_to_the_end_of_a_sentence(note, quoted):
    assert highlights._beginning(note) == quoted


def questions_of(make, hire):
    """The plan's questions and those of its guide, by competency, as texts."""
    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        plan = queries.panel_view(session, actor, hire.application_id).plan
        guide = library.guide(plan.guide)
        planned = {q for aim in plan.aims for q in aim.questions}
        off = {q.text for q in guide.questions if set(q.behaviours) & set(plan.behaviours_off)}
    return {q.text for q in guide.questions if q.id in planned}, off


def test_open_questions_begin_with_what_nobody_rated_and_then_the_widest_gap(make, hire):
    found = read(make, hire)

    assert found.open_questions[0].startswith("Teams: not rated by anyone. Ask next: ")
    assert found.open_questions[1].startswith("Action: ratings lie apart, 1 to 4. Ask next: ")


def test_planned_questions_that_brought_nothing_come_before_new_ones(make, hire):
    planned, _ = questions_of(make, hire)

    found = read(make, hire)

    mark = " (planned; no evidence on it yet)"
    asked = one(found, "Teams").ask_next
    assert all(text.endswith(mark) and text.removesuffix(mark) in planned for text in asked)
    assert asked[0].startswith(found.open_questions[0].partition("Ask next: ")[2].rstrip(" …"))
    others = [text for row in found.competencies if row.ratings for text in row.ask_next]
    assert len(others) == 8
    assert not set(others) & planned


def test_no_question_is_proposed_about_a_behaviour_that_was_left_off(make, hire):
    _, off = questions_of(make, hire)

    proposed = [text for row in read(make, hire).competencies for text in row.ask_next]

    assert off
    assert not off & set(proposed)
