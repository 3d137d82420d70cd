"""The card of a learned model: what it rests on, how it did, where it must not be used."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from reports import document, parts, styles
from reports.sheet import Imprint


@dataclass(frozen=True)
class Section:
    """A part of the card: sentences, and a table where there is one."""

    title: str
    said: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class CardFacts:
    """Everything the card says; the page and the PDF read the same."""

    organisation: str
    role: str
    target: str
    status: str
    report_id: str
    data_of: str
    conclusion: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def audience(self) -> str:
        """Who the card is for."""
        return (
            f"For people at {self.organisation} who decide about hiring, and for whoever audits "
            "them. It names no candidate."
        )


def render(facts: CardFacts) -> bytes:
    """The card as PDF bytes; equal facts give equal bytes."""
    imprint = Imprint(
        title=f"Model card: {facts.role}, {facts.target}",
        organisation=facts.organisation,
        audience=facts.audience,
        report_id=facts.report_id,
        data_of=facts.data_of,
    )
    return document.render(story(facts), imprint)


def story(facts: CardFacts) -> list[Flowable]:
    """The whole card, block by block, in the order of reading."""
    return [
        *_title(facts),
        *(block for section in facts.sections for block in _section(section)),
    ]


def _title(facts: CardFacts) -> Iterator[Flowable]:
    yield parts.line("Model card", styles.KICKER)
    yield parts.heading(facts.role, 1)
    yield parts.line(facts.target, styles.LEAD)
    yield parts.line(facts.audience, styles.AUDIENCE)
    yield parts.key_facts(facts.facts)
    yield parts.heading("What came of it", 2)
    for sentence in facts.conclusion:
        yield from parts.text(sentence)


def _section(section: Section) -> Iterator[Flowable]:
    head: list[Flowable] = [parts.heading(section.title, 2)]
    if section.rows:
        yield from head
        yield parts.table(section.header, section.rows, section.shares)
        yield from parts.bullets(section.said)
    else:
        yield parts.together([*head, *parts.bullets(section.said)])
