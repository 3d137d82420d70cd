"""What somebody reads who answers: texts in their language, marked where there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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

    def said(self, item: Item, answer: Answer | None) -> list[Markup]:
        """An answer in words; nothing where there is none."""
        if answer is None:
            return []
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
    at = {item: number for number, item in enumerate(order)}
    questions = [item for item in way if assessment.item(item).is_question]
    number = sum(1 for item in questions if at[item] <= at[item_id])
    is_open = any(assessment.item(item).show_if for item in order[at[item_id] :])
    total = max(1, len(questions))
    left = assessment.minutes * (total - number + 1) / total
    section = assessment.section_of(item_id)
    introduction = f"sections.{section.id}.introduction"
    before = [item for item in way if at[item] < at[item_id]]
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
                value is not None,
                value is not None and given[item_id].late,
                [here.say(f"items.{item_id}.options.{option}") for option in options],
            )
        )
    return found


def _with_breaks(text: str) -> Markup:
    return Markup("<br>\n").join(escape(part) for part in text.split("\n"))
