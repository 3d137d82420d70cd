"""From an evaluation to the facts of its report: plain values, ready for page and paper."""

from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from assess import language
from assess.accounts.models import Organisation, User
from assess.assessments import results, wording
from assess.assessments.models import Attempt, Finding
from assess.development import highlights, statements
from assess.development.models import Goal
from assess.development.rules import check_dates, spoken
from assess.instruments.assessment import Assessment, Method, Scale
from assess.instruments.items.base import Answer
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science import (
    basis_words,
    norm_words,
    response_flags,
    scale_words,
    scores,
    scoring,
)
from assess.science.scores import Change as Verdict
from assess.science.scoring import ScaleScore
from assess.times import in_full, in_zone
from reports import leader_wording
from reports import wording as report_wording
from reports.self_evaluation import GoalFacts, GroupFacts, ScaleFacts, SelfFacts

VALID_FOR = timedelta(days=183)
"""Half a year: people change, and so does what they see in themselves."""


LONGEST = 3
"""Most decimals, beyond the usual ones, that a change is printed with."""


@dataclass(frozen=True)
class Change:
    """One scale at two evaluations: the sentence, and whether there is a change at all."""

    text: str
    name: str
    difference: str
    is_one: bool


GROUPS: dict[Method, tuple[str, str, tuple[tuple[float, str], ...]]] = {
    Method.MEAN: (
        N_("How often you see yourself do it"),
        "",
        tuple((float(n), scale_words.FREQUENCIES[n - 1]) for n in (1, 3, 5)),
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
) -> SelfFacts:
    """The facts of a leader's own report; the same answers give the same facts.

    They speak the language of the evaluation. `before` is the one to compare with; `quality`
    says what the way of answering tells, `None` while nobody has looked. Days are those of the
    leader's own clock.
    """
    with language.speaking(attempt.language):
        return _self_facts(attempt, answers, before, goals, user, organisation, quality)


def noticed(attempt: Attempt, finding: Finding | None) -> list[str] | None:
    """What the way of answering tells, in the language of the evaluation.

    `None` while nobody has looked.
    """
    if finding is None:
        return None
    with language.speaking(attempt.language):
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
    page = wording.page(attempt, attempt.language)
    assessment = page.reported()
    found = results.scores_of(attempt)
    earlier = _comparable(attempt, before)
    changes = _changes(assessment, found, earlier)
    scales = _scales(page, found, answers, earlier, changes)
    order = highlights.ranked(assessment, found)
    taken = _taken(attempt, user.time_zone)
    strengths, growth = highlights.choices(order, scales)
    facts = SelfFacts(
        organisation=organisation.name,
        person=user.name,
        language=attempt.language,
        title=f"{page.marked('title')}",
        instrument=f"{page.marked('title')} {assessment.version}",
        report_id="",
        data_of=in_full(taken, user.time_zone, attempt.language),
        valid_until=spoken((taken + VALID_FOR).date()),
        summary=highlights.summary(order, scales, highlights.sides(assessment, found)),
        finding=highlights.finding(order),
        groups=_groups(assessment, scales),
        not_comparable=_not_comparable(_scored(assessment, found)),
        also=statements.also(page, answers),
        reflections=statements.reflections(page, answers),
        strengths=strengths,
        growth=growth,
        growth_area=order[-1][0].title if order else "",
        check_dates=_check_days(taken),
        goals=tuple(_goal(goal, assessment) for goal in goals),
        since=spoken(_taken(before, user.time_zone).date()) if before and earlier else "",
        changes=(*_other_language(attempt, before, earlier), *_said_of(changes.values())),
        quality=tuple(quality or ()),
        is_looked_at=quality is not None,
        rests_on=_rests_on(scales.values()),
        contact=_("Questions about this report: %(contact)s", contact=organisation.contact),
    )
    return replace(facts, report_id=_report_id(attempt, facts))


def goals_of(attempt: Attempt, goals: Iterable[Goal]) -> list[Goal]:
    """Goals out of the same questions, without those that were closed before the evaluation."""
    taken = attempt.submitted_at
    return [
        goal
        for goal in goals
        if goal.instrument == attempt.instrument
        and (goal.closed_at is None or taken is None or goal.closed_at >= taken)
    ]


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
) -> dict[str, ScaleFacts]:
    """Every scale on the person's way by its id; what two would caution of alike stands once."""
    own = _scored(page.reported(), found)
    cautions = report_wording.once(scale.caution or "" for scale in own)
    return {
        scale.id: replace(
            _scale(page, scale, found[scale.id], answers, earlier.get(scale.id), changes),
            caution=caution,
        )
        for scale, caution in zip(own, cautions, strict=True)
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
    text = ""
    if score.value is not None:
        text = scale_words.text(scale, score.value)
    return ScaleFacts(
        id=scale.id,
        name=scale.title,
        definition=scale.definition,
        band=scale_words.band(score, scale.method),
        before=before.value if before else None,
        last_time=_result(before.value, scale.method) if before else "",
        shown=scale_words.shown(score.value, scale.method),
        word=scale_words.word(score.value, scale.method),
        sure=scale_words.sure(score, scale.method),
        basis=leader_wording.basis(
            score.answered, score.items, score.reliability, _source(page, score)
        ),
        text=text,
        caution="",
        most=most,
        room=room,
        steps=scale.report.steps,
        question=scale.report.question,
        change=changes[scale.id].text if scale.id in changes else "",
        standing=norm_words.standings(score, scale),
        is_side=scale.method is Method.POINTS,
    )


def _source(page: wording.Page, score: ScaleScore) -> str:
    """Where the reliability of a scale is from, as it was when it was scored."""
    if score.basis == page.assessment.scale(score.scale).reliability.basis:
        return page.marked(f"scales.{score.scale}.reliability.basis")
    return basis_words.retold(score.basis)


def _result(value: float | None, method: Method) -> str:
    """A result of last time, in digits and, where one fits, a word; empty without a value."""
    if value is None:
        return ""
    shown, word = scale_words.shown(value, method), scale_words.word(value, method)
    return f"{shown} ({word})" if word else shown


def _changes(
    assessment: Assessment, found: Mapping[str, ScaleScore], earlier: Mapping[str, ScaleScore]
) -> dict[str, Change]:
    """What became of each scale that has a score now and had one before."""
    changes = {}
    for scale in assessment.scales:
        if scale.id in found and scale.id in earlier:
            change = _change(scale, found[scale.id], earlier[scale.id])
            if change is not None:
                changes[scale.id] = change
    return changes


def _change(scale: Scale, score: ScaleScore, before: ScaleScore) -> Change | None:
    """Whether a score changed by more than error (Jacobson & Truax 1991), and what that rests on.

    The spread is that of a measure whose error is the mean of both errors. Where neither end is
    the better one, words say more or less.
    """
    if score.value is None or before.value is None or score.sem is None or before.sem is None:
        return None
    spread = ((score.sem**2 + before.sem**2) / 2) ** 0.5 / (1 - score.reliability) ** 0.5
    found = scores.reliable_change(before.value, score.value, spread, score.reliability)
    is_better = scale.method in (Method.MEAN, Method.CREDIT)
    words = leader_wording.VERDICTS if is_better else leader_wording.DIRECTIONS
    limit = scores.RELIABLE * found.standard_error
    is_one = found.verdict is not Verdict.NOT_DETECTABLE
    more = _digits(before.value, score.value, limit, scale.method, is_one=is_one)
    first, last = (scale_words.shown(one.value, scale.method, more) for one in (before, score))
    apart = scale_words.between_shown(before.value, score.value, scale.method, more)
    difference = _difference(apart, scale.method, more)
    error = scale_words.shown(limit, _unit(scale.method), more)
    return Change(
        leader_wording.change(words[found.verdict], scale.title, difference, (first, last), error),
        scale.title,
        difference,
        is_one,
    )


def _said_of(changes: Iterable[Change]) -> tuple[str, ...]:
    """What changed, one by one, and what did not, in one sentence."""
    held = list(changes)
    alike = [f"{one.name} ({one.difference})" for one in held if not one.is_one]
    return (
        *(one.text for one in held if one.is_one),
        *([leader_wording.no_change(alike)] if alike else []),
    )


def _digits(before: float, now: float, limit: float, method: Method, *, is_one: bool) -> int:
    """How many decimals more than usual show whether a difference is larger than chance."""
    return next(
        more
        for more in range(LONGEST + 1)
        if more == LONGEST or _looks_larger(before, now, limit, method, more) is is_one
    )


def _looks_larger(before: float, now: float, limit: float, method: Method, more: int) -> bool:
    apart = scale_words.between_shown(before, now, method, more)
    return abs(apart) > scale_words.between_shown(0, limit, method, more)


def _unit(method: Method) -> Method:
    """The method whose digits a size without a sign has."""
    return Method.MEAN if method is Method.IPSATIVE else method


def _difference(points: float, method: Method, more: int) -> str:
    """Points as printed, with a sign; `more` decimals than usual."""
    if method is Method.CREDIT:
        return scale_words.of_all(scale_words.signed(points, more))
    return scale_words.signed(points, 1 + more)


def _groups(assessment: Assessment, scales: Mapping[str, ScaleFacts]) -> tuple[GroupFacts, ...]:
    found = []
    for method, (title, note, names) in GROUPS.items():
        own = tuple(
            scales[scale.id]
            for scale in assessment.scales
            if scale.method is method and scale.id in scales
        )
        if own:
            axis = tuple((at, _(word).lower()) for at, word in names)
            meaning = _(leader_wording.MEANINGS[method])
            ends = scoring.RANGES[method]
            found.append(GroupFacts(_(title), note and _(note), ends, axis, own, meaning))
    return tuple(found)


def _rests_on(scales: Iterable[ScaleFacts]) -> tuple[str, ...]:
    """What results rest on, said once for all scales of which it is true."""
    named: dict[str, list[str]] = {}
    for one in scales:
        if one.band is not None:
            named.setdefault(one.basis, []).append(one.name)
    return tuple(f"{', '.join(names)}: {basis}" for basis, names in named.items())


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


def _report_id(attempt: Attempt, facts: SelfFacts) -> str:
    body = f"{attempt.public_id}{facts!r}".encode()
    return f"S-{b32encode(sha256(body).digest()).decode()[:8]}"
