"""Tables of interviews and scorecards."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, one_of
from assess.interviews.rules import (
    Confidence,
    InterviewStatus,
    ScorecardStatus,
)
from assess.openings.models import Application, Plan

_ACTIVE = "status IN ('not-started', 'draft', 'submitted')"
_HANDED_IN = "status IN ('submitted')"
_WAITS = "status IN ('not-started', 'draft')"


class Interview(Versioned, Public, Base):
    """One sitting of a candidate with one or more interviewers, under one plan.

    Whoever arranged it stays its organiser in calendars: an update from another one is
    taken for another event.
    """

    __tablename__ = "interview"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    arranged_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    panel: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(500), default="")
    status: Mapped[InterviewStatus] = mapped_column(
        one_of(InterviewStatus), default=InterviewStatus.ARRANGED
    )
    sequence: Mapped[int] = mapped_column(default=0)

    application: Mapped[Application] = relationship()
    plan: Mapped[Plan] = relationship()
    arranged_by: Mapped[User] = relationship()
    scorecards: Mapped[list["Scorecard"]] = relationship(
        back_populates="interview", cascade="all, delete-orphan", order_by="Scorecard.id"
    )

    @property
    def ends_at(self) -> datetime:
        """When the interview is planned to be over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Scorecard(Versioned, Public, Base):
    """What one interviewer saw in one interview and how they rated it.

    `kit` holds the questions of each competency rated, `asks` those this person asks;
    both are taken over from the frozen plan when the interview is arranged.
    """

    __tablename__ = "scorecard"
    __table_args__ = (
        Unique("interview_id", "interviewer_id"),
        Index(
            "uq_scorecard_one_of_each_interviewer",
            "application_id",
            "interviewer_id",
            unique=True,
            sqlite_where=text(_ACTIVE),
            postgresql_where=text(_ACTIVE),
        ),
        Index(
            "ix_scorecard_last",
            "interviewer_id",
            "submitted_at",
            sqlite_where=text(_HANDED_IN),
            postgresql_where=text(_HANDED_IN),
        ),
        Index(
            "ix_scorecard_waits",
            "interviewer_id",
            "interview_id",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"))
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    status: Mapped[ScorecardStatus] = mapped_column(
        one_of(ScorecardStatus), default=ScorecardStatus.NOT_STARTED
    )
    kit: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    asks: Mapped[list[str]] = mapped_column(JSON)
    declared_at: Mapped[datetime | None]
    conflict: Mapped[str] = mapped_column(String(500), default="")
    passed_on: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None]
    saw_others_at: Mapped[datetime | None]

    interview: Mapped[Interview] = relationship(back_populates="scorecards")
    interviewer: Mapped[User] = relationship()
    notes: Mapped[list["Note"]] = relationship(cascade="all, delete-orphan", order_by="Note.id")
    ratings: Mapped[list["Rating"]] = relationship(
        cascade="all, delete-orphan", order_by="Rating.revision"
    )

    @property
    def competencies(self) -> list[str]:
        """What this interviewer rates, in the order of the plan."""
        return list(self.kit)

    @property
    def has_conflict(self) -> bool:
        """Whether this person stepped back; who was replaced has declared nothing."""
        return self.status is ScorecardStatus.STEPPED_BACK and self.declared_at is not None


class Note(Versioned, Base):
    """What an interviewer heard on one question, or besides the questions."""

    __tablename__ = "note"
    __table_args__ = (Unique("scorecard_id", "competency", "question"),)

    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id", ondelete="CASCADE"))
    competency: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    probes: Mapped[list[int]] = mapped_column(JSON, default=list)
    saved_at: Mapped[datetime]


class Rating(Versioned, Base):
    """How one interviewer rates one competency, or the interview as a whole.

    Revision 0 is the rating handed in; each later change is a row of its own with its
    reason, and with what the interviewer had seen of the others by then.
    """

    __tablename__ = "rating"
    __table_args__ = (
        Unique("scorecard_id", "competency", "revision"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="level"),
        CheckConstraint("NOT (not_asked AND level IS NOT NULL)", name="asked"),
    )

    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id", ondelete="CASCADE"))
    competency: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(default=0)
    level: Mapped[int | None]
    not_asked: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[Confidence | None] = mapped_column(one_of(Confidence))
    evidence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    others_seen: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
