"""What tests of assessments share: inviting, coming in by the link, answering."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.assessments import letters, queries
from assess.assessments.models import Attempt, Invitation
from assess.assessments.services import invitations, taking
from assess.assessments.services.invitations import Terms
from assess.assessments.services.taking import Turn
from assess.database import new_public_id, utc_now
from assess.instruments import library
from assess.instruments.assessment import Use
from assess.mail import Letter
from assess.openings.models import Application
from assess.queue import OutboxRow
from tests.browser import Answer, Browser
from tests.factories import SENDER, Make

SELF = "smart-sales-leader-self@1.0"
SITUATIONS = "smart-sales-leader-sjt@1.0"
MARKETS = "salesforce-development-self@1.0"
EXECUTION = "strategy-execution-self@1.0"


@dataclass(frozen=True)
class Link:
    """An invitation and the link that was mailed."""

    invitation_id: str
    token: str

    @property
    def path(self) -> str:
        """Where the link leads."""
        return f"/i/{self.token}"


def invite(
    make: Make, application: Application, actor: User, *instruments: str, **more: Any
) -> Link:
    """Invite a candidate; gives the link from the mail."""
    with make.transaction() as session:
        return invite_in(session, application, actor, *instruments, **more)


def invite_in(
    session: Session,
    application: Application,
    actor: User,
    *instruments: str,
    days: float = 10,
    now: datetime | None = None,
    **terms: Any,
) -> Link:
    """The same in a transaction that is open.

    What is made for development goes out as it did when candidates were still invited to it.
    """
    now, asked = now or utc_now(), instruments or (SELF,)
    person, who = session.get_one(Application, application.id), session.get_one(User, actor.id)
    agreed = Terms(now + timedelta(days=days), "Europe/London", **terms)
    if all(library.assessment(ref).use is Use.HIRING for ref in asked):
        made = invitations.invite(
            session, person, asked, agreed,
            public_id=new_public_id(), sender=SENDER, actor=who, now=now,
        )  # fmt: skip
    else:
        made = invitations.new_invitation(asked, agreed, new_public_id(), who, now)
        made.application = person
        session.add(made)
        session.flush()
        invitations.send_link(session, made, letters.invited, SENDER, now)
    return Link(made.public_id, newest_token(session))


def newest_token(session: Session) -> str:
    """The token in the newest mail with a link."""
    letters = [letter for letter in post_in(session) if "/i/" in letter.link]
    return letters[-1].link.rpartition("/")[2]


def post(make: Make) -> list[Letter]:
    """Every letter in the outbox, oldest first."""
    with make.transaction() as session:
        return post_in(session)


def post_in(session: Session) -> list[Letter]:
    """The same in a transaction that is open."""
    session.flush()
    rows = session.scalars(
        select(OutboxRow).where(OutboxRow.kind == mail.KIND).order_by(OutboxRow.id)
    )
    return [Letter.from_payload(row.payload) for row in rows]


def guest(app: Flask, link: Link) -> Browser:
    """Somebody who opened the link and pressed Start."""
    browser = Browser(app)
    browser.get(link.path)
    browser.post(link.path)
    return browser


def begun(app: Flask, link: Link, part: int = 1) -> Browser:
    """Somebody at the first question of a part."""
    browser = guest(app, link)
    browser.get(f"/a/{part}")
    browser.post(f"/a/{part}")
    return browser


def held(session: Session, link: Link) -> Invitation:
    """The invitation as it is now."""
    return session.scalars(
        select(Invitation).where(Invitation.public_id == link.invitation_id)
    ).one()


def attempt(session: Session, link: Link, part: int = 1) -> Attempt:
    """One part of it as it is now."""
    return held(session, link).attempts[part - 1]


def started(make: Make, link: Link, now: datetime | None = None) -> None:
    """The first part begun, without a browser."""
    with make.transaction() as session:
        taking.begin(session, attempt(session, link), Random(7), now or utc_now())


def answer(
    make: Make, link: Link, item: str, value: Any, now: datetime | None = None, **turn: Any
) -> taking.Kept:
    """One answer, without a browser."""
    with make.transaction() as session:
        one = {"tab": "a", "turn": 1, "seen": 0} | turn
        return taking.answer(
            session, attempt(session, link), item, value, Turn(**one), now or utc_now()
        )


def values(make: Make, link: Link) -> dict[str, Any]:
    """Every answer kept, by item."""
    with make.transaction() as session:
        given = queries.given(session, attempt(session, link))
        return {item: one.value for item, one in given.items()}


def item_of(seen: Answer) -> str:
    """Which item a question page asks."""
    return re.search(r'data-item="([^"]+)"', seen.html)[1]  # type: ignore[index]
