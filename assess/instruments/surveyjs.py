"""Read a SurveyJS survey (JSON) as the draft of an assessment."""

import math
import re
from collections.abc import Callable
from typing import Any

from assess.instruments.foreign import LONGEST_LINE, Pairs, anchors, chosen, named, number
from assess.instruments.importing import Draft, Imported, ImportRefused, checked
from assess.instruments.items.open import LONGEST_LINE as LONGEST_SHORT
from assess.instruments.items.open import LONGEST_TEXT as LONGEST_LONG
from assess.instruments.parts import LEVELS
from assess.instruments.surveyjs_parts import Element, Survey, key, parsed, told

_LONGEST_TIME = 240

_AGREEING = re.compile(r"disagree.* \| (?!.*disagree).*agree", re.IGNORECASE | re.DOTALL)
"""The words at the ends of a scale of agreement, lowest first."""


def read(text: str | bytes, id_: str = "") -> Imported:
    """The draft of an assessment; its id is made from the title unless one is given.

    Raises `ImportRefused` with a sentence when this is no SurveyJS survey.
    """
    keys = parsed(checked(text))
    survey = Survey(Draft("a SurveyJS survey"))
    whole = Element(survey, keys, "The survey")
    pages, loose = whole.items("pages"), whole.items("elements") or whole.items("questions")
    if not any(isinstance(keys.get(one), list) for one in ("pages", "elements", "questions")):
        raise ImportRefused("This is JSON, but no SurveyJS survey: it has no pages or elements.")
    title, description = whole.words("title", LONGEST_LINE), whole.words("description")
    mixed = bool(whole.random("questionOrder", "questionsOrder"))
    for count, page in enumerate([*pages, *([{"elements": loose}] if loose else [])], start=1):
        _page(survey, page, count, mixed)
    time = _time(whole)
    survey.language(key(whole.get("locale") or "en"))
    whole.report()
    survey.report()
    return survey.draft.imported(title, description, id_, **time)


def _time(whole: Element) -> dict[str, int]:
    found = number(whole.get("timeLimit")) or number(whole.get("maxTimeToFinish"))
    if not found or found < 0:
        return {}
    if found > _LONGEST_TIME * 60:
        whole.draft.drop("The survey", f"the time limit of {found:,} seconds")
        return {}
    return {"time_limit": math.ceil(found / 60)}


def _page(survey: Survey, page: object, count: int, mixed: bool) -> None:
    if not isinstance(page, dict):
        survey.draft.say(f"Entry {count} of the pages is no page and was not carried over.")
        return
    one = Element(survey, page, f"Page {count}")
    one.place = f"Page ‘{named(one.name)}’" if one.name else one.place
    if one.never:
        survey.draft.say(f"{one.place}: is never shown and was not carried over.")
        return
    stays = "initial" in (page.get("questionOrder"), page.get("questionsOrder"))
    shuffle = bool(one.random("questionOrder", "questionsOrder")) or (mixed and not stays)
    title, introduction = one.words("title", LONGEST_LINE), one.words("description")
    survey.draft.section(one.name, title, introduction, shuffle=shuffle)
    one.condition(None)
    _elements(one)
    one.report()


def _elements(parent: Element) -> None:
    """Every question in a page or panel."""
    within = parent.place[:1].lower() + parent.place[1:]
    for count, keys in enumerate([*parent.items("elements"), *parent.items("questions")], start=1):
        if not isinstance(keys, dict):
            parent.draft.say(f"Entry {count} on {within} is no question and was not carried over.")
            continue
        type_ = key(keys.get("type", "no type"))
        one = Element(parent.survey, keys, f"Question {count} on {within}")
        kind = "Panel" if type_ == "panel" else "Question"
        one.place = f"{kind} ‘{named(one.name)}’ on {within}" if one.name else one.place
        if one.never:
            parent.draft.say(f"{one.place}: is never shown and was not carried over.")
        elif type_ in TYPES:
            one.condition(parent.shown)
            TYPES[type_](one)
            one.report()
        else:
            parts = [*one.items("templateElements"), *one.items("columns")]
            inside = f" with {', '.join(told(part) for part in parts)}" if parts else ""
            found = f"the type ‘{named(type_)}’{inside}"
            parent.draft.say(f"{one.place}: was not carried over; nothing fits {found}.")


