"""Tables of outcomes, learned models, and views recorded before advice opens."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, one_of
from assess.fit.rules import Found, Measure, ModelStatus, Target
from assess.openings.models import Application


class HireOutcome(Versioned, Public, Base):
    """What became of a hire so many months later: who said it, and when."""

    __tablename__ = "hire_outcome"
    __table_args__ = (
        Unique("application_id", "months"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("months > 0", name="months"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    months: Mapped[int]
    rating: Mapped[float | None] = mapped_column(Float)
    stayed: Mapped[bool | None]
    ramped: Mapped[bool | None]
    rater: Mapped[str] = mapped_column(String(200))
    found_on: Mapped[date] = mapped_column(Date)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]

    application: Mapped[Application] = relationship()
    entered_by: Mapped[User] = relationship()

    @property
    def found(self) -> Found:
        """The outcome as plain values."""
        return Found(self.rating, self.stayed, self.ramped, self.rater, self.found_on)


class OutcomeImport(Public, Base):
    """A file of outcomes that was read and waits for a person to confirm it."""

    __tablename__ = "outcome_import"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class FitModel(Versioned, Public, Base):
    """A model that was to be learned for a role and an outcome, and what came of it.

    `card` is what was found, frozen; `parameters` are the plain numbers of a model that is
    offered, `parameters_hash` their hash, which the diary vouches for.
    """

    __tablename__ = "fit_model"
    __table_args__ = (Index("ix_fit_model_role", "template", "asked_at"),)

    template: Mapped[str] = mapped_column(String(80))
    measure: Mapped[Measure] = mapped_column(one_of(Measure))
    months: Mapped[int]
    status: Mapped[ModelStatus] = mapped_column(one_of(ModelStatus), default=ModelStatus.WAITING)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    card: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    parameters_hash: Mapped[str] = mapped_column(String(64), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    used_since: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    use_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    @property
    def target(self) -> Target:
        """What it is to tell beforehand."""
        return Target(self.measure, self.months)


class FitView(Public, Base):
    """What somebody thought of a candidate before a model's advice was opened to them."""

    __tablename__ = "fit_view"
    __table_args__ = (Unique("application_id", "user_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    conclusion: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
