"""Keep the time of people who answer: credit what an outage cost, close what ran out, remind."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.assessments.services import invitations, taking
from assess.audit.services import SYSTEM
from assess.config import Settings
from assess.database import utc_now
from assess.mail import Sender


def run(session: Session, settings: Settings) -> None:
    """Give time back before anything is closed, so that an outage ends nobody's attempt."""
    company = queries.get_organisation(session)
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    now = utc_now()
    taking.beat(session, now)
    taking.close_overdue(session, sender, now)
    invitations.remind_all(session, sender, now, SYSTEM)
