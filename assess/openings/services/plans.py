"""Write plans and publish them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.instruments import library
from assess.instruments.schema import RoleTemplate
from assess.openings import queries, rules
from assess.openings.models import (
    Opening,
    Plan,
    PlanAim,
    PlanSeat,
)
from assess.openings.rules import (
    Aim,
    OpeningStatus,
    PlanStatus,
    Seat,
)


def change_kit(
    session: Session,
    plan: Plan,
    aims: Sequence[Aim],
    *,
    behaviours_off: list[str],
    show_resume: bool,
    weights_reason: str,
    actor: User,
    now: datetime,
) -> None:
    """Change zones, weights and questions of a draft plan.

    Raises `OpeningRefused` when the plan is frozen or the weights may not change so.
    """
    rules.check_can_edit(plan.status)
    _check_questions(plan, aims, behaviours_off)
    rules.check_targets(queries.locked_aims(plan.opening), aims, weights_reason)
    by_id = {aim.competency: aim for aim in aims}
    for held in plan.aims:
        aim = by_id[held.competency]
        held.zone_low, held.zone_high = aim.zone
        held.weight = aim.weight
        held.questions = list(aim.questions)
    plan.behaviours_off = behaviours_off
    plan.show_resume = show_resume
    plan.weights_reason = weights_reason if rules.are_unequal(aims) else ""
    _share_out_questions(plan)
    plan.changed_at = now
    session.flush()
    weights = {aim.competency: aim.weight for aim in aims}
    fields = {"weights": weights, "behaviours_off": behaviours_off, "show_resume": show_resume}
    record(session, "plan.kit-changed", plan, actor=actor.public_id, fields=fields)


def change_panel(
    session: Session, plan: Plan, seats: Sequence[Seat], *, actor: User, now: datetime
) -> None:
    """Say who interviews, rates and asks what in a draft plan."""
    rules.check_can_edit(plan.status)
    take_seats(plan, seats)
    _share_out_questions(plan)
    plan.changed_at = now
    session.flush()
    people = sorted(seat.person for seat in seats)
    record(session, "plan.panel-changed", plan, actor=actor.public_id, fields={"people": people})


def publish(session: Session, opening: Opening, plan: Plan, *, actor: User, now: datetime) -> None:
    """Freeze a plan; interviews arranged from now on follow it.

    Raises `OpeningRefused` while a competency has fewer than two raters, the ratings could
    not be compared, or targets were changed while the first scorecard came in.
    """
    _hold(session, opening, "first_score_at")
    framework = library.framework(plan.framework)
    behaviours = [b for c in framework.competencies for b in c.behaviours]
    rated = [b for b in behaviours if b.id not in plan.behaviours_off]
    aims = queries.aims(plan)
    rules.check_can_publish(plan.status, aims, queries.seats(plan), len(rated))
    rules.check_targets(queries.locked_aims(opening), aims, plan.weights_reason)
    replaced = queries.published_plan(opening)
    if replaced is not None:
        replaced.status = PlanStatus.REPLACED
    plan.status = PlanStatus.PUBLISHED
    plan.published_at = now
    if opening.status is OpeningStatus.DRAFT:
        opening.status = OpeningStatus.OPEN
    session.flush()
    record(session, "plan.published", plan, actor=actor.public_id, fields={"number": plan.number})


def start_new_version(session: Session, opening: Opening, *, actor: User, now: datetime) -> Plan:
    """Begin the next version of the plan as a copy of the last one, or return the draft.

    Of two who begin at once, the second gets the draft of the first.
    """
    _hold(session, opening, "plans")
    draft = queries.draft_plan(opening)
    if draft is not None:
        return draft
    plan = copied(opening.plans[-1], number=opening.plans[-1].number + 1, now=now)
    opening.plans.append(plan)
    session.flush()
    record(session, "plan.started", plan, actor=actor.public_id, fields={"number": plan.number})
    return plan


def _hold(session: Session, opening: Opening, *read_again: str) -> None:
    """Let nobody else change an opening until this transaction ends, and read parts of it again."""
    session.execute(select(Opening.id).where(Opening.id == opening.id).with_for_update())
    session.refresh(opening, read_again)


def take_seats(plan: Plan, seats: Sequence[Seat]) -> None:
    """Put people on the panels of a plan, keeping the rows of those who stay."""
    held = {(seat.panel, seat.user_id): seat for seat in plan.seats}
    kept = []
    for seat in seats:
        row = held.get((seat.panel, seat.person)) or PlanSeat(panel=seat.panel, user_id=seat.person)
        row.competencies = [a.competency for a in plan.aims if a.competency in seat.competencies]
        row.questions = sorted(seat.questions)
        kept.append(row)
    plan.seats = kept


def _check_questions(plan: Plan, aims: Sequence[Aim], behaviours_off: list[str]) -> None:
    guide = library.guide(plan.guide)
    for aim in aims:
        for question in map(guide.question, aim.questions):
            rules.check_question(question.text, question.behaviours, behaviours_off)


def _share_out_questions(plan: Plan) -> None:
    """Keep the questions people ask in step with those chosen and with what they rate.

    A question whose asker is gone passes to whoever rates its competency and asks least.
    """
    for panel in {seat.panel for seat in plan.seats}:
        members = [seat for seat in plan.seats if seat.panel == panel]
        asks: dict[int, list[str]] = {id(seat): [] for seat in members}
        for aim in plan.aims:
            raters = [seat for seat in members if aim.competency in seat.competencies]
            for question in aim.questions if raters else ():
                asker = next((seat for seat in raters if question in seat.questions), None)
                asker = asker or min(raters, key=lambda seat: len(asks[id(seat)]))
                asks[id(asker)].append(question)
        for seat in members:
            seat.questions = asks[id(seat)]


def first(template: RoleTemplate, people: Sequence[tuple[int, str]], *, now: datetime) -> Plan:
    """The plan a role template proposes, with the first of the people on its panel."""
    framework, guide = library.framework(template.framework), library.guide(template.guide)
    title = {competency.id: competency.title for competency in framework.competencies}
    aims = [
        Aim(wanted.id, title[wanted.id], wanted.zone, rules.EQUAL, wanted.questions)
        for wanted in template.targets
    ]
    plan = Plan(
        number=1,
        framework=framework.ref,
        framework_hash=framework.structure_hash,
        guide=guide.ref,
        guide_hash=guide.structure_hash,
        changed_at=now,
        behaviours_off=[b.id for c in framework.competencies for b in c.behaviours if b.optional],
        aims=_aim_rows(aims),
    )
    take_seats(plan, rules.suggest_seats(aims, people))
    return plan


def copied(source: Plan, *, number: int, now: datetime) -> Plan:
    """A draft that starts as another plan was, without people whose account is closed.

    The questions of those pass to whoever rates the same competency.
    """
    plan = Plan(
        number=number,
        framework=source.framework,
        framework_hash=source.framework_hash,
        guide=source.guide,
        guide_hash=source.guide_hash,
        changed_at=now,
        behaviours_off=list(source.behaviours_off),
        show_resume=source.show_resume,
        weights_reason=source.weights_reason,
        aims=_aim_rows(queries.aims(source)),
        seats=[
            PlanSeat(
                panel=seat.panel,
                user_id=seat.user_id,
                competencies=list(seat.competencies),
                questions=list(seat.questions),
            )
            for seat in source.seats
            if seat.user.active
        ],
    )
    _share_out_questions(plan)
    return plan


def _aim_rows(aims: Sequence[Aim]) -> list[PlanAim]:
    return [
        PlanAim(
            position=position,
            competency=aim.competency,
            zone_low=aim.zone[0],
            zone_high=aim.zone[1],
            weight=aim.weight,
            questions=list(aim.questions),
        )
        for position, aim in enumerate(aims)
    ]
