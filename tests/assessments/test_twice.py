"""The second person at the same moment, the same decision again, a browser long after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.accounts.models import User
from assess.assessments.models import Adjustment, FormerLink, Sitting
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import adjustments, invitations, taking
from assess.database import utc_now
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.probe import NOW
from tests.assessments.staging import SITUATIONS, Link
from tests.factories import SENDER, Make


@pytest.fixture
def link(make: Make) -> Link:
    """An assessment mailed at `NOW`."""
    return staging.invite(make, make.application(make.opening()), make.manager(), now=NOW)


def test_whoever_has_something_to_answer_hears_once_that_the_end_has_moved(make: Make, link: Link):
    end = NOW + timedelta(days=20)
    for _ in range(2):
        with make.transaction() as session:
            held = staging.held(session, link)
            invitations.extend(session, held, end, sender=SENDER, actor=held.invited_by, now=NOW)

    _, moved = staging.post(make)
    assert "is open until Sunday 13 December 2026" in moved.subject
    assert "has changed: it now ends on" in moved.paragraphs[0]
    assert moved.link == ""


def test_two_people_at_once_invite_a_candidate_once(make: Make):
    opening = make.opening()
    application, actor = make.application(opening), make.manager()
    start = Barrier(2)

    def invite(_: int) -> bool:
        start.wait()
        with make.transaction() as session:
            mine = session.get_one(Application, application.id)
            try:
                staging.invite_in(session, mine, session.get_one(User, actor.id), SITUATIONS)
            except AssessmentRefused:
                return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(invite, range(2))) == [False, True]


def test_declining_one_request_leaves_what_another_one_got(make, link):
    with make.transaction() as session:
        held = staging.held(session, link)
        wishes = [
            adjustments.ask_for_adjustment(session, held, f"More time {n}.", SENDER, NOW)
            for n in (1, 2)
        ]
    terms = {"untimed": False, "answer": "We talked about it.", "sender": SENDER, "now": NOW}

    def decide(wish: Adjustment, *, granted: bool, multiplier: float) -> None:
        with make.transaction() as session:
            adjustments.decide_adjustment(
                session,
                session.get_one(Adjustment, wish.id),
                granted=granted,
                multiplier=multiplier,
                actor=staging.held(session, link).invited_by,
                **terms,
            )

    decide(wishes[0], granted=True, multiplier=1.5)
    decide(wishes[1], granted=True, multiplier=2.0)
    mails = len(staging.post(make))
    decide(wishes[1], granted=True, multiplier=2.0)
    assert len(staging.post(make)) == mails
    decide(wishes[0], granted=False, multiplier=1.0)

    with make.transaction() as session:
        assert staging.held(session, link).multiplier == 2.0


def test_the_key_of_a_browser_and_former_links_end_two_days_after_the_assessment(
    app: Flask, make: Make
):
    link = staging.invite(make, make.application(make.opening()), make.manager())
    page = staging.begun(app, link)
    with make.transaction() as session:
        invitations.remind(session, staging.held(session, link), SENDER, utc_now(), "somebody")
    after = utc_now() + timedelta(days=12, minutes=1)

    with time_machine.travel(after):
        assert page.client.get("/a/my-data.json").status_code == 401
    with make.transaction() as session:
        taking.sweep(session, after)
        assert session.scalars(select(Sitting)).all() == []
        assert session.scalars(select(FormerLink)).all() == []
