"""Soon after handing in, answers are looked at; what is noticed changes nothing else."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.assessments import samples
from assess.assessments.models import Adjustment, Attempt, Finding, Score
from assess.assessments.rules import AttemptStatus
from assess.assessments.services import adjustments, measured, taking
from assess.assessments.services.taking import Turn
from assess.instruments import library
from assess.instruments.items.levels import Levelled
from assess.jobs import look_at_answers
from assess.openings.models import Application
from assess.queue import OutboxRow
from assess.science.responses.flags import Index
from tests.assessments import staging
from tests.assessments.probe import NOW
from tests.assessments.staging import SELF, SITUATIONS, Link
from tests.factories import SENDER, Make

MIDDLE = 3
LONG_AGO = NOW - timedelta(days=365)


@pytest.fixture
def link(make: Make) -> Link:
    """A candidate's link to many statements."""
    return staging.invite(make, make.application(make.opening()), make.manager(), SELF, now=NOW)


@pytest.fixture
def look(app: Flask, make: Make) -> Callable[[], None]:
    """Runs the job."""

    def run() -> None:
        with make.transaction() as session:
            look_at_answers.run(session, app.extensions["assess.settings"])

    return run


def rushed(make: Make, link: Link) -> None:
    """The middle answer to every statement, one a second, handed in."""
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        taking.begin(session, attempt, Random(7), NOW)
        order = [library.assessment(SELF).item(item) for item in attempt.order[""]]
        scored = [item.id for item in order if isinstance(item, Levelled) and item.scales]
        for seconds, item in enumerate(scored, 1):
            then = NOW + timedelta(seconds=seconds)
            taking.answer(session, attempt, item, MIDDLE, Turn("t", 1, 0), then)
        taking.hand_in(session, attempt, SENDER, NOW + timedelta(minutes=2))


def finding(make: Make, link: Link) -> Finding:
    """What was noticed."""
    with make.transaction() as session:
        found = staging.attempt(session, link).finding
        assert found is not None
        return found


def indices(make: Make, link: Link) -> list[str]:
    """Names of the flags."""
    return [index for index, _reason in finding(make, link).flags]


def everything_else(session: Session) -> dict[str, Any]:
    """What a person's way through hiring is made of, without what was noticed."""
    tables = [kind.__table__ for kind in (Attempt, Score, Application, OutboxRow)]
    return {
        table.name: session.execute(select(table).order_by(table.c.id)).all() for table in tables
    }


def test_what_is_noticed_is_kept_with_numbers_and_reasons(make, link, look):
    rushed(make, link)

    look()

    found = finding(make, link)
    assert found.flags == [
        [Index.SAME_ANSWER, "The same answer was chosen 45 times in a row, among 45 answers."],
        [Index.LITTLE_SPREAD, "The answers hardly differ from one another, whatever the question."],
        [Index.FAST, "An answer took 1.0 seconds on average, and most questions take longer to "
         "read."],
    ]  # fmt: skip
    assert found.indices["seconds_per_item"] == 1.0
    assert found.indices["longest"] == 45


def test_nothing_but_the_finding_is_written(make, link, look):
    rushed(make, link)
    with make.transaction() as session:
        before = everything_else(session)

    look()

    with make.transaction() as session:
        assert everything_else(session) == before
        assert staging.attempt(session, link).status is AttemptStatus.SUBMITTED
        assert len(before["assessment_score"]) > 1


def test_each_attempt_is_looked_at_once_and_only_when_it_is_handed_in(make, link, look):
    staging.started(make, link, NOW)
    look()
    with make.transaction() as session:
        assert staging.attempt(session, link).finding is None
        taking.hand_in(session, staging.attempt(session, link), SENDER, NOW)

    for _ in range(2):
        look()

    with make.transaction() as session:
        (found,) = session.scalars(select(Finding)).all()
        assert found.flags == [
            [
                "unanswered questions",
                "Of 45 questions that count towards a result, 45 had no answer.",
            ]
        ]


def judged(make: Make, link: Link, *, apart: timedelta, until: int = 16) -> None:
    """The first response as best and the last one as worst, as shown, so often."""
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        taking.begin(session, attempt, Random(7), NOW)
        ways = [(item, attempt.order.get(item, [])) for item in attempt.order[""]]
        for number, (item, shown) in enumerate([one for one in ways if one[1]][:until], 1):
            pair = {"best": shown[0], "worst": shown[-1]}
            then = NOW + number * apart
            taking.answer(session, attempt, item, pair, Turn("t", 1, 0), then)
        taking.hand_in(session, attempt, SENDER, NOW + timedelta(minutes=30))


@pytest.fixture
def situations(make: Make) -> Link:
    """A candidate's link to situations with a best and a worst response."""
    opening, manager = make.opening(), make.manager()
    return staging.invite(make, make.application(opening), manager, SITUATIONS, now=NOW)


def test_situations_clicked_through_in_seconds_are_noticed(make, situations, look):
    judged(make, situations, apart=timedelta(milliseconds=625), until=9)

    look()

    (fast,) = [reason for index, reason in finding(make, situations).flags if index == Index.FAST]
    assert fast.startswith("An answer took 0.6 seconds on average")


