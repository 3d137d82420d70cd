"""More evidence is asked for: somebody else interviews, and the panel meets again."""

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.hiring.rules import Outcome
from assess.interviews.models import Interview
from assess.openings import queries as openings
from assess.openings.rules import Seat
from assess.openings.services import plans


@pytest.fixture
def hire(make):
    """A panel of two is done, and the debrief ended without an answer."""
    hire = make.hire(name="Temitope Bankole")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    make.decided(hire, Outcome.MORE_EVIDENCE)
    return hire


def add_to_plan(make, hire, *people):
    """Publish a next version in which more people interview."""
    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        opening = openings.get_opening(session, actor, hire.opening_id)
        plan = plans.start_new_version(session, opening, actor=actor, now=utc_now())
        everything = frozenset(aim.competency for aim in plan.aims)
        added = [Seat(1, one.id, one.name, everything, frozenset()) for one in people]
        seats = [*openings.seats(plan), *added]
        plans.change_panel(session, plan, seats, actor=actor, now=utc_now())
        plans.publish(session, opening, plan, actor=actor, now=utc_now())


def last_interview(make, hire):
    with make.transaction() as session:
        found = session.scalars(select(Interview).order_by(Interview.id)).all()[-1]
        assert found.public_id != hire.interview_id
        return found.public_id


def arrange(browser, hire):
    priya, path = browser(hire.manager), f"/applications/{hire.application_id}/interviews/new"
    seen = priya.post(path, priya.fields(path))
    assert "the invitations are on their way" in seen.text
    return seen


def test_the_candidate_waits_for_an_interview_and_the_page_says_how(browser, hire):
    priya = browser(hire.manager)

    dossier = priya.get(f"/applications/{hire.application_id}")
    page = priya.get(f"/applications/{hire.application_id}/interviews/new")

    assert f"/applications/{hire.application_id}/interviews/new" in dossier.html
    assert "add an interviewer, choose other questions, publish it" in page.text
    assert f"/openings/{hire.opening_id}/plan" in page.html


def test_somebody_whom_a_later_version_adds_brings_more_evidence(make, browser, hire):
    ana = make.user(name="Ana Díaz")
    add_to_plan(make, hire, ana)

    seen = arrange(browser, hire)

    assert "Ana Díaz" in seen.text
    assert "Waiting for: scorecards" in seen.text
    interview_id = last_interview(make, hire)
    make.submitted(interview_id, ana, 5)
    debrief = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief")
    assert "3 of 3 scorecards in" in debrief.text
    assert "Ana Díaz came in late" in debrief.text
    assert "could see others' ratings before" not in debrief.text


def test_who_could_read_the_others_before_is_marked(make, browser, hire):
    grace = make.user(Role.HR_PARTNER, Role.INTERVIEWER, name="Grace Adeyemi")
    add_to_plan(make, hire, grace)

    arrange(browser, hire)

    interview_id = last_interview(make, hire)
    make.submitted(interview_id, grace)
    debrief = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief")
    assert "Grace Adeyemi came in late could see others' ratings before" in debrief.text
