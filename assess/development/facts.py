"""From an evaluation to the facts of its report: plain values, ready for page and paper."""

from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from assess import language
from assess.accounts.models import Organisation, User
from assess.assessments import progress, results, samples, wording
from assess.assessments.models import Attempt, Finding
from assess.development import changes, highlights, statements
from assess.development.changes import Change
from assess.development.models import Goal
from assess.development.rules import check_dates, spoken
from assess.instruments import library
from assess.instruments.assessment import Assessment, Method, Scale
from assess.instruments.items.base import Answer
from assess.instruments.items.levels import Frequency
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.norms import words as norm_words
from assess.science.reliability import basis_words
from assess.science.responses import flags as response_flags
from assess.science.scores import scoring
from assess.science.scores import words as scale_words
from assess.science.scores.scoring import ScaleScore
from assess.times import in_full, in_zone
from reports import leader_wording
from reports import wording as report_wording
from reports.leader_facts import GoalFacts, GroupFacts, ScaleFacts, SelfFacts

VALID_FOR = timedelta(days=183)
"""Half a year: people change, and so does what they see in themselves."""


GROUPS: dict[Method, tuple[str, str, tuple[tuple[float, str], ...]]] = {
    Method.MEAN: (
        N_("How often you see yourself do it"),
        "",
        tuple((float(n), Frequency.words[n - 1]) for n in (1, 3, 5)),
    ),
    Method.POINTS: (
        N_("What you would do in situations"),
        leader_wording.BY_POINTS,
        ((1.0, N_("little of it")), (3.0, N_("some")), (5.0, N_("much of it"))),
    ),
    Method.CREDIT: (
        N_("How you judge situations"),
        leader_wording.BY_CREDIT,
        ((0.0, "0"), (0.5, "50"), (1.0, "100")),
    ),
    Method.IPSATIVE: (
        N_("Where your attention goes"),
        leader_wording.BY_COMPARING,
        ((-1.0, N_("less")), (0.0, N_("as much")), (1.0, N_("more"))),
    ),
}
"""Title and note of the scales of each method, and what the points of their axis are called."""


def self_facts(
    attempt: Attempt,
    answers: Mapping[str, Answer],
    before: Attempt | None,
    goals: Sequence[Goal],
    user: User,
    organisation: Organisation,
    quality: Sequence[str] | None = (),
    told_in: str = "",
) -> SelfFacts:
    """The facts of a leader's own report; the same answers give the same facts.

    They speak the language of the evaluation, unless they are told in another. `before` is the
    one to compare with; `quality` says what the way of answering tells, `None` while nobody has
    looked. Days are those of the leader's own clock.
    """
    known = (attempt, answers, before, goals, user, organisation, quality)
    with language.speaking(attempt.language):
        own = _self_facts(*known)
    first_id, report_id = _numbers(attempt, own)
    if told_in and told_in != attempt.language:
        with language.speaking(told_in):
            own = _self_facts(*known)
    return replace(own, first_id=first_id, report_id=report_id)


def noticed(attempt: Attempt, finding: Finding | None, told_in: str = "") -> list[str] | None:
    """What the way of answering tells, in the language of the evaluation or the one it is told in.

    `None` while nobody has looked.
    """
    if finding is None:
        return None
    with language.speaking(told_in or attempt.language):
        return response_flags.retold(finding.flags, finding.indices)


def _self_facts(
    attempt: Attempt,
    answers: Mapping[str, Answer],
    before: Attempt | None,
    goals: Sequence[Goal],
    user: User,
    organisation: Organisation,
    quality: Sequence[str] | None,
) -> SelfFacts:
    page = wording.page(attempt, language.spoken())
    assessment = page.reported()
    found = results.scores_of(attempt)
    earlier = _comparable(attempt, before)
    changed = changes.by_scale(assessment, found, earlier, _reworded(page, before))
    taken = _taken(attempt, user.time_zone)
    scales = _scales(page, found, answers, earlier, changed, taken.date())
    order = highlights.ranked(assessment, found)
    strengths, growth = highlights.choices(order, scales)
    return SelfFacts(
        organisation=organisation.name,
        person=user.name,
        language=language.spoken(),
        title=f"{page.marked('title')}",
        instrument=f"{page.marked('title')} {assessment.version}",
        report_id="",
        first_id="",
        data_of=in_full(taken, user.time_zone, language.spoken()),
        valid_until=spoken((taken + VALID_FOR).date()),
        summary=highlights.summary(order, scales, highlights.sides(assessment, found)),
        left_out=highlights.left_out(assessment, found) if order else (),
        finding=highlights.finding(order),
        groups=_groups(assessment, scales),
        not_comparable=_not_comparable(_scored(assessment, found)),
        answered=_answered(attempt, answers),
        given=() if any(one.band for one in scales.values()) else statements.given(page, answers),
        also=statements.also(page, answers),
        reflections=statements.reflections(page, answers),
        strengths=tuple(strengths),
        growth=tuple(growth),
        growth_area=highlights.growth_area(order),
        check_dates=_check_days(taken),
        goals=tuple(_goal(goal, assessment) for goal in goals),
        since=spoken(_taken(before, user.time_zone).date()) if before and earlier else "",
        changes=(*_other_language(attempt, before, earlier), *changes.said_of(changed.values())),
        quality=tuple(quality or ()),
        is_looked_at=quality is not None,
        how_wide=_how_wide(page.assessment, found),
        rests_on=_rests_on(scales.values()),
        contact=_("Questions about this report: %(contact)s", contact=organisation.contact),
    )


