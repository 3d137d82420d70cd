"""Signs of life of the web server, and the time an outage cost those who answer."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assess.assessments import clock, queries, rules
from assess.assessments.models import Attempt, Heartbeat
from assess.assessments.services import invitations
from assess.audit.services import SYSTEM, record


def beat(session: Session, now: datetime) -> timedelta:
    """Note that people are served; after a silence, give running attempts their time back.

    Returns how long the outage was, zero when there was none.
    """
    return _sign(session, now, clock.OUTAGE)


def come_back(session: Session, now: datetime, *, alone: bool) -> timedelta:
    """The same by a server that starts: nobody was served since the last sign, however short ago.

    Unless it is not `alone` and the sign is so young that another process must have served.
    """
    return _sign(session, now, timedelta() if alone else clock.ALIVE)


def is_away(session: Session, now: datetime) -> bool:
    """Whether nobody is served, so that nobody's time may be called over."""
    last = queries.last_sign(session)
    return last is not None and now - last >= clock.OUTAGE


def catch_up(session: Session, end: datetime, now: datetime) -> None:
    """Before something counts as late that a silence just now may have made late: end that."""
    if rules.is_late(end, now) and is_away(session, now):
        beat(session, now)


def _sign(session: Session, now: datetime, least: timedelta) -> timedelta:
    """Write a sign down; the row is held until the end, so that nothing is credited twice."""
    heart = queries.get_heartbeat(session)
    if heart is None:
        session.add(Heartbeat(id=1, at=now))
        session.flush()
        return timedelta()
    last, silence = heart.at, now - heart.at
    heart.at = max(last, now)
    if silence < least or silence <= timedelta():
        return timedelta()
    for attempt in queries.running_attempts(session, last):
        _credit(session, attempt, last, now)
    for invitation in queries.ended_between(session, last - rules.GRACE, now):
        invitations.move_end(session, invitation, invitation.closes_at + silence, SYSTEM)
    return silence


def _credit(session: Session, attempt: Attempt, last: datetime, now: datetime) -> None:
    assert attempt.started_at is not None
    assert attempt.deadline_at is not None
    lost = clock.lost(last, now, attempt.started_at)
    if not lost:
        return
    attempt.deadline_at += lost
    attempt.credited_seconds += int(lost.total_seconds())
    session.flush()
    invitations.count_what_is_in_time(session, attempt)
    record(
        session, "assessment_attempt.credited", attempt, actor=SYSTEM,
        fields={"credited_seconds": attempt.credited_seconds},
    )  # fmt: skip