def _panel(one: Element) -> None:
    """Its heading becomes something to read; its questions stand in the section."""
    title, description = one.words("title"), one.words("description")
    if title or description:
        hint = description if title else ""
        one.draft.add(one.name, "information", title or description, hint=hint, show_if=one.shown)
    _elements(one)


def _choose(one: Element, type_: str, **fields: Any) -> None:
    fields |= one.common() | {"shuffle": one.random("choicesOrder")}
    title, pairs = one.title, one.pairs("choices")
    one.draft.choice(one.place, one.name, type_, title, pairs, **fields)


def _single(one: Element) -> None:
    _choose(one, "single")


def _multiple(one: Element) -> None:
    least, most = (number(one.get(f"{end}SelectedChoices")) for end in ("min", "max"))
    if least == 1:
        one.draft.drop(one.place, "‘minSelectedChoices: 1’")
    _choose(one, "multiple", **chosen(least, most))


def _ranking(one: Element) -> None:
    _choose(one, "ranking")


def _boolean(one: Element) -> None:
    yes, no = one.get("valueTrue"), one.get("valueFalse")
    pairs = [
        (key(True if yes is None else yes), one.words("labelTrue") or "Yes"),
        (key(False if no is None else no), one.words("labelFalse") or "No"),
    ]
    one.draft.choice(one.place, one.name, "single", one.title, pairs, **one.common())


def _rating(one: Element) -> None:
    """Five points with words have anchors; other points are a number, or options with words."""
    low, high, step = _range(one)
    pairs = one.pairs("rateValues") or _points(low, high, step)
    worded = any(value != text or number(value) is None for value, text in pairs)
    least = one.words("minRateDescription") or one.words("mininumRateDescription")
    most = one.words("maxRateDescription") or one.words("maximumRateDescription")
    title, agreeing = one.title, _AGREEING.search(f"{least} | {most}")
    if not worded and len(pairs) == len(LEVELS) and (agreeing or not (least or most)):
        if not agreeing:
            one.draft.say(f"{one.place}: its five points have no words and became agreement.")
        answers = levels[1] if (levels := anchors(pairs)) else {}
        one.draft.add(one.name, "agreement", title, answers, **one.common())
    elif len(pairs) == len(LEVELS):
        one.draft.rated(one.place, one.name, title, _ends(one, pairs, least, most), **one.common())
    elif pairs and (worded or not _consecutive(pairs)):
        pairs = _ends(one, pairs, least, most)
        one.draft.choice(one.place, one.name, "single", title, pairs, **one.common())
    else:
        values = [number(value) or 0 for value, _ in pairs] or [low, high]
        ends = ((min(values), least), (max(values), most))
        hints = [f"{value:g}: {text}" for value, text in ends if text]
        one.draft.unscored(one.place, min(values), max(values))
        _number(one, title, min(values), max(values), 1 if pairs else step, *hints)


def _range(one: Element) -> tuple[float, float, float]:
    """Lowest and highest point of a rating, and the step between points."""
    first, last, step, count = (
        number(one.get(name)) for name in ("rateMin", "rateMax", "rateStep", "rateCount")
    )
    low, step = 1 if first is None else first, max(step or 1, 0.1)
    high = last if last is not None else low + ((count or len(LEVELS)) - 1) * step
    return low, max(high, low + step), step


def _points(low: float, high: float, step: float) -> Pairs:
    """Every point of a rating; none when there are too many to choose from."""
    count = math.floor((high - low) / step + 1e-6) + 1
    points = [number(round(low + n * step, 6)) for n in range(count if count <= 100 else 0)]
    return [(str(point), str(point)) for point in points]


def _consecutive(pairs: Pairs) -> bool:
    values = sorted(number(value) or 0 for value, _ in pairs)
    return values == [values[0] + n for n in range(len(values))] and isinstance(values[0], int)


def _ends(one: Element, pairs: Pairs, least: str, most: str) -> Pairs:
    """Points, the first and the last with their descriptions."""
    texts = [text for _, text in pairs]
    texts[0] = f"{texts[0]}: {least}" if least else texts[0]
    texts[-1] = f"{texts[-1]}: {most}" if most else texts[-1]
    return [
        (value, one.draft.fitting(text, one.place))
        for (value, _), text in zip(pairs, texts, strict=True)
    ]


