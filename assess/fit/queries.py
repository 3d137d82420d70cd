"""Read hires, their outcomes, models and views; always from what the actor may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.database import as_written
from assess.fit import rules
from assess.fit.models import FitModel, FitView, HireOutcome, OutcomeImport
from assess.fit.rules import ModelStatus, Target
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import Stage
from assess.text import folded
from assess.times import in_zone

HIRED_AT = Application.since
"""When somebody was hired: whoever is, waits for nobody else from then on."""


@dataclass(frozen=True)
class Hire:
    """Somebody who was hired: who, for what, since when, and what was found so far."""

    id: int
    public_id: str
    name: str
    email: str
    opening: str
    template: str
    hired_at: datetime
    outcomes: dict[int, HireOutcome]

    def hired_on(self, zone: str) -> date:
        """The day of the hire on somebody's clock."""
        return in_zone(self.hired_at, zone).date()

    def due(self, today: date) -> int:
        """The latest time for which an outcome is due; 0 when none is."""
        gone = [months for months, one in self.outcomes.items() if one.stayed is False]
        return rules.due(self.hired_at.date(), today, self.outcomes, min(gone, default=None))


def hires(
    actor: User, *, name: str = "", template: str = "", due_on: date | None = None
) -> Select[Any]:
    """People hired into openings the actor runs, the longest here first, to page through.

    With `due_on` only those for whom an outcome is due on that day.
    """
    wanted = _wanted(name, template, due_on)
    return _hires(actor).where(*wanted).order_by(HIRED_AT, Application.id)


def number_of_hires(
    actor: User, *, name: str = "", template: str = "", due_on: date | None = None
) -> Select[int]:
    """How many `hires` finds, without a look at who they are."""
    wanted = _wanted(name, template, due_on)
    return select(func.count()).select_from(Application).where(_are_hires(actor), *wanted)


def _wanted(name: str, template: str, due_on: date | None) -> list[ColumnElement[bool]]:
    found = []
    if name:
        found.append(Application.sort_name.contains(folded(name), autoescape=True))
    if template:
        of_role = select(Opening.id).where(Opening.template == template)
        found.append(Application.opening_id.in_(of_role))
    if due_on:
        found.append(_is_due(due_on))
    return found


def with_outcomes(session: Session, rows: list[Any]) -> list[Hire]:
    """The same people with what was found of them, in one more statement."""
    held: dict[int, dict[int, HireOutcome]] = {row.id: {} for row in rows}
    statement = select(HireOutcome).where(HireOutcome.application_id.in_(held))
    for one in session.scalars(statement.order_by(HireOutcome.months)):
        held[one.application_id][one.months] = one
    return [Hire(**row._mapping, outcomes=held[row.id]) for row in rows]


def get_hire(session: Session, actor: User, public_id: str) -> Hire | None:
    """Somebody hired into an opening the actor runs."""
    row = session.execute(_hires(actor).where(Application.public_id == public_id)).first()
    return with_outcomes(session, [row])[0] if row else None


def hires_by_email(session: Session, actor: User, emails: list[str]) -> dict[str, Hire]:
    """Hired people by mail address; of several hires the last one."""
    found: dict[str, Hire] = {}
    for start in range(0, len(emails), 500):
        part = emails[start : start + 500]
        statement = _hires(actor).where(Candidate.email.in_(part)).order_by(HIRED_AT)
        rows = list(session.execute(statement))
        found |= {one.email: one for one in with_outcomes(session, rows)}
    return found


def count_due(session: Session, actor: User, today: date) -> int:
    """For how many hires an outcome is due."""
    return session.scalar(number_of_hires(actor, due_on=today)) or 0


def get_import(session: Session, actor: User, public_id: str) -> OutcomeImport | None:
    """A file of outcomes the actor has read in and that waits for confirmation."""
    return session.scalar(
        select(OutcomeImport).where(
            OutcomeImport.user_id == actor.id, OutcomeImport.public_id == public_id
        )
    )


