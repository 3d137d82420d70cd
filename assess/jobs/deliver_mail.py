"""Give one letter to the mail server; the demo company leaves it on screen."""

from typing import Any

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts import queries
from assess.config import Settings


class NoMailServer(Exception):
    """Letters of a real company wait until there is a mail server: they are nobody else's."""


def run(session: Session, payload: dict[str, Any], settings: Settings, key: str) -> None:
    """Send a letter. `key` names it for good, so that a repeat is seen as one message."""
    if not settings.smtp_host:
        company = queries.get_organisation(session)
        if company is not None and not company.sandbox:
            raise NoMailServer("ASSESS_SMTP_HOST is empty.")
        return
    letter = mail.Letter.from_payload(payload)
    mail.send(mail.compose(letter, settings, key), settings)