def goals_of(attempt: Attempt, goals: Iterable[Goal]) -> list[Goal]:
    """Goals out of the same questions, without those that were closed before the evaluation.

    Other words for the same questions, in another version, make no other questions.
    """
    taken = attempt.submitted_at
    return [
        goal
        for goal in goals
        if _questions(goal).comparable_by == attempt.comparable_by
        and (goal.closed_at is None or taken is None or goal.closed_at >= taken)
    ]


def _questions(one: Goal | Attempt) -> Assessment:
    """The version of the questions it came out of."""
    return library.assessment(one.instrument)


def _answered(attempt: Attempt, answers: Mapping[str, Answer]) -> str:
    """How many of all questions on somebody's way were answered."""
    counted = progress.count(attempt, answers)
    return leader_wording.out_of(counted.answered, counted.questions)


def _taken(attempt: Attempt, zone: str) -> datetime:
    """When an evaluation was handed in, on the clock of a zone; there is no report before."""
    assert attempt.submitted_at is not None
    return in_zone(attempt.submitted_at, zone)


def _check_days(taken: datetime) -> tuple[str, str, str]:
    """When to look at a goal made from an evaluation, in words."""
    first, second, third = (spoken(day) for day in check_dates(taken.date()))
    return first, second, third


def _scored(assessment: Assessment, found: Mapping[str, ScaleScore]) -> list[Scale]:
    """The scales that were on the person's way."""
    return [scale for scale in assessment.scales if scale.id in found]


def _comparable(attempt: Attempt, before: Attempt | None) -> dict[str, ScaleScore]:
    """Earlier scores, if they answer the same questions and were scored by the same rule."""
    if before is None or before.comparable_by != attempt.comparable_by:
        return {}
    is_same_rule = results.rule_of(before) == results.rule_of(attempt)
    return results.scores_of(before) if is_same_rule else {}


def _reworded(page: wording.Page, before: Attempt | None) -> frozenset[str]:
    """Scales of which a question reads otherwise than in the evaluation before."""
    if before is None or before.structure_hash != page.assessment.structure_hash:
        return frozenset()
    return page.assessment.reworded(_questions(before))


def _other_language(
    attempt: Attempt, before: Attempt | None, earlier: Mapping[str, ScaleScore]
) -> list[str]:
    """That two evaluations in two languages are not known to measure the same."""
    if before is None or not earlier:
        return []
    return [] if before.language == attempt.language else [_(leader_wording.OTHER_LANGUAGE)]


def _not_comparable(scales: Iterable[Scale]) -> str:
    """Which results are to stay with one person."""
    return leader_wording.not_comparable(
        [one.title for one in scales if not one.comparable or one.method is Method.IPSATIVE]
    )


def _scales(
    page: wording.Page,
    found: Mapping[str, ScaleScore],
    answers: Mapping[str, Answer],
    earlier: Mapping[str, ScaleScore],
    changes: Mapping[str, Change],
    taken_on: date,
) -> dict[str, ScaleFacts]:
    """Every scale on the person's way by its id; what two would say alike stands once."""
    own = _scored(page.reported(), found)
    cautions = report_wording.once(scale.caution or "" for scale in own)
    texts = report_wording.fresh(_text(scale, found[scale.id]) for scale in own)
    return {
        scale.id: replace(
            _scale(page, scale, found[scale.id], answers, earlier.get(scale.id), changes),
            text=text,
            caution=caution,
            standing=norm_words.standings(found[scale.id], scale, taken_on),
        )
        for scale, text, caution in zip(own, texts, cautions, strict=True)
    }


