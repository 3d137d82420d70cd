"""From an evaluation to the facts of its report: plain values, ready for page and paper."""

from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from assess.accounts.models import Organisation, User
from assess.assessments import wording
from assess.assessments.models import Attempt, Score
from assess.development.models import Goal
from assess.development.rules import check_dates
from assess.instruments.assessment import Assessment, Method, Scale
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.levels import Levelled
from assess.instruments.items.open import Long
from assess.instruments.parts import LEVELS
from assess.science import scale_words, scores, scoring
from assess.science.scoring import Height, ScaleScore
from assess.times import long_day
from reports import leader_wording
from reports.self_evaluation import GoalFacts, GroupFacts, Said, ScaleFacts, SelfFacts

VALID_FOR = timedelta(days=183)
"""Half a year: people change, and so does what they see in themselves."""

MOST_STATEMENTS = 3
HIGH, LOW = 4, 2
"""Answers from which on a statement is done much, and up to which it is done little."""

GROUPS: dict[Method, tuple[str, str, tuple[tuple[float, str], ...]]] = {
    Method.MEAN: (
        "How often you see yourself do it",
        "",
        tuple(
            (float(n), word)
            for n, word in ((1, "almost never"), (3, "sometimes"), (5, "almost always"))
        ),
    ),
    Method.POINTS: (
        "What you would do in situations",
        leader_wording.BY_POINTS,
        ((1.0, "little of it"), (3.0, "some"), (5.0, "much of it")),
    ),
    Method.CREDIT: (
        "How you judge situations",
        leader_wording.BY_CREDIT,
        ((0.0, "0"), (0.5, "50"), (1.0, "100")),
    ),
    Method.IPSATIVE: (
        "Where your attention goes",
        leader_wording.BY_COMPARING,
        ((-1.0, "less"), (0.0, "as much"), (1.0, "more")),
    ),
}


def self_facts(
    attempt: Attempt,
    answers: Mapping[str, Answer],
    before: Attempt | None,
    goals: Sequence[Goal],
    user: User,
    organisation: Organisation,
) -> SelfFacts:
    """The facts of a leader's own report; the same answers give the same facts."""
    page = wording.page(attempt, wording.ENGLISH)
    assessment = page.assessment
    found = _scores(attempt)
    earlier = _scores(before) if before else {}
    scales = {
        scale.id: _scale(page, scale, found[scale.id], earlier.get(scale.id), answers)
        for scale in assessment.scales
        if scale.id in found
    }
    ranked = _ranked(assessment, found)
    taken = attempt.submitted_at
    assert taken is not None
    strengths, growth = _choices(ranked, scales)
    facts = SelfFacts(
        organisation=organisation.name,
        person=user.name,
        title=assessment.title,
        instrument=f"{assessment.title} {assessment.version}",
        report_id="",
        data_of=f"{long_day(taken)}, {taken:%H:%M} UTC",
        valid_until=_day((taken + VALID_FOR).date()),
        summary=_summary(ranked, scales),
        finding=_finding(ranked),
        groups=_groups(assessment, scales),
        reflections=tuple(
            Said(page.plain(f"items.{item.id}.text"), str(answers[item.id]))
            for item in assessment.items
            if isinstance(item, Long) and item.id in answers
        ),
        strengths=strengths,
        growth=growth,
        check_dates=tuple(_day(day) for day in check_dates(taken.date())),  # type: ignore[arg-type]
        goals=tuple(_goal(goal) for goal in goals),
        changes=tuple(one.change for one in scales.values() if one.change),
        quality=(),
        contact=f"Questions about this report: {organisation.contact}",
    )
    return replace(facts, report_id=_report_id(attempt, facts))


def _scores(attempt: Attempt) -> dict[str, ScaleScore]:
    return {row.scale: _score(row) for row in attempt.scores if row.rule == scoring.RULE}


