"""Development plans: at most three goals, with their check-ins; and reports that were released."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.assessments.models import Attempt
from assess.database import Base, Public, Versioned, one_of
from assess.development.rules import Progress
from assess.times import in_zone


class Goal(Versioned, Public, Base):
    """One thing a leader wants to do differently, and how they will know.

    `instrument` and `scale` say what it grows out of; `behaviour` is the leading act one can
    count, `helper` the person who sees it and says so.
    """

    __tablename__ = "development_goal"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    instrument: Mapped[str] = mapped_column(String(60))
    scale: Mapped[str] = mapped_column(String(40))
    behaviour: Mapped[str] = mapped_column(Text)
    first_step: Mapped[str] = mapped_column(Text)
    helper: Mapped[str] = mapped_column(String(200), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date] = mapped_column(Date)
    progress: Mapped[Progress] = mapped_column(one_of(Progress), default=Progress.ON_TRACK)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    check_ins: Mapped[list["CheckIn"]] = relationship(
        cascade="all, delete-orphan", order_by="CheckIn.number"
    )

    def last_check_in(self, zone: str) -> date | None:
        """The day of the newest check-in, on the clock of a zone."""
        return in_zone(self.check_ins[-1].written_at, zone).date() if self.check_ins else None


class CheckIn(Base):
    """What a leader wrote about a goal at one of its checks."""

    __tablename__ = "development_check_in"
    __table_args__ = (Unique("goal_id", "number"),)

    goal_id: Mapped[int] = mapped_column(ForeignKey("development_goal.id", ondelete="CASCADE"))
    number: Mapped[int]
    progress: Mapped[Progress] = mapped_column(one_of(Progress))
    note: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class ReportRelease(Base):
    """A leader's word that the people team may have one report; taken back, the row is gone."""

    __tablename__ = "report_release"

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("assessment_attempt.id", ondelete="CASCADE"), unique=True
    )
    released_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship()
