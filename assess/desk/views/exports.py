"""Take a list along as it is on screen: as CSV or XLSX, with what each column means."""

import tempfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.desk import listed, lists, services, sheets
from assess.desk.lists import Listing
from assess.extensions import db, only_read_from_now
from assess.later import later

if TYPE_CHECKING:
    from assess.desk import workbook
else:
    workbook = later("assess.desk.workbook")

bp = Blueprint("exports", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024
IN_ADDRESS = 400


@bp.get("/exports/<listing>")
@allow(Permission.EXPORT)
def show(listing: str) -> ResponseReturnValue:
    """What would be taken along: how many rows, and what each column means."""
    held, found = _asked_or_404(listing)
    return render_template(
        "desk/export.html",
        listing=listing,
        held=held,
        rows=lists.count(db.session, found),
        asked={key: value[:IN_ADDRESS] for key, value in request.args.items()},
    )


@bp.post("/exports/<listing>")
@allow(Permission.EXPORT)
def take(listing: str) -> ResponseReturnValue:
    """The file; that it was taken stands in the diary."""
    held, found = _asked_or_404(listing)
    kind = request.form.get("kind", "")
    if kind not in ("csv", "xlsx", "columns"):
        abort(400)
    services.note_export(
        db.session, listing, rows=lists.count(db.session, found), actor=actor(), kind=kind
    )
    db.session.commit()
    only_read_from_now()
    ending, media = ("xlsx", XLSX) if kind == "xlsx" else ("csv", "text/csv; charset=utf-8")
    response = Response(stream_with_context(_pieces(kind, held, found)), mimetype=media)
    name = f"{listing}{'-columns' if kind == 'columns' else ''}-{utc_now():%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_or_404(name: str) -> tuple[Listing, Select[*tuple[Any, ...]]]:
    """A list with the filters of the page it was asked from."""
    held = listed.ALL.get(name)
    if held is None:
        abort(404)
    asked = {key: str(value) for key, value in request.values.items()}
    found = lists.statement(db.session, held, actor(), asked, utc_now())
    if found is None:
        abort(404)
    return held, found


def _pieces(kind: str, held: Listing, found: Select[*tuple[Any, ...]]) -> Iterator[bytes]:
    if kind == "columns":
        yield from sheets.dictionary(held.columns)
    elif kind == "csv":
        yield from sheets.csv_lines(held.columns, lists.read(db.session, held, found))
    else:
        with tempfile.TemporaryFile() as file:
            workbook.write(held.columns, lists.read(db.session, held, found), held.title, file)
            yield from _read(file)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
