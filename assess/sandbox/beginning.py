"""Load the onboarding plans of the demo company, through the real services."""

from datetime import date, timedelta

from sqlalchemy import select

from assess.accounts.models import User
from assess.database import new_public_id
from assess.onboarding import content, growing, rules, workdays
from assess.onboarding.models import OnboardingPlan
from assess.onboarding.rules import Ending, Progress, Side, Source
from assess.onboarding.services import keys, plans, progress, templates
from assess.onboarding.services.plans import Circle
from assess.onboarding.services.plans import Newcomer as Person
from assess.onboarding.services.progress import Aim
from assess.openings.models import Application, Candidate
from assess.sandbox.company import Newcomer
from assess.sandbox.loading import Loading
from assess.text import folded

PLANNED_BEFORE = 12
"""How many days before the first day a plan was made."""

SOONER = "pipeline-review"
"""The task the second version of the template puts earlier, and to which day."""

SOONER_ON = 15


def load_newcomer(loading: Loading, newcomer: Newcomer) -> None:
    """A plan as far as it has come."""
    actor = loading.people[newcomer.manager]
    start_on = _first_day(loading, newcomer)
    made = start_on - timedelta(days=PLANNED_BEFORE)
    now = loading.at((made - loading.today.date()).days)
    _change_template(loading, newcomer, actor)
    application = _application(loading, newcomer)
    found = []
    if application is not None:
        found = growing.proposals(
            loading.session, actor, application,
            language=newcomer.language, zone=loading.company.time_zone,
        )  # fmt: skip
    plan = plans.start(
        loading.session, public_id=new_public_id(), template=newcomer.template,
        person=_person(newcomer), circle=_circle(loading, newcomer), start_on=start_on,
        application=application, proposals=found, actor=actor, today=made, now=now,
    )  # fmt: skip
    _go_on(loading, newcomer, plan, actor)


def _go_on(loading: Loading, newcomer: Newcomer, plan: OnboardingPlan, actor: User) -> None:
    """What happened in a plan since."""
    session, by = loading.session, actor.public_id
    if newcomer.invited:
        at = loading.at(-newcomer.invited)
        keys.send_link(session, plan, loading.sender, actor=actor, now=at)
    is_over = newcomer.started > rules.LATEST
    _tick(loading, newcomer, plan, by, every=is_over)
    if newcomer.check_in:
        _talk(loading, newcomer, plan, by)
    if newcomer.underway:
        one = next(one for one in plan.outcomes if one.source is Source.TEMPLATE)
        progress.change_outcome(
            session, plan, one, Aim(one.words, one.criterion), Progress.UNDER_WAY,
            newcomer.underway.words, by=by, today=loading.today.date() - timedelta(days=2),
        )  # fmt: skip
    reached = {
        key: rules.date_of(day, plan.start_on) for key, day in newcomer.reached.items()
    }  # fmt: skip
    if reached:
        progress.set_milestones(session, plan, reached, by=by, today=max(reached.values()))
    if is_over:
        ending = Ending.STOPPED if newcomer.stopped else Ending.FINISHED
        day = rules.date_of(newcomer.stopped or rules.LAST_DAY + 1, plan.start_on)
        at = loading.at((day - loading.today.date()).days)
        plans.end(session, plan, ending, actor=actor, today=day, now=at)


def _tick(
    loading: Loading, newcomer: Newcomer, plan: OnboardingPlan, by: str, *, every: bool
) -> None:
    """Tick tasks off on the days they were due, in the order of the plan."""
    latest = loading.today.date() - timedelta(days=newcomer.silent)
    many = len(plan.tasks) if every else newcomer.done
    for task in plan.tasks[:many]:
        due_on = task.due_on or plan.start_on
        if newcomer.stopped and rules.day_of(due_on, plan.start_on) > newcomer.stopped:
            continue
        day = min(due_on, latest)
        progress.set_done(loading.session, plan, task, done=True, by=by, today=day)


def _talk(loading: Loading, newcomer: Newcomer, plan: OnboardingPlan, by: str) -> None:
    """Both halves of a check-in, on its day."""
    talk = newcomer.check_in
    assert talk is not None
    day = rules.date_of(talk.day, plan.start_on) + timedelta(days=1)
    now = loading.at((day - loading.today.date()).days, 15)
    halves = (
        (Side.NEW_HIRE, talk.new_hire, None, plan.public_id),
        (Side.MANAGER, talk.manager, talk.decision, by),
    )
    for side, answers, decision, who in halves:
        said = {name: text.strip() for name, text in answers.items()}
        progress.check_in(
            loading.session, plan, talk.day, side, said, decision, by=who, today=day, now=now
        )


def _change_template(loading: Loading, newcomer: Newcomer, actor: User) -> None:
    """Bring the template to the version this plan has, where it is not there yet."""
    now = loading.at(-newcomer.started - 2 * PLANNED_BEFORE)
    version = templates.newest(loading.session, newcomer.template, now)
    if version.number < newcomer.version:
        held = content.from_json(version.content)
        task = held.task(SOONER)
        assert task is not None
        sooner = content.Task(task.key, task.owner, SOONER_ON, task.words, task.after)
        changed = content.with_task(held, sooner)
        templates.change(loading.session, newcomer.template, changed, actor=actor, now=now)


def _application(loading: Loading, newcomer: Newcomer) -> Application | None:
    if not newcomer.of:
        return None
    named = select(Application).join(Candidate).where(Candidate.name == newcomer.of)
    return loading.session.scalars(named).one()


def _first_day(loading: Loading, newcomer: Newcomer) -> date:
    day = loading.today.date() - timedelta(days=newcomer.started)
    is_working = workdays.is_working(newcomer.country, newcomer.region)
    return rules.working_day(day, is_working, back=newcomer.started > 0)


def _person(newcomer: Newcomer) -> Person:
    address = ".".join(folded(newcomer.name).split()).replace("å", "a")
    plain = "".join(one for one in address if one.isascii()).strip(".") or "hyejin.park"
    return Person(
        newcomer.name, f"{plain}@larkfield.example", newcomer.role, newcomer.language,
        newcomer.time_zone, newcomer.country, newcomer.region,
    )  # fmt: skip


def _circle(loading: Loading, newcomer: Newcomer) -> Circle:
    people = loading.people
    return Circle(
        people[newcomer.manager].id,
        people[newcomer.buddy].id if newcomer.buddy else None,
        people[newcomer.hr].id if newcomer.hr else None,
    )
