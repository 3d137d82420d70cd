"""What each LimeSurvey question becomes: one function per type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assess.instruments.foreign import Pairs, chosen, named, number
from assess.instruments.importing import Draft
from assess.instruments.items.open import LONGEST_LINE, LONGEST_TEXT
from assess.instruments.limesurvey_tables import Row, Tables

FIVE: Pairs = [(str(point), str(point)) for point in range(1, 6)]
YES_NO: Pairs = [("Y", "Yes"), ("N", "No")]
YES_UNCERTAIN_NO: Pairs = [("Y", "Yes"), ("U", "Uncertain"), ("N", "No")]
MORE_SAME_LESS: Pairs = [("I", "Increase"), ("S", "Same"), ("D", "Decrease")]
FEMALE_MALE: Pairs = [("F", "Female"), ("M", "Male")]

_LONGEST_UNIT = 40


@dataclass
class Question:
    """A question with its rows, answers and settings, of which it remembers what was asked for."""

    draft: Draft
    tables: Tables
    row: Row
    place: str
    shown: dict[str, Any] | None = None
    used: set[str] = field(default_factory=lambda: {"hidden", "random_group"})

    @property
    def code(self) -> str:
        return self.row.get("title", "").strip()

    @property
    def qid(self) -> str:
        return self.row.get("qid", "")

    @property
    def settings(self) -> Row:
        return self.tables.attributes.get(self.qid, {})

    def setting(self, name: str) -> str:
        self.used.add(name)
        return self.settings.get(name, "").strip()

    def words(self, row: Row, column: str = "question") -> str:
        return self.draft.text(self.tables.text(row, "question", "qid", column), self.place)

    @property
    def title(self) -> str:
        return self.words(self.row)

    def lines(self, scale: str = "0") -> Pairs:
        """Code and text of each row, or with another scale of each column."""
        rows = self.tables.subquestions.get(self.qid, [])
        found = [row for row in rows if row.get("scale_id", "0") == scale]
        return [(row.get("title", ""), self.words(row) or named(row.get("title"))) for row in found]

    def answers(self, scale: str = "0") -> Pairs:
        """Code and text of each answer."""
        found = []
        for row in self.tables.answers.get(self.qid, []):
            if row.get("scale_id", "0") == scale:
                text = self.draft.text(self.tables.text(row, "answer", "aid", "answer"), self.place)
                found.append((row.get("code", ""), text or named(row.get("code", "")) or "?"))
        return found

    @property
    def random(self) -> bool | None:
        """Whether answers or rows stand in an order of chance."""
        orders = [self.setting(name) for name in ("answer_order", "subquestion_order")]
        if "alphabetical" in orders:
            self.draft.drop(self.place, "the order ‘alphabetical’")
        return self.setting("random_order") == "1" or "random" in orders or None

    def common(self, *hints: str) -> dict[str, Any]:
        """What every item says: a hint, whether it is needed, when it is shown."""
        hint = "\n".join(one for one in (*hints, self.words(self.row, "help")) if one)
        needed = self.row.get("mandatory") == "Y" or None
        hint = self.draft.fitting(hint, self.place)
        return {"hint": hint, "needed": needed, "show_if": self.shown}

    def each(self, make: Callable[[str, str, dict[str, Any]], object]) -> None:
        """One item for each row, with the question as its hint; stops at a refusal."""
        fields, lines = self.common(self.title), self.lines()
        if not lines:
            self.draft.say(f"{self.place}: has no rows and was not carried over.")
        if self.random:
            self.draft.battery(self.place, len(lines))
        for code, text in lines:
            if make(f"{self.code}_{code}", text, fields) is None:
                return

    def choices(self, type_: str, pairs: Pairs, **fields: Any) -> dict[str, Any] | None:
        fields |= self.common() | {"shuffle": self.random}
        return self.draft.choice(self.place, self.code, type_, self.title, pairs, **fields)


def _list(one: Question) -> None:
    one.choices("single", one.answers())
    if one.row.get("type") == "O":
        one.draft.drop(one.place, "the comment beside the answers")


def _several(one: Question) -> None:
    lines = one.lines()
    least, most = (number(one.setting(f"{end}_answers")) for end in ("min", "max"))
    if least == 1:
        one.draft.drop(one.place, "‘min_answers: 1’")
    item = one.choices("multiple", lines, **chosen(least, most))
    for (code, _), option in zip(lines, item["options"] if item else [], strict=False):
        one.draft.alias(f"{one.code}_{code}", item or {}, {"Y": option["id"]})
    if one.row.get("type") == "P":
        one.draft.drop(one.place, "the comments beside the answers")


def _ranking(one: Question) -> None:
    one.choices("ranking", one.answers() or one.lines())


def _fixed(pairs: Pairs) -> Callable[[Question], None]:
    def make(one: Question) -> None:
        one.draft.choice(one.place, one.code, "single", one.title, pairs, **one.common())

    return make


def _five(one: Question) -> None:
    one.draft.say(f"{one.place}: its five points have no words; write what each means.")
    one.draft.rated(one.place, one.code, one.title, FIVE, **one.common())


def _array(one: Question) -> None:
    pairs = one.answers()
    one.each(lambda name, text, more: one.draft.rated(one.place, name, text, pairs, **more))


def _array_five(one: Question) -> None:
    one.draft.say(f"{one.place}: its five points have no words; write what each means.")
    one.each(lambda name, text, more: one.draft.rated(one.place, name, text, FIVE, **more))


def _array_fixed(pairs: Pairs) -> Callable[[Question], None]:
    def make(one: Question) -> None:
        one.each(
            lambda name, text, more: one.draft.choice(
                one.place, name, "single", text, pairs, **more
            )
        )

    return make


def _array_ten(one: Question) -> None:
    limits: dict[str, Any] = {"lowest": 1, "highest": 10, "whole": True}
    one.draft.unscored(one.place, 1, 10)
    one.each(lambda name, text, more: one.draft.add(name, "number", text, **limits, **more))


def _array_dual(one: Question) -> None:
    """Two items for each row, one for each scale, under the heading of the scale."""
    scales = [
        (end, one.setting(heading), one.answers(end))
        for end, heading in (("0", "dualscale_headerA"), ("1", "dualscale_headerB"))
    ]

    def make(name: str, text: str, more: dict[str, Any]) -> object:
        made: object = None
        for end, heading, pairs in scales:
            shown = one.draft.fitting(f"{text} ({heading})" if heading else text, one.place)
            made = one.draft.rated(one.place, f"{name}_{end}", shown, pairs, **more)
        return made

    one.each(make)


def _table(one: Question) -> None:
    """One number or line for each cell; a table of boxes to tick is several answers a row."""
    columns, ticked = one.lines("1"), one.setting("multiflexible_checkbox") == "1"
    least, most, step = (
        number(one.setting(f"multiflexible_{name}")) for name in ("min", "max", "step")
    )
    most = (10 if least is None else least + 10) if most is None else most
    limits = one.draft.limits(one.place, 1 if least is None else least, most)
    whole = isinstance(least or 1, int) and isinstance(step or 1, int)
    if step not in (None, 1):
        one.draft.drop(one.place, f"the step of {step:g}")

    def make(name: str, text: str, more: dict[str, Any]) -> object:
        if ticked:
            return one.draft.choice(one.place, name, "multiple", text, columns, **more)
        for code, column in columns:
            cell = one.draft.fitting(f"{text}: {column}", one.place)
            if one.row.get("type") == ":":
                one.draft.add(f"{name}_{code}", "number", cell, **limits, whole=whole, **more)
            else:
                one.draft.add(f"{name}_{code}", "short", cell, longest=LONGEST_LINE, **more)
        return name

    one.each(make)
    if not columns:
        one.draft.say(f"{one.place}: has no columns and was not carried over.")


def _limits(one: Question) -> dict[str, Any]:
    low, high = (number(one.setting(f"{end}_num_value_n")) for end in ("min", "max"))
    unit = one.draft.text(one.setting("suffix"), one.place, _LONGEST_UNIT)
    whole = one.setting("num_value_int_only") == "1"
    return one.draft.limits(one.place, low, high) | {"unit": unit, "whole": whole}


def _number(one: Question) -> None:
    one.draft.add(one.code, "number", one.title, **_limits(one), **one.common())


def _numbers(one: Question) -> None:
    limits = _limits(one)
    one.each(lambda name, text, more: one.draft.add(name, "number", text, **limits, **more))


def _longest(one: Question, most: int) -> int:
    wanted = number(one.setting("maximum_chars"))
    if wanted and wanted > most:
        one.draft.say(f"{one.place}: takes {most:,} characters, not {wanted:,}.")
    return int(min(wanted, most)) if wanted and wanted >= 1 else most


def _short(one: Question) -> None:
    longest = _longest(one, LONGEST_LINE)
    one.draft.add(one.code, "short", one.title, longest=longest, **one.common())


def _date(one: Question) -> None:
    one.draft.say(f"{one.place}: became a line of text; that it is a date is not checked.")
    _short(one)


def _shorts(one: Question) -> None:
    longest = _longest(one, LONGEST_LINE)
    one.each(lambda name, text, more: one.draft.add(name, "short", text, longest=longest, **more))


def _long(one: Question) -> None:
    longest = _longest(one, LONGEST_TEXT)
    one.draft.add(one.code, "long", one.title, longest=longest, **one.common())


def _information(one: Question) -> None:
    one.draft.add(one.code, "information", one.title, **one.common() | {"needed": None})


def _file(one: Question) -> None:
    one.draft.add(one.code, "file", one.title, **one.common())


TYPES: dict[str, Callable[[Question], None]] = {
    "L": _list,
    "!": _list,
    "O": _list,
    "M": _several,
    "P": _several,
    "R": _ranking,
    "Y": _fixed(YES_NO),
    "G": _fixed(FEMALE_MALE),
    "5": _five,
    "A": _array_five,
    "B": _array_ten,
    "C": _array_fixed(YES_UNCERTAIN_NO),
    "E": _array_fixed(MORE_SAME_LESS),
    "F": _array,
    "H": _array,
    "1": _array_dual,
    ":": _table,
    ";": _table,
    "N": _number,
    "K": _numbers,
    "S": _short,
    "Q": _shorts,
    "D": _date,
    "T": _long,
    "U": _long,
    "X": _information,
    "|": _file,
}
