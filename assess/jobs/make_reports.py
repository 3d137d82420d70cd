"""Make some reports of a batch; what is made already is passed over."""

import logging
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.config import Settings
from assess.database import reader, utc_now
from assess.desk import papers, services
from assess.desk.audiences import AUDIENCES
from assess.desk.kinds import NotReady, Paper
from assess.desk.models import Batch, Report
from assess.desk.rules import ReportState
from assess.text import folded

NOT_ALLOWED = "You may not make reports any more."
BROKEN = "Something went wrong on our side. Try again; if it stays, tell your administrator."

_log = logging.getLogger(__name__)


def run(session: Session, payload: dict[str, Any], settings: Settings, _key: str) -> None:
    """Make each report that still waits, and settle it in a transaction of its own.

    What goes into a report is read beside the session, so that nobody waits to write meanwhile.
    A worker that dies leaves the rest to the next one; a file is written before its row says so,
    under the name of the row, so that none is there twice.
    """
    for report_id in payload["reports"]:
        _one(session, report_id, settings)
    sender = accounts.get_sender(session, settings.address)
    assert sender is not None
    services.finish(session, payload["batch"], sender, utc_now())


def _one(session: Session, report_id: int, settings: Settings) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    try:
        beside = Session(reader(engine), expire_on_commit=False, info=dict(session.info))
        with beside as reading:
            report = reading.get(Report, report_id)
            if report is None or report.state is not ReportState.WAITING:
                return
            paper = _made(reading, report)
        papers.write(settings.papers, report.public_id, paper.data)
        services.note_made(session, report_id, _file_name(report, paper), paper.data, utc_now())
    except NotReady as reason:
        services.note_failed(session, report_id, str(reason), utc_now())
    except Exception as error:
        _log.warning("report %s failed: %s", report_id, type(error).__name__)
        session.rollback()
        services.note_failed(session, report_id, BROKEN, utc_now())
    session.commit()


def _made(session: Session, report: Report) -> Paper:
    """A report as whoever asked for it may have it now."""
    batch = session.get_one(Batch, report.batch_id)
    actor = session.get_one(User, batch.user_id)
    if not actor.active or not actor.may(Permission.RUN_DESK):
        raise NotReady(NOT_ALLOWED)
    return AUDIENCES[batch.audience].make(session, actor, report.subject)


def _file_name(report: Report, paper: Paper) -> str:
    """A plain name; its last letters keep two people of one name apart."""
    plain = "-".join("".join(c if c.isalnum() else " " for c in folded(report.name)).split())
    ascii_only = plain.encode("ascii", "ignore").decode().strip("-")
    parts = (paper.kind, ascii_only[:80].strip("-"), report.public_id[:6])
    return f"{'-'.join(filter(None, parts))}.pdf"
