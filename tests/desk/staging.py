"""Batches of reports, for tests."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess import worker
from assess.accounts.models import User
from assess.database import new_public_id, utc_now
from assess.desk import queries, services
from assess.desk.audiences import AUDIENCES
from assess.desk.models import Batch
from assess.desk.queries import Choice
from assess.desk.rules import Audience
from assess.hiring.rules import Outcome
from assess.openings.models import Application
from tests.factories import Hire, Make


def decided(make: Make, names: list[str]) -> list[str]:
    """Candidates of one opening on whom the decision is taken; their applications' ids."""
    first = make.hire(name=names[0])
    manager, panel = first.manager, first.panel
    with make.transaction() as session:
        application = session.scalars(
            select(Application).where(Application.public_id == first.application_id)
        ).one()
        opening = application.opening
        session.expunge_all()
    hires = [first]
    for name in names[1:]:
        one = make.application(opening, name=name)
        interview = make.interview(one, manager)
        hires.append(Hire(opening.public_id, one.public_id, interview, manager, panel))
    for hire in hires:
        for person in panel:
            make.submitted(hire.interview_id, person, 4)
        make.debriefed(hire)
        make.decided(hire, Outcome.OFFER)
    return [hire.application_id for hire in hires]


def batch_in(session: Session, actor: User, audience: Audience = Audience.TEAM) -> Batch:
    """A batch of everybody the actor sees."""
    who = session.get_one(User, actor.id)
    people = queries.chosen_people(session, who, audience, Choice(), None)
    return services.start_batch(
        session, audience, people, public_id=new_public_id(), actor=who, now=utc_now()
    )


def work(app: Flask) -> None:
    """Do what waits, as a worker does."""
    worker.sweep(app)


def why_not(session: Session, actor: User, audience: Audience) -> dict[str, str]:
    """Who of everybody the actor sees is not ready, and why."""
    people = queries.chosen_people(session, actor, audience, Choice(), None)
    return AUDIENCES[audience].why_not(session, actor, [one.subject for one in people])
