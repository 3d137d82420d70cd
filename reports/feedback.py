"""The candidate's own feedback: plain words, no numbers, nothing about others."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from reports import document, parts, styles, wording
from reports.sheet import Imprint


@dataclass(frozen=True)
class Strength:
    """Something shown clearly, and the behaviour that showed it."""

    competency: str
    behaviour: str


@dataclass(frozen=True)
class NextStep:
    """Something to build, with one practical step."""

    competency: str
    step: str


@dataclass(frozen=True)
class Shown:
    """One competency in plain words."""

    competency: str
    definition: str
    extent: str  # "clearly shown", "shown in part", "little chance to show"
    text: str


@dataclass(frozen=True)
class FeedbackFacts:
    """Everything the document needs; no model, no query, no clock."""

    organisation: str
    candidate: str
    opening: str
    report_id: str
    data_of: str
    looked_at: str  # "two interviews with four people"
    strengths: tuple[Strength, ...]
    build: tuple[NextStep, ...]
    profile: tuple[Shown, ...]
    kept_for: str  # "12 months after the decision"
    contact: str


def render(facts: FeedbackFacts) -> bytes:
    """The feedback as PDF bytes; equal facts give equal bytes."""
    imprint = Imprint(
        title=f"Your feedback: {facts.opening}",
        organisation=facts.organisation,
        audience=f"For {facts.candidate}.",
        report_id=facts.report_id,
        data_of=facts.data_of,
    )
    return document.render(story(facts), imprint)


def story(facts: FeedbackFacts) -> list[Flowable]:
    """A letter of one page, then the detail, in the order of reading."""
    return [
        *_letter(facts),
        *_strengths(facts),
        *_build(facts),
        *_closing(facts),
        parts.page_break(),
        *_profile(facts),
        *_rights(facts),
    ]


def _letter(facts: FeedbackFacts) -> Iterator[Flowable]:
    yield parts.line(facts.organisation, styles.KICKER)
    yield parts.heading("Your feedback", 1)
    yield parts.line(facts.opening, styles.LEAD)
    yield parts.line(f"Dear {facts.candidate},", styles.SALUTATION)
    yield from parts.text(wording.thanks(facts.opening, facts.looked_at))
    yield from parts.text(wording.DECIDING)


def _strengths(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.strengths:
        yield parts.heading("What you showed most clearly", 2)
    for strength in facts.strengths:
        yield parts.heading(strength.competency, 3)
        yield from parts.text(strength.behaviour)


def _build(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.build:
        yield parts.heading("What to build next", 2)
    for step in facts.build:
        yield parts.heading(step.competency, 3)
        yield from parts.text(step.step)


def _closing(facts: FeedbackFacts) -> Iterator[Flowable]:
    yield parts.line(wording.GREETING, styles.CLOSING)
    yield parts.line(wording.signature(facts.organisation))


def _profile(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.profile:
        yield parts.heading("Each area in words", 2)
    for shown in facts.profile:
        yield parts.heading(f"{shown.competency}: {shown.extent}", 3)
        yield from parts.text(shown.definition, styles.NOTE)
        yield from parts.text(shown.text)
    if any(shown.extent == wording.LITTLE_CHANCE for shown in facts.profile):
        yield parts.box(parts.text(wording.LITTLE_CHANCE_MEANS, styles.SMALL))


def _rights(facts: FeedbackFacts) -> Iterator[Flowable]:
    yield parts.heading("What you can ask for", 2)
    yield parts.together(
        [
            *parts.bullets(f"{right}. {meaning}" for right, meaning in wording.RIGHTS),
            *parts.text(wording.kept_for(facts.kept_for)),
            *parts.text(facts.contact),
        ]
    )
