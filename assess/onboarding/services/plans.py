"""Make plans out of templates, give them other dates and people, end them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.language import speaking
from assess.mail import Sender
from assess.onboarding import content, letters, queries, rules, workdays
from assess.onboarding.content import Content
from assess.onboarding.growing import Proposal
from assess.onboarding.models import (
    OnboardingPlan,
    PlanChange,
    PlanKey,
    PlanMilestone,
    PlanOutcome,
    PlanTask,
)
from assess.onboarding.rules import Change, Ending, KeyKind, Phase, Side, Source
from assess.onboarding.services import keys, templates
from assess.openings.models import Application
from assess.queue import OutboxRow
from assess.text import folded


@dataclass(frozen=True)
class Newcomer:
    """Who begins, in which role, and where: whose days off and which language count."""

    name: str
    email: str
    role: str
    language: str
    time_zone: str
    country: str
    region: str


@dataclass(frozen=True)
class Circle:
    """Who looks after somebody new."""

    manager_id: int
    buddy_id: int | None
    hr_id: int | None


def start(
    session: Session,
    *,
    public_id: str,
    template: str,
    person: Newcomer,
    circle: Circle,
    start_on: date,
    application: Application | None = None,
    proposals: Sequence[Proposal] = (),
    actor: User,
    today: date,
    now: datetime,
) -> OnboardingPlan:
    """Make a plan from the newest version of a template, with what the hire showed.

    `public_id` is minted by the form: sent twice it makes one. Raises `OnboardingRefused`.
    """
    person = replace(person, region=workdays.region_of(person.country, person.region))
    rules.check_start(start_on, today, workdays.why_off(start_on, person.country, person.region))
    version = templates.newest(session, template, now)
    held = content.from_json(version.content)
    plan = OnboardingPlan(
        public_id=public_id,
        template_version_id=version.id,
        application_id=application.id if application else None,
        sort_name=folded(f"{person.name} {person.email}"),
        start_on=start_on,
        planned_on=today,
        created_at=now,
        tasks=_tasks(held, person.language),
        outcomes=_outcomes(held, person.language, proposals),
        milestones=[
            PlanMilestone(key=one.key, position=at, words=one.words.said(person.language))
            for at, one in enumerate(held.milestones)
        ],
        **vars(person),
        **vars(circle),
    )
    schedule(plan)
    fields = {"template": template, "version": version.number, "start_on": start_on.isoformat()}
    note(plan, Change.MADE, fields, actor.name, now)
    session.add(plan)
    session.flush()
    record(session, "onboarding_plan.started", plan, actor=actor.public_id, fields=fields)
    return plan


def move_start(
    session: Session,
    plan: OnboardingPlan,
    start_on: date,
    sender: Sender,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Give a plan another first day: what is done stays, the rest is planned anew.

    Whoever begins is told, if they have the plan already. Raises `OnboardingRefused`.
    """
    if start_on == plan.start_on:
        return
    rules.check_can_move(written=len(plan.check_ins), ended=plan.ended_on is not None)
    rules.check_start(start_on, today, workdays.why_off(start_on, plan.country, plan.region))
    done = sum(task.done_on is not None for task in plan.tasks)
    fields = {
        "from": plan.start_on.isoformat(), "to": start_on.isoformat(),
        "done": done, "planned": len(plan.tasks) - done,
    }  # fmt: skip
    plan.start_on, plan.planned_on = start_on, today
    schedule(plan)
    note(plan, Change.MOVED, fields, actor.name, now)
    session.flush()
    record(session, "onboarding_plan.moved", plan, actor=actor.public_id, fields=fields)
    if queries.has_key(session, plan, KeyKind.LINK, Side.NEW_HIRE):
        with speaking(plan.language):
            letter = letters.moved(
                plan.name, plan.email, sender.organisation, start_on=start_on,
                link=keys.link(session, plan, sender, now),
            )  # fmt: skip
        keys.post(session, plan, letter, f"moved {plan.version}", now)


