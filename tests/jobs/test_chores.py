"""What the clock asks for: reminders of scorecards, and tidying up."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import Invitation, User, WebSession
from assess.audit.models import AuditEntry
from assess.config import Settings
from assess.database import utc_now
from assess.jobs import chase_scorecards, let_people_go, remind_newcomers, tidy_up
from assess.onboarding.models import PlanReminder
from assess.openings.models import Application, CandidateImport, Resume
from assess.queue import KEPT_DONE, OutboxRow, enqueue
from assess.talent.models import PoolMember
from tests.onboarding import staging as onboarding
from tests.talent import staging as talent

pytestmark = pytest.mark.usefixtures("door")

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday in winter, 14:00 in London; an hour later the interview is over."""
END = START + timedelta(hours=1)

DUE, LATE = "Your scorecard is due", "A scorecard is three days late"
"""How the subjects of the two kinds of reminders begin."""


@pytest.fixture
def clock(make) -> Iterator[time_machine.Traveller]:
    """The time, standing still at the start of the interview; and a company."""
    make.organisation()
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def chase(app: Flask, transaction, clock) -> Callable[[float], None]:
    """Does the chore as many hours after the interview as a test says."""

    def run(hours: float) -> None:
        clock.move_to(END + timedelta(hours=hours))
        with transaction() as session:
            chase_scorecards.run(session, app.extensions["assess.settings"])

    return run


@pytest.fixture
def reminders(transaction) -> Callable[[], list[tuple[str, str, float]]]:
    """To whom which reminder was posted, and how many hours after the interview."""

    def posted() -> list[tuple[str, str, float]]:
        with transaction() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            return [
                (row.payload["name"], kind, (row.created_at - END) / timedelta(hours=1))
                for row in rows
                for kind in (DUE, LATE)
                if row.payload["subject"].startswith(kind)
            ]

    return posted


def lives_in(transaction, user: User, zone: str) -> None:
    with transaction() as session:
        session.get(User, user.id).time_zone = zone


@pytest.mark.usefixtures("clock")
def test_two_reminders_and_then_the_hiring_manager(make, chase, reminders):
    ada = make.user(name="Ada")
    hire = make.hire([ada, make.user(name="Ben")], starts_in=timedelta())
    make.submitted(hire.interview_id, hire.panel[1])

    for hours in (0, 1, 1, 2, 23, 24, 25, 47, 48, 71, 72, 72, 95, 200):
        chase(hours)

    assert reminders() == [("Ada", DUE, 1), ("Ada", DUE, 24), ("Priya Raman", LATE, 72)]


@pytest.mark.parametrize(("hours", "count"), [(-1, 0), (0, 0), (0.9, 0), (1, 2), (4.9, 2)])
@pytest.mark.usefixtures("clock")
def test_nobody_is_reminded_before_the_first_hour_is_over(make, chase, reminders, hours, count):
    make.hire(starts_in=timedelta())

    chase(hours)

    assert len(reminders()) == count


@pytest.mark.usefixtures("clock")
def test_a_scorecard_that_is_in_is_not_chased(make, chase, reminders):
    hire = make.hire(starts_in=timedelta())
    chase(1)
    for user in hire.panel:
        make.submitted(hire.interview_id, user)

    for hours in (24, 40, 72, 90):
        chase(hours)

    assert [hours for _, _, hours in reminders()] == [1, 1]


@pytest.mark.usefixtures("clock")
def test_a_draft_is_chased_like_an_empty_card(make, chase, reminders):
    hire = make.hire(starts_in=timedelta())
    make.drafted(hire.interview_id, hire.panel[0])

    chase(2)

    assert {name for name, _, _ in reminders()} == {user.name for user in hire.panel}


@pytest.mark.parametrize("stage", ["withdrawn", "not-hired"])
@pytest.mark.usefixtures("clock")
def test_nobody_is_chased_for_a_candidate_who_is_out(make, chase, reminders, stage):
    hire = make.hire(starts_in=timedelta())
    make.moved(hire.application_id, stage)

    for hours in (1, 24, 72):
        chase(hours)

    assert reminders() == []


@pytest.mark.parametrize(
    ("zone", "first", "second"),
    [
        # 16:00, and the same hour of the next day.
        ("Europe/London", 1, 24),
        # Over at 00:00; awake from 07:00 on, seven hours later.
        ("Asia/Tokyo", 7, 31),
        # Over at 07:00 on the same day.
        ("America/Los_Angeles", 1, 24),
        # Over at 20:30: it keeps quiet until 07:30.
        ("Asia/Kolkata", 11, 35),
    ],
)
@pytest.mark.usefixtures("clock")
def test_nobody_is_reminded_at_night(make, transaction, chase, reminders, zone, first, second):
    ada = make.user(name="Ada")
    hire = make.hire([ada, make.user(name="Ben")], starts_in=timedelta())
    make.submitted(hire.interview_id, hire.panel[1])
    lives_in(transaction, ada, zone)

    for hours in (1, 5, 6, 7, 10, 11, 12, 24, 30, 31, 34, 35, 46):
        chase(hours)

    assert [hours for _, _, hours in reminders()] == [first, second]


