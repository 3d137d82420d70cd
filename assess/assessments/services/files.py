"""Files handed in with an assessment: they become files of the application."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import queries, rules
from assess.assessments.models import Attempt
from assess.assessments.rules import AssessmentRefused
from assess.instruments.items.base import Answer
from assess.openings import queries as openings
from assess.openings.models import Application, Resume
from assess.openings.rules import OpeningRefused
from assess.openings.services import applications

NO_FILES = "Files cannot be handed in with an evaluation of your own. Go on without one."


def take_in(
    session: Session,
    attempt: Attempt,
    item: str,
    *,
    file_name: str,
    data: bytes,
    folder: Path,
    now: datetime,
) -> tuple[Answer | None, str]:
    """Put a file among those of the application; it takes the place of the one before it.

    Gives the answer to keep, and the stored name of the file before, to be removed when the
    transaction has committed; without a file, the answer there is. A file that was handed in
    with an earlier attempt stays. Raises `AssessmentRefused` when the file is not acceptable.
    """
    invitation = attempt.invitation
    rules.check_can_write(attempt.status)
    held = queries.get_answer(session, attempt, item)
    if not file_name:
        return (held.value if held else None), ""
    application = invitation.application
    if application is None:
        raise AssessmentRefused(NO_FILES)
    # Candidates have no account; the diary knows them by their invitation.
    candidate = User(public_id=invitation.public_id)
    former = _former(session, application, held)
    try:
        if former is not None:
            applications.remove_resume(session, former, actor=candidate)
        kept = applications.add_resume(
            session,
            application,
            file_name=file_name,
            data=data,
            folder=folder,
            actor=candidate,
            now=now,
        )
    except OpeningRefused as refusal:
        raise AssessmentRefused(str(refusal)) from None
    return {"kept": kept.public_id, "name": kept.file_name}, former.stored_as if former else ""


def _former(session: Session, application: Application, held: Row[Any] | None) -> Resume | None:
    if held is None or not held.value or queries.is_named_elsewhere(session, held, application):
        return None
    files = openings.resumes(session, application.id)
    return next((file for file in files if file.public_id == held.value["kept"]), None)
