"""Read onboarding plans and their templates; always from what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.onboarding import content, rules, shipped
from assess.onboarding.content import Content, Words
from assess.onboarding.models import (
    OnboardingPlan,
    PlanKey,
    PlanMilestone,
    PlanReminder,
    PlanTask,
    PlanTemplate,
    TemplateVersion,
)
from assess.onboarding.rules import Ending, KeyKind, Side
from assess.text import folded


class Show(StrEnum):
    """Which plans a list holds."""

    RUNNING = "running"
    SILENT = "silent"
    OVERDUE = "overdue"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {
            Show.RUNNING: "Running",
            Show.SILENT: "No word for 14 days",
            Show.OVERDUE: "Tasks overdue",
            Show.ENDED: "Ended",
        }[self]


@dataclass(frozen=True)
class TemplateView:
    """A template as it is used now: `used_by` plans hold its newest version."""

    key: str
    title: Words
    number: int
    content: Content
    used_by: int
    stamp: str


def sees(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody sees a whole plan: HR all, others those they are in.

    A buddy sees their own tasks only; see `helps`.
    """
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return true()
    if actor.may(Permission.RUN_OPENINGS):
        return or_(OnboardingPlan.manager_id == actor.id, OnboardingPlan.hr_id == actor.id)
    return false()


def plans(actor: User, show: Show, name: str, today: date) -> Select[OnboardingPlan]:
    """Plans the actor sees, those that began last first, as a statement to page through."""
    return (
        select(OnboardingPlan)
        .where(*_narrowed(actor, show, name, today))
        .options(
            joinedload(OnboardingPlan.manager),
            joinedload(OnboardingPlan.template_version).joinedload(TemplateVersion.template),
            selectinload(OnboardingPlan.tasks),
            selectinload(OnboardingPlan.outcomes),
            selectinload(OnboardingPlan.check_ins),
        )
        .order_by(OnboardingPlan.start_on.desc(), OnboardingPlan.id.desc())
    )


def count_plans(actor: User, show: Show, name: str, today: date) -> Select[int]:
    """How many rows that page has."""
    narrowed = _narrowed(actor, show, name, today)
    return select(func.count()).select_from(OnboardingPlan).where(*narrowed)


def numbers(session: Session, actor: User, today: date) -> dict[Show, int]:
    """How many plans each list holds."""
    each = [
        func.count(case((and_(*_narrowed(actor, one, "", today)), 1))).label(one) for one in Show
    ]
    row = session.execute(select(*each).select_from(OnboardingPlan).where(sees(actor))).one()
    return dict(zip(Show, row, strict=True))


def get_plan(session: Session, actor: User, public_id: str) -> OnboardingPlan | None:
    """A plan the actor sees, with everything in it."""
    statement = select(OnboardingPlan).where(sees(actor), OnboardingPlan.public_id == public_id)
    return session.scalar(statement.options(*_whole()))


def helped(session: Session, actor: User, public_id: str) -> OnboardingPlan | None:
    """A plan in which the actor is the buddy, with its tasks."""
    statement = select(OnboardingPlan).where(
        OnboardingPlan.buddy_id == actor.id, OnboardingPlan.public_id == public_id
    )
    return session.scalar(statement.options(selectinload(OnboardingPlan.tasks)))


def helping(session: Session, actor: User) -> list[OnboardingPlan]:
    """Running plans in which the actor is the buddy, the newest first."""
    statement = (
        select(OnboardingPlan)
        .where(OnboardingPlan.buddy_id == actor.id, OnboardingPlan.ended_on.is_(None))
        .options(selectinload(OnboardingPlan.tasks))
        .order_by(OnboardingPlan.start_on.desc(), OnboardingPlan.id.desc())
        .limit(50)
    )
    return list(session.scalars(statement))


def plan_of(session: Session, application_id: int) -> OnboardingPlan | None:
    """The plan that grew out of an application."""
    return session.scalar(
        select(OnboardingPlan).where(OnboardingPlan.application_id == application_id)
    )


