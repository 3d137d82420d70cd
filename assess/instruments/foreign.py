"""Texts, names, numbers, answers and conditions of foreign surveys, as ours are."""

import html
import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assess.instruments.parts import LEVELS
from assess.text import clean, folded

LONGEST_LINE, LONGEST_ID = 200, 40
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
LARGEST = 10**12

Pairs = Sequence[tuple[str, str]]
"""Answers somebody can choose: the value the source keeps, and the text."""

_SKIPPED = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_BREAKING = "p div br li ul ol tr table h1 h2 h3 h4 h5 h6 hr pre blockquote"
_BREAKS = frozenset(_BREAKING.split())
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What the loader refuses in a text; a test compares the two."""

_NO_LEVEL = re.compile(
    r"\bn/?a\b|not applicable|(don.?t|do not) know|no (answer|opinion)|prefer not|can(no|.?)t say",
    re.IGNORECASE,
)
"""An answer that stands beside a scale, not on it."""

_COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True)
class Simple:
    """A simple condition: a question, `=`, `>=`, `<=`, `>`, `<`, `anyof` or `contains`, values."""

    question: str
    sign: str
    values: tuple[str, ...]

    def holds(self, value: str) -> bool:
        """Whether an answer of the source fulfils it."""
        if self.sign not in _COMPARISONS:
            return any(_comparable(value) == _comparable(one) for one in self.values)
        have, wanted = number(value), number(self.values[0])
        if have is None or wanted is None:
            return False
        return bool(_COMPARISONS[self.sign](have, wanted))


def shown_if(test: Simple, item: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any] | None:
    """The same condition on an item of ours, or `None` when it cannot be said exactly.

    `answers` says which of our answers each value of the source is.
    """
    if item["type"] == "number":
        return _number_shown_if(test, item)
    if test.sign != "anyof" and (test.sign == "contains") != (item["type"] == "multiple"):
        return None
    met = [ours for theirs, ours in answers.items() if test.holds(theirs)]
    if not met:
        return None
    if item["type"] in ("single", "multiple"):
        return {"item": item["id"], "one_of": met}
    if sorted(met) == [*range(min(met), LEVELS[-1] + 1)]:
        return {"item": item["id"], "at_least": min(met)}
    if sorted(met) == [*range(LEVELS[0], max(met) + 1)]:
        return {"item": item["id"], "at_most": max(met)}
    return None


def _number_shown_if(test: Simple, item: dict[str, Any]) -> dict[str, Any] | None:
    """A comparison with a whole number, as ours are; `> 3` is said only of whole answers."""
    wanted = number(test.values[0])
    if wanted is None or test.sign not in _COMPARISONS:
        return None
    if not item["whole"] and (test.sign in (">", "<") or wanted != int(wanted)):
        return None
    if test.sign in (">=", ">"):
        least = math.ceil(wanted) if test.sign == ">=" else math.floor(wanted) + 1
        return {"item": item["id"], "at_least": least} if least <= item["highest"] else None
    most = math.floor(wanted) if test.sign == "<=" else math.ceil(wanted) - 1
    return {"item": item["id"], "at_most": most} if most >= item["lowest"] else None


def options(pairs: Pairs) -> tuple[list[dict[str, str]], dict[str, str]] | None:
    """Options, and which of them each value is; `None` when there are too few or too many."""
    if not FEWEST_OPTIONS <= len(pairs) <= MOST_OPTIONS:
        return None
    taken: dict[str, int] = {}
    found = [{"id": unique(value, "o", taken), "text": text} for value, text in pairs]
    return found, {value: one["id"] for (value, _), one in zip(pairs, found, strict=True)}


def anchors(pairs: Pairs) -> tuple[list[str], dict[str, int]] | None:
    """Five anchors, lowest first, and the level of each value; `None` when these are no levels."""
    if len(pairs) != len(LEVELS) or any(_NO_LEVEL.search(text) for _, text in pairs):
        return None
    values = [found for value, _ in pairs if (found := number(value)) is not None]
    if len(values) == len(LEVELS) and values == sorted(values, reverse=True):
        pairs = pairs[::-1]
    return [text for _, text in pairs], {value: n for n, (value, _) in enumerate(pairs, start=1)}


def plain(raw: str) -> str:
    """Text without HTML and without signs nobody sees, one line for each line shown."""
    if _TAG.search(raw):
        raw = raw.replace("\r", " ").replace("\n", " ")
    text = _TAG.sub(lambda tag: "\n" * (tag[1].lower() in _BREAKS), _SKIPPED.sub(" ", raw))
    text = _UNSEEN.sub("", clean(html.unescape(text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def named(name: object, longest: int = 60) -> str:
    """A name or a value as it stands in a sentence."""
    text = " ".join(_UNSEEN.sub("", clean(str(name)[: 4 * longest])).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def chosen(least: int | float | None, most: int | float | None) -> dict[str, int | None]:
    """How many answers are to be chosen; fewer than two at least are no limit of ours."""
    return {
        "at_least": int(least) if least and least >= 2 else None,
        "at_most": int(most) if most and most >= 1 else None,
    }


def number(value: object) -> float | None:
    """A number, whole where it can be; `None` for all else and for what is too large."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(found) or abs(found) > LARGEST:
        return None
    return int(found) if found.is_integer() else found


def unique(name: str, stem: str, taken: dict[str, int]) -> str:
    """An id made from a name, different from those taken."""
    base = re.sub(r"[^a-z0-9]+", "-", folded(name[:LONGEST_LINE])).strip("-")
    base = base if base[:1].isalpha() else f"{stem}-{base}"
    base = found = base[:LONGEST_ID].strip("-")
    while found in taken:
        taken[base] += 1
        end = f"-{taken[base]}"
        found = base[: LONGEST_ID - len(end)] + end
    taken[found] = 1
    return found


def _comparable(value: str) -> object:
    found = number(value)
    return value if found is None else found
