"""Whose answers speak for an installation, from when on, and what stays when a rule changes."""

import sys

import pytest
from sqlalchemy import select

from assess.assessments import samples
from assess.assessments.models import Score
from assess.assessments.services import measured, scores, taking
from assess.assessments.services.taking import Turn
from assess.instruments import library
from assess.science.scores import scoring
from tests.assessments import staging
from tests.assessments.crowd import MINUTE, begun, crowd, handed_in, leader
from tests.assessments.normed import PLAIN, shelve
from tests.assessments.probe import NOW, PROBE
from tests.factories import SENDER

MEASURING = "assess.assessments.measuring"
"""The module behind which numpy stands."""

PLANNED = "Made up."
"""What the reliability in the file rests on."""


@pytest.fixture(autouse=True)
def _shelf(monkeypatch, tmp_path):
    """A short assessment beside the probe."""
    shelve(monkeypatch, tmp_path)


def questions(ref: str = PLAIN) -> tuple[str, str]:
    return library.assessment(ref).comparable_by


@pytest.mark.slow  # forty people answer
def test_from_thirty_people_on_results_rest_on_the_installations_own_reliability(session):
    attempts = crowd(session, 40)

    bases = [attempt.scores[0].basis for attempt in attempts]
    assert bases[:29] == [PLANNED] * 29
    assert set(bases[29:39]) == {
        "Measured here: coefficient alpha is 0.93 over 30 people who answered until "
        "23 November 2026, and the spread of their results is 1.14."
    }
    assert "over 40 people" in bases[39]
    # By hand, over six sets of answers: 3 / 2 (1 - 25.67 / 68), and 1.1414 √(1 - 0.9338).
    own = attempts[29].scores[0]
    assert (own.reliability, own.sem) == pytest.approx((0.9338, 0.2936), abs=1e-4)
    assert attempts[28].scores[0].reliability == 0.8


@pytest.mark.parametrize(("people", "is_loaded"), [(9, False), (10, True)])
def test_what_a_score_rests_on_is_there_before_answers_are_handed_in(
    app, make, monkeypatch, people, is_loaded
):
    monkeypatch.setattr(samples, "FEWEST", 10)
    with make.transaction() as session:
        crowd(session, people)
    link = staging.invite(make, make.application(make.opening()), make.manager(), PLAIN)
    page = staging.begun(app, link)
    # As in a process that has just started.
    monkeypatch.setattr(measured, "_known", {})
    monkeypatch.delitem(sys.modules, MEASURING, raising=False)

    page.get("/a/1/check")

    assert (MEASURING in sys.modules) is is_loaded


def test_somebody_who_answers_twice_is_one_person(session):
    first = handed_in(session, leader(session, 1), 4, 4, 2)
    handed_in(session, first.invitation.user, 5, 5, 1)
    other = handed_in(session, leader(session, 2), 2, 2, 4)

    assert samples.first_attempts(session, questions()) == [first.id, other.id]


def test_a_candidate_for_two_openings_is_one_person(make):
    people = [make.application(make.opening(), email="salma@mail.example") for _ in range(2)]
    links = [staging.invite(make, one, make.manager(), PLAIN, now=NOW) for one in people]
    for link in links:
        staging.started(make, link, NOW)
        with make.transaction() as session:
            taking.hand_in(session, staging.attempt(session, link), SENDER, NOW)

    with make.transaction() as session:
        found = samples.first_attempts(session, questions())
        assert found == [staging.attempt(session, links[0]).id]


def test_only_what_is_handed_in_and_has_the_same_structure_counts(session):
    begun(session, leader(session, 1), one=4)
    held = handed_in(session, leader(session, 2), 3)
    other = begun(session, leader(session, 3), PROBE, market="home")
    taking.hand_in(session, other, SENDER, NOW)

    assert samples.first_attempts(session, questions()) == [held.id]
    assert samples.first_attempts(session, questions(PROBE)) == [other.id]
    assert samples.first_attempts(session, ("another", questions()[1])) == []


def test_late_answers_and_those_off_the_way_are_no_part_of_a_sample(session):
    attempt = begun(session, leader(session, 1), PROBE, h1=3, market="abroad", a1=5, a2=4)
    taking.answer(session, attempt, "market", "home", Turn("t", 2, 1), NOW)
    taking.answer(session, attempt, "h2", 4, Turn("t", 1, 0), NOW)
    taking.answer(session, attempt, "h2", None, Turn("t", 2, 1), NOW)
    taking.answer(session, attempt, "h3", 4, Turn("t", 1, 0), NOW + 22 * MINUTE)
    taking.hand_in(session, attempt, SENDER, NOW + 22 * MINUTE)

    found = samples.sample(session, library.assessment(PROBE), [attempt.id])

    assert found.answers == {attempt.id: {"h1": 3, "market": "home"}}
    assert found.until == NOW + 20 * MINUTE


def test_scores_under_a_new_rule_are_new_rows_and_the_old_ones_stay(session, monkeypatch):
    attempt = handed_in(session, leader(session, 1), 4, 4, 2)
    (old,) = attempt.scores
    was = {one.key: getattr(old, one.key) for one in Score.__table__.columns}

    monkeypatch.setattr(scoring, "RULE", "next")
    for _ in range(2):
        scores.score(session, attempt, NOW + MINUTE)

    rows = session.scalars(select(Score).order_by(Score.id)).all()
    assert [(row.rule, row.scored_at) for row in rows] == [("1", NOW), ("next", NOW + MINUTE)]
    assert {key: getattr(rows[0], key) for key in was} == was
    assert {(row.instrument, row.structure_hash) for row in rows} == {(PLAIN, questions()[1])}
