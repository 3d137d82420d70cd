"""The table of the diary."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from assess.audit.rules import Entry
from assess.database import Base


class AuditEntry(Base):
    """One thing that happened. The id is its place in the diary, without gaps.

    The database refuses to change or delete an entry (triggers in the migrations).
    """

    __tablename__ = "audit_entry"

    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40), index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40), index=True)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    request_id: Mapped[str] = mapped_column(String(40))
    mac: Mapped[str] = mapped_column(String(64))

    @property
    def entry(self) -> Entry:
        """The plain entry the chain was computed over."""
        return Entry(
            self.id,
            self.at,
            self.actor,
            self.action,
            self.subject_kind,
            self.subject,
            self.fields,
            self.request_id,
        )
