"""Tables of the report centre: batches of reports, and each report in them."""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, one_of
from assess.desk.rules import Audience, ReportState


class Batch(Public, Base):
    """Reports somebody asked for at once. After `expires_at` files and names are gone.

    `people` stays, so that the list of batches goes on telling what was made.
    """

    __tablename__ = "report_batch"

    audience: Mapped[Audience] = mapped_column(
        Enum(
            Audience,
            native_enum=False,
            create_constraint=False,  # other floors bring audiences of their own
            length=30,
            values_callable=lambda members: [member.value for member in members],
        )
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    people: Mapped[int]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship()


class Report(Public, Base):
    """One report of a batch. Its file is named after its public id, so it is made only once.

    `subject` is the public id of what it is about; with the candidate or the person it is
    about, it goes.
    """

    __tablename__ = "report"
    __table_args__ = (Unique("batch_id", "subject"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("report_batch.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(40))
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(300))
    state: Mapped[ReportState] = mapped_column(one_of(ReportState), default=ReportState.WAITING)
    problem: Mapped[str] = mapped_column(String(300), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship()
