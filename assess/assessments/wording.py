"""What somebody reads who answers: texts in their language, marked where there are none."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from math import ceil

from markupsafe import Markup, escape

from assess.assessments.models import Attempt, Invitation
from assess.assessments.queries import Given
from assess.assessments.rules import CLOSED, AttemptStatus, shown
from assess.instruments import library
from assess.instruments.assessment import Assessment, Scale
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Paired
from assess.instruments.items.levels import Agreement, Frequency, Levelled
from assess.instruments.items.notices import Consent
from assess.instruments.parts import LEVELS
from assess.language import ENGLISH
from assess.language import gettext as _
from assess.mail import Sender
from assess.openings.rules import KEPT_FOR
from assess.science.scores import words as scale_words
from assess.times import in_full

AT_ONCE = 200
"""About how many letters of an introduction are read at once; the rest is a press away."""

A_LITTLE_MORE = 40
"""As many more are shown at once, too: hiding a few words hides more than it clears."""

_BETWEEN_SENTENCES = re.compile(r"(?<=\w\w[.?!])\s+")

KEPT_MONTHS = round(KEPT_FOR / timedelta(days=365) * 12)
"""How long what somebody answered is kept who is not hired."""


@dataclass(frozen=True)
class Told:
    """An introduction: what is read at once, what is folded away, and the question at its end."""

    first: Markup
    rest: Markup
    last: Markup


class InEnglish(str):
    """A text that is not translated, where others are: it says so, on a page in our usual way."""

    def __new__(cls, text: str) -> "InEnglish":
        """The text with a note that stands beside it on paper."""
        return super().__new__(cls, f"{text} ({_('in English')})")

    def __init__(self, text: str) -> None:
        self.text = text

    def __html__(self) -> Markup:
        mark = Markup('<span class="tag">{}</span>').format(_("in English"))
        return Markup('<span lang="en">{}</span> {}').format(_with_breaks(self.text), mark)


@dataclass(frozen=True)
class Page:
    """An assessment in one language."""

    assessment: Assessment
    language: str
    english: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def written_in(self) -> str:
        """The language its questions are in: English where they are not translated."""
        return self.language if self.texts else ENGLISH

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The items whose answers decide whether others are shown."""
        return frozenset(item.show_if.item for item in self.assessment.items if item.show_if)

    def plain(self, key: str) -> str:
        """A text as it is, in the language where there is one, else in English."""
        return self.texts.get(key) or self.english[key]

    def has(self, key: str) -> bool:
        """Whether there is such a text at all."""
        return key in self.english

    def marked(self, key: str) -> str:
        """A text for page or paper; what is not translated says so."""
        return self._marked(key, self.plain(key))

    def say(self, key: str) -> Markup:
        """A text for a page; what is not translated says so, and in which language it is."""
        return _with_breaks(self.marked(key))

    def situation(self, item: Item) -> Markup:
        """A situation to judge, without the question at its end that the heading below it asks."""
        key = f"items.{item.id}.text"
        told = self.plain(key).removesuffix(_("Which response is best, and which is worst?"))
        return _with_breaks(self._marked(key, told.rstrip()))

    def scale(self, scale: Scale) -> Scale:
        """A scale of the assessment with its texts as a report in the language says them."""
        said = {name: self.marked(f"scales.{scale.id}.{name}") for name in scale.texts()}
        steps = [said[name] for name in said if name.startswith("report.steps.")]
        report = {
            "high": said["report.high"],
            "middle": said["report.middle"],
            "low": said["report.low"],
            "question": said["report.question"],
            "steps": tuple(steps),
        }
        return scale.model_copy(
            update={
                "title": said["title"],
                "definition": said["definition"],
                "caution": said.get("caution"),
                "report": scale.report.model_copy(update=report),
            }
        )

    def reported(self) -> Assessment:
        """The assessment with all its scales as a report in the language says them."""
        scales = tuple(map(self.scale, self.assessment.scales))
        return self.assessment.model_copy(update={"scales": scales})

    def told(self, key: str) -> Told:
        """An introduction that does not stand like a wall before the first question."""
        parts = (self._marked(key, text) for text in _folded(self.plain(key)))
        return Told(*map(_with_breaks, parts))

    def _marked(self, key: str, text: str) -> str:
        is_as_expected = not text or self.language == ENGLISH or key in self.texts
        return text if is_as_expected else InEnglish(text)

    def levels(self, item: Levelled) -> list[tuple[int, Markup]]:
        """The five answers of an item with their words."""
        if isinstance(item, Frequency):
            return [*zip(LEVELS, map(Markup.escape, scale_words.frequencies()), strict=True)]
        if isinstance(item, Agreement):
            return [*zip(LEVELS, map(Markup.escape, agreements()), strict=True)]
        return [(level, self.say(f"items.{item.id}.anchors.{level}")) for level in LEVELS]

    def said(self, item: Item, answer: Answer | None) -> list[Markup]:
        """An answer in words; nothing where there is none."""
        if answer is None:
            return []
        if isinstance(item, Levelled):
            return [text for level, text in self.levels(item) if level == answer]
        if isinstance(item, Consent):
            return [Markup.escape(_("I agreed"))]
        parts = item.said(answer)
        found = [
            self.say(f"items.{item.id}.{one}") if one.startswith("options.") else _with_breaks(one)
            for one in parts
        ]
        if isinstance(item, Paired) and isinstance(answer, dict):
            names = [ends()[end] for end in item.ends if end in answer]
            return [
                Markup("{}: {}").format(name, text) for name, text in zip(names, found, strict=True)
            ]
        return found


