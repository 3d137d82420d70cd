"""Look at how assessments were answered, soon after they are handed in."""

from sqlalchemy.orm import Session

from assess.assessments.services import measured
from assess.config import Settings
from assess.database import utc_now


def run(session: Session, _settings: Settings) -> None:
    """Note what can be noticed about every attempt nobody has looked at under the present rule.

    While it measures, no transaction is open: people go on answering.
    """
    waiting = measured.to_look_at(session)
    session.commit()
    if waiting:
        measured.note(session, measured.noticed(waiting), utc_now())
