"""What a candidate is told of the models that were read: a letter in their language."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from assess.language import gettext as _
from assess.language import speaking
from reports import document, parts, styles
from reports.sheet import Imprint


@dataclass(frozen=True)
class LetterFacts:
    """Everything the letter needs; `language` is the one its paragraphs are in."""

    language: str
    organisation: str
    candidate: str
    opening: str
    report_id: str
    data_of: str
    paragraphs: tuple[str, ...]
    contact: str


def render(facts: LetterFacts) -> bytes:
    """The letter as PDF bytes; equal facts give equal bytes."""
    with speaking(facts.language):
        imprint = Imprint(
            title=_("How a statistical model was used"),
            organisation=facts.organisation,
            audience=_("For %(name)s.", name=facts.candidate),
            report_id=facts.report_id,
            data_of=facts.data_of,
        )
        return document.render(list(_letter(facts)), imprint)


def _letter(facts: LetterFacts) -> Iterator[Flowable]:
    yield parts.line(facts.organisation, styles.KICKER)
    yield parts.heading(_("How a statistical model was used"), 1)
    yield parts.line(facts.opening, styles.LEAD)
    yield parts.line(_("Dear %(name)s,", name=facts.candidate), styles.SALUTATION)
    for paragraph in facts.paragraphs:
        yield from parts.text(paragraph)
    yield from parts.text(
        _("Write to %(contact)s. A person reads it and answers.", contact=facts.contact)
    )
    yield parts.line(_("With kind regards,"), styles.CLOSING)
    yield parts.line(_("The hiring team of %(organisation)s", organisation=facts.organisation))
