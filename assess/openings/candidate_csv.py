"""Read candidates from a CSV file as spreadsheets write it. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assess.text import folded, is_mail_address, one_line

MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
LONGEST_NAME = 200
LONGEST_PHONE = 60

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "candidate", "candidate name"),
    "first_name": ("first name", "given name", "firstname"),
    "last_name": ("last name", "family name", "surname", "lastname"),
    "email": ("email", "e-mail", "mail", "mail address", "email address", "e-mail address"),
    "phone": ("phone", "telephone", "mobile", "phone number"),
}
"""What a column may be called, the plainest first; case and accents do not matter."""

GUARD = "'"
"""Spreadsheets and our exports put this before text that looks like a formula."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What such text begins with; the last four are full-width twins."""


_EXCEL = "This is an Excel file. Save it as CSV and import that."

OTHER_KINDS = (
    (
        b"PK\x03\x04.{26}mimetypeapplication/vnd.oasis.opendocument",
        "This is an OpenDocument file. Save it as CSV and import that.",
    ),
    (b"PK\x03\x04", _EXCEL),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _EXCEL),
    (b"%PDF-", "This is a PDF. Save the list it was made from as CSV and import that."),
)
"""Files sent in place of a CSV file, by their first bytes; packed ones are mostly Excel's."""

_SEPARATOR_LINE = re.compile(r"\s*sep=([^\w\s\"]|\t)\s*(?:\r\n|\r|\n|$)", re.IGNORECASE)
"""The line by which Excel says how cells are parted; it counts as a line of the file."""


class UnreadableSheet(Exception):
    """A file that is not a list of candidates; the text says what to do."""


@dataclass(frozen=True)
class Row:
    """One candidate of the file, and its line number there."""

    line: int
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Problem:
    """One line that cannot be imported as it is, why, and what it holds."""

    line: int
    reason: str
    content: str


@dataclass(frozen=True)
class Sheet:
    """Everything the file holds: no line is lost between the two."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read(data: bytes) -> Sheet:
    """Read the bytes of a CSV file. Raises `UnreadableSheet`."""
    _refuse_other_kinds(data)
    if len(data) > MAX_BYTES:
        raise UnreadableSheet("The file is larger than 5 MB. Split it and import the parts.")
    lines = list(_lines(_decoded(data)))
    if not lines:
        raise UnreadableSheet("The file is empty. Its first line names the columns.")
    (_, header), body = lines[0], lines[1:]
    places = _places(header)
    if len(body) > MAX_ROWS:
        raise UnreadableSheet(f"The file has more than {MAX_ROWS:,} candidates. Split it.")
    if not body:
        raise UnreadableSheet("The file has column names but no candidate.")
    return _sorted_out(places, len(header), body)


def _refuse_other_kinds(data: bytes) -> None:
    for begins, advice in OTHER_KINDS:
        if re.match(begins, data, re.DOTALL):
            raise UnreadableSheet(advice)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Cells of every entry that holds something, and the number of its first line.

    Reading is strict: a quotation mark without its partner would swallow the lines below.
    """
    text = text.replace("\0", "")
    told = _SEPARATOR_LINE.match(text)
    above = len(told[0].splitlines()) if told else 0
    text = text[told.end() :] if told else text
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = told[1] if told else max(";,\t", key=header.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = above + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield first, cells
            first = above + reader.line_num + 1
    except csv.Error:
        raise UnreadableSheet(
            f"A quotation mark in line {first} has no partner. Add it, or take this one out."
        ) from None


def _places(header: list[str]) -> dict[str, int]:
    """Which column is where. Raises `UnreadableSheet` when a needed one is missing."""
    names = [folded(_plain(cell)) for cell in header]
    places = {
        key: names.index(known)
        for key, spellings in COLUMNS.items()
        for known in reversed(spellings)
        if known in names
    }
    if "email" not in places:
        raise UnreadableSheet(
            "The first line names no column ‘email’. It must name the columns, for example: "
            "name,email"
        )
    if "name" not in places and not {"first_name", "last_name"} <= places.keys():
        raise UnreadableSheet(
            "The first line names no column ‘name’. Add it, or ‘first name’ and ‘last name’."
        )
    return places


def _sorted_out(
    places: Mapping[str, int], columns: int, body: list[tuple[int, list[str]]]
) -> Sheet:
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, cells in body:
        row = _row(places, line, cells)
        reason = _too_many(columns, cells) or _reason(row, seen)
        if reason:
            problems.append(Problem(line, reason, one_line(", ".join(cells))[:300]))
        else:
            seen[row.email] = line
            rows.append(row)
    return Sheet(tuple(rows), tuple(problems))


def _row(places: Mapping[str, int], line: int, cells: list[str]) -> Row:
    def cell(key: str) -> str:
        place = places.get(key, len(cells))
        return one_line(_plain(cells[place])) if place < len(cells) else ""

    name = cell("name") or f"{cell('first_name')} {cell('last_name')}".strip()
    return Row(line, name, cell("email").lower(), cell("phone"))


def _too_many(columns: int, cells: list[str]) -> str:
    """Why a line with more cells than columns stays out: nobody knows what belongs where."""
    if not any(cell.strip() for cell in cells[columns:]):
        return ""
    return (
        "The line has more cells than the first line names columns. Put quotation marks around "
        "text that holds a separator."
    )


def _reason(row: Row, seen: Mapping[str, int]) -> str:
    if not row.name:
        return "The name is missing."
    if len(row.name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    if not row.email:
        return "The mail address is missing."
    if not is_mail_address(row.email):
        return f"‘{row.email[:60]}’ is not a mail address."
    if len(row.phone) > LONGEST_PHONE:
        return f"The phone number is longer than {LONGEST_PHONE} characters."
    if row.email in seen:
        return f"The same mail address stands in line {seen[row.email]}."
    return ""


def _plain(cell: str) -> str:
    """A cell without the guard against formulas."""
    stripped = cell.strip()
    if stripped[:1] == GUARD and stripped[1:2] in FORMULAS:
        return stripped[1:]
    return stripped
