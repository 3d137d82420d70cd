"""What happens in a running plan: tasks done, outcomes, check-ins, milestones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assess.audit.services import record
from assess.language import gettext as _
from assess.onboarding import rules, workdays
from assess.onboarding.models import OnboardingPlan, PlanCheckIn, PlanOutcome, PlanTask
from assess.onboarding.rules import Decision, OnboardingRefused, Phase, Progress, Side, Source
from assess.onboarding.services import plans


@dataclass(frozen=True)
class Aim:
    """What an outcome says."""

    words: str
    criterion: str


def set_done(
    session: Session, plan: OnboardingPlan, task: PlanTask, *, done: bool, by: str, today: date
) -> None:
    """Tick a task off, or take the tick back; what waits for it gets its day, or loses it.

    `by` is the public id of who did it: a person's, or the plan's for a new hire. The same twice
    is once. Raises `OnboardingRefused` once the plan has ended.
    """
    if (task.done_on is not None) == done:
        return
    _check_runs(plan)
    task.done_on = today if done else None
    _said(plan, today)
    plans.schedule(plan)
    session.flush()
    record(session, "onboarding_task.done" if done else "onboarding_task.undone", task, actor=by)


def change_outcome(
    session: Session,
    plan: OnboardingPlan,
    outcome: PlanOutcome,
    aim: Aim,
    progress: Progress,
    evidence: str,
    *,
    by: str,
    today: date,
) -> None:
    """Say how far an outcome is and what shows it, or word it anew.

    Raises `OnboardingRefused` for one that is reached and shows nothing for it.
    """
    _check_runs(plan)
    if progress is Progress.REACHED and not evidence:
        raise OnboardingRefused(_("Write in a sentence what shows that it is reached."))
    wanted = {**vars(aim), "progress": progress, "evidence": evidence}
    changed = {name: value for name, value in wanted.items() if getattr(outcome, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(outcome, name, value)
    _said(plan, today)
    session.flush()
    record(session, "onboarding_outcome.changed", outcome, actor=by, fields=changed)


def add_outcome(
    session: Session,
    plan: OnboardingPlan,
    phase: Phase,
    aim: Aim,
    *,
    public_id: str,
    by: str,
    today: date,
) -> PlanOutcome:
    """Add an outcome to a phase; the same form sent twice adds one. Raises `OnboardingRefused`."""
    same = next((one for one in plan.outcomes if one.public_id == public_id), None)
    if same is not None:
        return same
    _check_runs(plan)
    held = [one for one in plan.outcomes if one.phase is phase]
    if sum(one.progress is not Progress.SET_ASIDE for one in held) >= rules.MOST_OUTCOMES:
        raise OnboardingRefused(
            f"{phase.label} has {rules.MOST_OUTCOMES} outcomes already. Set one aside first: "
            "whoever has six has none."
        )
    outcome = PlanOutcome(
        public_id=public_id, phase=phase, position=len(plan.outcomes), owner=Side.NEW_HIRE,
        source=Source.ADDED, **vars(aim),
    )  # fmt: skip
    plan.outcomes.append(outcome)
    _said(plan, today)
    session.flush()
    record(session, "onboarding_outcome.added", outcome, actor=by, fields=vars(aim))
    return outcome


def check_in(
    session: Session,
    plan: OnboardingPlan,
    day: int,
    side: Side,
    answers: Mapping[str, str],
    decision: Decision | None,
    *,
    by: str,
    today: date,
    now: datetime,
) -> PlanCheckIn:
    """Keep what one side wrote at a check-in, and what the manager decided.

    It may be written anew until the other side's is in: then both have been read. The same
    twice is once. Raises `OnboardingRefused`.
    """
    given = {name: text for name, text in answers.items() if text}
    mine, theirs = written(plan, day, side), written(plan, day, other(side))
    if mine is not None and (mine.answers, mine.decision) == (given, decision):
        return mine
    is_working = workdays.is_working(plan.country, plan.region)
    due_on = rules.check_dates(plan.start_on, plan.planned_on, is_working)[day]
    rules.check_can_check_in(due_on, today, ended=plan.ended_on is not None)
    if mine is not None and theirs is not None:
        raise OnboardingRefused(_("Both sides have read this check-in, so it stays as it is."))
    if not given:
        raise OnboardingRefused(_("Answer at least one of the questions."))
    if mine is None:
        mine = PlanCheckIn(day=day, side=side)
        plan.check_ins.append(mine)
    mine.answers, mine.decision, mine.written_at = given, decision, now
    _said(plan, today)
    session.flush()
    fields = {**given, "day": day, "decision": decision or ""}
    record(session, "onboarding_plan.checked-in", plan, actor=by, fields=fields)
    return mine


def set_milestones(
    session: Session,
    plan: OnboardingPlan,
    reached: Mapping[str, date | None],
    *,
    by: str,
    today: date,
) -> None:
    """Say when milestones were reached, also after the end. Raises `OnboardingRefused`."""
    for day in filter(None, reached.values()):
        if day > today:
            raise OnboardingRefused("A milestone is reached on a day that has been.")
        if day < plan.start_on:
            raise OnboardingRefused("A milestone is reached on the first day or later.")
    changed = {}
    for one in plan.milestones:
        if one.key in reached and one.reached_on != reached[one.key]:
            one.reached_on = reached[one.key]
            changed[one.key] = one.reached_on.isoformat() if one.reached_on else ""
    if changed:
        _said(plan, today)
        session.flush()
        record(session, "onboarding_plan.milestones", plan, actor=by, fields=changed)


def other(side: Side) -> Side:
    """The other side of a check-in."""
    return Side.NEW_HIRE if side is Side.MANAGER else Side.MANAGER


def written(plan: OnboardingPlan, day: int, side: Side) -> PlanCheckIn | None:
    """What a side wrote at a check-in."""
    return next((one for one in plan.check_ins if (one.day, one.side) == (day, side)), None)


def _check_runs(plan: OnboardingPlan) -> None:
    if plan.ended_on is not None:
        raise OnboardingRefused(_("This plan has ended. Nothing more is written in it."))


def _said(plan: OnboardingPlan, today: date) -> None:
    plan.last_word_on = max(filter(None, (plan.last_word_on, today)))
