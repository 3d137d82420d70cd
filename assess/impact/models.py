"""The table of what was counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public


class ImpactAnalysis(Public, Base):
    """One look at selection rates: what was counted and may be told, and never of whom.

    `steps` are frozen when `made_at` is set, and `fingerprint` is a hash of them.
    """

    __tablename__ = "impact_analysis"

    asked_at: Mapped[datetime] = mapped_column(index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime | None]
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")

    asked_by: Mapped[User | None] = relationship(lazy="joined")
