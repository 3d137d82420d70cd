"""An onboarding plan on paper: where it stands, then a page for each phase."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, PageBreak

from assess import language
from assess.language import gettext as _
from assess.language import ngettext
from reports import charts, document, parts, styles
from reports.charts import Chart, Line, Rect, Text
from reports.sheet import Imprint

NARROW = 340.0
WIDE = 720.0
"""Widths of the line of 90 days: on paper and phones, and on wide pages."""

SHARES = (6.2, 1.65, 1.75)
"""Widths of what is done, by whom and when: a phase stays on its page, and no word is cut."""

STRIP_HEIGHT = 46.0
LAST = 90


@dataclass(frozen=True)
class TaskFacts:
    """Something one side does, and when."""

    words: str
    owner: str
    when: str
    done: bool


@dataclass(frozen=True)
class OutcomeFacts:
    """What is different at the end of a phase."""

    words: str
    criterion: str
    progress: str
    evidence: str
    comes_from: str


@dataclass(frozen=True)
class CheckFacts:
    """A check-in: when it is or was, and what to think about beforehand."""

    title: str
    when: str
    prompt: str


@dataclass(frozen=True)
class PhaseFacts:
    """A third of the plan; `tasks` hold its check-ins too, by the day."""

    title: str
    dates: str
    outcomes: tuple[OutcomeFacts, ...]
    tasks: tuple[TaskFacts, ...]
    checks: tuple[CheckFacts, ...]


@dataclass(frozen=True)
class PlanFacts:
    """Everything the document prints; `language` is the one it is written in."""

    language: str
    organisation: str
    audience: str
    person: str
    role: str
    report_id: str
    data_of: str
    day: int
    where: str
    starts_on: str
    manager: str
    buddy: str
    hr: str
    template: str
    before: tuple[TaskFacts, ...]
    milestones: tuple[tuple[str, str], ...]
    phases: tuple[PhaseFacts, ...]
    questions: tuple[str, ...]
    contact: str


def render(facts: PlanFacts) -> bytes:
    """The plan as PDF bytes; equal facts give equal bytes."""
    with language.speaking(facts.language):
        imprint = Imprint(
            title=_("Onboarding plan: %(person)s", person=facts.person),
            organisation=facts.organisation,
            audience=facts.audience,
            report_id=facts.report_id,
            data_of=facts.data_of,
        )
        return document.render(story(facts), imprint)


def story(facts: PlanFacts) -> list[Flowable]:
    """The whole plan, block by block."""
    pages: list[Flowable] = [*_first_page(facts)]
    for phase in facts.phases:
        pages += [PageBreak(), *_phase(phase)]
    return [*pages, *_last_words(facts)]


def strip(day: int, where: str, width: float = NARROW) -> Chart:
    """The 90 days as a line with its three phases and today; also on the page."""
    left, top, length = 6.0, 18.0, width - 12.0
    marks: list[charts.Mark] = []
    names = (_("Learn"), _("Contribute"), _("Lead"))
    for at, name in enumerate(names):
        x = left + at * length / 3
        marks.append(Rect(x, top, length / 3 - 2, 10, "zone", 2))
        marks.append(Text(x + length / 6, top + 24, name, "muted", "middle", 12))
    at_day = left + min(max(day, 0), LAST) / LAST * length
    if day > 0:
        marks.append(Rect(left, top, at_day - left, 10, "range", 2))
    marks.append(Line(at_day, top - 4, at_day, top + 14, "muted"))
    anchor = "start" if at_day < 60 else "end" if at_day > width - 60 else "middle"
    label = _("Day %(day)s", day=day) if day > 0 else _ahead(-day)
    marks.append(Text(at_day, top - 6, label, "text", anchor, 12, strong=True))
    described = _("Days 1 to 30: learn. Days 31 to 60: contribute. Days 61 to 90: lead.")
    return Chart(width, STRIP_HEIGHT, tuple(marks), where, described)


def _ahead(days: int) -> str:
    return ngettext("%(num)s day to go", "%(num)s days to go", days)


def _first_page(facts: PlanFacts) -> Iterator[Flowable]:
    yield parts.line(_("Plan for the first 90 days"), styles.KICKER)
    yield parts.heading(facts.person, 1)
    yield parts.line(facts.role, styles.LEAD)
    yield parts.line(facts.audience, styles.AUDIENCE)
    yield from parts.text(facts.where, styles.TIGHT)
    yield parts.figure(strip(facts.day, facts.where))
    yield parts.key_facts(
        [
            (_("First day"), facts.starts_on),
            (_("Manager"), facts.manager),
            (_("Buddy"), facts.buddy),
            (_("People team"), facts.hr),
            (_("Template"), facts.template),
            (_("Report"), facts.report_id),
        ]
    )
    yield parts.heading(_("How to read it"), 2)
    yield from parts.bullets(
        [
            _("Each phase has 3 to 5 outcomes: what is different at its end, and how one tells."),
            _("On day 7, 30, 60 and 90 both sides write down how it goes, and then talk about it."),
            _("The plan may change. What matters is that both know, and say why."),
        ],
        styles.TIGHT,
    )
    if facts.before:
        yield parts.heading(_("Before the first day"), 2)
        yield _tasks(facts.before)
    yield parts.heading(_("What both write down at each check-in"), 2)
    yield from parts.bullets(facts.questions, styles.TIGHT)
    for check in (check for phase in facts.phases for check in phase.checks):
        yield from parts.text(f"{check.title}: {check.prompt}", styles.SMALL)


def _phase(phase: PhaseFacts) -> Iterator[Flowable]:
    yield parts.heading(phase.title, 2)
    yield parts.line(phase.dates, styles.LEAD)
    for number, one in enumerate(phase.outcomes, 1):
        yield parts.together(_outcome(number, one))
    yield parts.heading(_("What happens"), 3)
    yield _tasks(phase.tasks)


def _outcome(number: int, one: OutcomeFacts) -> list[Flowable]:
    blocks = parts.text(f"{number}. {one.words}", styles.TIGHT)
    blocks += parts.text(_("How one tells: %(how)s", how=one.criterion), styles.SMALL)
    said = " · ".join(filter(None, (one.progress, one.comes_from)))
    blocks += parts.text(said, styles.NOTE) if said else []
    if one.evidence:
        blocks += parts.text(_("What shows it: %(text)s", text=one.evidence), styles.SMALL)
    return blocks


def _tasks(tasks: Sequence[TaskFacts]) -> Flowable:
    rows = [(one.words, one.owner, one.when) for one in tasks]
    return parts.table((_("Task"), _("Who"), _("When")), rows, SHARES, tight=True)


def _last_words(facts: PlanFacts) -> Iterator[Flowable]:
    if facts.milestones:
        yield parts.heading(_("Milestones"), 2)
        yield parts.table((_("Milestone"), _("Reached")), facts.milestones, (2, 1))
    limits = [
        parts.heading(_("Limits"), 2),
        *parts.bullets(
            [
                _("A plan says what is meant to happen. It is no measure of a person."),
                _(
                    "Outcomes that come from interviews or an assessment rest on what was seen "
                    "then, which is little. Better evidence from the work takes their place."
                ),
            ],
            styles.SMALL,
        ),
        *parts.text(facts.contact, styles.SMALL),
    ]
    yield parts.together(limits)
