"""Time: limits, grace, late answers, and attempts nobody came back to."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.assessments import queries
from assess.assessments.models import AnswerRow, Attempt
from assess.assessments.rules import AssessmentRefused, AttemptStatus, LatePolicy, Over
from assess.assessments.services import invitations, taking
from assess.jobs import mind_the_time
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, receipts, scores_of
from tests.assessments.staging import SELF, Link
from tests.factories import SENDER, Make

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMIT = 20 * MINUTE


@pytest.fixture
def work(app: Flask, make: Make) -> Callable[..., None]:
    """Runs the job of the minute at a moment."""

    def run(now: Any) -> None:
        with time_machine.travel(now, tick=False), make.transaction() as session:
            mind_the_time.run(session, app.extensions["assess.settings"])

    return run


def begun(make: Make, link: Link, now: Any = NOW) -> Link:
    """The first part begun, with what is needed answered."""
    staging.started(make, link, now)
    with make.transaction() as session:
        if staging.attempt(session, link).instrument == PROBE:
            taking.answer(
                session, staging.attempt(session, link), "market", "home",
                taking.Turn("a", 1, 0), now,
            )  # fmt: skip
    return link


def closing(make: Make, link: Link) -> tuple[AttemptStatus, Any]:
    """How the first part stands, and since when."""
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        return attempt.status, attempt.submitted_at


def deadline(make: Make, link: Link) -> Any:
    """How long after `NOW` the time of the first part is up."""
    with make.transaction() as session:
        end = staging.attempt(session, link).deadline_at
        return end and end - NOW


def late(make: Make, link: Link) -> dict[str, bool]:
    """Which answers are marked as late."""
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        rows = session.scalars(select(AnswerRow).where(AnswerRow.attempt_id == attempt.id))
        return {row.item: row.late for row in rows}


@pytest.mark.parametrize(
    ("multiplier", "untimed", "minutes"), [(1.0, False, 20), (1.5, False, 30), (1.0, True, None)]
)
def test_everybody_has_their_own_time(make, invite, multiplier, untimed, minutes):
    link = invite()
    with make.transaction() as session:
        held = staging.held(session, link)
        held.multiplier, held.untimed = multiplier, untimed

    begun(make, link)

    assert deadline(make, link) == (minutes and minutes * MINUTE)


def test_an_assessment_without_a_limit_ends_with_its_link(make, invite, work):
    link = begun(make, invite(SELF))
    assert deadline(make, link) is None

    work(NOW + 10 * DAY + MINUTE)
    assert closing(make, link)[0] is AttemptStatus.IN_PROGRESS
    work(NOW + 10 * DAY + 2 * MINUTE)
    assert closing(make, link) == (AttemptStatus.TIMED_OUT, NOW + 10 * DAY)


def test_what_is_on_its_way_when_time_is_up_counts_as_in_time(make, invite):
    link = begun(make, invite())

    kept = staging.answer(make, link, "h1", 3, NOW + LIMIT + MINUTE)

    assert kept.late is False


def test_a_late_answer_is_kept_beside_the_others_and_not_scored(make, invite):
    link = begun(make, invite())
    for item in ("h1", "h2", "h3"):
        staging.answer(make, link, item, 5, NOW + MINUTE)

    staging.answer(make, link, "h4", 5, NOW + LIMIT + 2 * MINUTE)
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, NOW + LIMIT + 3 * MINUTE)

    assert closing(make, link) == (AttemptStatus.TIMED_OUT, NOW + LIMIT)
    assert late(make, link)["h4"] is True
    assert scores_of(make, link)["habits"] == (5, 3, 4)


def test_a_late_change_leaves_what_was_answered_in_time(make, invite):
    link = begun(make, invite())
    staging.answer(make, link, "h1", 3, NOW + MINUTE)

    with pytest.raises(Over, match="What you answered in time is kept as it was"):
        staging.answer(make, link, "h1", 5, NOW + HOUR, turn=2)

    assert staging.values(make, link)["h1"] == 3


def test_late_answers_count_where_they_are_accepted_and_are_marked(make, invite):
    link = begun(make, invite(late=LatePolicy.ACCEPT))
    staging.answer(make, link, "h1", 3, NOW + MINUTE)
    for item, turn in {"h1": 2, "h2": 1, "h3": 1}.items():
        staging.answer(make, link, item, 5, NOW + HOUR, turn=turn)

    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, NOW + 2 * HOUR)

    assert closing(make, link) == (AttemptStatus.SUBMITTED, NOW + 2 * HOUR)
    assert scores_of(make, link)["habits"] == (5, 3, 4)
    assert {item for item, is_late in late(make, link).items() if is_late} == {"h1", "h2", "h3"}


def test_late_answers_are_accepted_for_a_day(make, invite, work):
    link = begun(make, invite(late=LatePolicy.ACCEPT))

    work(NOW + DAY)
    assert closing(make, link)[0] is AttemptStatus.IN_PROGRESS
    with pytest.raises(Over, match="Time is up"):
        staging.answer(make, link, "h1", 3, NOW + LIMIT + DAY + MINUTE)
    work(NOW + LIMIT + DAY + MINUTE)
    assert closing(make, link)[0] is AttemptStatus.TIMED_OUT


def test_a_part_begun_just_before_the_end_keeps_its_whole_time(make, invite, work):
    link = begun(make, invite(days=1), NOW + DAY - MINUTE)

    work(NOW + DAY + 10 * MINUTE)

    assert closing(make, link)[0] is AttemptStatus.IN_PROGRESS
    with make.transaction() as session:
        taking.check_link(staging.held(session, link), NOW + DAY + 10 * MINUTE)
        with pytest.raises(Over):
            taking.check_link(staging.held(session, link), NOW + DAY + 21 * MINUTE)


def test_the_job_hands_in_what_was_typed_and_scores_nothing_that_was_not(make, invite, work):
    link = begun(make, invite())
    for item in ("h1", "h2"):
        staging.answer(make, link, item, 4, NOW + MINUTE)
    staging.answer(make, link, "answer", "Half a senten", NOW + LIMIT)

    work(NOW + LIMIT + 2 * MINUTE)

    assert closing(make, link) == (AttemptStatus.TIMED_OUT, NOW + LIMIT)
    assert staging.values(make, link)["answer"] == "Half a senten"
    assert scores_of(make, link) == {"habits": (None, 2, 4), "sense": (None, 0, 1)}
    assert len(receipts(make)) == 1


def test_the_job_hands_in_even_where_something_needed_is_missing(make, invite, work):
    link = invite()
    staging.started(make, link, NOW)

    work(NOW + LIMIT + 2 * MINUTE)
    work(NOW + LIMIT + 3 * MINUTE)

    assert closing(make, link) == (AttemptStatus.TIMED_OUT, NOW + LIMIT)
    assert len(receipts(make)) == 1


def test_the_job_leaves_withdrawn_links_and_parts_not_begun_alone(make, invite, work):
    withdrawn, waiting = begun(make, invite()), invite()
    with make.transaction() as session:
        invitations.revoke(session, staging.held(session, withdrawn), actor="somebody", now=NOW)

    work(NOW + 11 * DAY)

    assert closing(make, withdrawn)[0] is AttemptStatus.IN_PROGRESS
    assert closing(make, waiting)[0] is AttemptStatus.NOT_STARTED
    assert receipts(make) == []


def test_after_the_job_nothing_is_taken_any_more(make, invite, work):
    link = begun(make, invite())
    work(NOW + HOUR)

    with pytest.raises(Over, match="Time is up"):
        staging.answer(make, link, "h1", 3, NOW + HOUR)


def test_what_came_late_counts_after_the_end_has_moved_past_it(make, invite):
    link = begun(make, invite(SELF, days=1, late=LatePolicy.ACCEPT))
    staging.answer(make, link, "a-attention", 4, NOW + DAY + HOUR)
    assert late(make, link) == {"a-attention": True}

    with make.transaction() as session:
        held = staging.held(session, link)
        terms = {"sender": SENDER, "actor": held.invited_by, "now": NOW + DAY + HOUR}
        invitations.extend(session, held, NOW + 3 * DAY, **terms)

    assert late(make, link) == {"a-attention": False}


def test_an_end_in_the_past_or_far_away_is_refused(make, invite):
    link = invite()
    with make.transaction() as session:
        held = staging.held(session, link)
        terms = {"sender": SENDER, "actor": held.invited_by, "now": NOW}
        for end, advice in ((NOW, "lies ahead"), (NOW + 400 * DAY, "within a year")):
            with pytest.raises(AssessmentRefused, match=advice):
                invitations.extend(session, held, end, **terms)


def test_overdue_attempts_of_everybody_are_closed_in_one_run(make, invite, work):
    links = [begun(make, invite()) for _ in range(3)]

    work(NOW + HOUR)

    assert {closing(make, link)[0] for link in links} == {AttemptStatus.TIMED_OUT}
    with make.transaction() as session:
        assert queries.overdue_ids(session, NOW + HOUR) == []
        assert len({one.receipt for one in session.scalars(select(Attempt))}) == 3
        assert session.query(Application).count() == 3


def test_what_measures_is_loaded_before_anybodys_end_is_written(make, invite, work, monkeypatch):
    begun(make, invite())
    monkeypatch.delitem(sys.modules, "assess.assessments.measuring", raising=False)

    work(NOW + HOUR)

    assert "assess.assessments.measuring" in sys.modules


def test_what_fails_for_one_stops_nobodys_clock(make, invite, work):
    broken, fine = begun(make, invite()), begun(make, invite())
    with make.transaction() as session:
        staging.attempt(session, broken).instrument = "gone@1.0"

    work(NOW + HOUR)

    assert closing(make, fine)[0] is AttemptStatus.TIMED_OUT
    with make.transaction() as session:
        assert staging.attempt(session, broken).status is AttemptStatus.IN_PROGRESS


def test_the_job_does_nothing_before_the_company_is_set_up(app: Flask, make: Make):
    with make.transaction() as session:
        mind_the_time.run(session, app.extensions["assess.settings"])

        assert staging.post_in(session) == []
