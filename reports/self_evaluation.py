"""A leader's own report: what stands out, a profile with bands, what to do with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reportlab.platypus import Flowable

from assess import language
from assess.language import gettext as _
from assess.science import norm_words
from assess.science.scale_words import Band
from reports import band_profile, charts, document, leader_wording, parts, styles
from reports.band_profile import BandRow
from reports.sheet import Imprint

Draw: TypeAlias = Callable[
    [Sequence[BandRow], tuple[float, float], Sequence[tuple[float, str]], str, str], charts.Chart
]
"""A way to draw a profile: rows, ends, words of the axis, title, description."""


@dataclass(frozen=True)
class Said:
    """One statement and what the person answered; `to_reduce`: better done less."""

    text: str
    answer: str
    to_reduce: bool = False


@dataclass(frozen=True)
class Also:
    """A question whose answer enters no result; an order has an answer for each place."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class ScaleFacts:
    """One scale: result, how sure, and what to do with it."""

    id: str
    name: str
    definition: str
    band: Band | None
    before: float | None
    shown: str  # "3.9", "62 of 100", "—"
    word: str  # "often"; empty where no word fits
    sure: str  # "likely between 3.6 and 4.2, …"
    basis: str
    text: str  # what the answers describe; empty without a value
    caution: str
    most: tuple[Said, ...]
    room: tuple[Said, ...]  # what could be done more, or, of reversed statements, less
    steps: tuple[str, ...]
    question: str
    change: str  # what two evaluations say; empty at the first one
    standing: tuple[str, ...] = ()  # the percentile in each named norm
    is_side: bool = False  # one of two sides that choices count on; neither is the better one
    last_time: str = ""  # "2.2 (seldom)"; empty where there is nothing to compare with

    @property
    def most_label(self) -> str:
        """What stands over what there is most of."""
        return _(leader_wording.CHOSEN_MOST if self.is_side else leader_wording.MOST)

    @property
    def none_stated(self) -> str:
        """What stands where there is nothing to name."""
        return _(leader_wording.NONE_CHOSEN if self.is_side else leader_wording.NONE_STATED)

    @property
    def room_by_direction(self) -> list[tuple[str, tuple[Said, ...]]]:
        """What could be done more, and what less, each under its label."""
        if self.is_side:
            return [(_(leader_wording.CHOSEN_LEAST), self.room)]
        more = tuple(said for said in self.room if not said.to_reduce)
        less = tuple(said for said in self.room if said.to_reduce)
        found = [(_(leader_wording.MORE), more)] if more or not less else []
        return [*found, (_(leader_wording.LESS), less)] if less else found

    @property
    def result(self) -> str:
        """The result in digits and, where one fits, a word."""
        return f"{self.shown} ({self.word})" if self.word else self.shown


@dataclass(frozen=True)
class GroupFacts:
    """Scales on one axis."""

    title: str
    note: str
    ends: tuple[float, float]
    names: tuple[tuple[float, str], ...]
    scales: tuple[ScaleFacts, ...]
    meaning: str  # what a result of this kind says, and what not

    @property
    def has_last_time(self) -> bool:
        """Whether any of its scales had a result at the evaluation before."""
        return any(one.last_time for one in self.scales)