def test_situations_left_out_in_most_places_are_noticed(make, situations, look):
    judged(make, situations, apart=timedelta(seconds=40), until=5)

    look()

    assert finding(make, situations).flags == [
        [Index.UNANSWERED, "Of 16 questions that count towards a result, 11 had no answer."]
    ]


def test_the_first_as_best_and_the_last_as_worst_every_time_is_noticed(make, situations, look):
    judged(make, situations, apart=timedelta(seconds=40))

    look()

    assert finding(make, situations).flags == [
        [
            Index.SAME_PLACES,
            "Both choices fell on the same places 16 times in a row, among 16 answers. It is "
            "told by itself, as answers of this kind show few other signs.",
        ]
    ]


def test_half_answers_are_unanswered_to_whoever_looks(make, situations, look):
    staging.started(make, situations, NOW)
    with make.transaction() as session:
        attempt = staging.attempt(session, situations)
        for number, item in enumerate([one for one in attempt.order[""] if one in attempt.order]):
            then = NOW + number * timedelta(minutes=1)
            half = {"best": attempt.order[item][0]}
            taking.answer(session, attempt, item, half, Turn("t", 1, 0), then)
        taking.hand_in(session, attempt, SENDER, NOW + timedelta(minutes=30))
        assert {(one.value, one.answered) for one in attempt.scores} == {(None, 0)}

    look()

    assert finding(make, situations).flags == [
        [Index.UNANSWERED, "Of 16 questions that count towards a result, 16 had no answer."]
    ]


@pytest.mark.parametrize(
    ("multiplier", "untimed"), [(2.0, False), (1.0, True), (1.0, False)],
    ids=["more time", "no limit", "something else"],
)  # fmt: skip
def test_speed_is_not_judged_where_an_adjustment_was_granted(make, link, look, multiplier, untimed):
    with make.transaction() as session:
        held = staging.held(session, link)
        adjustments.ask_for_adjustment(session, held, "What would help.", SENDER, NOW)
        adjustments.decide_adjustment(
            session, session.scalars(select(Adjustment)).one(), granted=True,
            multiplier=multiplier, untimed=untimed, answer="It is set up.", sender=SENDER,
            actor=held.invited_by, now=NOW,
        )  # fmt: skip
    rushed(make, link)

    look()

    assert indices(make, link) == [Index.SAME_ANSWER, Index.LITTLE_SPREAD]


def test_a_wish_that_was_declined_leaves_speed_in(make, link, look):
    with make.transaction() as session:
        held = staging.held(session, link)
        adjustments.ask_for_adjustment(session, held, "What would help.", SENDER, NOW)
        session.scalars(select(Adjustment)).one().granted = False
    rushed(make, link)

    look()

    assert Index.FAST in indices(make, link)


def test_time_away_counts_as_two_minutes_at_most(make, link, look):
    staging.started(make, link, NOW)
    staging.answer(make, link, "s-rank-1", 3, NOW + timedelta(hours=5))
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, NOW + timedelta(hours=5))

    look()

    assert finding(make, link).indices["seconds_per_item"] == 120


def test_another_worker_that_was_faster_leaves_nothing_to_note(make, link, look):
    rushed(make, link)
    with make.transaction() as session:
        waiting = measured.to_look_at(session)
    look()

    with make.transaction() as session:
        measured.note(session, measured.noticed(waiting), NOW)

    with make.transaction() as session:
        assert len(session.scalars(select(Finding)).all()) == 1


def found_before(make: Make, link: Link, flags: list[list[str]], rule: int) -> None:
    """A finding as another rule has left it."""
    with make.transaction() as session:
        held = staging.attempt(session, link)
        session.add(
            Finding(
                attempt_id=held.id, indices={}, flags=flags, rule=rule,
                found_at=LONG_AGO,
            )
        )  # fmt: skip


def test_what_an_older_rule_found_is_looked_at_anew_and_once(make, link, look):
    rushed(make, link)
    found_before(make, link, [], samples.RULE - 1)

    look()

    found = finding(make, link)
    assert [index for index, _reason in found.flags][-1] == Index.FAST
    assert found.indices["longest"] == 45
    assert found.found_at > LONG_AGO
    with make.transaction() as session:
        assert measured.to_look_at(session) == []


def test_what_stands_out_as_before_was_found_before(make, link, look):
    rushed(make, link)
    look()
    with make.transaction() as session:
        older = session.scalars(select(Finding)).one()
        older.rule, older.found_at = samples.RULE - 1, NOW

    look()

    assert finding(make, link).found_at == NOW
    assert finding(make, link).rule == samples.RULE


def test_what_a_newer_rule_found_stays(make, link, look):
    rushed(make, link)
    found_before(make, link, [], samples.RULE + 1)

    look()

    assert finding(make, link).flags == []


def test_whom_nobody_has_looked_at_comes_before_what_an_older_rule_found(make, link):
    newer = staging.invite(make, make.application(make.opening()), make.manager(), SELF, now=NOW)
    for one in (link, newer):
        rushed(make, one)
    found_before(make, link, [], samples.RULE - 1)

    with make.transaction() as session:
        (first,) = samples.not_looked_at(session, 1)
        assert first.id == staging.attempt(session, newer).id