@pytest.mark.usefixtures("clock")
def test_a_reminder_links_to_the_scorecard_and_says_nothing_of_others(make, transaction, chase):
    hire = make.hire(starts_in=timedelta())
    make.submitted(hire.interview_id, hire.panel[1], 5)

    chase(1)

    with transaction() as session:
        row = session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert row.recipient == hire.panel[0].email
        assert row.payload["link"].endswith(f"/interviews/{hire.interview_id}")
        assert hire.panel[1].name not in str(row.payload)


def test_before_there_is_a_company_nobody_is_chased(app: Flask, transaction):
    with transaction() as session:
        chase_scorecards.run(session, app.extensions["assess.settings"])

    with transaction() as session:
        assert session.scalars(select(OutboxRow)).all() == []


def tidied(app: Flask, transaction) -> None:
    settings: Settings = app.extensions["assess.settings"]
    settings.checkpoints.unlink(missing_ok=True)
    with transaction() as session:
        tidy_up.run(session, settings)


def test_tidying_up_notes_where_the_diary_stands(app: Flask, make, transaction):
    make.organisation()

    tidied(app, transaction)

    with transaction() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    path = app.extensions["assess.settings"].checkpoints
    assert path.read_text().split()[1:] == [str(last.id), last.mac]


def finished(session: Session, event: str, at: datetime) -> None:
    enqueue(session, "mail", {}, event=event, now=at)
    row = session.scalars(select(OutboxRow).where(OutboxRow.event == event)).one()
    row.done_at = at


def test_tidying_up_forgets_mails_that_went_out_long_ago(app: Flask, transaction):
    with transaction() as session:
        finished(session, "old", utc_now() - KEPT_DONE - timedelta(minutes=1))
        finished(session, "new", utc_now())

    tidied(app, transaction)

    with transaction() as session:
        assert session.scalars(select(OutboxRow.event)).all() == ["new"]


def test_tidying_up_ends_sessions_that_are_over(app: Flask, transaction, make, browser):
    ada = make.user()
    with time_machine.travel(datetime.now(UTC) - timedelta(days=3)):
        browser(ada)

    tidied(app, transaction)

    with transaction() as session:
        assert session.scalars(select(WebSession)).all() == []
        assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_tidying_up_forgets_lists_of_candidates_nobody_confirmed(
    app: Flask, make, transaction, hours, left
):
    manager = make.manager()
    opening = make.opening(manager)
    with transaction() as session:
        session.add(
            CandidateImport(
                opening_id=opening.id, user_id=manager.id, file_name="list.csv", problems=[],
                rows=[{"name": "Ada"}], created_at=utc_now() - timedelta(hours=hours),
            )
        )  # fmt: skip

    tidied(app, transaction)

    with transaction() as session:
        assert len(session.scalars(select(CandidateImport)).all()) == left


def test_tidying_up_removes_old_files_no_candidate_has(app: Flask, make, transaction):
    hire, folder = make.hire(), app.extensions["assess.settings"].files
    with transaction() as session:
        session.add(
            Resume(
                application_id=session.scalars(
                    select(Application.id).where(Application.public_id == hire.application_id)
                ).one(),
                file_name="cv.txt", media_type="text/plain", size=1, sha256="", stored_as="named",
                uploaded_at=utc_now(),
            )
        )  # fmt: skip
    for name, hours in (("named", 99), ("left", 25), ("begun", 23)):
        (folder / name).write_text("x")
        moment = (utc_now() - timedelta(hours=hours)).timestamp()
        os.utime(folder / name, (moment, moment))

    tidied(app, transaction)

    assert {path.name for path in folder.iterdir()} >= {"named", "begun"}
    assert not (folder / "left").exists()


@pytest.mark.usefixtures("clock")
def test_chores_over_many_people_commit_as_they_go(app, make, transaction):
    settings, now = app.extensions["assess.settings"], utc_now()
    priya = make.manager()
    with transaction() as session:
        keeper = session.merge(priya)
        onboarding.plan(session, keeper, start_on=now.date(), today=now.date())
        who = talent.member(session, talent.pool(session, keeper), keeper)
        who.consent_until = now.date() - timedelta(days=1)

    with transaction() as session:
        let_people_go.run(session, settings)
        remind_newcomers.run(session, settings)
        session.rollback()  # what comes after them fails

    with transaction() as session:
        assert session.scalars(select(PoolMember)).all() == []
        assert session.scalars(select(PlanReminder)).all()