def _number(
    one: Element, text: str, low: float | None, high: float | None, step: float | None, *hints: str
) -> None:
    fields = one.draft.limits(one.place, low, high) | one.common(*hints)
    whole = all(isinstance(value, int) for value in (step, 0 if low is None else low))
    if whole and (step or 0) > 1:
        one.draft.drop(one.place, f"the step of {step}: every whole number is taken")
    one.draft.add(one.name, "number", text, **fields, whole=whole)


def _text(one: Element, *hints: str) -> None:
    """A line, or a number; other kinds of lines are not checked for what they are."""
    kind = key(one.get("inputType") or "text").lower()
    title = one.title
    if kind in ("number", "range"):
        low, high, step = (number(one.get(name)) for name in ("min", "max", "step"))
        _number(one, title, low, high, step, *hints)
        return
    if kind != "text":
        one.draft.say(f"{one.place}: became a line of text; ‘{named(kind)}’ is not checked.")
    one.draft.add(
        one.name, "short", title, **one.common(*hints), longest=_longest(one, LONGEST_SHORT)
    )


def _longest(one: Element, most: int) -> int:
    wanted = number(one.get("maxLength"))
    if wanted and wanted > most:
        one.draft.say(f"{one.place}: takes {most:,} characters, not {wanted:,}.")
    return int(min(wanted, most)) if wanted and wanted >= 1 else most


def _comment(one: Element) -> None:
    longest = _longest(one, LONGEST_LONG)
    one.draft.add(one.name, "long", one.title, **one.common(), longest=longest)


def _file(one: Element) -> None:
    one.draft.add(one.name, "file", one.title, **one.common())


def _html(one: Element) -> None:
    text = one.words("html")
    if text:
        one.draft.add(one.name, "information", text, show_if=one.shown)
    else:
        one.draft.say(f"{one.place}: has no text and was not carried over.")


def _slider(one: Element) -> None:
    if one.get("sliderType") == "range":
        one.draft.drop(one.place, "the slider with two ends")
        return
    low, high, step = (number(one.get(name)) for name in ("min", "max", "step"))
    low, high = 0 if low is None else low, 100 if high is None else high
    _number(one, one.title, low, high, step or 1)


def _matrix(one: Element) -> None:
    """Each row is one item, with the columns as its answers and the title as its hint."""
    title, columns = one.title, one.pairs("columns")
    rows = one.pairs("rows") or [("", "")]
    several = one.get("cellType") == "checkbox"
    every = [one.get(name) for name in ("eachRowRequired", "isAllRowRequired")]
    if one.get("isRequired") and True not in every:
        one.draft.say(f"{one.place}: asks for every row; the source is content with one.")
    if one.random("rowOrder", "rowsOrder"):
        one.draft.battery(one.place, len(rows))
    fields = one.common(*([title] if rows[0][1] else []))
    fields["needed"] = fields["needed"] or (True in every) or None
    for value, text in rows:
        name = f"{one.name}.{value}" if value else one.name
        if several:
            made = one.draft.choice(one.place, name, "multiple", text or title, columns, **fields)
        else:
            made = one.draft.rated(one.place, name, text or title, columns, **fields)
        if not made:
            return


def _multipletext(one: Element) -> None:
    title, hint, lines = one.title, one.words("description"), one.items("items")
    if not lines:
        one.draft.say(f"{one.place}: has no lines and was not carried over.")
    for keys in lines:
        if isinstance(keys, dict):
            line = Element(one.survey, keys, "", one.shown, one.name)
            line.place = f"Line ‘{named(line.name)}’ of {one.place[:1].lower()}{one.place[1:]}"
            _text(line, title, hint)
            line.report()
        else:
            one.draft.drop(one.place, f"the line ‘{told(keys)}’")


TYPES: dict[str, Callable[[Element], None]] = {
    "radiogroup": _single,
    "dropdown": _single,
    "buttongroup": _single,
    "checkbox": _multiple,
    "tagbox": _multiple,
    "ranking": _ranking,
    "boolean": _boolean,
    "rating": _rating,
    "slider": _slider,
    "text": _text,
    "multipletext": _multipletext,
    "comment": _comment,
    "file": _file,
    "html": _html,
    "matrix": _matrix,
    "panel": _panel,
}
