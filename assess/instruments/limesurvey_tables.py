"""The parts of a LimeSurvey file: its tables, the texts in one language, conditions."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from assess.instruments.foreign import Simple, number
from assess.instruments.importing import MAX_DEPTH, ImportRefused

Row = dict[str, str]

_LONGEST_CONDITION = 1000
_SIGNS = {"eq": "anyof", "==": "anyof", "ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
_SIMPLE = re.compile(
    r"([A-Za-z]\w*|\d+X\d+X\w+)(?:\.(?:NAOK|code))?\s*(==|>=|<=|>|<|\b(?:eq|ge|le|gt|lt)\b)\s*"
    r"(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?)"
)


class _Bounded(TreeBuilder):
    """Builds the tree of a file that is not nested too deep."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ImportRefused(f"This file is nested deeper than {MAX_DEPTH} levels.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def parsed(data: bytes | str) -> Element:
    """The root of a survey's XML. Raises `ImportRefused`."""
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except ImportRefused:
        raise
    except DTDForbidden:
        raise ImportRefused("This file has a DTD, which no LimeSurvey file has.") from None
    except DefusedXmlException:
        raise ImportRefused("This file has entities, which no LimeSurvey file has.") from None
    except (ParseError, ValueError, LookupError):
        raise ImportRefused("This file is no XML.") from None
    kind = "".join(root.findtext("LimeSurveyDocType", "").split()) if root is not None else ""
    if kind != "Survey":
        raise ImportRefused("This is XML, but no LimeSurvey survey (.lss).")
    found: Element = root
    return found


class Tables:
    """The tables of a survey; before version 4, each language has rows of its own."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.survey = (self.rows("surveys") or [{}])[0]
        listed = [(one.text or "").strip() for one in root.iterfind("languages/language")]
        listed += self.survey.get("additional_languages", "").split()
        base = self.survey.get("language", "").strip() or next(reversed(listed), "") or "en"
        self.base = "en" if "en" in listed and self._has_title("en") else base
        self.others = sorted({one for one in (*listed, base) if one} - {self.base})
        self.looks: set[str] = set()
        self._columns: dict[tuple[str, str], frozenset[str]] = {}

    def _has_title(self, language: str) -> bool:
        """Whether a survey is written in a language: files are in English where they can be."""
        return any(
            row.get("surveyls_language") == language and row.get("surveyls_title", "").strip()
            for row in self.rows("surveys_languagesettings")
        )

    def rows(self, table: str) -> list[Row]:
        """The rows of a table as they stand in the file."""
        return [
            {cell.tag: "".join(cell.itertext()) for cell in row}
            for row in self.root.iterfind(f"{table}/rows/row")
        ]

    def names(self) -> list[str]:
        """Every table that has rows."""
        return [one.tag for one in self.root if one.find("rows/row") is not None]

    def column(self, table: str, name: str) -> frozenset[str]:
        """What stands in one column of a table."""
        if (table, name) not in self._columns:
            found = frozenset(row.get(name, "") for row in self.rows(table))
            self._columns[table, name] = found
        return self._columns[table, name]

    def one_language(self, rows: Sequence[Row], *keys: str) -> list[Row]:
        """One row for each key, that of the base language where there are several."""
        found: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = tuple(row.get(one, "") for one in keys)
            if key not in found or row.get("language") == self.base:
                found[key] = row
        return [*found.values()]

    def condition(self, said: str) -> Simple | None:
        """A relevance equation of one question and one comparison; `None` for all others."""
        text = said[: _LONGEST_CONDITION + 1].strip()
        while text.startswith("(") and text.endswith(")"):
            text = text[1:-1].strip()
        match = _SIMPLE.fullmatch(text)
        if match is None or len(said) > _LONGEST_CONDITION:
            return None
        value = match[3][1:-1] if match[3][0] in "'\"" else match[3]
        return Simple(self._code(match[1]), _SIGNS.get(match[2], match[2]), (value,))

    def _code(self, name: str) -> str:
        """The code of a question that is asked for by survey, group and question."""
        ids = re.fullmatch(r"\d+X\d+X(\d+)(\w*)", name)
        code = self._codes.get(ids[1]) if ids else None
        return name if ids is None or code is None else code + (f"_{ids[2]}" if ids[2] else "")

    @cached_property
    def _codes(self) -> Row:
        return {row.get("qid", ""): row.get("title", "").strip() for row in self._questions}

    @cached_property
    def groups(self) -> list[Row]:
        return _ordered(self.one_language(self.rows("groups"), "gid"), "group_order")

    @cached_property
    def questions(self) -> dict[str, list[Row]]:
        """Questions of each group, in order."""
        return _grouped([row for row in self._questions if not _parent(row)], "gid")

    @cached_property
    def subquestions(self) -> dict[str, list[Row]]:
        """Rows and columns of each question, in order."""
        return _grouped([row for row in self._questions if _parent(row)], "parent_qid")

    @cached_property
    def answers(self) -> dict[str, list[Row]]:
        """Answers of each question, in order."""
        rows = self.one_language(self.rows("answers"), "qid", "code", "scale_id")
        return _grouped(_ordered(rows, "sortorder"), "qid")

    @cached_property
    def attributes(self) -> dict[str, Row]:
        """Settings of each question, by name."""
        found: dict[str, Row] = {}
        for row in self.rows("question_attributes"):
            if row.get("language", "") in ("", self.base):
                known = found.setdefault(row.get("qid", ""), {})
                known[row.get("attribute", "")] = row.get("value", "")
        return found

    def text(self, row: Row, kind: str, key: str, column: str) -> str:
        """A text of a row: from the table of texts, or from the row itself in older files."""
        found = self._texts[kind].get(row.get(key, ""), {})
        return found.get(column, row.get(column, ""))

    @cached_property
    def _questions(self) -> list[Row]:
        rows = [*self.rows("questions"), *self.rows("subquestions")]
        return _ordered(self.one_language(rows, "qid"), "question_order")

    @cached_property
    def _texts(self) -> dict[str, dict[str, Row]]:
        keys = {"question": "qid", "group": "gid", "answer": "aid"}
        return {
            kind: {
                row.get(key, ""): row for row in self.one_language(self.rows(f"{kind}_l10ns"), key)
            }
            for kind, key in keys.items()
        }


def _parent(row: Row) -> bool:
    return row.get("parent_qid", "0").strip() not in ("", "0")


def _ordered(rows: Iterable[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: number(row.get(column, "")) or 0)


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get(column, ""), []).append(row)
    return found
