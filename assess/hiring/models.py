"""Tables of debriefs and decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, one_of
from assess.hiring.rules import Outcome
from assess.openings.models import Application


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
