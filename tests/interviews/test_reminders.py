"""Reminders of scorecards that are due: when, to whom, and not at night."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from assess.interviews.models import Interview
from assess.interviews.services import scheduling
from assess.openings.models import Application
from tests.factories import SENDER
from tests.interviews.staging import arrange, hours, post

ENDED = datetime(2026, 12, 4, 9, tzinfo=UTC)
CANDIDATE = "temitope@mail.example"


@pytest.fixture
def panel(make):
    return [make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")]


@pytest.fixture
def interview_id(make, panel):
    """An interview that ended on a Friday at nine, with nothing mailed since."""
    manager = make.manager(name="Priya Raman")
    application = make.application(make.opening(manager, panel), email=CANDIDATE)
    return arrange(make, application, panel, manager, starts_at=ENDED - hours(1))


def reminded(make, *moments):
    """Subjects and addresses of what goes out when the clock asks at these moments."""
    before = len(post(make))
    for moment in moments:
        with make.transaction() as session:
            list(scheduling.remind(session, SENDER, moment, at_once=1))
    return [(letter.subject, letter.to) for letter in post(make, before=before)]


@pytest.mark.parametrize(
    ("after", "mails"),
    [(0.5, 0), (1, 2), (9, 2), (23.9, 2), (24, 2), (46, 2), (48, 0), (73, 2)],
)
@pytest.mark.usefixtures("interview_id")
def test_scorecards_are_asked_for_after_an_hour_and_a_day_and_reported_after_three(
    make, after, mails
):
    assert len(reminded(make, ENDED + hours(after))) == mails


@pytest.mark.usefixtures("interview_id")
def test_every_reminder_goes_out_once(make):
    moments = [ENDED + hours(1 + quarter / 4) for quarter in range(8)]

    assert len(reminded(make, *moments)) == 2


def test_nobody_is_reminded_of_what_is_in(make, panel, interview_id):
    make.submitted(interview_id, panel[0])

    assert {to for _, to in reminded(make, ENDED + hours(2))} == {panel[1].email}


@pytest.mark.usefixtures("interview_id")
def test_mail_waits_until_the_interviewer_is_awake(make):
    at_night, in_the_morning = ENDED + hours(14), ENDED + hours(22.5)

    assert reminded(make, at_night) == []
    assert len(reminded(make, in_the_morning)) == 2


@pytest.mark.usefixtures("interview_id")
def test_only_those_who_run_the_opening_hear_of_a_late_scorecard(make):
    with make.transaction() as session:
        (member,) = session.scalars(select(Interview)).one().application.opening.members
        runs = member.user.email

    told = reminded(make, ENDED + hours(73))

    assert {to for _, to in told} == {runs}


@pytest.mark.usefixtures("interview_id")
def test_nobody_is_asked_about_a_candidate_who_withdrew(make):
    with make.transaction() as session:
        application_id = session.scalars(select(Application.public_id)).one()
    make.moved(application_id, "withdrawn")

    assert reminded(make, ENDED + hours(2)) == []


@pytest.mark.usefixtures("interview_id")
def test_no_candidate_ever_gets_a_reminder(make):
    moments = [ENDED + hours(number) for number in (1, 24, 72, 100)]

    assert CANDIDATE not in {to for _, to in reminded(make, *moments)}
