"""What a candidate's assessments say, for both reports: a source of its own, never mixed in."""

from collections.abc import Iterable
from operator import attrgetter

from assess.assessments import results
from assess.assessments.models import Attempt
from assess.assessments.rules import CLOSED
from assess.instruments import library
from assess.instruments.assessment import Assessment, Scale, Use
from assess.science import norm_words, scale_words, scoring
from assess.science.scoring import ScaleScore
from assess.times import long_day
from reports import wording
from reports.candidate import AssessmentFacts, ScaleResult
from reports.feedback import Assessed

MOST_STEPS = 2
"""Steps a letter names for each assessment, of the scales with most room."""


def newest(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The last attempt at each assessment that was handed in, in the order of handing in."""
    held: dict[str, Attempt] = {}
    closed = [attempt for attempt in attempts if attempt.status in CLOSED]
    for attempt in sorted(closed, key=attrgetter("submitted_at")):
        held[attempt.instrument] = attempt
    return [*held.values()]


def for_the_team(attempts: Iterable[Attempt]) -> tuple[AssessmentFacts, ...]:
    """Results with their bands for the hiring team."""
    return tuple(_facts(attempt) for attempt in newest(attempts))


def for_the_candidate(attempts: Iterable[Attempt]) -> tuple[Assessed, ...]:
    """What the candidate reads: what their answers describe, and steps; no numbers."""
    return tuple(_told(attempt) for attempt in newest(attempts))


def _facts(attempt: Attempt) -> AssessmentFacts:
    assessment = library.assessment(attempt.instrument)
    taken = attempt.submitted_at
    assert taken is not None
    rows = _scored(assessment, attempt)
    shown = tuple(_result(scale, score) for scale, score in rows)
    is_for_hiring = assessment.use is Use.HIRING
    return AssessmentFacts(
        title=assessment.title,
        version=f"{assessment.title} {assessment.version}",
        taken_on=long_day(taken),
        use=wording.MADE_FOR_HIRING if is_for_hiring else wording.MADE_FOR_DEVELOPMENT,
        results=shown,
        cautions=_cautions([scale for scale, _ in rows], shown),
        flags=tuple(reason for _, reason in attempt.finding.flags) if attempt.finding else (),
    )


def _cautions(scales: Iterable[Scale], shown: Iterable[ScaleResult]) -> tuple[str, ...]:
    """What to know of these scales, each once, and what a percentile is where there is one."""
    found = [scale.caution for scale in scales if scale.caution]
    if any(one.standing for one in shown):
        found.append(norm_words.MEANING)
    return tuple(dict.fromkeys(found))


def _result(scale: Scale, score: ScaleScore) -> ScaleResult:
    return ScaleResult(
        name=scale.title,
        definition=scale.definition,
        shown=scale_words.shown(score.value, scale.method),
        word=scale_words.word(score.value, scale.method),
        sure=scale_words.sure(score, scale.method),
        standing=norm_words.standings(score, scale),
    )


def _told(attempt: Attempt) -> Assessed:
    assessment = library.assessment(attempt.instrument)
    rows = [
        (scale, score.value)
        for scale, score in _scored(assessment, attempt)
        if score.value is not None and not scale.includes
    ]
    lowest = sorted(rows, key=lambda pair: _share(pair[0], pair[1]))[:MOST_STEPS]
    return Assessed(
        title=assessment.title,
        texts=tuple((scale.title, scale_words.text(scale, value)) for scale, value in rows),
        steps=tuple(scale.report.steps[0] for scale, _value in lowest),
    )


def _share(scale: Scale, value: float) -> float:
    """How far up its range a value lies, so that scales of several methods can be put in order."""
    low, high = scoring.RANGES[scale.method]
    return (value - low) / (high - low)


def _scored(assessment: Assessment, attempt: Attempt) -> list[tuple[Scale, ScaleScore]]:
    found = results.scores_of(attempt)
    return [(scale, found[scale.id]) for scale in assessment.scales if scale.id in found]
