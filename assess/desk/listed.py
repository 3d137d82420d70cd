"""Every list that can be taken along; here those of the desk, of hires and of new hires' plans."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.desk import funnel, waiting
from assess.desk import queries as desk
from assess.desk.lists import LISTINGS, Asked, Listing
from assess.desk.queries import Choice
from assess.desk.rules import FUNNEL, Audience, Queue, Show
from assess.desk.sheets import Column, Holds, Value
from assess.fit import queries as fit
from assess.fit.models import HireOutcome
from assess.fit.rules import MONTHS
from assess.onboarding import queries as onboarding
from assess.onboarding.models import OnboardingPlan
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import Stage
from assess.times import in_zone
from assess.web.fields import one_of


def _candidates(
    _session: Session, actor: User, asked: Asked, _now: datetime
) -> Select[*tuple[Any, ...]]:
    """Candidates of every opening the actor runs, as the report centre lists them."""
    choice = Choice(name=asked.get("name", "")[:200], group=asked.get("group", "")[:200])
    shown = desk.people(actor, Audience.TEAM, choice).order_by(None).subquery()
    return (
        select(
            Candidate.name, Candidate.email, Candidate.phone, Opening.title,
            Application.stage, Application.waiting_for, Application.since, Application.created_at,
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(Application.public_id.in_(select(shown.c.subject)))
        .order_by(Application.sort_name, Application.public_id)
    )  # fmt: skip


def _queue(
    _session: Session, actor: User, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]] | None:
    found = one_of(Queue, asked.get("of"))
    return waiting.rows(found, actor, now, asked.get("name", "")[:200]) if found else None


def _stage(
    session: Session, actor: User, asked: Asked, _now: datetime
) -> Select[*tuple[Any, ...]] | None:
    """The candidates behind one number of the funnel; `of` names opening and stage."""
    public_id, _, named = asked.get("of", "").partition(".")
    opening, at = openings.get_opening(session, actor, public_id), one_of(Stage, named)
    if opening is None or at not in FUNNEL:
        return None
    return funnel.rows(session, opening.id, at, one_of(Show, asked.get("show")) or Show.REACHED)


def _hires(
    _session: Session, actor: User, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]] | None:
    template = asked.get("role", "")
    due_on = in_zone(now, actor.time_zone).date() if asked.get("due") == "yes" else None
    name = asked.get("name", "").strip()
    found = fit.hires(actor, name=name, template=template, due_on=due_on)
    values = [
        select(column)
        .where(HireOutcome.application_id == Application.id, HireOutcome.months == months)
        .correlate(Application)
        .scalar_subquery()
        .label(f"{column.key}_{months}")
        for months in MONTHS
        for column in (HireOutcome.rating, HireOutcome.stayed, HireOutcome.ramped)
    ]
    return found.add_columns(*values)


def _plans(_session: Session, actor: User, asked: Asked, now: datetime) -> Select[*tuple[Any, ...]]:
    show = one_of(onboarding.Show, asked.get("show")) or onboarding.Show.RUNNING
    today = in_zone(now, actor.time_zone).date()
    return onboarding.plans(actor, show, asked.get("name", "")[:200], today)


def _of_candidate(row: Any) -> tuple[Value, ...]:
    return (*row[:4], row.stage.label, row.waiting_for.label, row.since, row.created_at)


def _of_queue(row: Any) -> tuple[Value, ...]:
    at: date | datetime = row.at
    by_hour = isinstance(at, datetime)
    return (row.name, row.about, row.who, at if by_hour else None, None if by_hour else at)


def _of_stage(row: Any) -> tuple[Value, ...]:
    return (row.name, row.stage.label, row.entered, row.left, row.days)


def _of_hire(row: Any) -> tuple[Value, ...]:
    told = [value if not isinstance(value, bool) else _yes(value) for value in row[7:]]
    return (row.name, row.email, row.opening, row.hired_at, *told)


def _of_plan(row: OnboardingPlan) -> tuple[Value, ...]:
    return (
        row.name, row.email, row.role, row.manager.name, row.start_on,
        row.template_version.template.key, row.template_version.number,
        sum(task.done_on is not None for task in row.tasks), len(row.tasks),
        row.ended_on,
    )  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


_NAME = Column("name", Holds.TEXT, "The name of the person.")
_EMAIL = Column("email", Holds.TEXT, "The mail address by which a person is known.")

ALL: dict[str, Listing] = {
    **LISTINGS,
    "candidates": Listing(
        "Candidates",
        (
            _NAME,
            _EMAIL,
            Column("phone", Holds.TEXT, "As it was typed."),
            Column("opening", Holds.TEXT, "What they applied for; one row for each."),
            Column("stage", Holds.TEXT, "Where the candidate is in this opening."),
            Column("waiting_for", Holds.TEXT, "Whose turn it is."),
            Column("since", Holds.MOMENT, "Since when they wait for that."),
            Column("added_at", Holds.MOMENT, "When they came into the opening."),
        ),
        _candidates,
        _of_candidate,
    ),
    "queue": Listing(
        "What waits",
        (
            Column("name", Holds.TEXT, "Who or what waits."),
            Column("about", Holds.TEXT, "The opening, pool, role or outcome it is about."),
            Column("who", Holds.TEXT, "Whose turn it is, where the page says so."),
            Column("at", Holds.MOMENT, "The moment the page shows; empty where it is a day."),
            Column("on", Holds.DAY, "The day the page shows; empty where it is a moment."),
        ),
        _queue,
        _of_queue,
    ),
    "stage": Listing(
        "Candidates behind a number",
        (
            _NAME,
            Column("now_in", Holds.TEXT, "Where the candidate is now."),
            Column("entered", Holds.MOMENT, "When the stage was entered."),
            Column("left", Holds.MOMENT, "When it was left; only in lists of stays."),
            Column("days", Holds.NUMBER, "How long the stay was; only in lists of stays."),
        ),
        _stage,
        _of_stage,
    ),
    "hires": Listing(
        "Outcomes of hires",
        (
            _NAME,
            _EMAIL,
            Column("opening", Holds.TEXT, "What they were hired for."),
            Column("hired_at", Holds.MOMENT, "When they were moved to hired."),
            *(
                column
                for months in MONTHS
                for column in (
                    Column(f"rating_{months}", Holds.NUMBER,
                           f"Rating of the work after {months} months, 1 to 5."),
                    Column(f"still_here_{months}", Holds.TEXT,
                           f"yes or no, after {months} months; empty where not known."),
                    Column(f"full_target_{months}", Holds.TEXT,
                           f"yes or no, within {months} months; empty where not known."),
                )
            ),
        ),
        _hires,
        _of_hire,
    ),
    "plans": Listing(
        "Onboarding plans",
        (
            _NAME,
            _EMAIL,
            Column("role", Holds.TEXT, "The role they begin in."),
            Column("manager", Holds.TEXT, "Who looks after them."),
            Column("first_day", Holds.DAY, "The first day."),
            Column("template", Holds.TEXT, "The template the plan was made from."),
            Column("version", Holds.WHOLE, "Its version."),
            Column("tasks_done", Holds.WHOLE, "Tasks ticked off."),
            Column("tasks", Holds.WHOLE, "Tasks in the plan."),
            Column("ended_on", Holds.DAY, "When the plan ended; empty while it runs."),
        ),
        _plans,
        _of_plan,
        scalars=True,
    ),
}  # fmt: skip
"""The lists that can be taken along; no rating of an interview stands in any of them."""