def outcome_counts(session: Session) -> dict[str, dict[Target, int]]:
    """How many outcomes of each kind there are, by role template; no names, whoever asks."""
    columns = [
        func.count(getattr(HireOutcome, measure.value)).label(measure.value)
        for measure in rules.Measure
    ]
    statement = (
        select(Opening.template, HireOutcome.months, *columns)
        .join(Application, Application.id == HireOutcome.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .group_by(Opening.template, HireOutcome.months)
    )
    found: dict[str, dict[Target, int]] = {}
    for template, months, *counts in session.execute(statement):
        kept = found.setdefault(template, {})
        for measure, number in zip(rules.Measure, counts, strict=True):
            kept[Target(measure, months)] = number
    return found


def roles(session: Session) -> dict[str, int]:
    """Role templates that openings were started with, and how many people were hired for each."""
    hires = (
        select(Application.opening_id, func.count().label("hired"))
        .where(as_written(Application.stage, (Stage.HIRED,)))
        .group_by(Application.opening_id)
        .subquery()
    )
    statement = (
        select(Opening.template, func.coalesce(func.sum(hires.c.hired), 0).label("hired"))
        .outerjoin(hires, hires.c.opening_id == Opening.id)
        .group_by(Opening.template)
        .order_by(Opening.template)
    )
    return {row.template: row.hired for row in session.execute(statement)}


def models(session: Session, template: str = "") -> list[FitModel]:
    """Models of a role, or of all, the newest first."""
    statement = select(FitModel).options(joinedload(FitModel.owner))
    if template:
        statement = statement.where(FitModel.template == template)
    return list(session.scalars(statement.order_by(FitModel.asked_at.desc(), FitModel.id.desc())))


def get_model(session: Session, public_id: str) -> FitModel | None:
    """A model by its id; a card holds no names of candidates."""
    return session.scalar(
        select(FitModel)
        .where(FitModel.public_id == public_id)
        .options(joinedload(FitModel.asked_by), joinedload(FitModel.owner))
    )


def model_under_way(session: Session, template: str, target: Target) -> FitModel | None:
    """A model of this kind that is being learned at the moment."""
    return session.scalar(
        select(FitModel).where(
            FitModel.template == template,
            FitModel.measure == target.measure,
            FitModel.months == target.months,
            FitModel.status.in_(rules.UNDER_WAY),
        )
    )


def models_in_use(session: Session, template: str, today: date) -> list[FitModel]:
    """Models in use for a role whose year is not over."""
    statement = select(FitModel).where(
        FitModel.template == template,
        FitModel.status == ModelStatus.IN_USE,
        or_(FitModel.expires_on.is_(None), FitModel.expires_on >= today),
    )
    return list(session.scalars(statement.order_by(FitModel.measure, FitModel.months)))


def models_that_end(session: Session, today: date) -> list[FitModel]:
    """Models in use whose year is over soon, the first to end first."""
    statement = select(FitModel).where(
        FitModel.status == ModelStatus.IN_USE,
        FitModel.expires_on.between(today, today + rules.ENDS_SOON),
    )
    return list(session.scalars(statement.order_by(FitModel.expires_on, FitModel.id)))


def own_view(session: Session, actor: User, application_id: int) -> FitView | None:
    """What the actor thought before advice was opened to them."""
    return session.scalar(
        select(FitView).where(
            and_(FitView.application_id == application_id, FitView.user_id == actor.id)
        )
    )


def models_read(
    session: Session, application: Application, decided_at: datetime | None, today: date
) -> list[FitModel]:
    """Models whose advice on somebody could be read before it was decided about them.

    Also those that have ended or were withdrawn since: what was read had its part in it.
    """
    opened = select(func.min(FitView.recorded_at)).where(FitView.application_id == application.id)
    first = session.scalar(opened)
    last = decided_at.date() if decided_at else today
    if first is None or first.date() > last or (decided_at and first > decided_at):
        return []
    statement = select(FitModel).where(
        FitModel.template == application.opening.template,
        FitModel.used_since <= last,
        or_(FitModel.expires_on.is_(None), FitModel.expires_on >= first.date()),
        or_(FitModel.withdrawn_at.is_(None), FitModel.withdrawn_at >= first),
    )
    return list(session.scalars(statement.order_by(FitModel.measure, FitModel.months, FitModel.id)))


def _hires(actor: User) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Application.id,
        Application.public_id,
        Candidate.name,
        Candidate.email,
        Opening.title.label("opening"),
        Opening.template,
        HIRED_AT.label("hired_at"),
    )
    return (
        select(*columns)
        .join(Application.candidate)
        .join(Application.opening)
        .where(_are_hires(actor))
    )


def _are_hires(actor: User) -> ColumnElement[bool]:
    """Applications that ended with a hire, of openings the actor runs."""
    is_hired = as_written(Application.stage, (Stage.HIRED,))
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return is_hired
    return and_(is_hired, Application.opening_id.in_(openings.ids_run_by(actor)))


def _is_due(today: date) -> ColumnElement[bool]:
    """The rule of `rules.due`, as the database says it."""
    return or_(*(_is_due_after(months, today) for months in rules.MONTHS))


def _is_due_after(months: int, today: date) -> ColumnElement[bool]:
    last = datetime.combine(today - months * rules.MONTH, time.max, UTC)
    is_noted = HireOutcome.months == months
    is_gone = and_(HireOutcome.months <= months, HireOutcome.stayed.is_(False))
    of_hire = HireOutcome.application_id == Application.id
    return and_(last >= HIRED_AT, ~exists().where(of_hire, or_(is_noted, is_gone)))