def change_people(
    session: Session,
    plan: OnboardingPlan,
    *,
    name: str,
    email: str,
    role: str,
    circle: Circle,
    actor: User,
    now: datetime,
) -> None:
    """Correct who begins, and who looks after them. A new address ends every link so far."""
    if email != plan.email:
        session.execute(
            delete(PlanKey).where(PlanKey.plan_id == plan.id, PlanKey.side == Side.NEW_HIRE)
        )
    wanted = {"name": name, "email": email, "role": role, **vars(circle)}
    changed = {field: value for field, value in wanted.items() if getattr(plan, field) != value}
    if not changed:
        return
    for field, value in changed.items():
        setattr(plan, field, value)
    plan.sort_name = folded(f"{name} {email}")
    note(plan, Change.PEOPLE, {"what": sorted(changed)}, actor.name, now)
    session.flush()
    record(session, "onboarding_plan.changed", plan, actor=actor.public_id, fields=changed)


def end(
    session: Session,
    plan: OnboardingPlan,
    ending: Ending,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """End a plan: it is finished, or stopped because somebody left or it is given up."""
    if plan.ended_on is not None:
        return
    plan.ended_on, plan.ending = today, ending
    note(plan, Change.ENDED, {"ending": ending.value}, actor.name, now)
    session.flush()
    fields = {"ending": ending.value}
    record(session, "onboarding_plan.ended", plan, actor=actor.public_id, fields=fields)


def reopen(session: Session, plan: OnboardingPlan, *, actor: User, now: datetime) -> None:
    """Go on with a plan that was ended too early."""
    if plan.ended_on is None:
        return
    plan.ended_on, plan.ending = None, None
    note(plan, Change.REOPENED, {}, actor.name, now)
    session.flush()
    record(session, "onboarding_plan.reopened", plan, actor=actor.public_id)


def remove(session: Session, plan: OnboardingPlan, *, actor: User) -> None:
    """Take a plan out of the product, with everything written in it and every mail about it."""
    record(session, "onboarding_plan.removed", plan, actor=actor.public_id)
    about = OutboxRow.event.startswith(keys.about(plan), autoescape=True)
    session.execute(delete(OutboxRow).where(about))
    session.delete(plan)
    session.flush()


def schedule(plan: OnboardingPlan) -> None:
    """Say anew when what is not done is due."""
    is_working = workdays.is_working(plan.country, plan.region)
    steps = [task.step for task in plan.tasks]
    due = rules.schedule(steps, plan.start_on, plan.planned_on, is_working)
    for task in plan.tasks:
        if task.key in due:
            task.due_on = due[task.key]


def note(
    plan: OnboardingPlan, kind: Change, fields: dict[str, object], by: str, now: datetime
) -> None:
    """Add a line to the history of a plan."""
    plan.history.append(PlanChange(kind=kind, fields=fields, by=by, changed_at=now))


def _tasks(held: Content, language: str) -> list[PlanTask]:
    return [
        PlanTask(
            key=one.key, position=at, owner=one.owner, words=one.words.said(language),
            day=one.day, after=one.after,
        )
        for at, one in enumerate(held.in_order())
    ]  # fmt: skip


def _outcomes(held: Content, language: str, proposals: Sequence[Proposal]) -> list[PlanOutcome]:
    """What the hire showed stands first in its phase; then the template's, as far as they fit."""
    made: list[PlanOutcome] = []
    for phase in Phase:
        grown = [
            PlanOutcome(
                source=one.source, comes_from=one.comes_from, is_strength=one.is_strength,
                words=one.words, criterion=one.criterion, finding=one.finding,
            )
            for one in proposals
            if one.phase is phase
        ]  # fmt: skip
        usual = [
            PlanOutcome(
                source=Source.TEMPLATE,
                words=one.words.said(language),
                criterion=one.criterion.said(language),
            )
            for one in held.outcomes
            if one.phase is phase
        ]
        for outcome in [*grown, *usual][: rules.MOST_OUTCOMES]:
            outcome.phase, outcome.owner, outcome.position = phase, Side.NEW_HIRE, len(made)
            made.append(outcome)
    return made
