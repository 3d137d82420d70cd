"""Invitations, attempts, answers and scores; what people say of themselves lies apart."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy import (
    UniqueConstraint as Unique,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.assessments.rules import CLOSED, AttemptStatus, LatePolicy
from assess.database import Base, Public, Versioned, one_of
from assess.openings.models import Application


class Invitation(Versioned, Public, Base):
    """Somebody's link to one or more assessments: a candidate's, or a leader's own.

    `token_hash` is the SHA-256 of the link; the link itself is kept nowhere. The time limit
    is the assessment's own times `multiplier`; `untimed` lifts it. `misdirected_at` is when
    somebody said that the newest link reached them by mistake. `again_because` is why the
    parts of an earlier invitation are asked once more; empty for a first one.
    """

    __tablename__ = "assessment_invitation"
    __table_args__ = (
        CheckConstraint("(application_id IS NULL) <> (user_id IS NULL)", name="one_person"),
        CheckConstraint("multiplier >= 1 AND multiplier <= 3", name="multiplier"),
        Index("ix_assessment_invitation_closing", "closes_at"),
        Index(
            "ix_assessment_invitation_astray",
            "misdirected_at",
            sqlite_where=text("misdirected_at IS NOT NULL"),
            postgresql_where=text("misdirected_at IS NOT NULL"),
        ),
    )

    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    closes_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    multiplier: Mapped[float] = mapped_column(Float, default=1.0)
    untimed: Mapped[bool] = mapped_column(default=False)
    late: Mapped[LatePolicy] = mapped_column(one_of(LatePolicy), default=LatePolicy.CLOSE)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    misdirected_at: Mapped[datetime | None]
    again_because: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    invited_by: Mapped[User] = relationship(foreign_keys=[invited_by_id])
    attempts: Mapped[list["Attempt"]] = relationship(
        back_populates="invitation", cascade="all, delete-orphan", order_by="Attempt.position"
    )
    adjustments: Mapped[list["Adjustment"]] = relationship(
        cascade="all, delete-orphan", order_by="Adjustment.id"
    )

    @property
    def name(self) -> str:
        """The name of the person who answers."""
        if self.application is not None:
            return self.application.candidate.name
        assert self.user is not None
        return self.user.name

    @property
    def is_handed_in(self) -> bool:
        """Whether nothing is left to answer."""
        return all(attempt.status in CLOSED for attempt in self.attempts)

    @property
    def email(self) -> str:
        """Where mail for the person goes."""
        if self.application is not None:
            return self.application.candidate.email
        assert self.user is not None
        return self.user.email


class Attempt(Versioned, Public, Base):
    """One person's way through one assessment, with the order shown to them.

    `language` is the one its questions were shown in when it was closed: that of the invitation
    may change later, and not every assessment is translated into it.
    """

    __tablename__ = "assessment_attempt"
    __table_args__ = (Unique("invitation_id", "instrument"), Unique("invitation_id", "position"))

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_invitation.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    instrument: Mapped[str] = mapped_column(String(60), index=True)
    structure_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[AttemptStatus] = mapped_column(
        one_of(AttemptStatus), default=AttemptStatus.NOT_STARTED, index=True
    )
    order: Mapped[dict[str, list[str]]] = mapped_column("shown_order", JSON, default=dict)
    started_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    credited_seconds: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="en")
    submitted_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(20), unique=True)

    invitation: Mapped[Invitation] = relationship(back_populates="attempts")
    answers: Mapped[list["AnswerRow"]] = relationship(
        cascade="all, delete-orphan", order_by="AnswerRow.id"
    )
    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan", order_by="Score.id")
    finding: Mapped["Finding | None"] = relationship(viewonly=True)

    @property
    def comparable_by(self) -> tuple[str, str]:
        """The id without the version, and the structure: results are compared where both agree."""
        return self.instrument.partition("@")[0], self.structure_hash


class AnswerRow(Base):
    """The answer to one item. `tab` and `turn` order what one page sent; see `services.answers`."""

    __tablename__ = "assessment_answer"
    __table_args__ = (Unique("attempt_id", "item"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(26), default="")
    turn: Mapped[int] = mapped_column(default=0)
    late: Mapped[bool] = mapped_column(default=False)
    first_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class Score(Base):
    """What one scale of one attempt came to, under one rule; a new rule makes a new row."""

    __tablename__ = "assessment_score"
    __table_args__ = (Unique("attempt_id", "scale", "rule"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id", ondelete="CASCADE"))
    scale: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(20))
    instrument: Mapped[str] = mapped_column(String(60))
    structure_hash: Mapped[str] = mapped_column(String(64))
    value: Mapped[float | None] = mapped_column(Float)
    sem: Mapped[float | None] = mapped_column(Float)
    answered: Mapped[int]
    items: Mapped[int]
    reliability: Mapped[float] = mapped_column(Float)
    basis: Mapped[str] = mapped_column(Text)
    scored_at: Mapped[datetime]


class Finding(Base):
    """How an attempt was answered: the indices and the flags they raise. Never a verdict.

    `rule` is the number of `samples.RULE` under which it was looked at; `found_at` is when this
    was first found, whichever rule has found it again since.
    """

    __tablename__ = "assessment_finding"

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_attempt.id", ondelete="CASCADE"), unique=True
    )
    indices: Mapped[dict[str, float | None]] = mapped_column(JSON)
    flags: Mapped[list[list[str]]] = mapped_column(JSON)
    rule: Mapped[int]
    found_at: Mapped[datetime]


class Sitting(Base):
    """A browser in which somebody answers, known by the hash of what its cookie holds."""

    __tablename__ = "assessment_sitting"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_invitation.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]


class FormerLink(Base):
    """A link that a newer one took the place of, by the hash it had."""

    __tablename__ = "assessment_former_link"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_invitation.id", ondelete="CASCADE"), index=True
    )


class AccessCode(Base):
    """Six digits sent by mail, with which a second device may go on."""

    __tablename__ = "assessment_code"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_invitation.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Adjustment(Versioned, Public, Base):
    """Somebody's private request for an adjustment, and what HR decided."""

    __tablename__ = "assessment_adjustment"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_invitation.id", ondelete="CASCADE"), index=True
    )
    wish: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    invitation: Mapped[Invitation] = relationship(viewonly=True)
    decided_by: Mapped[User | None] = relationship()


class SelfIdentification(Base):
    """What somebody says of themselves for the fairness audit, sealed with a key of its own.

    `join_id` is a keyed hash: without the key, which lies outside the database, nothing
    leads from here to a person, and no decision can read it.
    """

    __tablename__ = "self_identification"

    join_id: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date] = mapped_column(Date)


class Heartbeat(Base):
    """The last sign of life of this installation; one row."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    at: Mapped[datetime]
