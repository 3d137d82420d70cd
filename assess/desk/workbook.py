"""Tables to take along as XLSX: texts stay texts, and a second sheet says what each column means.

Loaded when somebody asks for one: openpyxl is heavy.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from assess.desk.sheets import Column, Value
from assess.text import clean

NO_SHEET_NAME = str.maketrans("[]:*?/\\", "-------")


def write(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], title: str, file: IO[bytes]
) -> None:
    """An XLSX file with the rows and, on a second sheet, what each column means."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(NO_SHEET_NAME)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, column.name) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    said = book.create_sheet("Columns")
    said.append([_text(said, name) for name in ("column", "format", "meaning")])
    for one in columns:
        said.append([_text(said, text) for text in (one.name, one.holds.written, one.meaning)])
    book.save(file)


def _cell(sheet: object, value: Value) -> object:
    """A value as a cell of an XLSX file: texts stay texts, whatever they begin with."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: object, text: str) -> object:
    cell = WriteOnlyCell(sheet, clean(text))
    cell.data_type = "s"
    return cell
