"""What somebody reads who answers: texts in their language, marked where there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from markupsafe import Markup, escape

from assess.assessments.models import Attempt, Invitation
from assess.assessments.queries import Given
from assess.assessments.rules import shown
from assess.instruments import library
from assess.instruments.assessment import Assessment
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Paired
from assess.instruments.items.levels import Agreement, Frequency, Levelled
from assess.instruments.parts import LEVELS

ENGLISH = "en"


@dataclass(frozen=True)
class Page:
    """An assessment in one language."""

    assessment: Assessment
    language: str
    english: Mapping[str, str]
    texts: Mapping[str, str]

    def plain(self, key: str) -> str:
        """A text as it is, in the language where there is one, else in English."""
        return self.texts.get(key) or self.english[key]

    def has(self, key: str) -> bool:
        """Whether there is such a text at all."""
        return key in self.english

    def say(self, key: str) -> Markup:
        """A text for a page; what is not translated says so, and in which language it is."""
        if self.language == ENGLISH or key in self.texts:
            return _with_breaks(self.plain(key))
        mark = Markup('<span class="tag">{}</span>').format(_("in English"))
        return Markup('<span lang="en">{}</span> {}').format(_with_breaks(self.english[key]), mark)

    def levels(self, item: Levelled) -> list[tuple[int, Markup]]:
        """The five answers of an item with their words."""
        if isinstance(item, Frequency):
            return [*zip(LEVELS, map(Markup.escape, frequencies()), strict=True)]
        if isinstance(item, Agreement):
            return [*zip(LEVELS, map(Markup.escape, agreements()), strict=True)]
        return [(level, self.say(f"items.{item.id}.anchors.{level}")) for level in LEVELS]

    def said(self, item: Item, answer: Answer) -> list[Markup]:
        """An answer in words."""
        if isinstance(item, Levelled):
            return [text for level, text in self.levels(item) if level == answer]
        parts = item.said(answer)
        found = [
            self.say(f"items.{item.id}.{one}") if one.startswith("options.") else _with_breaks(one)
            for one in parts
        ]
        if isinstance(item, Paired):
            names = [ends()[end] for end in item.ends]
            return [
                Markup("{}: {}").format(name, text) for name, text in zip(names, found, strict=True)
            ]
        return found


@dataclass(frozen=True)
class Place:
    """Where a question stands: `total` is `None` while answers can still change the way."""

    number: int
    total: int | None
    minutes_left: int
    section: str
    introduction: str
    is_first: bool


@dataclass(frozen=True)
class Line:
    """One line of the check page."""

    number: int
    item: Item
    section: str
    said: Sequence[Markup]
    answered: bool


def frequencies() -> list[str]:
    """The five words for how often, lowest first."""
    return [_("Almost never"), _("Seldom"), _("Sometimes"), _("Often"), _("Almost always")]


def agreements() -> list[str]:
    """The five words for how far one agrees, lowest first."""
    return [
        _("Strongly disagree"),
        _("Disagree"),
        _("Neither agree nor disagree"),
        _("Agree"),
        _("Strongly agree"),
    ]


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
    return _page(attempt.instrument, language)


@lru_cache(maxsize=64)
def _page(ref: str, language: str) -> Page:
    assessment = library.assessment(ref)
    translation = library.translations(ref).get(language) if language != ENGLISH else None
    texts = translation.texts if translation else {}
    return Page(assessment, language, assessment.texts(), texts)


def place(page: Page, order: Sequence[str], way: Sequence[str], item_id: str) -> Place:
    """Where an item stands among the questions on the way."""
    assessment = page.assessment
    questions = [item for item in way if assessment.item(item).is_question]
    number = sum(1 for item in questions if order.index(item) <= order.index(item_id))
    ahead = order[order.index(item_id) :]
    is_open = any(assessment.item(item).show_if for item in ahead)
    total = max(1, len(questions))
    left = assessment.minutes * (total - number + 1) / total
    section = assessment.section_of(item_id)
    introduction = f"sections.{section.id}.introduction"
    before = [item for item in way if order.index(item) < order.index(item_id)]
    return Place(
        max(1, number),
        None if is_open else total,
        max(1, round(left)),
        page.plain(f"sections.{section.id}.title"),
        introduction if page.has(introduction) else "",
        not before or assessment.section_of(before[-1]) is not section,
    )


def limit(assessment: Assessment, invitation: Invitation) -> int | None:
    """The person's own minutes for a part; `None` where there is no limit."""
    if assessment.time_limit is None or invitation.untimed:
        return None
    return round(assessment.time_limit * invitation.multiplier)


def lines(attempt: Attempt, language: str, given: Mapping[str, Given]) -> list[Line]:
    """Every question on the way with its answer, in the order shown."""
    here = page(attempt, language)
    order = attempt.order[""]
    answers = {item: one.value for item, one in given.items()}
    found = []
    for item_id in shown(here.assessment, order, answers):
        item = here.assessment.item(item_id)
        if not item.is_question:
            continue
        value = answers.get(item_id)
        section = here.assessment.section_of(item_id)
        found.append(
            Line(
                order.index(item_id) + 1,
                item,
                here.plain(f"sections.{section.id}.title"),
                here.said(item, value) if value is not None else [],
                value is not None,
            )
        )
    return found


def moved(order: Sequence[str], move: str) -> list[str]:
    """A ranking after one press: `up:<option>` or `down:<option>`."""
    direction, _colon, option = move.partition(":")
    found = [*order]
    if option not in found:
        return found
    at = found.index(option)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in text.split("\n"))
