"""A leader's own report: what stands out, a profile with bands, what to do with it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from reportlab.platypus import Flowable

from assess import language
from assess.language import gettext as _
from reports import band_profile, charts, document, leader_wording, parts, styles
from reports.band_profile import BandRow
from reports.leader_facts import GoalFacts, GroupFacts, Said, ScaleFacts, SelfFacts
from reports.sheet import Imprint

Draw: TypeAlias = Callable[
    [Sequence[BandRow], tuple[float, float], Sequence[tuple[float, str]], str, str], charts.Chart
]
"""A way to draw a profile: rows, ends, words of the axis, title, description."""


def render(facts: SelfFacts) -> bytes:
    """The report as PDF bytes; equal facts give equal bytes."""
    with language.speaking(facts.language):
        imprint = Imprint(
            title=_("Your report on “%(title)s”", title=facts.title),
            organisation=facts.organisation,
            audience=_("For %(person)s.", person=facts.person),
            report_id=facts.report_id,
            data_of=facts.data_of,
        )
        return document.render(story(facts), imprint)


def story(facts: SelfFacts) -> list[Flowable]:
    """The whole report, block by block, in the order of reading."""
    if not facts.has_result:
        return [*_title(facts), *_nothing(facts), *_also(facts), *_reflections(facts)]
    return [
        *_title(facts),
        *_how_to_read(facts),
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
    if facts.why_numbered:
        yield from parts.text(facts.why_numbered, styles.NOTE)


def _nothing(facts: SelfFacts) -> Iterator[Flowable]:
    """A report in which no area has a result: what there is, why no more, what to do."""
    yield from parts.text(_(leader_wording.NO_RESULT))
    yield parts.heading(_(leader_wording.WHAT_NEXT), 2)
    yield from parts.bullets([_(one) for one in leader_wording.NEXT], styles.TIGHT)
    yield from parts.text(facts.contact)
    yield parts.heading(_(leader_wording.WHAT_WAS_ANSWERED), 2)
    yield parts.table((_("Area"), _("Answered")), facts.counted, (2, 1))
    if facts.given:
        yield parts.heading(_(leader_wording.GIVEN), 2)
        said = [f"{one.text} ({one.answer})" for one in facts.given]
        yield from parts.bullets(said, styles.SMALL)


def _how_to_read(facts: SelfFacts) -> Iterator[Flowable]:
    yield parts.heading(_("How to read it"), 2)
    yield from parts.bullets(facts.how_to_read, styles.TIGHT)


def _summary(facts: SelfFacts) -> Iterator[Flowable]:
    yield parts.heading(_("What stands out"), 2)
    for sentence in facts.summary:
        yield from parts.text(sentence, styles.TIGHT)
    if facts.left_out:
        yield parts.label(_(leader_wording.LEFT_OUT))
        yield from parts.bullets(facts.left_out, styles.SMALL)
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
    if not group.has_result:
        counts = parts.bullets([f"{one.name}: {one.sure}." for one in group.scales], styles.SMALL)
        yield parts.together([*head, *counts], styles.HEIGHT / 2)
        return
    yield parts.together([*head, parts.figure(chart(facts, group))], 0.75 * styles.HEIGHT)
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
    yield parts.together(blocks, 2 / 3 * styles.HEIGHT)


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
    """The end of the report in one piece: a last page holds more than a few lines."""
    limits = parts.bullets([_(sentence) for sentence in leader_wording.LIMITS], styles.TIGHT)
    terms = parts.bullets(facts.rests_on, styles.SMALL)
    yield parts.together(
        [
            parts.heading(_("Limits"), 2),
            *limits,
            *parts.text(facts.contact),
            parts.heading(_("What the results rest on"), 2),
            *parts.text(facts.how_wide, styles.TIGHT),
            parts.label(_(leader_wording.IN_TERMS)),
            *terms,
        ],
        styles.HEIGHT,
    )
