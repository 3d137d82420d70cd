"""An interviewer's own work, as statements to read the first rows of, or all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.database import as_written
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import LONGEST, TO_HAND_IN, ScorecardStatus, Work
from assess.openings.models import Application, Candidate, Opening


@dataclass(frozen=True)
class Sitting:
    """One of these rows: an interview as one of its interviewers has it before them."""

    public_id: str
    candidate: str
    opening: str
    starts_at: datetime
    minutes: int
    place: str
    status: ScorecardStatus
    submitted_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        """When the interview is planned to be over."""
        return self.starts_at + timedelta(minutes=self.minutes)


_CANDIDATE = select(Candidate.name).join(Application, Application.candidate_id == Candidate.id)
_OPENING = select(Opening.title).join(Application, Application.opening_id == Opening.id)
_IS_ABOUT = Application.id == Scorecard.application_id

_ROWS = select(
    Interview.public_id,
    # Looked up for the rows that are shown, not for all that are put in order.
    _CANDIDATE.where(_IS_ABOUT).correlate(Scorecard).scalar_subquery(),
    _OPENING.where(_IS_ABOUT).correlate(Scorecard).scalar_subquery(),
    Interview.starts_at,
    Interview.minutes,
    Interview.place,
    Scorecard.status,
    Scorecard.submitted_at,
).join(Scorecard, Scorecard.interview_id == Interview.id)

_IDS = select(Scorecard.id)
_IDS_BY_TIME = _IDS.join(Interview, Interview.id == Scorecard.interview_id)


@dataclass(frozen=True)
class OwnWork:
    """Whose work is read, when, and the ids of the interviews they are in at that moment."""

    interviewer_id: int
    now: datetime
    under_way: Collection[int]


def own(session: Session, actor: User, now: datetime) -> OwnWork:
    """Somebody's own work at a moment."""
    begun = select(Interview.id).where(Interview.starts_at.between(now - LONGEST, now))
    statement = _IDS_BY_TIME.where(*_waits(actor.id), Scorecard.interview_id.in_(begun))
    columns = Interview.id, Interview.starts_at, Interview.minutes
    found = session.execute(statement.with_only_columns(*columns))
    under_way = [one for one, start, minutes in found if start + timedelta(minutes=minutes) > now]
    return OwnWork(actor.id, now, under_way)


def rows(own: OwnWork, kind: Work) -> Select[*tuple[Any, ...]]:
    """What is to come next first, scorecards due oldest first, what was done newest first."""
    found = _ROWS.where(*_are(own, kind))
    if kind is Work.DONE:
        return found.order_by(Scorecard.submitted_at.desc(), Scorecard.id.desc())
    return found.order_by(Interview.starts_at, Scorecard.id)


def ids(own: OwnWork, kind: Work) -> Select[int]:
    """The same without names and order, to count."""
    return (_IDS if kind is Work.DONE else _IDS_BY_TIME).where(*_are(own, kind))


def _are(own: OwnWork, kind: Work) -> list[ColumnElement[bool]]:
    now = own.now
    if kind is Work.DONE:
        return [
            Scorecard.interviewer_id == own.interviewer_id,
            as_written(Scorecard.status, (ScorecardStatus.SUBMITTED,)),
            Scorecard.submitted_at > now - timedelta(days=31),
        ]
    waits = _waits(own.interviewer_id)
    if kind is Work.DUE:
        begun = Interview.starts_at.between(now - timedelta(days=180), now)
        is_over = Interview.id.not_in(own.under_way) if own.under_way else true()
        return [*waits, begun, is_over]
    # Few interviews of the whole company lie ahead: they are found by their day first.
    ahead = select(Interview.id).where(Interview.starts_at > now - LONGEST)
    is_next = Interview.starts_at > now
    if own.under_way:
        is_next |= Interview.id.in_(own.under_way)
    return [*waits, Scorecard.interview_id.in_(ahead), is_next]


def _waits(interviewer_id: int) -> list[ColumnElement[bool]]:
    return [Scorecard.interviewer_id == interviewer_id, as_written(Scorecard.status, TO_HAND_IN)]
