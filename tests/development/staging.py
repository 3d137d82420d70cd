"""What tests of leaders share: an evaluation that is handed in."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.models import Attempt
from assess.assessments.services import taking
from assess.assessments.services.taking import Turn
from assess.database import new_public_id, utc_now
from assess.development import services
from assess.development.services import Intention
from assess.instruments import library
from assess.instruments.items.base import Answer
from assess.instruments.items.choices import Single
from assess.instruments.items.levels import Levelled
from tests.factories import SENDER, Make

LEADERSHIP = "true-sales-leadership@1.0"
EXECUTION = "strategy-execution-self@1.0"


def evaluated(make: Make, user: User, **more: object) -> str:
    """An evaluation somebody handed in; gives its public id."""
    with make.transaction() as session:
        return evaluated_in(session, user, **more).public_id  # type: ignore[arg-type]


def evaluated_in(
    session: Session,
    user: User,
    *,
    instrument: str = LEADERSHIP,
    level: int | None = 4,
    answers: Mapping[str, Answer] | None = None,
    language: str = "en",
    now: datetime | None = None,
) -> Attempt:
    """The same in a transaction that is open: every statement at one level, unless told.

    Without a level nothing is answered but what `answers` says.
    """
    now = now or utc_now()
    held = session.get_one(User, user.id)
    invitation = services.start(session, held, instrument, language=language, now=now)
    attempt = invitation.attempts[0]
    taking.begin(session, attempt, Random(7), now)
    for item in library.assessment(instrument).items:
        value: Answer | None = (answers or {}).get(item.id)
        if value is None and level is not None and isinstance(item, Levelled):
            value = 6 - level if item.reverse else level
        elif value is None and level is not None and isinstance(item, Single):
            value = item.option_ids[0]
        if value is not None:
            taking.answer(session, attempt, item.id, value, Turn("t", 1, 0), now)
    taking.hand_in(session, attempt, SENDER, now)
    session.flush()
    return attempt


def goal_set(make: Make, user: User, starts: datetime) -> str:
    """A goal somebody set on a day; gives its public id. What it grew out of is not handed in."""
    with make.transaction() as session:
        held = session.get_one(User, user.id)
        invitation = services.start(session, held, EXECUTION, now=starts)
        return services.set_goal(
            session, held, invitation.attempts[0], "coaching-to-mastery",
            Intention("Ask before I tell.", "Listen to one call.", "Mei Tanaka", "They decide."),
            public_id=new_public_id(), starts_on=starts.date(), now=starts,
        ).public_id  # fmt: skip