@dataclass(frozen=True)
class Place:
    """Where a question stands: `total` is `None` while answers can still change the way.

    `minutes_left` counts the longest way there can still be.
    """

    number: int
    total: int | None
    minutes_left: int
    section: str
    introduction: str
    is_first: bool


@dataclass(frozen=True)
class Line:
    """One line of the check page, or of the answer sheet."""

    number: int
    item: Item
    section: str
    said: Sequence[Markup]
    answered: bool
    late: bool
    options: Sequence[Markup]

    @property
    def is_reversed(self) -> bool:
        """Whether a high answer counts low."""
        return isinstance(self.item, Levelled) and self.item.reverse


def agreements() -> list[str]:
    """The five words for how far one agrees, lowest first."""
    return [_(word) for word in Agreement.words]


def ends() -> dict[str, str]:
    """What the two ends of a paired choice are called."""
    return {"best": _("Best"), "worst": _("Worst"), "most": _("Most"), "least": _("Least")}


def languages(invitation: Invitation) -> list[str]:
    """Languages at least one part of an invitation is translated into, English first."""
    found = {
        language
        for attempt in invitation.attempts
        for language in library.translations(attempt.instrument)
    }
    return [ENGLISH, *sorted(found)]


def page(attempt: Attempt, language: str) -> Page:
    """The assessment of an attempt in a language."""
    return questionnaire(attempt.instrument, language)


def questionnaire(ref: str, language: str) -> Page:
    """An assessment in a language, whoever answers it."""
    translation = library.translations(ref).get(language) if language != ENGLISH else None
    return _page(ref, language, translation.ref if translation else "")


@lru_cache(maxsize=64)
def _page(ref: str, language: str, translation: str) -> Page:
    assessment = library.assessment(ref)
    texts = library.translations(ref)[language].texts if translation else {}
    return Page(assessment, language, assessment.texts(), texts)


def place(page: Page, order: Sequence[str], way: Sequence[str], item_id: str) -> Place:
    """Where an item stands among the questions on the way."""
    assessment = page.assessment
    at = {item: number for number, item in enumerate(order)}
    questions = [item for item in way if assessment.item(item).is_question]
    number = sum(1 for item in questions if at[item] <= at[item_id])
    undecided = [
        item
        for item in map(assessment.item, order)
        if item.show_if and at[item.show_if.item] >= at[item_id]
    ]
    possible = {item.id for item in undecided if item.is_question}.difference(questions)
    longest = max(1, len(questions) + len(possible))
    left = assessment.minutes * (longest - number + 1) / longest
    section = assessment.section_of(item_id)
    introduction = f"sections.{section.id}.introduction"
    before = [item for item in way if at[item] < at[item_id]]
    return Place(
        max(1, number),
        None if undecided else max(1, len(questions)),
        max(1, round(left)),
        page.plain(f"sections.{section.id}.title"),
        introduction if page.has(introduction) else "",
        not before or assessment.section_of(before[-1]) is not section,
    )


