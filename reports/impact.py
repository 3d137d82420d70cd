"""The report on selection rates: the answer first, each step, then how it was worked out."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from reports import document, impact_plot, parts, styles
from reports.charts import Chart
from reports.impact_plot import PlotRow
from reports.sheet import Imprint


@dataclass(frozen=True)
class Comparison:
    """One group beside the one with the highest rate; without a ratio it is that group.

    `chance` is the exact chance of such a gap without any difference (mid-p, doubled), `fisher`
    Fisher's; `one_more` and `one_fewer` are the ratio had one person been decided differently.
    """

    group: str
    n: int
    passed: int
    rate: float | None
    rate_between: tuple[float, float] | None
    ratio: float | None
    between: tuple[float, float] | None
    chance: float | None
    fisher: float | None
    too_few: bool
    one_more: float | None
    one_fewer: float | None


@dataclass(frozen=True)
class QuestionFacts:
    """One table of a step; `reason` says why there is none."""

    title: str
    reason: str = ""
    standard: str = ""
    rows: tuple[Comparison, ...] = ()
    sentences: tuple[str, ...] = ()
    rest: str = ""
    limit: float = 0.8


@dataclass(frozen=True)
class StepFacts:
    """One step of hiring: who was decided on, as of a day, and what can be said by group."""

    title: str
    said: str
    as_of: str
    questions: tuple[QuestionFacts, ...]


@dataclass(frozen=True)
class ImpactFacts:
    """Everything page and paper say; no model, no query, no clock."""

    organisation: str
    report_id: str
    data_of: str
    answer: tuple[str, ...]
    scope: tuple[tuple[str, str], ...]
    steps: tuple[StepFacts, ...]
    rule: tuple[str, ...]
    fingerprint: str


QUESTION = "Is there a difference we must look into?"

HEADER = ("Group", "Decided on", "Passed", "Rate", "Ratio", "Chance", "One person more or fewer")

WITHHELD = (
    "People say this of themselves after they have handed in an assessment, if they wish. It is "
    "sealed with a key of its own, and no page, export or paper shows what one person said.",
    "Groups of fewer than five people are not told apart, at each step anew, and a step is counted "
    "anew only once five more people have been decided on.",
    "People who said nothing may differ from those who did. The more of them there are, the less "
    "these numbers say.",
    "Only applications of the last twelve months count: of older ones those who were not hired "
    "are deleted, so that rates would look better than they were.",
)

METHOD = (
    "The rate of a group is the share of its people who passed, among those decided on. Its ratio "
    "is its rate divided by the highest rate among groups of five or more people that are at "
    "least 2 in 100 of all.",
    "The range of a ratio would hold the true one in 19 of 20 such analyses (Katz, 1978; where "
    "fewer than five of a group passed, or did not, Koopman, 1984).",
    "Chance is the probability of a gap this large if the groups did not differ: Fisher’s exact "
    "test with the mid-p correction (Lancaster, 1961), doubled. Where several groups are set "
    "side by side, what is said at the top counts all comparisons of a table (Holm, 1979).",
    "One person more or fewer shows the ratio if one person of the group had passed instead of "
    "one of the other, and the reverse.",
    "A group of fewer than five, or a step that fewer than five passed, is too small to judge.",
    "Over roles, odds are put together by Mantel and Haenszel (1959), so that groups who apply "
    "for different roles are compared within each.",
    "With many tables, about one comparison in twenty shows a gap by chance alone. A gap is a "
    "reason to look for its cause, and no gap is no proof that there is none.",
)


def render(facts: ImpactFacts) -> bytes:
    """The report as PDF bytes; equal facts give equal bytes."""
    imprint = Imprint(
        title="Selection rates by group",
        organisation=facts.organisation,
        audience="For those who watch over fair hiring. Aggregates only.",
        report_id=facts.report_id,
        data_of=facts.data_of,
    )
    return document.render(list(_story(facts)), imprint)


def chart(question: QuestionFacts, *, narrow: bool = False) -> Chart | None:
    """The picture of one table; none without a group to set others beside."""
    rows = [
        PlotRow(one.group, f"{one.passed:,} of {one.n:,}", one.ratio, one.between)
        for one in question.rows
        if one.ratio is not None
    ]
    if not rows:
        return None
    return impact_plot.plot(rows, question.standard, question.limit, narrow=narrow)


def cells(one: Comparison) -> tuple[str, ...]:
    """One row of a table, as page and paper show it."""
    rate = "" if one.rate is None else f"{one.rate:.0%}"
    if one.rate_between and one.n >= 5:
        low, high = one.rate_between
        rate = f"{rate} ({low:.0%} to {high:.0%})"
    if one.too_few:
        ratio = "too few to judge"
    elif one.ratio is None:
        ratio = "highest rate" if one.chance is None and one.n else ""
    else:
        between = f" ({one.between[0]:.2f} to {one.between[1]:.2f})" if one.between else ""
        ratio = f"{one.ratio:.2f}{between}"
    chance = "" if one.chance is None else _chance(one.chance)
    swaps = [f"{value:.2f}" for value in (one.one_more, one.one_fewer) if value is not None]
    return (
        one.group,
        f"{one.n:,}",
        f"{one.passed:,}",
        rate,
        ratio,
        chance,
        "" if one.too_few else " or ".join(swaps),
    )


def _chance(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _story(facts: ImpactFacts) -> Iterator[Flowable]:
    yield parts.line(facts.organisation, styles.KICKER)
    yield parts.heading("Selection rates by group", 1)
    yield parts.line(QUESTION, styles.LEAD)
    yield parts.box([block for said in facts.answer for block in parts.text(said)])
    yield parts.key_facts(facts.scope)
    yield parts.heading("What is counted, and what is not shown", 2)
    yield from parts.bullets(WITHHELD)
    for step in facts.steps:
        yield from _step(step)
    yield parts.heading("How to read this", 2)
    yield from parts.bullets(METHOD)
    yield parts.heading("The limit, and where it comes from", 2)
    for said in facts.rule:
        yield from parts.text(said)
    yield from parts.text(f"Fingerprint of the counts: {facts.fingerprint}", styles.NOTE)


def _step(step: StepFacts) -> Iterator[Flowable]:
    yield parts.heading(step.title, 2)
    yield from parts.text(f"{step.said} As of {step.as_of}.")
    for question in step.questions:
        yield parts.heading(question.title, 3)
        if question.reason:
            yield from parts.text(question.reason)
            continue
        picture = chart(question)
        if picture is not None:
            yield parts.figure(picture)
        yield parts.table(
            HEADER, [cells(one) for one in question.rows], (2.6, 1.1, 1, 1.9, 2, 1.1, 1.6)
        )
        if question.rest:
            yield from parts.text(question.rest, styles.NOTE)
        yield from parts.bullets(question.sentences)
