"""Rows of cells out of the files spreadsheets write: CSV in their many ways, and XLSX.

A file is read a row at a time, whatever its size. What looks like a formula is text like any
other; of cells that hold one, XLSX gives what was worked out last. Pure.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from assess.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")  # it takes numpy along where that is installed

GUARD = "'"
"""Spreadsheets and our exports put this before text that looks like a formula."""

FORMULAS = "=+-@\t\r\n\x00＝＋－＠"
"""What such text begins with; the last four are full-width twins."""

LARGEST_CELL = 5_000_000
MOST_EXPANDED = 500_000_000
"""So large an XLSX file may be once it is unpacked."""

EXCEL = "This is an Excel file. Save it as CSV and import that."
_PACKED = b"PK\x03\x04"
_OPEN_DOCUMENT = b"PK\x03\x04.{26}mimetypeapplication/vnd.oasis.opendocument"

_OTHER_KINDS = (
    (_OPEN_DOCUMENT, "This is an OpenDocument file. Save it as CSV and import that."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", EXCEL),
    (b"%PDF-", "This is a PDF. Save the list it was made from as CSV and import that."),
)
"""Files sent in place of a list, by their first bytes; the second is an old Excel file."""

_SEPARATOR_LINE = re.compile(r"\s*sep=([^\w\s\"]|\t)\s*(?:\r\n|\r|\n|$)", re.IGNORECASE)
"""The line by which Excel says how cells are parted; it counts as a line of the file."""

_TOP = 65_536
"""How much of a file is looked at to see how its cells are parted."""


class UnreadableSheet(Exception):
    """A file that is not a list; the text says what to do."""


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Cells of every row that holds something, with the number of its first line.

    Raises `UnreadableSheet`, when the first row is asked for or further on.
    """
    refuse_other_kinds(file)
    return _worksheet(file) if is_xlsx(file) else delimited(file)


def is_xlsx(file: BinaryIO) -> bool:
    """Whether a file is packed as Excel packs its files."""
    return _first_bytes(file).startswith(_PACKED)


def other_sheets(file: BinaryIO) -> list[str]:
    """Names of the sheets of an XLSX file that are not read; none of a CSV file."""
    if not is_xlsx(file):
        return []
    book: Any = openpyxl.load_workbook(file, read_only=True)
    return [str(sheet.title) for sheet in book.worksheets[1:]]


def refuse_other_kinds(file: BinaryIO) -> None:
    """Raises `UnreadableSheet` for files that cannot be read as a list."""
    begins = _first_bytes(file)
    for kind, advice in _OTHER_KINDS:
        if re.match(kind, begins, re.DOTALL):
            raise UnreadableSheet(advice)


def guarded(text: str) -> str:
    """A text no spreadsheet takes for a formula: one mark in front, which `plain` takes off."""
    is_formula = text != "" and text[0] in FORMULAS
    return GUARD + text if is_formula or _is_guarded(text) else text


def plain(cell: str) -> str:
    """A cell without space around it and without the guard against formulas."""
    stripped = cell.strip()
    return stripped[1:] if _is_guarded(stripped) else stripped


def _is_guarded(text: str) -> bool:
    """Whether a text begins as guarded ones do: before a formula, or before another mark."""
    return text[:1] == GUARD and text[1:2] != "" and text[1] in FORMULAS + GUARD


def delimited(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file, parted by comma, semicolon or tab.

    Reading is strict: a quotation mark without its partner would swallow the lines below.
    """
    csv.field_size_limit(LARGEST_CELL)
    text = io.TextIOWrapper(file, _encoding(file), errors="replace", newline="")
    try:
        top = text.read(_TOP).replace("\0", "")
        told = _SEPARATOR_LINE.match(top)
        above = len(told[0].splitlines()) if told else 0
        header = next(
            (one for one in top[told.end() if told else 0 :].splitlines() if one.strip()), ""
        )
        delimiter = told[1] if told else max(";,\t", key=header.count)
        text.seek(0)
        if told:
            text.read(told.end())
        yield from _parted(text, delimiter, above)
    finally:
        text.detach()


def _parted(text: io.TextIOWrapper, delimiter: str, above: int) -> Iterator[tuple[int, list[str]]]:
    lines = (line.replace("\0", "") for line in text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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


def _encoding(file: BinaryIO) -> str:
    """UTF-8 where the whole file is, UTF-16 where it says so, else what Windows writes."""
    if _first_bytes(file).startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    check = io.TextIOWrapper(file, "utf-8-sig")
    try:
        while check.read(1_000_000):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        check.detach()
        file.seek(0)
    return "utf-8-sig"


def _worksheet(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet of an XLSX file."""
    damaged = UnreadableSheet("The file is damaged, or no Excel file. Save it as CSV.")
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_EXPANDED:
                raise UnreadableSheet("The file is too large to unpack. Split it.")
        book: Any = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            row = [_said(cell) for cell in cells]
            if any(row):
                yield number, row
    except UnreadableSheet:
        raise
    except Exception:
        # Damaged bytes make the module and its decompressors raise almost anything.
        raise damaged from None


def _said(cell: object) -> str:
    """What a cell of a sheet says, as a CSV file would: days as 2026-12-04, whole numbers plain."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _first_bytes(file: BinaryIO) -> bytes:
    file.seek(0)
    begins = file.read(200)
    file.seek(0)
    return begins
