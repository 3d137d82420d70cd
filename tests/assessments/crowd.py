"""Many people who evaluate themselves, each through the real services."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from assess.accounts import services as accounts
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Attempt
from assess.assessments.services import invitations, taking
from assess.assessments.services.taking import Turn
from assess.audit.services import SYSTEM
from assess.database import new_public_id
from tests.assessments.normed import PLAIN
from tests.assessments.probe import NOW
from tests.factories import SENDER

MINUTE = timedelta(minutes=1)

HALF_A_DOZEN = ((4, 4, 2), (2, 2, 4), (4, 2, 3), (5, 4, 1), (1, 2, 5), (3, 3, 3))
"""Answers of people who differ, so that a reliability can be measured."""


def leader(session: Session, number: int) -> User:
    """Somebody who may answer for themselves."""
    return accounts.add_user(
        session, name=f"Leader {number}", email=f"leader-{number}@larkfield.example",
        roles=frozenset({Role.LEADER}), time_zone="Europe/London", actor=SYSTEM, now=NOW,
        password_hash="unused", sandbox=True,
    )  # fmt: skip


def begun(session: Session, user: User, ref: str = PLAIN, **answers: Any) -> Attempt:
    """An evaluation somebody began at `NOW`, with some answers."""
    held = invitations.invite_oneself(session, user, ref, public_id=new_public_id(), now=NOW)
    (attempt,) = held.attempts
    taking.begin(session, attempt, Random(7), NOW)
    for item, value in answers.items():
        taking.answer(session, attempt, item, value, Turn("t", 1, 0), NOW)
    return attempt


def handed_in(session: Session, user: User, *levels: int, now: datetime = NOW) -> Attempt:
    """The same with three levels, handed in."""
    attempt = begun(session, user, **dict(zip(("one", "two", "three"), levels, strict=False)))
    taking.hand_in(session, attempt, SENDER, now)
    return attempt


def crowd(session: Session, count: int, *, first: int = 0) -> list[Attempt]:
    """People up to a number, one a minute, each once."""
    return [
        handed_in(
            session, leader(session, n), *HALF_A_DOZEN[n % len(HALF_A_DOZEN)], now=NOW + n * MINUTE
        )
        for n in range(first, count)
    ]
