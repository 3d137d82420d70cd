"""Run inside a copy of the product: invite people to an assessment, print their keys as JSON.

The database is one `bench.prepare` has filled.
"""

import json
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email.message import Message
from hashlib import sha256
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from assess import config
from assess.assessments.models import Invitation
from assess.assessments.services import invitations, taking
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.instruments import library
from assess.instruments.items.levels import Levelled
from assess.openings.models import Application, Opening
from assess.queue import OutboxRow
from bench.candidate import Candidate, Question
from bench.crowd import LEVELS
from bench.prepare import tidied, transactions
from tests.factories import Make

REF = "smart-sales-leader-self@1.0"
LINKS = 16
"""People who open their links while they are measured."""


def main() -> None:
    """Invite, begin for the crowd, count statements, and say how to come in."""
    app = create_app(config.load())
    transaction = transactions(app)
    people = _candidates(transaction, LINKS + sum(LEVELS))
    with transaction() as session:
        tokens = [_invited(session, public_id, utc_now()) for public_id in people[:LINKS]]
        keys = [_begun(session, public_id, utc_now()) for public_id in people[LINKS:]]
        # The letters would be handed over while something else is measured.
        session.execute(update(OutboxRow).values(done_at=utc_now()))
    assessment = library.assessment(REF)
    facts = {
        "items": [item.id for item in assessment.items if isinstance(item, Levelled)],
        "questions": len(assessment.questions),
        "statements": _counted(app, tokens.pop()),
        "links": tokens,
        "keys": keys,
    }
    with app.app_context():
        tidied(db.engine)
    json.dump(facts, sys.stdout)


def _candidates(
    transaction: Callable[[], AbstractContextManager[Session]], count: int
) -> list[str]:
    with transaction() as session:
        opening = session.scalars(select(Opening).order_by(Opening.id).limit(1)).one()
        session.expunge_all()
    make = Make(transaction)
    return [
        make.application(opening, email=f"answering-{number}@mail.example").public_id
        for number in range(count)
    ]


def _invited(session: Session, application_id: str, now: datetime) -> str:
    """Invite somebody by a link that is known here; the product keeps only its hash."""
    token = secrets.token_urlsafe(32)
    digest = sha256(token.encode()).hexdigest()
    _invitation(session, application_id, now).token_hash = digest
    return token


def _begun(session: Session, application_id: str, now: datetime) -> str:
    """Somebody at the first question; gives the key of their browser."""
    invitation = _invitation(session, application_id, now)
    taking.begin(session, invitation.attempts[0], Random(application_id), now)
    return taking.sit_down(session, invitation, now)


def _invitation(session: Session, application_id: str, now: datetime) -> Invitation:
    application = session.scalars(
        select(Application).where(Application.public_id == application_id)
    ).one()
    terms = Terms(now + timedelta(days=10), "Europe/London")
    actor = application.opening.members[0].user
    # Measured since before only what is made for hiring was sent to candidates.
    made = invitations.new_invitation([REF], terms, new_public_id(), actor, now)
    made.application = application
    session.add(made)
    session.flush()
    return made


class _Inside(Candidate):
    """A browser in the process of the product, whose statements can be counted there."""

    def __init__(self, app: Flask) -> None:
        super().__init__(0)
        self.client = app.test_client(use_cookies=False)

    def _exchange(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, Message, bytes]:
        response = self.client.open(path, method=method, data=body, headers=headers)
        answered = Message()
        for name, value in response.headers:
            answered[name] = value
        return response.status_code, answered, response.get_data()


def _counted(app: Flask, token: str) -> dict[str, dict[str, int]]:
    """SQL statements and transactions of each sort of request."""
    seen: Counter[str] = Counter()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *_: seen.update(["statements"]))
        event.listen(db.engine, "begin", lambda *_: seen.update(["transactions"]))
    found: dict[str, dict[str, int]] = {}

    def counting(name: str, send: Callable[..., Any], *sent: Any) -> Any:
        seen.clear()
        answer = send(*sent)
        found[name] = dict(seen)
        return answer

    one = _Inside(app)
    path = one.begin(token)
    question = Question.read(counting("a question shown", one.open, path))
    for turn, name in enumerate(("an answer saved", "an answer changed"), start=1):
        body = question.save(question.item, turn, turn)
        status, answer = counting(name, one.send, "/a/1/save", body)
        assert status == 200, answer
    form = question.form(3) | {"turn": "3"}
    counting("a question answered", one.press, path, form)
    return found


if __name__ == "__main__":
    main()
