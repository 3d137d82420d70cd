"""Files of a batch, handed out; each time stands in the diary."""

from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, settings
from assess.accounts.permissions import Permission
from assess.desk import manifest, queries, services, stack
from assess.desk.guards import batch_or_404
from assess.desk.models import Batch, Report
from assess.desk.rules import ReportState
from assess.extensions import db, only_read_from_now

bp = Blueprint("batch_files", __name__)


@bp.post("/reports/batches/<public_id>/zip")
@allow(Permission.RUN_DESK)
def everything(public_id: str) -> ResponseReturnValue:
    """Every report that is made, and a list of them, in one file."""
    batch = batch_or_404(public_id)
    rows = _allowed(batch)
    if not rows:
        flash("Nothing is ready to download.", "error")
        return redirect(url_for("batches.show", public_id=public_id))
    services.note_download(db.session, batch, actor=actor(), files=len(rows))
    db.session.commit()
    only_read_from_now()
    listed = manifest.csv(db.session.scalars(queries.reports(batch)).all())
    entries = _entries(rows, settings().papers, listed)
    response = Response(stack.stream(entries, batch.asked_at), mimetype="application/zip")
    name = f"reports-{batch.audience.value}-{batch.asked_at:%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/reports/batches/<public_id>/files/<report_id>")
@allow(Permission.RUN_DESK)
def one(public_id: str, report_id: str) -> ResponseReturnValue:
    """One report of a batch."""
    batch = batch_or_404(public_id)
    report = queries.get_report(db.session, batch, report_id)
    path = settings().papers / report_id
    if report is None or not path.exists():
        abort(404)
    if report.subject not in queries.may_still_have(db.session, actor(), batch):
        abort(404)
    services.note_download(db.session, batch, actor=actor(), files=1)
    db.session.commit()
    response = Response(path.read_bytes(), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{report.file_name}"'
    return response


@bp.get("/reports/batches/<public_id>/zip")
@bp.get("/reports/batches/<public_id>/files/<report_id>")
@allow(Permission.RUN_DESK)
def back_to_batch(public_id: str, report_id: str = "") -> ResponseReturnValue:
    """Where the addresses of the buttons lead when they are opened like pages."""
    del report_id
    return redirect(url_for("batches.show", public_id=batch_or_404(public_id).public_id))


def _allowed(batch: Batch) -> list[Report]:
    """Reports that are made, of people the actor may see today."""
    allowed = queries.may_still_have(db.session, actor(), batch)
    made = db.session.scalars(queries.reports(batch, ReportState.READY))
    return [one for one in made if one.subject in allowed]


def _entries(rows: list[Report], folder: Path, listed: bytes) -> Iterator[tuple[str, Path | bytes]]:
    yield "manifest.csv", listed
    for row in rows:
        yield row.file_name, folder / row.public_id
