"""What a candidate's assessments say, for both reports: a source of its own, never mixed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, zip_longest
from operator import attrgetter

from babel import Locale

from assess.assessments import results
from assess.assessments.models import Attempt, Invitation
from assess.assessments.rules import CLOSED, AttemptStatus
from assess.assessments.wording import ENGLISH
from assess.instruments import library
from assess.instruments.assessment import Assessment, Method, Scale, Use
from assess.science.norms import words as norm_words
from assess.science.scores import classical as scores
from assess.science.scores import judgement, scoring
from assess.science.scores import words as scale_words
from assess.science.scores.scoring import ScaleScore
from assess.times import in_zone, long_day
from reports import second_source, wording
from reports.candidate import AssessmentFacts, ScaleResult
from reports.feedback import Assessed

MOST_STEPS = 2
"""Steps a letter names for each assessment, of the scales with most room."""


@dataclass(frozen=True)
class Source:
    """A candidate's assessments as the hiring team reads them: results, and what is not in."""

    results: tuple[AssessmentFacts, ...] = ()
    awaited: tuple[str, ...] = ()
    handed_in: tuple[str, ...] = ()  # what is in while its results are hidden
    why: str = ""  # they are hidden

    @property
    def exists(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.results or self.awaited or self.handed_in)


def newest(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The last attempt at each assessment that was handed in, in the order of handing in."""
    held: dict[str, Attempt] = {}
    closed = [attempt for attempt in attempts if attempt.status in CLOSED]
    for attempt in sorted(closed, key=attrgetter("submitted_at")):
        held[attempt.instrument] = attempt
    return [*held.values()]


def attempts_of(invited: Iterable[Invitation]) -> list[Attempt]:
    """Every attempt behind these invitations."""
    return [attempt for invitation in invited for attempt in invitation.attempts]


def moments(invited: Iterable[Invitation]) -> list[datetime]:
    """When each assessment that is in was handed in."""
    found = newest(attempts_of(invited))
    return [attempt.submitted_at for attempt in found if attempt.submitted_at]


def looked_at(invited: Iterable[Invitation]) -> list[datetime]:
    """When the way of answering was looked at, where it was."""
    found = newest(attempts_of(invited))
    return [attempt.finding.found_at for attempt in found if attempt.finding]


def for_the_team(invited: Iterable[Invitation], zone: str, at: datetime) -> Source:
    """Results with their bands for the hiring team, as things stand at a moment.

    Days are those of a zone.
    """
    held = attempts_of(invited)
    return Source(
        tuple(_facts(attempt, zone) for attempt in newest(held)),
        tuple(_awaited(attempt, zone, at) for attempt in _open(held)),
    )


def _open(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The last attempt at each assessment where that one is not in: never begun, or once more."""
    last = {attempt.instrument: attempt for attempt in sorted(attempts, key=attrgetter("id"))}
    return [attempt for attempt in last.values() if attempt.status not in CLOSED]


def until_then(invited: Iterable[Invitation], zone: str, at: datetime, why: str) -> Source:
    """What is in and what is not, without a result: they wait, and `why` says for what."""
    found = for_the_team(invited, zone, at)
    handed_in = tuple(second_source.handed_in(one.title, one.taken_on) for one in found.results)
    return Source(awaited=found.awaited, handed_in=handed_in, why=why)


def for_the_candidate(invited: Iterable[Invitation]) -> tuple[Assessed, ...]:
    """What the candidate reads: what their answers describe, and steps; no numbers."""
    return tuple(_told(attempt) for attempt in newest(attempts_of(invited)))


def _awaited(attempt: Attempt, zone: str, at: datetime) -> str:
    """What is known of an assessment that is not handed in."""
    invitation = attempt.invitation
    until = "" if invitation.revoked_at else long_day(in_zone(invitation.closes_at, zone))
    title = library.assessment(attempt.instrument).title
    return second_source.not_handed_in(
        title,
        begun=attempt.started_at is not None,
        until=until,
        is_over=invitation.closes_at <= at,
    )


def _facts(attempt: Attempt, zone: str) -> AssessmentFacts:
    assessment = library.assessment(attempt.instrument)
    taken = attempt.submitted_at
    assert taken is not None
    rows = _scored(assessment, attempt)
    taken_on = in_zone(taken, zone)
    shown = tuple(_result(assessment, scale, score, taken_on.date()) for scale, score in rows)
    is_for_hiring = assessment.use is Use.HIRING
    return AssessmentFacts(
        title=assessment.title,
        version=f"{assessment.title} {assessment.version}",
        taken_on=long_day(taken_on),
        use=second_source.MADE_FOR_HIRING if is_for_hiring else second_source.MADE_FOR_DEVELOPMENT,
        results=shown,
        cautions=(
            *([second_source.TIME_RAN_OUT] if attempt.status is AttemptStatus.TIMED_OUT else []),
            *_other_language(attempt),
            *_cautions(rows, shown),
        ),
        flags=tuple(reason for _, reason in attempt.finding.flags) if attempt.finding else (),
        is_looked_at=attempt.finding is not None,
    )


def _other_language(attempt: Attempt) -> list[str]:
    """That results in two languages are not known to mean the same."""
    name = Locale.parse(attempt.language).english_name
    return [second_source.answered_in(str(name))] if attempt.language != ENGLISH else []


def _cautions(
    rows: Sequence[tuple[Scale, ScaleScore]], shown: Iterable[ScaleResult]
) -> tuple[str, ...]:
    """What to know of these scales, each once, and what a percentile is where there is one."""
    found = [*_lie_between(rows), *_at_random(rows)]
    found += [scale.caution for scale, _ in rows if scale.caution]
    found += _told_apart(rows)
    if any(one.standing for one in shown):
        found.append(norm_words.MEANING)
    # A source that loses a sentence another one has, too, would read as if it were measured.
    return (*(text for text in wording.once(found) if text), *_rests_on(rows))


def _lie_between(rows: Iterable[tuple[Scale, ScaleScore]]) -> list[str]:
    """Between which numbers results lie and what they are, said once for all of a kind."""
    named: dict[Method, list[str]] = {}
    for scale, score in rows:
        if score.value is not None:
            named.setdefault(scale.method, []).append(scale.title)
    return [second_source.lies_between(names, method) for method, names in named.items()]


def _at_random(rows: Iterable[tuple[Scale, ScaleScore]]) -> list[str]:
    """What chance alone earns on scales with a key: without it, 51 of 100 looks like half."""
    names = [
        scale.title
        for scale, score in rows
        if scale.method is Method.CREDIT and score.value is not None
    ]
    by_chance = scale_words.shown(judgement.BY_CHANCE, Method.CREDIT)
    return [second_source.at_random(names, by_chance)] if names else []


def _rests_on(rows: Iterable[tuple[Scale, ScaleScore]]) -> list[str]:
    """The reliabilities behind the bands, with their source said once for all that share it."""
    named: dict[str, dict[tuple[float, str], list[str]]] = {}
    for scale, score in rows:
        if score.value is not None:
            sharing = named.setdefault(score.basis, {})
            figures = score.reliability, scale_words.error(score, scale.method)
            sharing.setdefault(figures, []).append(scale.title)
    return [second_source.rests_on(sharing, basis) for basis, sharing in named.items()]


def _told_apart(rows: Iterable[tuple[Scale, ScaleScore]]) -> list[str]:
    """How far two people must lie apart, said once for all scales of which it is true."""
    named: dict[str, list[str]] = {}
    for scale, score in rows:
        if score.sem is not None and scale.comparable and scale.method is not Method.IPSATIVE:
            least = scores.least_significant_difference(score.sem)
            shown = scale_words.points(least, scale.method)
            named.setdefault(shown, []).append(scale.title)
    return [second_source.told_apart(names, least) for least, names in named.items()]


def _result(assessment: Assessment, scale: Scale, score: ScaleScore, on: date) -> ScaleResult:
    has_gaps = score.value is not None and score.answered < score.items
    return ScaleResult(
        name=scale.title,
        definition=scale.definition,
        shown=scale_words.shown(score.value, scale.method),
        word=scale_words.word(score.value, scale, assessment),
        sure=scale_words.sure(score, scale.method),
        standing=norm_words.standings(score, scale, on),
        answered=second_source.answered(score.answered, score.items) if has_gaps else "",
    )


def _told(attempt: Attempt) -> Assessed:
    assessment = library.assessment(attempt.instrument)
    scored = _scored(assessment, attempt)
    rows = _valued(scored)
    texts = wording.fresh(scale_words.text(scale, value) for scale, value in rows)
    return Assessed(
        title=assessment.title,
        texts=tuple(zip((scale.title for scale, _value in rows), texts, strict=True)),
        steps=_steps(lowest(attempt)),
        gaps=_gaps([score for _scale, score in scored]),
        how=_how(assessment),
    )


def _steps(scales: Sequence[Scale]) -> tuple[str, ...]:
    """The first step of each scale, then the second: one alone would be no choice."""
    rounds = zip_longest(*(scale.report.steps for scale in scales))
    found = (step for steps in rounds for step in steps if step)
    return tuple(islice(found, MOST_STEPS))


def lowest(attempt: Attempt) -> list[Scale]:
    """Scales of an assessment with most room, the lowest first."""
    rows = _valued(_scored(library.assessment(attempt.instrument), attempt))
    ordered = sorted(rows, key=lambda pair: _share(pair[0], pair[1]))
    return [scale for scale, _value in ordered[:MOST_STEPS]]


def _valued(scored: Iterable[tuple[Scale, ScaleScore]]) -> list[tuple[Scale, float]]:
    return [
        (scale, score.value)
        for scale, score in scored
        if score.value is not None and not scale.includes
    ]


def _how(assessment: Assessment) -> str:
    """Whether answers were held against a key; of other answers than one's own view, nothing."""
    methods = {scale.method for scale in assessment.scales}
    if Method.CREDIT in methods:
        return wording.JUDGED_BY_KEY
    return wording.SEEN_BY_YOURSELF if methods == {Method.MEAN} else ""


def _gaps(found: Sequence[ScaleScore]) -> str:
    """That some questions have no answer, and what that means; empty where all have one."""
    if all(score.answered >= score.items for score in found):
        return ""
    return wording.some_unanswered(too_few=any(score.value is None for score in found))


def _share(scale: Scale, value: float) -> float:
    """How far up its range a value lies, so that scales of several methods can be put in order."""
    low, high = scoring.RANGES[scale.method]
    return (value - low) / (high - low)


def _scored(assessment: Assessment, attempt: Attempt) -> list[tuple[Scale, ScaleScore]]:
    found = results.scores_of(attempt)
    return [(scale, found[scale.id]) for scale in assessment.scales if scale.id in found]