def plan_by_key(
    session: Session, token_hash: str, kind: KeyKind, today: date
) -> tuple[OnboardingPlan, Side] | None:
    """Whose plan a key opens, and as whom; none once it has long ended."""
    key = session.scalar(
        select(PlanKey)
        .join(PlanKey.plan)
        .where(
            PlanKey.token_hash == token_hash,
            PlanKey.kind == kind,
            or_(
                OnboardingPlan.ended_on.is_(None),
                OnboardingPlan.ended_on >= today - rules.OPENS_UNTIL,
            ),
        )
        .options(contains_eager(PlanKey.plan).options(*_whole()))
    )
    return (key.plan, key.side) if key else None


def has_key(session: Session, plan: OnboardingPlan, kind: KeyKind, side: Side) -> bool:
    """Whether somebody has a key of a kind."""
    held = exists().where(PlanKey.plan_id == plan.id, PlanKey.kind == kind, PlanKey.side == side)
    return bool(session.scalar(select(held)))


def ids_of_open_plans(session: Session) -> list[int]:
    """Ids of plans that run."""
    running = select(OnboardingPlan.id).where(OnboardingPlan.ended_on.is_(None))
    return list(session.scalars(running.order_by(OnboardingPlan.id)))


def open_plans(session: Session, ids: Sequence[int]) -> list[OnboardingPlan]:
    """Plans among some that still run, with everything reminders need."""
    statement = select(OnboardingPlan).where(
        OnboardingPlan.id.in_(ids), OnboardingPlan.ended_on.is_(None)
    )
    needed = (
        joinedload(OnboardingPlan.manager),
        joinedload(OnboardingPlan.buddy),
        joinedload(OnboardingPlan.hr),
        selectinload(OnboardingPlan.tasks),
        selectinload(OnboardingPlan.check_ins),
    )
    return list(session.scalars(statement.options(*needed).order_by(OnboardingPlan.id)))


def reminders_sent(session: Session, plans: Sequence[OnboardingPlan]) -> dict[int, set[str]]:
    """What mails have gone out about some plans, by the id of the plan."""
    found: dict[int, set[str]] = {plan.id: set() for plan in plans}
    sent = select(PlanReminder.plan_id, PlanReminder.what).where(PlanReminder.plan_id.in_(found))
    for plan_id, what in session.execute(sent):
        found[plan_id].add(what)
    return found


def with_link(session: Session, plans: Sequence[OnboardingPlan]) -> set[int]:
    """Ids of those among some plans to which the new hire has been sent a link."""
    ids = [plan.id for plan in plans]
    sent = select(PlanKey.plan_id).where(
        PlanKey.plan_id.in_(ids), PlanKey.kind == KeyKind.LINK, PlanKey.side == Side.NEW_HIRE
    )
    return set(session.scalars(sent.distinct()))


def templates(session: Session) -> list[TemplateView]:
    """Every template with its newest version: those that ship first, then by title."""
    used = (
        select(OnboardingPlan.template_version_id, func.count().label("many"))
        .group_by(OnboardingPlan.template_version_id)
        .subquery()
    )
    newest = (
        select(TemplateVersion.template_id, func.max(TemplateVersion.number).label("number"))
        .group_by(TemplateVersion.template_id)
        .subquery()
    )
    rows = session.execute(
        select(TemplateVersion, func.coalesce(used.c.many, 0))
        .join(TemplateVersion.template)
        .join(
            newest,
            and_(
                newest.c.template_id == TemplateVersion.template_id,
                newest.c.number == TemplateVersion.number,
            ),
        )
        .outerjoin(used, used.c.template_version_id == TemplateVersion.id)
        .options(contains_eager(TemplateVersion.template))
    )
    found = {version.template.key: _view(version, many) for version, many in rows}
    for key, one in shipped.templates().items():
        found.setdefault(key, TemplateView(key, one.title, 1, one.content, 0, "1.1"))
    first = {key: at for at, key in enumerate(shipped.KEYS)}
    return sorted(found.values(), key=lambda one: (first.get(one.key, 99), one.title.en, one.key))


