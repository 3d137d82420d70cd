"""Nobody is asked again who is not to be, and no two live links ask for the same."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import again, invitations, taking
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.openings.models import Application
from tests import statements
from tests.assessments import staging
from tests.assessments.desk import at
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import Browser
from tests.factories import SENDER, Make

DAY = timedelta(days=1)
ELSEWHERE = "Another link asks for the same"


@pytest.fixture
def grace(make: Make) -> User:
    """Somebody of the people team."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def page(grace: User, browser: Callable[[User | None], Browser]) -> Browser:
    """Their browser."""
    return browser(grace)


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, begun and closed when time was up."""
    link = staging.invite(make, application, manager, PROBE, now=utc_now() - 12 * DAY)
    staging.started(make, link, utc_now() - 11 * DAY)
    with make.transaction() as session:
        taking.close_overdue(session, staging.attempt(session, link).id, SENDER, utc_now())
    return link


def ask(session: Session, link: Link, actor: User) -> Invitation:
    """Give another chance for ten days."""
    return again.ask_again(
        session, staging.held(session, link), "The train.",
        Terms(utc_now() + 10 * DAY, "Europe/London"), public_id=new_public_id(), sender=SENDER,
        actor=session.get_one(User, actor.id), now=utc_now(),
    )  # fmt: skip


def refused(make: Make, page: Browser, link: Link, grace: User) -> str:
    """What is said to whoever would give another chance, which no page offers."""
    assert "Give another chance" not in page.get(at(link)).text
    seen = page.get(at(link, "again"))
    assert seen.path == at(link)
    with make.transaction() as session, pytest.raises(AssessmentRefused) as refusal:
        ask(session, link, grace)
    assert str(refusal.value) in seen.text
    return str(refusal.value)


@pytest.mark.parametrize("stage", ["not-hired", "withdrawn"])
def test_who_is_out_of_the_running_gets_no_other_chance(
    make: Make, application: Application, link: Link, grace: User, page: Browser, stage: str
):
    make.moved(application.public_id, stage)

    assert "no longer being assessed" in refused(make, page, link, grace)


def test_a_link_that_reached_somebody_else_gives_no_other_chance(
    make: Make, link: Link, grace: User, page: Browser
):
    with make.transaction() as session:
        invitations.say_not_me(session, staging.held(session, link), SENDER, utc_now())

    assert "reached somebody else" in refused(make, page, link, grace)


@pytest.mark.parametrize("verb", ["restore", "reissue"])
def test_a_withdrawn_chance_stays_withdrawn_once_there_is_another(
    make: Make, link: Link, grace: User, page: Browser, verb: str
):
    with make.transaction() as session:
        first = ask(session, link, grace)
        invitations.revoke(session, first, actor=grace.public_id, now=utc_now())
        second = ask(session, link, grace)
        one, other = Link(first.public_id, ""), Link(second.public_id, "")
    mails = len(staging.post(make))

    said = page.post(at(one, verb)).text

    assert ELSEWHERE in said
    assert "Withdrawn" in said
    assert len(staging.post(make)) == mails
    page.post(at(other, "revoke"))
    assert ELSEWHERE not in page.post(at(one, verb)).text
    assert ELSEWHERE in page.post(at(other, "restore")).text


def test_a_withdrawn_invitation_stays_withdrawn_once_the_same_is_asked_anew(
    make: Make, application: Application, manager: User, page: Browser
):
    first = staging.invite(make, application, manager, PROBE, SITUATIONS)
    page.post(at(first, "revoke"))
    staging.invite(make, application, manager, PROBE)

    assert f"{ELSEWHERE}: A probe." in page.post(at(first, "restore")).text


def test_a_chance_that_was_withdrawn_works_again_beside_what_time_closed(
    make: Make, link: Link, grace: User, page: Browser
):
    with make.transaction() as session:
        chance = Link(ask(session, link, grace).public_id, "")
    page.post(at(chance, "revoke"))

    assert "The link works again." in page.post(at(chance, "restore")).text
    assert "Everything is handed in already." in page.post(at(link, "revoke")).text


def test_whether_a_chance_is_left_is_asked_only_where_time_closed_something(
    app: Flask, make: Make, opening: object, manager: User, link: Link, page: Browser
):
    fresh = staging.invite(make, make.application(opening), manager, PROBE)  # type: ignore[arg-type]
    counts = []
    for one in (fresh, link):
        page.get(at(one))
        with statements.sent(app) as sent:
            page.get(at(one))
        assert not [text for text in sent if "FROM assessment_score" in text]
        assert not [text for text in sent if "assessment_finding" in text]
        counts.append(len(sent))

    assert counts[1] - counts[0] == 1