def _score(row: Score) -> ScaleScore:
    return ScaleScore(
        row.scale, row.value, row.sem, row.answered, row.items, row.reliability, row.basis
    )


def _scale(
    page: wording.Page,
    scale: Scale,
    score: ScaleScore,
    before: ScaleScore | None,
    answers: Mapping[str, Answer],
) -> ScaleFacts:
    most, room = _stated(page, scale, answers)
    text = ""
    if score.value is not None:
        text = _text(scale, scoring.height(scale.method, score.value))
    cautions = [scale.caution] if scale.caution else []
    if not scale.comparable and not scale.caution:
        cautions.append(leader_wording.NOT_COMPARABLE)
    is_often = scale.method is Method.MEAN and score.value is not None
    return ScaleFacts(
        id=scale.id,
        name=scale.title,
        definition=scale.definition,
        band=scale_words.band(score, scale.method),
        before=before.value if before else None,
        shown=scale_words.shown(score.value, scale.method),
        word=scale_words.often(score.value) if is_often and score.value is not None else "",
        sure=scale_words.sure(score, scale.method),
        basis=leader_wording.basis(score.answered, score.items, score.basis),
        text=text,
        caution=" ".join(cautions),
        most=most,
        room=room,
        steps=scale.report.steps,
        question=scale.report.question,
        change=_change(scale, score, before),
    )


def _text(scale: Scale, height: Height) -> str:
    texts = {
        Height.HIGH: scale.report.high,
        Height.MIDDLE: scale.report.middle,
        Height.LOW: scale.report.low,
    }
    return texts[height]


def _stated(
    page: wording.Page, scale: Scale, answers: Mapping[str, Answer]
) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """What the person says they do most, and what they could do more of, or less.

    A reversed statement names something to do less of: it can never be a strength.
    """
    most, room = [], []
    for item in page.assessment.items_of(scale):
        answer = answers.get(item.id)
        if not isinstance(item, Levelled) or not isinstance(answer, int) or item.attention:
            continue
        if item.reverse and answer >= HIGH:
            room.append((LEVELS[-1] - answer, _said(page, item, answer)))
        elif not item.reverse and answer >= HIGH:
            most.append((LEVELS[-1] - answer, _said(page, item, answer)))
        elif not item.reverse and answer <= LOW:
            room.append((answer - LEVELS[0], _said(page, item, answer)))
    most.sort(key=lambda pair: pair[0])
    room.sort(key=lambda pair: pair[0])
    return (
        tuple(said for _far, said in most[:MOST_STATEMENTS]),
        tuple(said for _far, said in room[:MOST_STATEMENTS]),
    )


def _said(page: wording.Page, item: Item, answer: Answer) -> Said:
    words = ", ".join(str(word) for word in page.said(item, answer))
    return Said(page.plain(f"items.{item.id}.text"), words.lower())


def _change(scale: Scale, score: ScaleScore, before: ScaleScore | None) -> str:
    """Improved, declined, or no detectable change (Jacobson & Truax 1991), and on what it rests."""
    if before is None or None in (score.value, before.value, score.sem, before.sem):
        return ""
    assert score.value is not None
    assert before.value is not None
    assert score.sem is not None
    assert before.sem is not None
    spread = ((score.sem**2 + before.sem**2) / 2) ** 0.5 / (1 - score.reliability) ** 0.5
    found = scores.reliable_change(before.value, score.value, spread, score.reliability)
    return leader_wording.change(
        found.verdict,
        scale.title,
        _signed(found.difference, scale.method),
        scale_words.shown(scores.RELIABLE * found.standard_error, scale.method).lstrip("+"),
    )


def _signed(difference: float, method: Method) -> str:
    if method is Method.CREDIT:
        return f"{round(100 * difference):+d} of 100"
    return f"{difference:+.1f}"


