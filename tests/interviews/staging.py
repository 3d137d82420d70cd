"""What tests of interviews share: arranging with some people, reading the post."""

from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.database import new_public_id, utc_now
from assess.interviews import queries
from assess.interviews.models import Interview, Note, Rating, Scorecard
from assess.interviews.services import scheduling
from assess.interviews.services.scheduling import Time
from assess.mail import Letter
from assess.openings.models import Application
from assess.queue import OutboxRow
from tests.factories import SENDER, Make

FRIDAY = datetime(2027, 12, 3, 10, tzinfo=UTC)


def arrange(
    make: Make, application: Application, people: list[User], actor: User, **more: Any
) -> str:
    """Arrange an interview with some people of the panel; gives its public id."""
    with make.transaction() as session:
        return arrange_in(session, application, people, actor, **more).public_id


def arrange_in(
    session: Session,
    application: Application,
    people: list[User],
    actor: User,
    *,
    tell_candidate: bool = True,
    starts_at: datetime = FRIDAY,
    now: datetime | None = None,
) -> Interview:
    """The same in a transaction that is open."""
    held = session.get_one(Application, application.id)
    plan = queries.plan_of(session, held)
    assert plan is not None
    wanted = [person.id for person in people]
    return scheduling.arrange(
        session,
        held,
        plan,
        [seat for seat in plan.seats if seat.user_id in wanted],
        Time(starts_at, 60, "Europe/London", "Room 2"),
        public_id=new_public_id(),
        tell_candidate=tell_candidate,
        sender=SENDER,
        actor=session.get_one(User, actor.id),
        now=now or utc_now(),
    )


def post(make: Make, *, before: int = 0) -> list[Letter]:
    """Every letter posted so far, oldest first, without the first `before`."""
    with make.transaction() as session:
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.kind == mail.KIND).order_by(OutboxRow.id)
        )
        return [Letter.from_payload(row.payload) for row in rows][before:]


def entry(letter: Letter) -> Any:
    """The calendar entry that comes with a letter."""
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return event


def interview(session: Any, public_id: str) -> Interview:
    """An interview by its public id."""
    return session.scalars(select(Interview).where(Interview.public_id == public_id)).one()


def card(session: Any, interview_id: str, person: User) -> Scorecard:
    """Somebody's scorecard in an interview."""
    found = queries.get_own_scorecard(session, person, interview_id)
    assert found is not None
    return found


def notes(make: Make) -> dict[tuple[str, str], str]:
    """All notes there are, by competency and question."""
    with make.transaction() as session:
        return {(n.competency, n.question): n.text for n in session.scalars(select(Note))}


def ratings(make: Make) -> dict[str, int | None]:
    """The level of every rating there is, latest revision last."""
    with make.transaction() as session:
        rows = session.scalars(select(Rating).order_by(Rating.revision))
        return {rating.competency: rating.level for rating in rows}


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)
