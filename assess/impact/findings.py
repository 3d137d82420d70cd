"""From counts to what they amount to: ratios, intervals, exact chance, and words for them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assess.impact.models import ImpactAnalysis
from assess.impact.rules import Applied, Common, Counted, Question, Step, Told, decided_at
from assess.science.estimate_words import how_surely
from assess.science.fairness import rule_packs
from assess.science.fairness.groups import Against, Group, GroupTable, group_table
from assess.science.fairness.impact import Impact
from assess.science.fairness.rule_packs import RulePack
from assess.science.fairness.stages import Stage, over_stages
from assess.science.fairness.tables import Counts
from assess.science.fairness.verdicts import Verdict
from assess.science.fairness.words import explain, shown_ratio
from assess.text import counted as many
from assess.times import in_full, in_words
from reports.impact import Comparison, ImpactFacts, QuestionFacts, StepFacts

PACK = "us-federal"
"""The convention that limits are taken from: four fifths."""

STEPS = {
    Step.INTERVIEW: "Asked to an interview",
    Step.OFFER: "Given an offer",
    Step.HIRE: "Hired",
    Step.WHOLE: "From application to offer",
}

WHO = {
    Step.INTERVIEW: "Of {n} people who applied and were decided on, {passed} came to an interview.",
    Step.OFFER: "Of {n} people who were interviewed and decided on, {passed} were given an offer.",
    Step.HIRE: "Of {n} people who were given an offer and decided on, {passed} were hired.",
    Step.WHOLE: "Of {n} people who applied and were decided on, {passed} were given an offer.",
}

QUESTIONS = {
    Question.GENDER: "By gender",
    Question.MINORITY: "By belonging to a minority",
    Question.BOTH: "By both together",
}

GENDERS = {"woman": "women", "man": "men", "other": "people of another gender"}

MINORITIES = {
    "yes": "people of a minority",
    "no": "people of no minority",
    "other": "people who describe their belonging in another way",
}

BOTH = {
    "yes": "of a minority",
    "no": "of no minority",
    "other": "who describe their belonging in another way",
}

TOO_FEW = (
    "Too few people have said so much of themselves that two groups of five or more could be set "
    "side by side."
)

TOO_FEW_HERE = (
    "Too few people came to this step and said so much of themselves that two groups of five or "
    "more could be set side by side."
)

UNIFORM = (
    "Not shown: everybody with one outcome said the same of themselves, so that the numbers would "
    "tell what single people said."
)

NOBODY_YET = "Nobody of these groups has been decided on at this step yet."

SURE = {
    Verdict.BELOW_SURE_FIRM,
    Verdict.BELOW_SURE_FRAIL,
    Verdict.ABOVE_SURE_FIRM,
    Verdict.ABOVE_SURE_FRAIL,
}
"""Verdicts on a gap that chance hardly explains."""

UNEVEN = 0.05
"""Below this chance (Breslow and Day), roles differ among themselves."""


def pack_on(day: date) -> RulePack:
    """The rule in force on a day."""
    return rule_packs.in_force(rule_packs.read(rule_packs.BUNDLED.read_text("utf-8")), PACK, day)


def with_common(counted: Counted, everybody: Sequence[Applied]) -> Counted:
    """A step with what is common over roles."""
    pack = pack_on(counted.as_of)
    people = decided_at(counted.step, everybody)
    return replace(
        counted,
        told=tuple(replace(one, common=tuple(_common(people, one, pack))) for one in counted.told),
    )


def _common(people: Sequence[tuple[Applied, bool]], told: Told, pack: RulePack) -> Iterator[Common]:
    """Each group beside the one with the highest rate, role by role and put together.

    A company that hires few for the role one group applies for most would seem to turn that
    group away; within roles that does not show (Bickel, Hammel & O'Connell 1975).
    """
    table = table_of(told, pack)
    if table is None or table.highest is None:
        return
    roles: dict[str, dict[str | None, list[int]]] = {}
    for one, passed in people:
        cells = roles.setdefault(one.standing.role, {})
        cell = cells.setdefault(one.group(told.question), [0, 0])
        cell[0] += 1
        cell[1] += passed
    for group in (cell.group for cell in told.cells if cell.group != table.highest and cell.n):
        stages = [
            Stage(role, *cells.get(group, (0, 0)), *cells.get(table.highest, (0, 0)))
            for role, cells in sorted(roles.items())
        ]
        found = over_stages(stages, limit=pack.ratio_limit)
        if found.odds_ratio.estimate is not None and found.informative > 1:
            low, high = found.odds_ratio.interval or (None, None)
            yield Common(
                group, table.highest, found.odds_ratio.estimate, low, high,
                found.homogeneity.p, found.informative, found.reverses,
            )  # fmt: skip


def table_of(told: Told, pack: RulePack) -> GroupTable | None:
    """The comparison of every group that is told; `None` where nothing is."""
    if not told.cells:
        return None
    counts = {one.group: Counts(one.n, one.passed) for one in told.cells}
    return group_table(counts, limit=pack.ratio_limit, smallest_share=pack.smallest_share)


def step_facts(counted: Counted, pack: RulePack) -> StepFacts:
    """One step in words and numbers, for page and paper."""
    who = WHO[counted.step].format(n=f"{counted.decided:,}", passed=f"{counted.passed:,}")
    open_ones = []
    if counted.waiting:
        open_ones.append(f"{many(counted.waiting, 'person', 'people')} still waited")
    if counted.withdrew:
        open_ones.append(f"{many(counted.withdrew, 'person', 'people')} withdrew")
    apart = f" {' and '.join(open_ones)}: they count on neither side." if open_ones else ""
    return StepFacts(
        title=STEPS[counted.step],
        said=f"{who}{apart}",
        as_of=in_words(counted.as_of),
        questions=tuple(question_facts(one, pack) for one in counted.told),
    )


CAUSES = "Look for the cause: the questions, the anchors, who rated, who was asked."

NONE_OF_ALL = (
    "No difference is beyond chance once every comparison of its table counts. Looked at alone, "
    "chance hardly explains this:"
)

AMONG_ALL = "Counting every comparison of this table, chance may explain it."


def answer(steps: Sequence[Counted], pack: RulePack) -> list[str]:
    """The answer first: where a gap is beyond chance, or that none was found and how small
    a gap could have been missed.

    What is beyond chance only where it is looked at alone is named too: to leave it out would be
    to hide behind the number of comparisons.
    """
    found, alone, looked = [], [], []
    for step, told, group, table in _looked_at(steps, pack):
        against = group.highest
        if against is None or against.impact.verdict is Verdict.TOO_FEW:
            continue
        looked.append(against.impact)
        named = name(told.question, group.name), name(told.question, table.highest or "")
        if _is_beyond(against, table.level):
            found.append(f"{_gap(step, against.impact, *named)} Chance hardly explains that.")
        elif against.impact.verdict in SURE:
            alone.append(_gap(step, against.impact, *named))
    if found:
        return [*found, *alone, CAUSES]
    if alone:
        return [NONE_OF_ALL, *alone, CAUSES]
    if not looked:
        return [
            "Nothing can be said yet: too few people have said something of themselves, or too few "
            "have been decided on."
        ]
    return ["No difference beyond chance was found.", _missed(looked)]


def _looked_at(
    steps: Sequence[Counted], pack: RulePack
) -> Iterator[tuple[Step, Told, Group, GroupTable]]:
    for counted in steps:
        for told in counted.told:
            table = table_of(told, pack)
            if table is not None and table.highest is not None:
                yield from ((counted.step, told, group, table) for group in table.groups)


def _is_beyond(against: Against, level: float) -> bool:
    """Whether chance hardly explains a gap, counting every comparison of its table."""
    return against.impact.verdict in SURE and against.holm < 1 - level


def _sentence(named: str, against: Against, level: float) -> str:
    """A group beside the highest; what only the number of comparisons explains is said so."""
    said = f"{named}: {explain(against.impact)}"
    only_alone = against.impact.verdict in SURE and not _is_beyond(against, level)
    return f"{said} {AMONG_ALL}" if only_alone else said


def _gap(step: Step, impact: Impact, group: str, standard: str) -> str:
    ratio = shown_ratio(impact.ratio.estimate or 0.0, impact.limit)
    low, high = impact.ratio.interval or (0.0, 1.0)
    people = impact.focal.n + impact.reference.n
    return (
        f"{STEPS[step]}: {group} passed at {ratio} of the rate of {standard} "
        f"({how_surely(impact.ratio.level)} between {low:.2f} and {high:.2f}, {people:,} people)."
    )


def _missed(looked: Sequence[Impact]) -> str:
    smallest = [one.power.detectable or 0.0 for one in looked]
    if min(smallest) == 0:
        return (
            "The groups are so small that even large differences would often be missed, so this "
            "shows little."
        )
    return (
        f"True ratios above {min(smallest):.2f} would have been missed more than once in five, so "
        "smaller differences may be there."
    )


def name(question: Question, group: str) -> str:
    """A group in words."""
    if question is Question.GENDER:
        return GENDERS.get(group, group)
    if question is Question.MINORITY:
        return MINORITIES.get(group, group)
    gender, minority = group.split(" ", 1)
    return f"{GENDERS.get(gender, gender)} {BOTH.get(minority, minority)}"


def question_facts(told: Told, pack: RulePack) -> QuestionFacts:
    """One table in words and numbers, or why there is none."""
    title = QUESTIONS[told.question]
    table = table_of(told, pack)
    if table is None:
        reason = UNIFORM if told.uniform else TOO_FEW_HERE if told.small else TOO_FEW
        return QuestionFacts(title=title, reason=reason)
    if not table.n:
        return QuestionFacts(title=title, reason=NOBODY_YET)
    named = [(group, name(told.question, group.name)) for group in table.groups]
    standard = name(told.question, table.highest) if table.highest else ""
    return QuestionFacts(
        title=title,
        standard=standard,
        rows=tuple(_comparison(group, named_so) for group, named_so in named),
        sentences=(
            *(
                _sentence(_capital(named_so), group.highest, table.level)
                for group, named_so in named
                if group.highest is not None
            ),
            *(_within_roles(told.question, one) for one in told.common),
        ),
        rest=_rest(told),
        limit=pack.ratio_limit,
    )


def _rest(told: Told) -> str:
    """Who is not in a table."""
    if not told.rest:
        return ""
    said = (
        f"{many(told.rest, 'person', 'people')} said nothing about this, or are in a group too "
        "small to be shown, and are not in the table."
    )
    named = ", ".join(name(told.question, group) for group in told.small)
    return f"{said} Too few at this step to be shown: {named}." if named else said


def _comparison(group: Group, named: str) -> Comparison:
    impact = group.highest.impact if group.highest else None
    return Comparison(
        group=_capital(named),
        n=group.n,
        passed=group.selected,
        rate=group.rate.estimate if group.rate else None,
        rate_between=group.rate.interval if group.rate else None,
        ratio=impact.ratio.estimate if impact else None,
        between=impact.ratio.interval if impact else None,
        chance=impact.tests.midp_doubled if impact else None,
        fisher=impact.tests.fisher if impact else None,
        too_few=impact is not None and impact.verdict is Verdict.TOO_FEW,
        one_more=impact.robustness.one_more if impact else None,
        one_fewer=impact.robustness.one_fewer if impact else None,
    )


def _within_roles(question: Question, one: Common) -> str:
    between = ""
    if one.low is not None and one.high is not None:
        between = f", {how_surely(0.95)} between {one.low:.2f} and {one.high:.2f}"
    said = (
        f"Within {one.roles} roles and taken together, the odds of {name(question, one.group)} are "
        f"{one.odds:.2f} times those of {name(question, one.beside)}{between}."
    )
    if one.reverses:
        said += " That points the other way than the table: groups apply for different roles."
    elif one.homogeneity is not None and one.homogeneity < UNEVEN:
        said += " Roles differ in this, so look at them one by one."
    return said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def facts(
    analysis: ImpactAnalysis, steps: Sequence[Counted], company: str, zone: str
) -> ImpactFacts:
    """Everything page and paper say of an analysis that is made; times in a zone."""
    pack = pack_on(analysis.until)
    made = in_full(analysis.made_at or analysis.asked_at, zone)
    whole = next(one for one in steps if one.step is Step.WHOLE)
    return ImpactFacts(
        organisation=company,
        report_id=f"impact-{analysis.public_id[:8]}",
        data_of=made,
        answer=tuple(answer(steps, pack)),
        scope=(
            ("Applications from", in_words(analysis.since)),
            ("until", in_words(analysis.until)),
            ("Decided on", f"{whole.decided:,}"),
            ("Still waiting", f"{whole.waiting:,}"),
            ("Withdrew", f"{whole.withdrew:,}"),
            ("Asked for by", analysis.asked_by.name if analysis.asked_by else "nobody"),
        ),
        steps=tuple(step_facts(one, pack) for one in steps),
        rule=(
            f"{pack.title}, {pack.jurisdiction}: {pack.source}.",
            pack.note,
            "The limit is shown for orientation. Whether it binds you is a question of the law "
            "where you hire.",
        ),
        fingerprint=analysis.fingerprint,
    )
