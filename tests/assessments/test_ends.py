"""An end that is near, or earlier than before, is asked about; nobody's time is cut short."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import rules
from assess.assessments.models import Invitation
from assess.assessments.services import invitations, many
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.desk import at, handed_in, held, wall
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import form_fields
from tests.factories import SENDER, Make

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def one(session: Session, to: Application, end: datetime, **more: Any) -> None:
    """Invite somebody until an end."""
    invitations.invite(
        session, to, [SITUATIONS], Terms(end, "Europe/London", **more),
        public_id=new_public_id(), sender=SENDER, actor=to.opening.members[0].user, now=utc_now(),
    )  # fmt: skip


def several(session: Session, to: Application, end: datetime, **more: Any) -> None:
    """Invite many until an end."""
    many.invite(
        session, [to], [SITUATIONS], Terms(end, "Europe/London", **more),
        sender=SENDER, actor=to.opening.members[0].user, now=utc_now(),
    )  # fmt: skip


def extend(session: Session, invitation: Invitation, ahead: timedelta, **more: Any) -> None:
    """Move the end to some time from now."""
    now = utc_now()
    invitations.extend(
        session, invitation, now + ahead, sender=SENDER, actor=invitation.invited_by, now=now,
        **more,
    )  # fmt: skip


@pytest.mark.parametrize("send", [one, several])
@pytest.mark.parametrize(
    ("ahead", "doubt"),
    [(23 * HOUR, "less than a day from now"), (20 * MINUTE, "less time than the assessments take")],
)
def test_a_near_end_is_asked_about_before_anything_goes_out(
    make: Make, application: Application, send: Callable[..., None], ahead: timedelta, doubt: str
):
    with make.transaction() as session:
        person = session.get_one(Application, application.id)
        with pytest.raises(rules.DoubtfulEnd, match=doubt):
            send(session, person, utc_now() + ahead)
        assert staging.post_in(session) == []

        send(session, person, utc_now() + ahead, is_end_meant=True)

        assert len(staging.post_in(session)) == 1


@pytest.mark.parametrize(
    ("begun", "says"),
    [(True, "Salma Idrissi is answering"), (False, "Salma Idrissi has not begun")],
)
def test_an_earlier_end_says_who_has_less_time_and_is_mailed_once_it_is_meant(
    make: Make, link: Link, do: Callable[..., Any], begun: bool, says: str
):
    if begun:
        staging.started(make, link)

    with pytest.raises(rules.DoubtfulEnd, match=says):
        do(extend, 5 * DAY)
    assert len(staging.post(make)) == 1
    do(extend, 5 * DAY, is_end_meant=True)

    assert "your assessment is open until" in staging.post(make)[-1].subject


def test_whoever_is_between_two_parts_has_begun(
    make: Make, application: Application, manager: User
):
    link = staging.invite(make, application, manager, PROBE, SITUATIONS)
    handed_in(make, link)

    says = "Salma Idrissi is answering and has less time"
    with make.transaction() as session, pytest.raises(rules.DoubtfulEnd, match=says):
        extend(session, staging.held(session, link), 5 * DAY)


def test_an_earlier_end_leaves_an_hour_whatever_is_meant(do: Callable[..., Any]):
    with pytest.raises(rules.WrongEnd, match="Leave 1 hour or more from now") as refusal:
        do(extend, 50 * MINUTE, is_end_meant=True)

    assert not isinstance(refusal.value, rules.DoubtfulEnd)
    do(extend, 61 * MINUTE, is_end_meant=True)


@pytest.mark.parametrize(("minutes", "least"), [(10, 60), (60, 60), (95, 95)])
def test_an_earlier_end_leaves_what_the_assessments_take(minutes: int, least: int):
    now = utc_now()

    rules.check_leaves_time(now + least * MINUTE, now, minutes)
    with pytest.raises(rules.WrongEnd):
        rules.check_leaves_time(now + (least - 1) * MINUTE, now, minutes)


def test_a_later_end_that_is_near_is_asked_about(make: Make, link: Link, do: Callable[..., Any]):
    with make.transaction() as session:
        staging.held(session, link).closes_at = utc_now() - DAY

    with pytest.raises(rules.DoubtfulEnd, match=r"^That is less than a day from now\.$"):
        do(extend, 20 * HOUR)


def test_where_everything_is_in_there_is_no_end_to_move(
    make: Make, link: Link, do: Callable[..., Any]
):
    handed_in(make, link)
    before = held(make, link, "closes_at")

    with pytest.raises(rules.AssessmentRefused, match="handed in already"):
        do(extend, 40 * DAY)

    assert held(make, link, "closes_at") == before


def test_nobody_learns_from_a_question_about_an_end_that_more_time_was_granted(
    make: Make, link: Link, do: Callable[..., Any]
):
    said = []
    for multiplier in (1.0, 3.0):
        with make.transaction() as session:
            staging.held(session, link).multiplier = multiplier
        for ahead in (20 * HOUR, 25 * MINUTE):
            with pytest.raises(rules.WrongEnd) as refusal:
                do(extend, ahead)
            said.append(str(refusal.value))

    assert said[:2] == said[2:]


def test_the_page_asks_and_keeps_what_was_typed_and_a_tick_counts_for_that_end_alone(
    make: Make, link: Link, priya: Any
):
    path, before = at(link, "extend"), held(make, link, "closes_at")
    typed = wall(utc_now() + 5 * DAY)

    asked = priya.post(path, priya.fields(path) | {"closes_at": typed})

    assert "Salma Idrissi has not begun and has less time then" in asked.text
    assert f'value="{typed}"' in asked.html
    assert held(make, link, "closes_at") == before
    meant = {"meant": re.findall(r'name="meant" value="([^"]+)"', asked.html)[0]}
    other = form_fields(asked.html) | meant | {"closes_at": wall(utc_now() + 4 * DAY)}
    assert "this is the end I mean" in priya.post(path, other).text
    assert held(make, link, "closes_at") == before
    assert "The end has moved." in priya.post(path, form_fields(asked.html) | meant).text
    assert wall(held(make, link, "closes_at")) == typed


@pytest.mark.usefixtures("manager")
def test_an_invitation_may_still_hold_what_was_sent_before(
    make: Make, application: Application, manager: User
):
    link = staging.invite(make, application, manager, staging.SELF, PROBE)

    with make.transaction() as session:
        extend(session, staging.held(session, link), 20 * DAY)


def test_an_end_that_stays_is_not_said_to_have_moved_and_nobody_is_told(
    make: Make, link: Link, priya: Any
):
    end = wall(utc_now() + 30 * DAY)
    priya.post(at(link, "extend"), priya.fields(at(link, "extend")) | {"closes_at": end})

    done = priya.post(at(link, "extend"), priya.fields(at(link, "extend")))

    assert "That is the end already. Nothing changed, and nobody was told." in done.text
    assert len(staging.post(make)) == 2
