"""Read candidates from a CSV file as spreadsheets write it. Pure."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from assess import tabular
from assess.tabular import UnreadableSheet
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
    file = io.BytesIO(data)
    tabular.refuse_other_kinds(file)
    if tabular.is_xlsx(file):
        raise UnreadableSheet(tabular.EXCEL)
    if len(data) > MAX_BYTES:
        raise UnreadableSheet("The file is larger than 5 MB. Split it and import the parts.")
    lines = list(tabular.delimited(file))
    if not lines:
        raise UnreadableSheet("The file is empty. Its first line names the columns.")
    (_, header), body = lines[0], lines[1:]
    places = _places(header)
    if len(body) > MAX_ROWS:
        raise UnreadableSheet(f"The file has more than {MAX_ROWS:,} candidates. Split it.")
    if not body:
        raise UnreadableSheet("The file has column names but no candidate.")
    return _sorted_out(places, len(header), body)


def why_nobody(name: str, email: str, phone: str) -> str:
    """Why a line of any file names nobody who could be reached; empty where it does."""
    if not name:
        return "The name is missing."
    if len(name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    if not email:
        return "The mail address is missing."
    if not is_mail_address(email):
        return f"‘{email[:60]}’ is not a mail address."
    if len(phone) > LONGEST_PHONE:
        return f"The phone number is longer than {LONGEST_PHONE} characters."
    return ""


def _places(header: list[str]) -> dict[str, int]:
    """Which column is where. Raises `UnreadableSheet` when a needed one is missing."""
    names = [folded(tabular.plain(cell)) for cell in header]
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
        return one_line(tabular.plain(cells[place])) if place < len(cells) else ""

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
    problem = why_nobody(row.name, row.email, row.phone)
    if not problem and row.email in seen:
        return f"The same mail address stands in line {seen[row.email]}."
    return problem
