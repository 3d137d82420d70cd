"""Tables to take along as XLSX: texts stay texts, and a second sheet says what each column means.

Loaded when somebody asks for one: openpyxl is heavy.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from assess.desk.sheets import Column, Holds, Value
from assess.text import clean

WIDTHS = {
    Holds.TEXT: 26, Holds.WHOLE: 10, Holds.NUMBER: 10, Holds.DAY: 12, Holds.MOMENT: 20,
}  # fmt: skip
NO_SHEET_NAME = str.maketrans("[]:*?/\\", "-------")


def write(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], title: str, file: IO[bytes]
) -> None:
    """An XLSX file with the rows and, on a second sheet, what each column means."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(NO_SHEET_NAME)[:31])
    sheet.freeze_panes = "A2"
    _widen(sheet, [max(WIDTHS[one.holds], len(one.name) + 2) for one in columns])
    sheet.append([_text(sheet, column.name) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    said = book.create_sheet("Columns")
    _widen(said, (20, 38, 80))
    said.append([_text(said, name) for name in ("column", "format", "meaning")])
    for one in columns:
        said.append([_text(said, text) for text in (one.name, one.holds.written, one.meaning)])
    book.save(file)


def _widen(sheet: Any, widths: Iterable[int]) -> None:
    """Widths of columns in characters; a day in a column too narrow for it shows as ####."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _cell(sheet: object, value: Value) -> object:
    """A value as a cell of an XLSX file: texts stay texts, whatever they begin with."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: object, text: str) -> object:
    cell = WriteOnlyCell(sheet, clean(text))
    cell.data_type = "s"
    return cell