def minutes_left(attempt: Attempt, given: Mapping[str, Given]) -> int:
    """About how long what is not answered yet takes."""
    assessment = library.assessment(attempt.instrument)
    if attempt.status in CLOSED:
        return 0
    if not attempt.order:
        return assessment.minutes
    answers = {item: one.value for item, one in given.items()}
    way = shown(assessment, attempt.order[""], answers)
    questions = [item for item in way if assessment.item(item).is_question]
    left = [item for item in questions if not assessment.item(item).is_whole(answers.get(item))]
    return ceil(assessment.minutes * len(left) / max(1, len(questions)))


def lines(attempt: Attempt, language: str, given: Mapping[str, Given]) -> list[Line]:
    """Every question on the way with its answer; questions and options in the order shown."""
    here = page(attempt, language)
    order = attempt.order[""]
    answers = {item: one.value for item, one in given.items()}
    found = []
    for item_id in shown(here.assessment, order, answers):
        item = here.assessment.item(item_id)
        if not item.is_question:
            continue
        value = answers.get(item_id)
        options = attempt.order.get(item_id, [])
        section = here.assessment.section_of(item_id)
        found.append(
            Line(
                order.index(item_id) + 1,
                item,
                here.plain(f"sections.{section.id}.title"),
                here.said(item, value),
                item.is_whole(value),
                value is not None and given[item_id].late,
                [here.say(f"items.{item_id}.options.{option}") for option in options],
            )
        )
    return found


def _folded(text: str) -> tuple[str, str, str]:
    """A text in three parts, of which only a long one has the second.

    A question at the end says what to do, so it is not folded away with what explains it.
    """
    if len(text) <= AT_ONCE + A_LITTLE_MORE:
        return text, "", ""
    starts = [match.end() for match in _BETWEEN_SENTENCES.finditer(text)]
    end = starts.pop() if starts and text.endswith("?") else len(text)
    cut = max((start for start in starts if start <= AT_ONCE), default=min([*starts, end]))
    return text[:cut].rstrip(), text[cut:end].rstrip(), text[end:]


def held(attempt: Attempt, page: Page, given: Mapping[str, Given]) -> list[Line]:
    """Everything somebody answered, in the order shown; also to what is not asked any more.

    What came along to a part that has not begun stands in the order of the file.
    """
    order = attempt.order.get("") or [item.id for item in page.assessment.items]
    answered = [item for item in order if item in given and given[item].value is not None]
    return [
        Line(
            number=order.index(item) + 1,
            item=page.assessment.item(item),
            section=page.plain(f"sections.{page.assessment.section_of(item).id}.title"),
            said=page.said(page.assessment.item(item), given[item].value),
            answered=page.assessment.item(item).is_whole(given[item].value),
            late=given[item].late,
            options=[],
        )
        for item in answered
    ]


def ended(attempt: Attempt, answered: Container[int]) -> str:
    """How a part ended that was not simply handed in; `answered` parts hold anything."""
    if attempt.status is not AttemptStatus.TIMED_OUT:
        return "" if attempt.id in answered else _("Nothing was answered.")
    if attempt.id in answered:
        return _("Time was up. What you answered until then was submitted.")
    return _("Time was up before anything was answered.")


def receipt(
    invitation: Invitation,
    parts: Sequence[tuple[Attempt, Page]],
    answered: Container[int],
    sender: Sender,
    role: str,
) -> str:
    """What was handed in, when, and for whom, as a text to keep; `answered` parts hold anything."""
    zone, language = invitation.time_zone, invitation.language
    who, organisation = invitation.invited_by.name, sender.organisation
    lines = [
        _("Receipt"),
        "",
        _("%(name)s has handed in what is listed here.", name=invitation.name),
    ]
    if invitation.application is not None:
        lines += [
            _("Asked by: %(who)s, %(organisation)s", who=who, organisation=organisation),
            _("For: %(role)s", role=role),
        ]
    for attempt, page in parts:
        assert attempt.submitted_at is not None
        when = in_full(attempt.submitted_at, zone, language)
        lines += ["", page.plain("title"), f"{attempt.receipt}, {when}"]
        ending = ended(attempt, answered)
        lines += [ending] if ending else []
    if sender.contact:
        lines += ["", _("Questions? Write to %(contact)s.", contact=sender.contact)]
    return "\n".join(lines) + "\n"


def _with_breaks(text: str) -> Markup:
    if isinstance(text, InEnglish):
        return text.__html__()
    return Markup("<br>\n").join(escape(part) for part in text.split("\n"))
