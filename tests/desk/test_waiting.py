"""What waits on the desk: each number is exactly the rows behind it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Invitation
from assess.assessments.services import adjustments
from assess.database import utc_now
from assess.desk import waiting
from assess.desk.rules import Queue
from assess.fit.rules import Measure, Target
from assess.interviews.models import Interview
from assess.onboarding.models import OnboardingPlan
from assess.openings.models import Application
from assess.talent.models import PoolMember
from tests.assessments import staging
from tests.factories import SENDER
from tests.fit import staging as fit
from tests.onboarding import staging as onboarding
from tests.statements import sent
from tests.talent import staging as talent


@pytest.fixture
def grace(make):
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def waits(make, grace):
    """Who stands in which queue; everybody else here only nearly does."""
    make.organisation()
    colleague = make.user(Role.HR_PARTNER, name="Noah Colleague")
    manager = make.manager()
    late = make.hire(manager=manager, name="Ada Late", starts_in=timedelta(hours=-30))
    make.submitted(late.interview_id, late.panel[0])
    make.hire(manager=manager, name="Ben Recent", starts_in=timedelta(hours=-23))
    done = make.hire(manager=manager, name="Cleo Ready")
    decided = make.hire(manager=manager, name="Dov Debriefed")
    for hire in (done, decided):
        for person in hire.panel:
            make.submitted(hire.interview_id, person)
    make.debriefed(decided)
    opening = make.opening(manager)
    people = {
        name: make.application(opening, name=name)
        for name in ("Eda Ending", "Fay Later", "Gil Asking", "Hana Astray", "Ivo Stuck", "Jo Gone")
    }
    staging.invite(make, people["Eda Ending"], manager, days=1.5)
    staging.invite(make, people["Fay Later"], manager, days=3)
    asking = staging.invite(make, people["Gil Asking"], manager)
    astray = staging.invite(make, people["Hana Astray"], manager)
    over = staging.invite(make, people["Jo Gone"], manager, days=1)
    with make.transaction() as session:
        found = {one.public_id: one for one in session.scalars(select(Invitation))}
        wish = found[asking.invitation_id]
        adjustments.ask_for_adjustment(session, wish, "More time.", SENDER, utc_now())
        gone = found[astray.invitation_id]
        gone.misdirected_at = gone.revoked_at = utc_now()
        found[over.invitation_id].closes_at = utc_now() - timedelta(hours=1)
        _let_rest(session, people["Ivo Stuck"], days=11)
        _let_rest(session, people["Fay Later"], days=9)
        keeper = session.get_one(User, manager.id)
        pool = talent.pool(session, keeper)
        for name, days in (("Kim Leaving", 20), ("Lou Staying", 200)):
            member = talent.member(
                session, pool, keeper, name=name, email=f"{name[:3]}@mail.example"
            )
            _keep(session, member, days)
        for name, days in (("Mia Unheard", 11), ("Ned Starting", 9)):
            began = utc_now().date() - timedelta(days=days)
            plan = onboarding.plan(session, keeper, name=name)
            since = {"start_on": began, "planned_on": began}
            session.execute(
                update(OnboardingPlan).where(OnboardingPlan.id == plan.id).values(since)
            )
        mine, theirs = session.get_one(User, grace.id), session.get_one(User, colleague.id)
        fit.used(session, mine, fit.RATED, days_left=20)
        fit.used(session, mine, Target(Measure.RATING, 6), days_left=200)
        fit.used(session, theirs, fit.STAYED, days_left=20)
    return {
        Queue.ADJUSTMENTS: {"Gil Asking"},
        Queue.ASTRAY: {"Hana Astray"},
        Queue.LINKS: {"Eda Ending"},
        Queue.SCORECARDS: {"Ada Late"},
        Queue.DEBRIEFS: {"Cleo Ready"},
        Queue.DECISIONS: {"Dov Debriefed"},
        Queue.STUCK: {"Ivo Stuck"},
        Queue.CHECK_INS: {"Mia Unheard"},
        Queue.CONSENTS: {"Kim Leaving"},
        Queue.MODELS: {"Regional sales leader"},
    }


def _let_rest(session, application, days):
    since = utc_now() - timedelta(days=days)
    here = Application.id == application.id
    session.execute(update(Application).where(here).values(since=since))


def _keep(session, member, days):
    until = utc_now().date() + timedelta(days=days)
    session.execute(
        update(PoolMember).where(PoolMember.id == member.id).values(consent_until=until)
    )


def test_every_queue_holds_those_who_wait_and_nobody_else(grace, waits, session):
    now = utc_now()
    who = session.get_one(User, grace.id)

    found = {
        one: {row.name for row in session.execute(waiting.rows(one, who, now))} for one in Queue
    }

    assert found == waits


def test_each_number_of_the_desk_opens_exactly_its_rows(browser, grace, waits):
    desk = browser(grace)
    home = desk.get("/hr")

    numbers = dict(re.findall(r'href="/hr/waiting/([\w-]+)">[^<:]+: (\d+)</a>', home.html))
    shown = {queue: desk.get(f"/hr/waiting/{queue}") for queue in numbers}

    assert {queue: int(number) for queue, number in numbers.items()} == {
        queue.value: len(names) for queue, names in waits.items()
    }
    for queue, names in waits.items():
        rows = re.findall(r'<th scope="row"><a href="([^"]+)"><bdi>([^<]+)', shown[queue].html)
        assert {name for _, name in rows} == names
        assert all(desk.get(address).code == 200 for address, _ in rows)


@pytest.mark.usefixtures("waits")
def test_a_number_stops_where_nobody_reads_on_and_so_does_its_page(
    browser, grace, monkeypatch, transaction
):
    monkeypatch.setattr(waiting, "MOST_COUNTED", 1)
    with transaction() as session:  # everybody who may be late in something is
        session.execute(update(Application).values(since=utc_now() - timedelta(days=99)))
    with transaction() as session:
        found = waiting.numbers(session, session.get_one(User, grace.id), utc_now())

    desk = browser(grace)
    home, stuck = desk.get("/hr"), desk.get("/hr/waiting/stuck")

    assert {one.first is None for one in found if one.rows > 1} == {True}
    assert {one.first is None for one in found if one.rows == 1} == {False}
    assert next(one.rows for one in found if one.queue is Queue.STUCK) == 2
    assert "more than 1" in home.text
    assert "more than 1 row" in stuck.text


def test_hr_lands_on_the_desk_and_others_do_not(browser, make, grace):
    assert browser(grace).get("/").path == "/hr"
    assert browser(make.manager()).get("/").path == "/home"
    assert browser(make.manager()).get("/hr").code == 404


@pytest.mark.usefixtures("waits")
def test_the_desk_takes_few_statements_however_much_waits(app, browser, grace):
    desk = browser(grace)
    desk.get("/hr")

    with sent(app) as statements:
        desk.get("/hr")

    assert len(statements) <= 12


@pytest.mark.usefixtures("waits")
def test_a_queue_is_searched_by_name_and_says_so_when_nobody_fits(browser, grace):
    desk = browser(grace)

    assert "Ivo Stuck" in desk.get("/hr/waiting/stuck?name=ivo").text
    assert "Nobody here matches that name" in desk.get("/hr/waiting/stuck?name=zzz").text
    assert desk.get("/hr/waiting/nothing").code == 404


@pytest.mark.usefixtures("waits")
def test_an_interview_that_was_cancelled_leaves_nothing_overdue(session, grace):
    session.execute(update(Interview).values(status="cancelled"))
    who = session.get_one(User, grace.id)

    rows = session.execute(waiting.rows(Queue.SCORECARDS, who, utc_now())).all()

    assert rows == []