def _scale(
    page: wording.Page,
    scale: Scale,
    score: ScaleScore,
    answers: Mapping[str, Answer],
    before: ScaleScore | None,
    changes: Mapping[str, Change],
) -> ScaleFacts:
    most, room = statements.stated(page, scale, answers)
    return ScaleFacts(
        id=scale.id,
        name=scale.title,
        definition=scale.definition,
        band=scale_words.band(score, scale.method),
        before=before.value if before else None,
        last_time=_result(before.value, scale, page.assessment) if before else "",
        shown=scale_words.shown(score.value, scale.method),
        word=scale_words.word(score.value, scale, page.assessment),
        sure=scale_words.sure(score, scale.method),
        count=leader_wording.out_of(score.answered, score.items),
        basis=leader_wording.basis(
            score.answered,
            score.items,
            score.reliability,
            scale_words.error(score, scale.method),
            _source(page, score),
        ),
        text="",
        caution="",
        most=most,
        room=room,
        steps=scale.report.steps,
        question=scale.report.question,
        change=changes[scale.id].text if scale.id in changes else "",
        is_side=scale.method is Method.POINTS,
    )


def _text(scale: Scale, score: ScaleScore) -> str:
    return "" if score.value is None else scale_words.text(scale, score.value)


def _source(page: wording.Page, score: ScaleScore) -> str:
    """Where the reliability of a scale is from, as it was when it was scored."""
    if score.basis == page.assessment.scale(score.scale).reliability.basis:
        return page.marked(f"scales.{score.scale}.reliability.basis")
    return basis_words.retold(score.basis)


def _result(value: float | None, scale: Scale, assessment: Assessment) -> str:
    """A result of last time, in digits and, where one fits, a word; empty without a value."""
    if value is None:
        return ""
    shown = scale_words.shown(value, scale.method)
    word = scale_words.word(value, scale, assessment)
    return f"{shown} ({word})" if word else shown


def _groups(assessment: Assessment, scales: Mapping[str, ScaleFacts]) -> tuple[GroupFacts, ...]:
    """The scales of each method; what is about one setting only has an axis to itself."""
    found = []
    for method, (title, note, _names) in GROUPS.items():
        own = [one for one in assessment.scales if one.method is method and one.id in scales]
        apart = [one for one in own if method is Method.MEAN and not one.comparable]
        together = tuple(scales[one.id] for one in own if one not in apart)
        if together:
            found.append(_group(method, _(title), note and _(note), together))
        for one in apart:
            named = leader_wording.one_setting(scales[one.id].name)
            beside = _(leader_wording.BY_SETTING)
            found.append(_group(method, named, beside, (scales[one.id],)))
    return tuple(found)


def _group(method: Method, title: str, note: str, scales: tuple[ScaleFacts, ...]) -> GroupFacts:
    axis = tuple((at, _(word).lower()) for at, word in GROUPS[method][2])
    meaning = _(leader_wording.MEANINGS[method])
    return GroupFacts(title, note, scoring.RANGES[method], axis, scales, meaning)


def _rests_on(scales: Iterable[ScaleFacts]) -> tuple[str, ...]:
    """What results rest on, said once for all scales of which it is true."""
    named: dict[str, list[str]] = {}
    for one in scales:
        if one.band is not None:
            named.setdefault(one.basis, []).append(one.name)
    return tuple(f"{', '.join(names)}: {basis}" for basis, names in named.items())


def _how_wide(assessment: Assessment, found: Mapping[str, ScaleScore]) -> str:
    """Whether the width of the bands is assumed, measured here, or some of each."""
    are_assumed = {
        score.basis == assessment.scale(score.scale).reliability.basis
        for score in found.values()
        if score.value is not None
    }
    return leader_wording.how_wide(are_assumed, samples.FEWEST)


def _goal(goal: Goal, assessment: Assessment) -> GoalFacts:
    return GoalFacts(
        title=assessment.scale(goal.scale).title,
        behaviour=goal.behaviour,
        first_step=goal.first_step,
        helper=goal.helper,
        evidence=goal.evidence,
        checks=", ".join(spoken(day) for day in check_dates(goal.starts_on)),
        progress=_(goal.progress.label),
    )


def _numbers(attempt: Attempt, own: SelfFacts) -> tuple[str, str]:
    """The number of a report, and with three digits more for what was added to it since.

    Goals, and what the way of answering tells, come after the results and are none of them.
    That somebody has looked at the way of answering, and found nothing, adds nothing; a report
    without a result shows none of it. `own` is in the language of the evaluation: told in another
    one, it is the same report.
    """
    results_alone = replace(own, goals=(), quality=(), is_looked_at=True)
    first = f"S-{b32encode(_digest(attempt, results_alone)).decode()[:8]}"
    if not own.has_result or not (own.goals or own.quality):
        return first, first
    told = tuple(map(str, range(len(own.quality))))  # the words may be in any language
    whole = replace(own, quality=told, is_looked_at=True)
    return first, f"{first}-{int.from_bytes(_digest(attempt, whole)) % 1000:03}"


def _digest(attempt: Attempt, facts: SelfFacts) -> bytes:
    """What stands for exactly this content."""
    return sha256(f"{attempt.public_id}{facts!r}".encode()).digest()
