"""From a plan to the facts of its paper, and its history in words."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from assess.accounts.models import Organisation
from assess.language import gettext as _
from assess.language import speaking, spoken
from assess.onboarding import wording
from assess.onboarding.models import OnboardingPlan, PlanChange, PlanOutcome
from assess.onboarding.rules import Change, Ending, Progress, Side
from assess.onboarding.sheet import CheckLine, Part, Sheet, TaskLine, sheet
from assess.text import counted
from assess.times import in_words, short_day
from reports.onboarding_plan import CheckFacts, OutcomeFacts, PhaseFacts, PlanFacts, TaskFacts


def plan_facts(
    plan: OnboardingPlan, organisation: Organisation, today: date, *, for_new_hire: bool
) -> PlanFacts:
    """The facts of a plan as it stands today, in the language it is written in."""
    with speaking(plan.language):
        found = sheet(plan, Side.NEW_HIRE if for_new_hire else Side.MANAGER, today)
        facts = _facts(plan, found, organisation)
    digest = sha256(f"{plan.public_id}|{facts!r}".encode()).digest()
    code = b32encode(digest[:5]).decode()
    return replace(facts, report_id=f"R-{code[:4]}-{code[4:]}")


def history(one: PlanChange) -> str:
    """A line of the history, for staff."""
    held = one.fields
    if one.kind is Change.MOVED:
        return (
            f"First day moved from {_day(held['from'])} to {_day(held['to'])}. "
            f"{counted(held['done'], 'task')} done before stayed, {held['planned']} planned anew."
        )
    if one.kind is Change.PEOPLE:
        names = {"manager_id": "manager", "buddy_id": "buddy", "hr_id": "people team"}
        what = ", ".join(names.get(name, name) for name in held["what"])
        return f"Changed: {what}."
    if one.kind is Change.ENDED:
        return "Finished." if held["ending"] == Ending.FINISHED else "Stopped."
    return {
        Change.MADE: f"Plan made from version {held.get('version', 1)} of the template.",
        Change.LINK: "Link sent to the new hire.",
        Change.REOPENED: "Opened again.",
    }[one.kind]


def _facts(plan: OnboardingPlan, found: Sheet, organisation: Organisation) -> PlanFacts:
    version = plan.template_version
    titles = version.template
    title = titles.title_de if plan.language != "en" and titles.title_de else titles.title
    return PlanFacts(
        language=plan.language,
        organisation=organisation.name,
        audience=_("For %(person)s and those who look after their start.", person=plan.name),
        person=plan.name,
        role=plan.role,
        report_id="",
        data_of=in_words(found.today, spoken()),
        day=found.day,
        where=" ".join(filter(None, (found.where, found.next))),
        starts_on=in_words(plan.start_on, spoken()),
        manager=plan.manager.name,
        buddy=plan.buddy.name if plan.buddy else _("Nobody yet"),
        hr=plan.hr.name if plan.hr else _("Nobody yet"),
        template=_("%(title)s, version %(number)s", title=title, number=version.number),
        before=tuple(_task(one) for one in found.before),
        milestones=tuple(
            (one.words, short_day(one.reached_on, spoken()) if one.reached_on else _("Not yet"))
            for one in plan.milestones
        ),
        phases=tuple(_phase(one) for one in found.parts),
        questions=tuple(_(text) for text in wording.QUESTIONS[Side.NEW_HIRE].values()),
        contact=_("Questions about this plan: %(contact)s.", contact=organisation.contact),
    )


def _phase(part: Part) -> PhaseFacts:
    first, last = in_words(part.starts_on, spoken()), in_words(part.ends_on, spoken())
    checks = tuple(_check(one) for one in part.checks)
    return PhaseFacts(
        title=_(part.phase.label),
        dates=_(
            "Day %(first)s to %(last)s: %(start)s to %(until)s",
            first=part.phase.first_day,
            last=part.phase.last_day,
            start=first,
            until=last,
        ),
        outcomes=tuple(_outcome(one) for one in part.outcomes),
        tasks=_by_day(part, checks),
        checks=checks,
    )


def _by_day(part: Part, checks: Sequence[CheckFacts]) -> tuple[TaskFacts, ...]:
    """Tasks and check-ins of a phase as they come; what waits for another task stands last."""
    lines = [(one.task.done_on or one.task.due_on or date.max, _task(one)) for one in part.tasks]
    lines += [
        (line.met_on or line.due_on, TaskFacts(check.title, _("Both"), check.when, done=False))
        for line, check in zip(part.checks, checks, strict=True)
    ]
    return tuple(one for _day, one in sorted(lines, key=lambda line: line[0]))


def _outcome(one: PlanOutcome) -> OutcomeFacts:
    return OutcomeFacts(
        one.words,
        one.criterion,
        _(one.progress.label) if one.progress is not Progress.OPEN else "",
        one.evidence,
        wording.comes_from(one.source, one.comes_from, is_strength=one.is_strength),
    )


def _task(line: TaskLine) -> TaskFacts:
    task = line.task
    if task.done_on:
        when = _("Done %(day)s", day=short_day(task.done_on, spoken()))
    elif task.due_on:
        when = short_day(task.due_on, spoken())
    else:
        when = _("After another task")
    return TaskFacts(task.words, _(task.owner.label), when, task.done_on is not None)


def _check(line: CheckLine) -> CheckFacts:
    day = short_day(line.met_on or line.due_on, spoken())
    return CheckFacts(
        _("Check-in of day %(day)s", day=line.day),
        _("Done %(day)s", day=day) if line.met_on else day,
        _(wording.PROMPTS[line.day]),
    )


def _day(text: str) -> str:
    return in_words(date.fromisoformat(text))