def _ranked(
    assessment: Assessment, found: Mapping[str, ScaleScore]
) -> list[tuple[Scale, ScaleScore]]:
    """Scales of one person that may be set side by side, highest first: means with no parts."""
    return sorted(
        (
            (scale, found[scale.id])
            for scale in assessment.scales
            if scale.id in found
            and scale.method is Method.MEAN
            and not scale.includes
            and found[scale.id].value is not None
        ),
        key=lambda pair: -(pair[1].value or 0),
    )


def _summary(
    ranked: list[tuple[Scale, ScaleScore]], scales: Mapping[str, ScaleFacts]
) -> tuple[str, ...]:
    """At most five sentences: strengths first, then growth, then how sure."""
    if not ranked:
        return ("Too few questions were answered to say what stands out.",)
    (top, high), (foot, low) = ranked[0], ranked[-1]
    sentences = []
    if len(ranked) > 1 and scale_words.differ(high, low, among=len(ranked)):
        sentences.append(
            f"You describe most of what belongs to “{top.title}” "
            f"({scale_words.shown(high.value, top.method)}, {scale_words.often(high.value or 1)})."
        )
        strongest = scales[top.id].most
        if strongest:
            sentences.append(f"There you say, {strongest[0].answer}: “{strongest[0].text}”")
        sentences.append(
            f"You describe least of what belongs to “{foot.title}” "
            f"({scale_words.shown(low.value, foot.method)}, {scale_words.often(low.value or 1)})."
        )
        sentences.append(f"To build: {_lower(foot.report.steps[0])}")
    else:
        sentences.append(
            "No area stands out from the others: the differences between your results are no "
            "larger than chance can make them."
        )
        strongest = scales[top.id].most
        if strongest:
            sentences.append(f"You say, {strongest[0].answer}: “{strongest[0].text}”")
        sentences.append(
            f"To build, if you want one place to start: {_lower(foot.report.steps[0])}"
        )
    sentences.append(
        "All of this is how you see yourself; the bands show how far chance can move it."
    )
    return tuple(sentences)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[:2] != "I " else text


def _finding(ranked: list[tuple[Scale, ScaleScore]]) -> str:
    if not ranked:
        return "Your results"
    if len(ranked) > 1 and scale_words.differ(ranked[0][1], ranked[-1][1], among=len(ranked)):
        return f"“{ranked[0][0].title}” stands above “{ranked[-1][0].title}”; see the bands."
    return "No area stands out from the others by more than chance."


def _groups(assessment: Assessment, scales: Mapping[str, ScaleFacts]) -> tuple[GroupFacts, ...]:
    found = []
    for method, (title, note, names) in GROUPS.items():
        own = tuple(
            scales[scale.id]
            for scale in assessment.scales
            if scale.method is method and scale.id in scales
        )
        if own:
            found.append(GroupFacts(title, note, scoring.RANGES[method], names, own))
    return tuple(found)


def _choices(
    ranked: list[tuple[Scale, ScaleScore]], scales: Mapping[str, ScaleFacts]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Statements of the two highest scales, and first steps of the lowest one."""
    strengths = [said.text for scale, _score in ranked[:2] for said in scales[scale.id].most[:2]]
    growth = ranked[-1][0].report.steps if ranked else ()
    return tuple(strengths), growth


def _goal(goal: Goal) -> GoalFacts:
    return GoalFacts(
        title=goal.behaviour[:80],
        behaviour=goal.behaviour,
        first_step=goal.first_step,
        helper=goal.helper,
        evidence=goal.evidence,
        checks=", ".join(_day(day) for day in check_dates(goal.starts_on)),
        progress=goal.progress.label,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _report_id(attempt: Attempt, facts: SelfFacts) -> str:
    body = f"{attempt.public_id}{facts!r}".encode()
    return f"S-{b32encode(sha256(body).digest()).decode()[:8]}"


def printed(moment: datetime) -> str:
    """The day of a moment, as a report names it."""
    return _day(moment.date())
