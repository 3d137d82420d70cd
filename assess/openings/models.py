"""Tables of openings, plans, candidates and applications."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, one_of
from assess.openings.rules import OpeningStatus, PlanStatus, Stage, WaitingFor

_HIRED = "stage IN ('hired')"
_RUNNING = "stage IN ('new', 'interview', 'debrief', 'offer')"
_READY = f"{_RUNNING} AND waiting_for IN ('debrief', 'decision')"


class Opening(Versioned, Public, Base):
    """A role we hire for: what it must achieve, by which plan, with whom."""

    __tablename__ = "opening"

    title: Mapped[str] = mapped_column(String(200))
    location: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[OpeningStatus] = mapped_column(
        one_of(OpeningStatus), default=OpeningStatus.DRAFT
    )
    template: Mapped[str] = mapped_column(String(80))
    outcomes: Mapped[list[str]] = mapped_column(JSON)
    must_haves: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(index=True)
    first_score_at: Mapped[datetime | None]

    members: Mapped[list["OpeningMember"]] = relationship(
        cascade="all, delete-orphan", order_by="OpeningMember.id"
    )
    plans: Mapped[list["Plan"]] = relationship(
        back_populates="opening", order_by="Plan.number", cascade="all, delete-orphan"
    )


class OpeningMember(Base):
    """Somebody who runs an opening: its hiring managers."""

    __tablename__ = "opening_member"
    __table_args__ = (Unique("opening_id", "user_id"),)

    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Plan(Versioned, Public, Base):
    """How an opening interviews: competencies, questions, panel. Frozen when published."""

    __tablename__ = "plan"
    __table_args__ = (Unique("opening_id", "number"),)

    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[PlanStatus] = mapped_column(one_of(PlanStatus), default=PlanStatus.DRAFT)
    framework: Mapped[str] = mapped_column(String(60))
    framework_hash: Mapped[str] = mapped_column(String(64))
    guide: Mapped[str] = mapped_column(String(60))
    guide_hash: Mapped[str] = mapped_column(String(64))
    behaviours_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    show_resume: Mapped[bool] = mapped_column(default=False)
    weights_reason: Mapped[str] = mapped_column(String(500), default="")
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    opening: Mapped[Opening] = relationship(back_populates="plans")
    aims: Mapped[list["PlanAim"]] = relationship(
        cascade="all, delete-orphan", order_by="PlanAim.position"
    )
    seats: Mapped[list["PlanSeat"]] = relationship(
        cascade="all, delete-orphan", order_by="PlanSeat.panel, PlanSeat.id"
    )


class PlanAim(Base):
    """What a plan wants of one competency, and which questions are to show it."""

    __tablename__ = "plan_aim"
    __table_args__ = (
        Unique("plan_id", "competency"),
        CheckConstraint("zone_low >= 1 AND zone_low <= zone_high AND zone_high <= 5", name="zone"),
        CheckConstraint("weight > 0", name="weight"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    competency: Mapped[str] = mapped_column(String(40))
    zone_low: Mapped[float] = mapped_column(Float)
    zone_high: Mapped[float] = mapped_column(Float)
    weight: Mapped[float] = mapped_column(Float)
    questions: Mapped[list[str]] = mapped_column(JSON)


class PlanSeat(Base):
    """One interviewer's place on a panel of a plan."""

    __tablename__ = "plan_seat"
    __table_args__ = (Unique("plan_id", "panel", "user_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    panel: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    competencies: Mapped[list[str]] = mapped_column(JSON)
    questions: Mapped[list[str]] = mapped_column(JSON)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Candidate(Versioned, Public, Base):
    """A person who may be hired; known by mail address across openings.

    `phone_key` is the number without signs and country code, to find the same one again.
    """

    __tablename__ = "candidate"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    phone_key: Mapped[str] = mapped_column(String(20), default="", index=True)
    sort_name: Mapped[str] = mapped_column(String(600), index=True)
    created_at: Mapped[datetime]


class Application(Versioned, Public, Base):
    """One candidate in the pipeline of one opening."""

    __tablename__ = "application"
    __table_args__ = (
        Unique("opening_id", "candidate_id"),
        Index("ix_application_stage", "opening_id", "stage"),
        Index("ix_application_pipeline", "opening_id", "stage", "sort_name"),
        Index("ix_application_by_name", "opening_id", "sort_name"),
        Index("ix_application_waiting", "opening_id", "waiting_for", "sort_name"),
        Index("ix_application_since", "opening_id", "since"),
        Index("ix_application_furthest", "furthest"),
        Index("ix_application_everybody", "sort_name", "public_id", "opening_id"),
        Index(
            "ix_application_hired",
            "since",
            "id",
            "opening_id",
            sqlite_where=text(_HIRED),
            postgresql_where=text(_HIRED),
        ),
        Index(
            "ix_application_desk",
            "since",
            "public_id",
            "waiting_for",
            "next_at",
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
        Index(
            "ix_application_ready",
            "since",
            "public_id",
            "waiting_for",
            "opening_id",
            "sort_name",
            "stage",
            sqlite_where=text(_READY),
            postgresql_where=text(_READY),
        ),
    )

    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    sort_name: Mapped[str] = mapped_column(String(600))
    stage: Mapped[Stage] = mapped_column(one_of(Stage), default=Stage.NEW)
    furthest: Mapped[Stage] = mapped_column(one_of(Stage, "furthest"), default=Stage.NEW)
    waiting_for: Mapped[WaitingFor] = mapped_column(
        one_of(WaitingFor), default=WaitingFor.INVITATION
    )
    since: Mapped[datetime]
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    gave_up: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of people who gave up their place on the panel to see its ratings."""

    opening: Mapped[Opening] = relationship()
    candidate: Mapped[Candidate] = relationship()
    moves: Mapped[list["StageMove"]] = relationship(
        cascade="all, delete-orphan", order_by="StageMove.id"
    )


class StageMove(Base):
    """A candidate's step from one stage to another, kept for good."""

    __tablename__ = "stage_move"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    old: Mapped[Stage | None] = mapped_column(one_of(Stage, "old"))
    new: Mapped[Stage] = mapped_column(one_of(Stage, "new"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User | None] = relationship()


class Resume(Public, Base):
    """A file a candidate sent for one opening; the bytes lie elsewhere, under a random name."""

    __tablename__ = "resume"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(40), unique=True)
    uploaded_at: Mapped[datetime]

    application: Mapped[Application] = relationship()


class CandidateImport(Public, Base):
    """A CSV file that was read and waits for a person to confirm it."""

    __tablename__ = "candidate_import"

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("opening.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
