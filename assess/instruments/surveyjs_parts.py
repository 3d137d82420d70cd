"""The parts of a SurveyJS file: its JSON, texts, conditions, and the keys nobody asked for."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from assess.instruments.foreign import Pairs, Simple, named
from assess.instruments.importing import LONGEST_TEXT, MAX_DEPTH, Draft, ImportRefused

_LOOKING = """
width minWidth maxWidth startWithNewLine indent innerIndent titleLocation descriptionLocation
hideNumber showNumber showQuestionNumbers colCount renderAs displayMode placeholder state
rateType rateDisplayMode rateColorMode scaleColorMode rateDescriptionLocation swapOrder
displayRateDescriptionsAsExtremeItems searchEnabled searchMode allowClear rows cols autoGrow
allowResize size inputSize itemSize colSpan rowTitleWidth columnMinWidth showHeader
verticalAlign alternateRows separateSpecialChoices questionTitleLocation questionTitleWidth
questionErrorLocation errorLocation requiredErrorText questionDescriptionLocation
showProgressBar progressBarType progressBarLocation showTOC tocLocation showPageTitles
showPageNumbers showTitle showPrevButton showNavigationButtons navigationButtonsLocation
goNextPageAutomatic autoAdvanceEnabled autoFocusFirstQuestion focusFirstQuestionAutomatic
checkErrorsMode textUpdateMode requiredMark requiredText questionStartIndex
questionTitlePattern completeText pageNextText pagePrevText startSurveyText editText
previewText logo logoWidth logoHeight logoPosition logoFit widthMode fitToContainer
backgroundImage backgroundImageFit backgroundOpacity headerView mobileView gridLayoutEnabled
showBrandInfo itemComponent itemTitleWidth navigationTitle theme themeName cssType
"""
_LOOKS = frozenset(_LOOKING.split())
"""Settings that change how something looks and not what is asked; named once, together."""

_WORDS = {
    "hasOther": "the answer ‘Other’ with a text",
    "showOtherItem": "the answer ‘Other’ with a text",
    "hasNone": "the answer ‘None’",
    "showNoneItem": "the answer ‘None’",
    "requiredIf": "the condition that makes it needed",
}
_LISTS = {
    "validators": "the validator",
    "triggers": "the trigger",
    "calculatedValues": "the calculated value",
    "completedHtmlOnCondition": "the end text under the condition",
    "navigateToUrlOnCondition": "the address under the condition",
}

_SIGNS = {"==": "=", "equal": "=", "contain": "contains", "*=": "contains"}
_VALUE = r"(?:'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?|true|false)"
_SIMPLE = re.compile(
    rf"\s*\{{([^{{}}]+)\}}\s*(==?|>=|<=|>|<|\*=|equal|anyof|contains?)\s*"
    rf"({_VALUE}|\[\s*{_VALUE}(?:\s*,\s*{_VALUE})*\s*\])\s*",
    re.IGNORECASE,
)


def parsed(text: str | bytes) -> dict[str, Any]:
    """The JSON of a survey. Raises `ImportRefused`."""
    too_deep = ImportRefused(f"This file is nested deeper than {MAX_DEPTH} levels.")
    try:
        survey = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except UnicodeDecodeError:
        raise ImportRefused("Save the file as UTF-8.") from None
    except RecursionError:
        raise too_deep from None
    except ValueError:
        raise ImportRefused("This file is no JSON.") from None
    if _depth(survey) > MAX_DEPTH:
        raise too_deep
    if not isinstance(survey, dict):
        raise ImportRefused("This is JSON, but no survey: a SurveyJS file is one object.")
    return survey


def key(value: object) -> str:
    """A value as conditions write it."""
    return value if isinstance(value, str) else json.dumps(value)


def told(part: object) -> str:
    """What a part of the survey is called."""
    names = part if isinstance(part, dict) else {}
    found = (names.get(one) for one in ("name", "type", "value", "expression"))
    return named(next((one for one in found if one), "?"))


def simple(said: object) -> Simple | None:
    """A condition with one question and one comparison; `None` for all others."""
    match = _SIMPLE.fullmatch(said) if isinstance(said, str) else None
    if match is None:
        return None
    name, sign, right = match[1].strip(), match[2].lower(), match[3]
    values = tuple(
        one[1:-1] if one[0] in "'\"" else one.lower()
        for one in re.findall(_VALUE, right, re.IGNORECASE)
    )
    sign = _SIGNS.get(sign, sign)
    if right.startswith("[") and sign != "anyof":
        return None
    return Simple(name, sign, values)


@dataclass
class Survey:
    """The draft, and what concerns the survey as a whole."""

    draft: Draft
    languages: set[str] = field(default_factory=set)
    looks: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)

    def words(self, value: object, place: str, longest: int = LONGEST_TEXT) -> str:
        """A text, the English one where there are several."""
        if isinstance(value, dict):
            texts = {name: one for name, one in value.items() if isinstance(one, str)}
            english = [name for name in texts if re.fullmatch(r"en([-_].*)?", name)]
            default = [name for name in texts if name == "default"]
            chosen = next(iter([*english, *default, *texts]), "default")
            self.languages |= texts.keys() - {"default", chosen}
            self.foreign |= {chosen} - {"default", *english}
            value = texts.get(chosen)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value and not isinstance(value, str):
            self.draft.drop(place, "a text, which is none")
        return self.draft.text(value, place, longest)

    def language(self, base: str) -> None:
        """Note the language of texts that name none."""
        if not base.lower().startswith("en"):
            self.foreign.add(base)

    def report(self) -> None:
        """Say what is left out everywhere."""
        for sentence, names in (
            ("Settings of looks and navigation were not carried over", self.looks),
            ("Texts in other languages are available and were not carried over", self.languages),
            ("The draft says it is English, and texts in it are not; translate from", self.foreign),
        ):
            if names:
                self.draft.say(f"{sentence}: {', '.join(named(one) for one in sorted(names))}.")


@dataclass
class Element:
    """A page, panel or question that remembers which of its keys were asked for."""

    survey: Survey
    keys: dict[str, Any]
    place: str
    shown: dict[str, Any] | None = None
    parent: str = ""
    used: set[str] = field(default_factory=lambda: {"type", "name", "$schema", "sjsVersion"})

    @property
    def draft(self) -> Draft:
        return self.survey.draft

    @property
    def name(self) -> str:
        """Its name as conditions ask for it."""
        own = key(self.keys.get("name", ""))
        return f"{self.parent}.{own}" if self.parent else own

    @property
    def title(self) -> str:
        """What a question asks; where that is not said, its name."""
        return self.words("title") or named(self.keys.get("name", ""))

    def get(self, name: str) -> Any:
        self.used.add(name)
        return self.keys.get(name)

    def items(self, name: str) -> list[Any]:
        found = self.get(name)
        if found and not isinstance(found, list):
            self.draft.drop(self.place, f"‘{name}’, which is no list")
        return found if isinstance(found, list) else []

    @property
    def never(self) -> bool:
        """Whether it is hidden for good."""
        return self.get("visible") is False and not self.keys.get("visibleIf")

    def words(self, name: str, longest: int = LONGEST_TEXT) -> str:
        return self.survey.words(self.get(name), self.place, longest)

    def condition(self, inherited: dict[str, Any] | None) -> None:
        """When to show it: its own condition, or that of what it stands in."""
        said = self.get("visibleIf")
        own = self.draft.condition(self.place, said, simple(said)) if said else None
        if own and inherited:
            self.draft.drop(self.place, "the condition of its page or panel")
        self.shown = own or inherited

    def common(self, *hints: str) -> dict[str, Any]:
        """What every item says: a hint, whether it is needed, when it is shown."""
        hint = "\n".join(one for one in (*hints, self.words("description")) if one)
        needed = self.get("isRequired") is True or None
        hint = self.draft.fitting(hint, self.place)
        return {"hint": hint, "needed": needed, "show_if": self.shown}

    def pairs(self, name: str) -> Pairs:
        """Values and texts of the answers to choose from."""
        found = []
        for one in self.items(name):
            part = one if isinstance(one, dict) else {"value": one}
            value = key(part.get("value", ""))
            place = f"{self.place}, answer ‘{named(value)}’"
            text = self.survey.words(part.get("text"), place) or named(value)
            if text:
                found.append((value, text))
            extra = (one for one in part if one not in ("value", "text") and part[one])
            self.draft.drop(place, *(f"‘{named(one)}’" for one in extra))
        return found

    def random(self, *names: str) -> bool | None:
        """Whether an order is one of chance; other orders are noted."""
        orders = [order for name in names if isinstance(order := self.get(name), str)]
        for order in orders:
            if order not in ("random", "none", "initial", "default"):
                self.draft.drop(self.place, f"the order ‘{named(order)}’")
        return "random" in orders or None

    def report(self) -> None:
        """Say what was never asked for, so that nothing goes unnoticed."""
        for name, value in self.keys.items():
            if name in self.used or value in (None, False, "", [], {}):
                continue
            if name in _LOOKS:
                self.survey.looks.add(name)
            elif name in _LISTS and isinstance(value, list):
                self.draft.drop(self.place, *(f"{_LISTS[name]} ‘{told(one)}’" for one in value))
            else:
                said = f": {named(value)}" if isinstance(value, str | int | float) else ""
                self.draft.drop(self.place, _WORDS.get(name, f"‘{named(name)}{said}’"))


def _depth(value: object) -> int:
    """How deep lists and objects stand in each other."""
    level, depth = [value], 0
    while depth <= MAX_DEPTH:
        within = [one for one in level if isinstance(one, dict | list)]
        if not within:
            break
        level = [v for one in within for v in (one.values() if isinstance(one, dict) else one)]
        depth += 1
    return depth