@dataclass(frozen=True)
class GoalFacts:
    """One goal of the plan."""

    title: str
    behaviour: str
    first_step: str
    helper: str
    evidence: str
    checks: str  # "22 December 2026, 21 January 2027, 20 February 2027"
    progress: str

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The questions of the plan with their answers."""
        answers = (self.behaviour, self.first_step, self.helper, self.evidence, self.checks)
        questions = (_(one) for one in (*leader_wording.PLAN, leader_wording.CHECK_DATES))
        return [*zip(questions, answers, strict=True)]


@dataclass(frozen=True)
class SelfFacts:
    """Everything the document needs; no model, no query, no clock.

    What is said here comes in `language`; properties speak the language spoken now.
    """

    language: str = field(repr=False)  # a report in English has the number it always had
    organisation: str
    person: str
    title: str
    instrument: str  # "Putting strategy into practice 1.0"
    report_id: str
    data_of: str
    valid_until: str
    summary: tuple[str, ...]  # at most five sentences, strengths first
    finding: str  # the sentence the first chart proves
    groups: tuple[GroupFacts, ...]
    not_comparable: str  # one line; empty when all are
    also: tuple[Also, ...]  # orders and numbers, which enter no result
    reflections: tuple[Said, ...]
    strengths: tuple[str, ...]
    growth: tuple[str, ...]
    growth_area: str  # the area these belong to; empty where there are none
    check_dates: tuple[str, str, str]
    goals: tuple[GoalFacts, ...]
    since: str  # the day of the evaluation before; empty at the first one
    changes: tuple[str, ...]
    quality: tuple[str, ...]
    is_looked_at: bool  # whether the way of answering was looked at yet
    rests_on: tuple[str, ...]
    contact: str

    @property
    def how_to_read(self) -> tuple[str, ...]:
        """What to know before reading on."""
        last = (self.not_comparable,) if self.not_comparable else ()
        has_norm = any(one.standing for group in self.groups for one in group.scales)
        norm = (_(norm_words.MEANING),) if has_norm else ()
        meanings = tuple(group.meaning for group in self.groups)
        in_short = (_(one) for one in leader_wording.HOW_IN_SHORT)
        return (*meanings, *in_short, *last, *norm)

    @property
    def use_strengths(self) -> tuple[str, ...]:
        """What to choose two strengths from."""
        has_some = any(one.most for group in self.groups for one in group.scales)
        instead = leader_wording.NO_STRENGTH if has_some else leader_wording.NOTHING_OFTEN
        return self.strengths or (_(instead),)

    @property
    def use_growth(self) -> tuple[str, ...]:
        """What to choose one thing to do differently from."""
        return self.growth or (_(leader_wording.NO_GROWTH),)

    @property
    def growth_lead(self) -> str:
        """What stands over it; empty where no area is named."""
        return leader_wording.to_choose(self.growth_area) if self.growth_area else ""


def render(facts: SelfFacts) -> bytes:
    """The report as PDF bytes; equal facts give equal bytes."""
    with language.speaking(facts.language):
        imprint = Imprint(
            title=_("Your report: %(title)s", title=facts.title),
            organisation=facts.organisation,
            audience=_("For %(person)s.", person=facts.person),
            report_id=facts.report_id,
            data_of=facts.data_of,
        )
        return document.render(story(facts), imprint)


def story(facts: SelfFacts) -> list[Flowable]:
    """The whole report, block by block, in the order of reading."""
    return [
        *_title(facts),
        *_summary(facts),
        *_changes(facts),
        *(block for group in facts.groups for block in _profile(facts, group)),
        *(block for group in facts.groups for one in group.scales for block in _scale(one)),
        *_also(facts),
        *_reflections(facts),
        *_choose(facts),
        *_plan(facts),
        *_conversation(),
        *_limits(facts),
    ]


def chart(
    facts: SelfFacts, group: GroupFacts, draw: Draw = band_profile.band_profile
) -> charts.Chart:
    """The profile of one group, on paper and on the page; for a phone drawn another way."""
    rows = [BandRow(one.name, one.band, one.shown, one.word, one.before) for one in group.scales]
    is_first = group is facts.groups[0]
    described = " ".join(_described(one) for one in group.scales)
    title = facts.finding if is_first else group.title
    return draw(rows, group.ends, group.names, title, described)


def _described(one: ScaleFacts) -> str:
    last = _("Last time: %(result)s.", result=one.last_time) if one.last_time else ""
    return f"{one.name}: {one.shown}, {one.sure}. {last}".rstrip()


def _title(facts: SelfFacts) -> Iterator[Flowable]:
    yield parts.line(_("Your own report"), styles.KICKER)
    yield parts.heading(facts.person, 1)
    yield parts.line(facts.title, styles.LEAD)
    yield parts.line(_(leader_wording.AUDIENCE), styles.AUDIENCE)
    yield parts.key_facts(
        [
            (_("Questions"), facts.instrument),
            (_("Report"), facts.report_id),
            (_("Use until"), facts.valid_until),
        ]
    )
    yield parts.heading(_("How to read it"), 2)
    yield from parts.bullets(facts.how_to_read, styles.TIGHT)


def _summary(facts: SelfFacts) -> Iterator[Flowable]:
    yield parts.heading(_("What stands out"), 2)
    for sentence in facts.summary:
        yield from parts.text(sentence, styles.TIGHT)
    if facts.quality:
        note = [*parts.text(_(leader_wording.FLAGS), styles.SMALL)]
        yield parts.box([*note, *parts.bullets(facts.quality, styles.SMALL)])
    if not facts.is_looked_at:
        yield from parts.text(_(leader_wording.NOT_LOOKED_AT), styles.NOTE)


def _changes(facts: SelfFacts) -> Iterator[Flowable]:
    if facts.changes:
        yield parts.heading(leader_wording.since(facts.since), 2)
        yield from parts.text(_(leader_wording.BY_CHANCE), styles.TIGHT)
        yield from parts.bullets(facts.changes, styles.TIGHT)


def _profile(facts: SelfFacts, group: GroupFacts) -> Iterator[Flowable]:
    head: list[Flowable] = [parts.heading(group.title, 2)]
    if group is facts.groups[0]:
        head += parts.text(facts.finding, styles.TIGHT)
    if group.note:
        head += parts.text(group.note, styles.TIGHT)
    yield parts.together([*head, parts.figure(chart(facts, group))], styles.HEIGHT / 2)
    if group.has_last_time:
        rows = [(one.name, one.last_time or "—", one.result) for one in group.scales]
        table = parts.table((_("Area"), _("Last time"), _("Result")), rows, (2, 1, 1))
        yield parts.together([table], styles.HEIGHT / 2)


def _scale(one: ScaleFacts) -> Iterator[Flowable]:
    """One area on one page, where it fits: nobody should have to turn back to its result."""
    blocks: list[Flowable] = [parts.heading(one.name, 2)]
    blocks += parts.text(one.definition, styles.DEFINITION)
    blocks += parts.text(f"{one.result}, {one.sure}.", styles.TIGHT)
    for sentence in one.standing:
        blocks += parts.text(sentence, styles.TIGHT)
    if one.text:
        blocks += parts.text(one.text)
    if one.change:
        blocks += parts.text(one.change, styles.TIGHT)
    if one.caution:
        blocks += parts.text(one.caution, styles.NOTE)
    if one.most or one.room:
        blocks.append(
            parts.beside(
                [parts.label(one.most_label), *_said(one, one.most)],
                [*_room(one)],
            )
        )
    blocks += [parts.label(_(leader_wording.STEPS)), *parts.bullets(one.steps, styles.SMALL)]
    blocks += [parts.label(_("To think about")), *parts.text(one.question, styles.TIGHT)]
    yield parts.together(blocks, 0.6 * styles.HEIGHT)


def _room(one: ScaleFacts) -> Iterator[Flowable]:
    for label, statements in one.room_by_direction:
        yield parts.label(label)
        yield from _said(one, statements)


def _said(one: ScaleFacts, statements: tuple[Said, ...]) -> list[Flowable]:
    if not statements:
        return [parts.line(one.none_stated, styles.SMALL)]
    return parts.bullets([f"{said.text} ({said.answer})" for said in statements], styles.SMALL)


def _also(facts: SelfFacts) -> Iterator[Flowable]:
    if facts.also:
        yield parts.heading(_(leader_wording.ALSO), 2)
    for one in facts.also:
        is_order = len(one.answers) > 1
        said = parts.numbered(one.answers) if is_order else parts.text(", ".join(one.answers))
        yield parts.together([*parts.text(one.text, styles.LABEL), *said])


def _reflections(facts: SelfFacts) -> Iterator[Flowable]:
    if facts.reflections:
        yield parts.heading(_("Your own words"), 2)
    for one in facts.reflections:
        yield parts.together([parts.label(one.text), *parts.text(one.answer)])


def _choose(facts: SelfFacts) -> Iterator[Flowable]:
    strengths = parts.bullets(facts.use_strengths, styles.SMALL)
    growth = parts.bullets(facts.use_growth, styles.SMALL)
    if facts.growth_lead:
        growth = [*parts.text(facts.growth_lead, styles.SMALL), *growth]
    yield parts.together(
        [
            parts.heading(_("Choose three things"), 2),
            *parts.text(_(leader_wording.WORKSHEET)),
            parts.beside(
                [parts.label(_("Two strengths to use")), *strengths],
                [parts.label(_("One thing to do differently")), *growth],
            ),
        ],
        styles.HEIGHT / 2,
    )


def _plan(facts: SelfFacts) -> Iterator[Flowable]:
    yield parts.heading(_("Your plan for 90 days"), 2)
    for goal in facts.goals:
        yield parts.together([*_goal(goal)], styles.HEIGHT / 2)
    if not facts.goals:
        rows = [(_(question), leader_wording.TO_FILL_IN) for question in leader_wording.PLAN]
        rows.append((_(leader_wording.CHECK_DATES), ", ".join(facts.check_dates)))
        yield parts.together([parts.table((_("Question"), _("Your answer")), rows, (1, 1.4))])


def _goal(goal: GoalFacts) -> Iterator[Flowable]:
    """Questions and answers as text: no table cell would hold what somebody may write."""
    yield parts.heading(f"{goal.title}: {goal.progress}", 3)
    for question, answer in goal.answered:
        yield parts.label(question)
        yield from parts.text(answer, styles.TIGHT)


def _conversation() -> Iterator[Flowable]:
    questions = parts.numbered([_(question) for question in leader_wording.CONVERSATION])
    yield parts.together(
        [parts.heading(_("To talk about with your manager"), 2), *questions], styles.HEIGHT / 2
    )


def _limits(facts: SelfFacts) -> Iterator[Flowable]:
    limits = parts.bullets([_(sentence) for sentence in leader_wording.LIMITS], styles.TIGHT)
    yield parts.together([parts.heading(_("Limits"), 2), *limits], styles.HEIGHT / 2)
    yield from parts.text(facts.contact)
    if facts.rests_on:
        basis = parts.bullets(facts.rests_on, styles.SMALL)
        head = parts.heading(_("What the results rest on"), 2)
        yield parts.together([head, *basis], styles.HEIGHT / 2)
