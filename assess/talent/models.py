"""Tables of talent pools: roles somebody always looks for, their members, words exchanged."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, one_of
from assess.openings.models import Candidate
from assess.talent.rules import Consent, Readiness, Standing, Touch


class Pool(Versioned, Public, Base):
    """A role somebody always looks for, whether or not a seat is open.

    `template` is the role template whose success profile people are held against.
    """

    __tablename__ = "pool"

    title: Mapped[str] = mapped_column(String(200))
    template: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]

    keepers: Mapped[list["PoolKeeper"]] = relationship(
        cascade="all, delete-orphan", order_by="PoolKeeper.id"
    )


class PoolKeeper(Base):
    """Somebody who keeps a pool, and how many conversations a month they mean to hold."""

    __tablename__ = "pool_keeper"
    __table_args__ = (
        Unique("pool_id", "user_id"),
        CheckConstraint("a_month >= 0", name="a_month"),
    )

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    a_month: Mapped[int]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class PoolMember(Versioned, Public, Base):
    """A person in a pool: why, for when, who keeps in touch, and how long they agreed to.

    `consent_how` says how consent was given; while it is only asked for, `consent_until` is the
    day the question runs out. `markets` and `lines` say which target markets and product lines
    they would fit, `tags_text` holds them folded, a line each, to be found by.
    """

    __tablename__ = "pool_member"
    __table_args__ = (
        Unique("pool_id", "candidate_id"),
        Index("ix_pool_member_pool", "pool_id", "readiness"),
        Index("ix_pool_member_review", "pool_id", "review_on"),
    )

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    readiness: Mapped[Readiness] = mapped_column(one_of(Readiness))
    reason: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    review_on: Mapped[date] = mapped_column(Date)
    consent: Mapped[Consent] = mapped_column(one_of(Consent))
    consent_on: Mapped[date] = mapped_column(Date)
    consent_until: Mapped[date] = mapped_column(Date, index=True)
    consent_how: Mapped[str] = mapped_column(String(200), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    markets: Mapped[list[str]] = mapped_column(JSON, default=list)
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags_text: Mapped[str] = mapped_column(Text, default="")
    last_word_on: Mapped[date | None] = mapped_column(Date)
    next_action: Mapped[str] = mapped_column(String(200), default="")
    next_on: Mapped[date | None] = mapped_column(Date)
    added_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime]

    pool: Mapped[Pool] = relationship()
    candidate: Mapped[Candidate] = relationship()
    owner: Mapped[User] = relationship()
    touches: Mapped[list["Touchpoint"]] = relationship(
        order_by="Touchpoint.said_on.desc(), Touchpoint.id.desc()", passive_deletes=True
    )

    @property
    def standing(self) -> Standing:
        """What decides whether this person waits for attention."""
        return Standing(
            self.added_on, self.review_on, self.consent, self.consent_until,
            self.last_word_on, self.next_on,
        )  # fmt: skip


class Touchpoint(Public, Base):
    """A word exchanged with a member of a pool.

    Once the member is gone, a day and who spoke is left of it, so that months stay as they were.
    """

    __tablename__ = "pool_touchpoint"
    __table_args__ = (Index("ix_pool_touchpoint_by", "pool_id", "user_id", "kind", "said_on"),)

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_member.id", ondelete="SET NULL"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Touch] = mapped_column(one_of(Touch))
    said_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()