def get_template(session: Session, key: str) -> TemplateView | None:
    """One template with its newest version."""
    return next((one for one in templates(session) if one.key == key), None)


def versions(session: Session, key: str) -> list[TemplateVersion]:
    """Every version of a template that is kept, oldest first."""
    statement = select(TemplateVersion).join(TemplateVersion.template)
    ordered = statement.where(PlanTemplate.key == key).order_by(TemplateVersion.number)
    return list(session.scalars(ordered))


def followed(
    session: Session, key: str, milestone: str, today: date
) -> dict[int, list[tuple[int, bool]]]:
    """How long each person took to a milestone, by the version of the template their plan has.

    Of whoever is not there yet, how long they have been followed: until today, or until they
    left. Everybody's plans count: what comes of it holds no name. Those that have not begun, or
    were stopped before the first day, count nowhere.
    """
    rows = session.execute(
        select(
            TemplateVersion.number,
            OnboardingPlan.start_on,
            PlanMilestone.reached_on,
            OnboardingPlan.ended_on,
            OnboardingPlan.ending,
        )
        .join(OnboardingPlan.template_version)
        .join(TemplateVersion.template)
        .join(PlanMilestone, PlanMilestone.plan_id == OnboardingPlan.id)
        .where(PlanTemplate.key == key, PlanMilestone.key == milestone)
        .where(OnboardingPlan.start_on <= today)
        .order_by(TemplateVersion.number, OnboardingPlan.start_on, OnboardingPlan.id)
    )
    found: dict[int, list[tuple[int, bool]]] = {}
    for number, start_on, reached_on, ended_on, ending in rows:
        left_on = ended_on if ending is Ending.STOPPED else None
        until = reached_on or left_on or today
        if until >= start_on:
            days = rules.day_of(until, start_on)
            found.setdefault(number, []).append((days, reached_on is not None))
    return found


def _whole() -> tuple[_AbstractLoad, ...]:
    return (
        joinedload(OnboardingPlan.manager),
        joinedload(OnboardingPlan.buddy),
        joinedload(OnboardingPlan.hr),
        joinedload(OnboardingPlan.template_version).joinedload(TemplateVersion.template),
        selectinload(OnboardingPlan.tasks),
        selectinload(OnboardingPlan.outcomes),
        selectinload(OnboardingPlan.check_ins),
        selectinload(OnboardingPlan.milestones),
        selectinload(OnboardingPlan.history),
    )


def _narrowed(actor: User, show: Show, name: str, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [sees(actor)]
    conditions += [
        OnboardingPlan.sort_name.contains(word, autoescape=True) for word in folded(name).split()
    ]
    ended = OnboardingPlan.ended_on
    conditions.append(ended.is_not(None) if show is Show.ENDED else ended.is_(None))
    if show is Show.SILENT:
        latest = today - rules.SILENT
        conditions += [OnboardingPlan.start_on <= latest, OnboardingPlan.planned_on <= latest]
        conditions.append(
            func.coalesce(OnboardingPlan.last_word_on, OnboardingPlan.start_on) <= latest
        )
    if show is Show.OVERDUE:
        late = and_(
            PlanTask.plan_id == OnboardingPlan.id,
            PlanTask.due_on < today,
            PlanTask.done_on.is_(None),
        )
        conditions.append(exists().where(late))
    return conditions


def _view(version: TemplateVersion, used_by: int) -> TemplateView:
    template = version.template
    return TemplateView(
        template.key,
        Words(template.title, template.title_de),
        version.number,
        content.from_json(version.content),
        used_by,
        f"{version.number}.{version.version}",
    )
