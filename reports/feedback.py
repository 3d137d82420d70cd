"""The candidate's own feedback: plain words, no numbers, nothing about others."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from assess.language import ENGLISH, speaking
from reports import document, parts, styles, wording
from reports.sheet import Imprint

LANGUAGE = ENGLISH
"""What it is written in, all of it: what is kept in another language stands on other paper."""

ADVISED = "How a statistical model was used"


@dataclass(frozen=True)
class Strength:
    """Something shown clearly, and the behaviour that showed it."""

    competency: str
    behaviour: str


@dataclass(frozen=True)
class NextStep:
    """Something to build, with steps to choose from: no rating says which behaviour it was."""

    competency: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """One competency in plain words."""

    competency: str
    definition: str
    extent: str  # "clearly shown", "shown in part", "little shown yet", "too little to go on"
    text: str


@dataclass(frozen=True)
class Assessed:
    """One assessment the candidate answered: what the answers describe, and steps."""

    title: str
    texts: tuple[tuple[str, str], ...]  # area, what the answers describe
    steps: tuple[str, ...]
    gaps: str = ""  # that some questions have no answer
    how: str = ""  # what the answers were compared with, if with anything


@dataclass(frozen=True)
class FeedbackFacts:
    """Everything the document needs; no model, no query, no clock."""

    organisation: str
    candidate: str
    opening: str
    report_id: str
    data_of: str
    looked_at: str  # "two interviews with four people"
    people: int  # how many listened
    apart: bool  # whether all wrote before they could see what others wrote
    strengths: tuple[Strength, ...]
    build: tuple[NextStep, ...]
    profile: tuple[Shown, ...]
    kept: str  # a sentence or two: how long the data are kept
    contact: str
    assessed: tuple[Assessed, ...] = ()
    advised: tuple[str, ...] = ()  # how a model was used, where the candidate is told


def render(facts: FeedbackFacts) -> bytes:
    """The feedback as PDF bytes; equal facts give equal bytes."""
    imprint = Imprint(
        title=f"Your feedback: {facts.opening}",
        organisation=facts.organisation,
        audience=f"For {facts.candidate}.",
        report_id=facts.report_id,
        data_of=facts.data_of,
    )
    with speaking(LANGUAGE):
        return document.render(story(facts), imprint)


def story(facts: FeedbackFacts) -> list[Flowable]:
    """A letter, by its length of one page, then the detail, in the order of reading."""
    *letter, last = [*_letter(facts), *_strengths(facts), *_build(facts)]
    return [
        *letter,
        # A signature alone on a page signs nothing: it takes what it stands under along.
        parts.together([last, *_closing(facts)]),
        parts.fresh_page_after(1),
        *_profile(facts),
        *_assessed(facts),
        *_advised(facts),
        *_rights(facts),
    ]


def _letter(facts: FeedbackFacts) -> Iterator[Flowable]:
    yield parts.line(facts.organisation, styles.KICKER)
    yield parts.heading("Your feedback", 1)
    yield parts.line(facts.opening, styles.LEAD)
    yield parts.line(f"Dear {facts.candidate},", styles.SALUTATION)
    yield from parts.text(wording.thanks(facts.opening, facts.looked_at))
    yield from parts.text(wording.deciding(facts.people, apart=facts.apart))


def _strengths(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.strengths:
        yield parts.heading("What you showed most clearly", 2)
    elif facts.profile:
        yield from parts.text(wording.NOTHING_STOOD_OUT)
    for strength in facts.strengths:
        yield parts.heading(strength.competency, 3)
        yield from parts.text(strength.behaviour)


def _build(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.build:
        yield parts.heading("What to build next", 2)
        yield from parts.text(wording.ANY_STEP)
    for one in facts.build:
        yield parts.heading(one.competency, 3)
        yield parts.together(parts.bullets(one.steps, styles.TIGHT))


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


def _assessed(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.assessed:
        yield parts.heading("What your own answers describe", 2)
        yield from parts.text(wording.OWN_ANSWERS)
    for one in facts.assessed:
        yield parts.heading(one.title, 3)
        for said in filter(None, (one.how, one.gaps)):
            yield from parts.text(said)
        told = parts.bullets([f"{area}: {text}" for area, text in one.texts])
        steps = parts.bullets(one.steps, styles.TIGHT)
        yield from told[:-1]
        # Steps alone on a page follow from nothing: they take what they follow from along.
        if steps:
            steps.insert(0, parts.label("Steps to choose from"))
            yield parts.together([*told[-1:], *steps])
        else:
            yield from told[-1:]


def _advised(facts: FeedbackFacts) -> Iterator[Flowable]:
    if facts.advised:
        yield parts.heading(ADVISED, 2)
    for paragraph in facts.advised:
        yield from parts.text(paragraph)


def _rights(facts: FeedbackFacts) -> Iterator[Flowable]:
    yield parts.heading("What you can ask for", 2)
    yield parts.together(
        [
            *parts.bullets(f"{right}. {meaning}" for right, meaning in wording.RIGHTS),
            *parts.text(facts.kept),
            *parts.text(facts.contact),
        ]
    )
