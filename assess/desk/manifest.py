"""What is in a stack of reports, as a table beside them."""

from collections.abc import Sequence

from assess.desk import sheets
from assess.desk.models import Report
from assess.desk.sheets import Column, Holds

COLUMNS = (
    Column("file", Holds.TEXT, "Name of the file; empty where there is none."),
    Column("name", Holds.TEXT, "Whom the report is about."),
    Column("about", Holds.TEXT, "For which opening."),
    Column("state", Holds.TEXT, "Ready, Waiting or Needs attention."),
    Column("problem", Holds.TEXT, "Why there is no file."),
    Column("made_at", Holds.MOMENT, "When it was made."),
    Column("bytes", Holds.WHOLE, "Size of the file."),
    Column("sha256", Holds.TEXT, "Fingerprint of the file."),
)


def csv(reports: Sequence[Report]) -> bytes:
    """The list of a batch, those without a file too."""
    rows = (
        (one.file_name, one.name, one.about, one.state.label, one.problem, one.made_at, one.size,
         one.sha256)
        for one in reports
    )  # fmt: skip
    return b"".join(sheets.csv_lines(COLUMNS, rows))
