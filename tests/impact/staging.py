"""A company that has decided on many people, some of whom said something of themselves."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.services import identifying
from assess.database import utc_now
from assess.extensions import db
from assess.impact import services
from assess.openings.models import Application, Candidate, Opening, StageMove
from assess.openings.rules import Stage, WaitingFor
from assess.queue import OutboxRow
from assess.worker import handle

Row = tuple[Stage, Stage, Mapping[str, str]]
"""Where an application stands, where it stood last while it ran, and what was said with it."""


def rows(passed: int, refused: int, **said: str) -> list[Row]:
    """People who were given an offer, and people turned down after an interview."""
    return [(Stage.OFFER, Stage.OFFER, said)] * passed + [
        (Stage.NOT_HIRED, Stage.INTERVIEW, said)
    ] * refused


def fill(app: Flask, opening: Opening, given: Iterable[Row], *, days_ago: int = 30) -> list[str]:
    """Put these applications into an opening; their public ids."""
    key, now = app.extensions["assess.settings"].self_id_secret, utc_now()
    applied_at, made = now - timedelta(days=days_ago), []
    with app.app_context():
        for stage, left, said in given:
            mail = f"{len(made)}-{days_ago}-{opening.id}@mail.example"
            steps = ((None, left), (left, stage))
            person = Candidate(name="Somebody", email=mail, sort_name=mail, created_at=applied_at)
            one = Application(
                opening_id=opening.id, candidate=person, sort_name=mail, stage=stage,
                waiting_for=WaitingFor.NOBODY, since=now, created_at=applied_at,
                moves=[StageMove(old=old, new=new, at=now) for old, new in steps],
            )  # fmt: skip
            db.session.add(one)
            identifying.keep(db.session, one.public_id, said, key, now.date())
            made.append(one.public_id)
        db.session.commit()
    return made


def work(app: Flask) -> None:
    """Do what waits in the outbox, as the worker would."""
    with app.app_context():
        waiting = db.session.scalars(select(OutboxRow.id).where(OutboxRow.done_at.is_(None))).all()
        db.session.commit()
    for row_id in waiting:
        handle(app, row_id)


def looked_in(session: Session, actor: User) -> str:
    """A look at nobody's selection rates; its id."""
    now = utc_now()
    analysis = services.ask(session, actor=actor, zone="Europe/London", now=now)
    counted = services.counted(services.Gathered([], analysis.until, {}))
    services.keep(session, analysis.public_id, counted, now)
    return analysis.public_id
