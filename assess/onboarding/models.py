"""Tables of onboarding: templates with versions, plans, and everything that stands in one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, one_of
from assess.onboarding.rules import (
    Change,
    Decision,
    Ending,
    KeyKind,
    Phase,
    Progress,
    Side,
    Source,
    Step,
)


class PlanTemplate(Public, Base):
    """What plans for one kind of start are made from; the newest version is used.

    `key` stands in its address: a name for those that ship, a random id for others.
    """

    __tablename__ = "onboarding_template"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    title_de: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]

    versions: Mapped[list["TemplateVersion"]] = relationship(
        back_populates="template", order_by="TemplateVersion.number", passive_deletes="all"
    )


class TemplateVersion(Versioned, Base):
    """One version of a template; it stays as it is once a plan is made from it."""

    __tablename__ = "onboarding_version"
    __table_args__ = (Unique("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(
        ForeignKey("onboarding_template.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]

    template: Mapped[PlanTemplate] = relationship(back_populates="versions")


class OnboardingPlan(Versioned, Public, Base):
    """The first 90 days of one person in a role.

    `planned_on` is the day before which nothing can be due, `last_word_on` the last day on which
    either side said or did something in it. `country` and `region` say whose holidays count.
    """

    __tablename__ = "onboarding_plan"
    __table_args__ = (
        Unique("application_id"),
        Index("ix_onboarding_plan_list", "ended_on", "start_on"),
    )

    template_version_id: Mapped[int] = mapped_column(
        ForeignKey("onboarding_version.id"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(600))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10))
    time_zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(2), default="")
    region: Mapped[str] = mapped_column(String(20), default="")
    start_on: Mapped[date] = mapped_column(Date)
    planned_on: Mapped[date] = mapped_column(Date)
    last_word_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ending: Mapped[Ending | None] = mapped_column(one_of(Ending))
    manager_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    buddy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    hr_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]

    template_version: Mapped[TemplateVersion] = relationship()
    manager: Mapped[User] = relationship(foreign_keys=manager_id)
    buddy: Mapped[User | None] = relationship(foreign_keys=buddy_id)
    hr: Mapped[User | None] = relationship(foreign_keys=hr_id)
    tasks: Mapped[list["PlanTask"]] = relationship(
        order_by="PlanTask.position", passive_deletes="all"
    )
    outcomes: Mapped[list["PlanOutcome"]] = relationship(
        order_by="PlanOutcome.position", passive_deletes="all"
    )
    check_ins: Mapped[list["PlanCheckIn"]] = relationship(
        order_by="PlanCheckIn.day", passive_deletes="all"
    )
    milestones: Mapped[list["PlanMilestone"]] = relationship(
        order_by="PlanMilestone.position", passive_deletes="all"
    )
    history: Mapped[list["PlanChange"]] = relationship(
        order_by="PlanChange.id.desc()", passive_deletes="all"
    )


class PlanTask(Public, Base):
    """Something one side does; `due_on` is empty while it waits for another task."""

    __tablename__ = "onboarding_task"
    __table_args__ = (Unique("plan_id", "key"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plan.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    owner: Mapped[Side] = mapped_column(one_of(Side))
    words: Mapped[str] = mapped_column(Text)
    day: Mapped[int]
    after: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    done_on: Mapped[date | None] = mapped_column(Date)

    @property
    def step(self) -> Step:
        """What its due day depends on."""
        return Step(self.key, self.owner, self.day, self.after, self.done_on)


class PlanOutcome(Versioned, Public, Base):
    """What is different at the end of a phase, how one tells, and where it comes from.

    `comes_from` names the competency or scale behind it; `finding` what was seen there, for the
    hiring team.
    """

    __tablename__ = "onboarding_outcome"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("onboarding_plan.id", ondelete="CASCADE"), index=True
    )
    phase: Mapped[Phase] = mapped_column(one_of(Phase))
    position: Mapped[int]
    owner: Mapped[Side] = mapped_column(one_of(Side))
    words: Mapped[str] = mapped_column(Text)
    criterion: Mapped[str] = mapped_column(Text)
    progress: Mapped[Progress] = mapped_column(one_of(Progress), default=Progress.OPEN)
    evidence: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[Source] = mapped_column(one_of(Source))
    comes_from: Mapped[str] = mapped_column(String(200), default="")
    is_strength: Mapped[bool] = mapped_column(default=False)
    finding: Mapped[str] = mapped_column(Text, default="")


class PlanCheckIn(Base):
    """What one side wrote at a check-in; the manager decides too."""

    __tablename__ = "onboarding_check_in"
    __table_args__ = (Unique("plan_id", "day", "side"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plan.id", ondelete="CASCADE"))
    day: Mapped[int]
    side: Mapped[Side] = mapped_column(one_of(Side))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    decision: Mapped[Decision | None] = mapped_column(one_of(Decision))
    written_at: Mapped[datetime]


class PlanMilestone(Base):
    """A moment that tells how fast somebody comes into the role; empty until it is reached."""

    __tablename__ = "onboarding_milestone"
    __table_args__ = (Unique("plan_id", "key"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plan.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    reached_on: Mapped[date | None] = mapped_column(Date)


class PlanKey(Base):
    """A key that opens a plan without an account; its hash is all that is kept of it."""

    __tablename__ = "onboarding_key"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("onboarding_plan.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[KeyKind] = mapped_column(one_of(KeyKind))
    side: Mapped[Side] = mapped_column(one_of(Side))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    plan: Mapped[OnboardingPlan] = relationship()


class PlanChange(Base):
    """A line in the history of a plan."""

    __tablename__ = "onboarding_change"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("onboarding_plan.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Change] = mapped_column(one_of(Change))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class PlanReminder(Base):
    """A mail that went out about a plan, so that it goes out once."""

    __tablename__ = "onboarding_reminder"
    __table_args__ = (Unique("plan_id", "what"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plan.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime]
