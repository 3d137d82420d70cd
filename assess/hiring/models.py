"""Tables of debriefs, decisions, and what past ones showed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, one_of
from assess.hiring.rules import Outcome, Source
from assess.openings.models import Application, Candidate


class Debrief(Public, Base):
    """The panel's conversation over one application; one for each."""

    __tablename__ = "debrief"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), unique=True
    )
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    early_reason: Mapped[str] = mapped_column(String(500), default="")

    application: Mapped[Application] = relationship()
    opened_by: Mapped[User] = relationship()


class Decision(Public, Base):
    """What was decided, by whom, on which evidence; never changed, only followed by another."""

    __tablename__ = "decision"
    __table_args__ = (Unique("application_id", "number"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)
    dissent: Mapped[str] = mapped_column(Text, default="")
    decider: Mapped[str] = mapped_column(String(200))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)

    recorded_by: Mapped[User] = relationship()


class PastEvidence(Base):
    """What a finished panel, or an assessment, showed of a person: kept to find them again.

    `newest` marks the last panel of a person for each framework; `competencies` lists what it
    covers, each between bars.
    """

    __tablename__ = "past_evidence"
    __table_args__ = (
        Unique("application_id", "source", "made_with"),
        # Whom one may read is told by the index alone, so that counting reads nothing else.
        Index(
            "ix_past_evidence_listed",
            "framework",
            "newest",
            "covered",
            "shown_on",
            "id",
            "opening_id",
            "application_id",
            "candidate_id",
        ),  # fmt: skip
        Index("ix_past_evidence_by_day", "framework", "newest", "shown_on", "id"),
    )

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    opening_id: Mapped[int] = mapped_column(
        ForeignKey("opening.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[Source] = mapped_column(one_of(Source))
    framework: Mapped[str] = mapped_column(String(60))
    made_with: Mapped[str] = mapped_column(String(60))
    covered: Mapped[int]
    competencies: Mapped[str] = mapped_column(String(600))
    overall: Mapped[float | None] = mapped_column(Float)
    overall_error: Mapped[float | None] = mapped_column(Float)
    shown_on: Mapped[date] = mapped_column(Date)
    newest: Mapped[bool] = mapped_column(default=False)

    application: Mapped[Application] = relationship()
    candidate: Mapped[Candidate] = relationship()
    results: Mapped[list["PastResult"]] = relationship(
        cascade="all, delete-orphan", order_by="PastResult.id"
    )


class PastResult(Base):
    """One competency of that evidence: the result, how far it may be off, from how many."""

    __tablename__ = "past_result"

    evidence_id: Mapped[int] = mapped_column(
        ForeignKey("past_evidence.id", ondelete="CASCADE"), index=True
    )
    competency: Mapped[str] = mapped_column(String(40))
    value: Mapped[float] = mapped_column(Float)
    standard_error: Mapped[float | None] = mapped_column(Float)
    shown: Mapped[str] = mapped_column(String(20))
    margin: Mapped[str] = mapped_column(String(200))
    raters: Mapped[int]


class FeedbackAddition(Base):
    """What a candidate's feedback says of the model that was used, in their language.

    `asked`: the candidate asked for it; else whoever added it chose so.
    """

    __tablename__ = "feedback_addition"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), unique=True
    )
    language: Mapped[str] = mapped_column(String(8))
    paragraphs: Mapped[list[str]] = mapped_column(JSON)
    asked: Mapped[bool]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]

    added_by: Mapped[User] = relationship()
