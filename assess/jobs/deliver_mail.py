"""Give one letter to the mail server; in the demo, leave it on screen."""

from typing import Any

from sqlalchemy.orm import Session

from assess import mail
from assess.config import Settings


def run(_session: Session, payload: dict[str, Any], settings: Settings, key: str) -> None:
    """Send a letter. `key` names it for good, so that a repeat is seen as one message."""
    if not settings.smtp_host:
        return
    letter = mail.Letter.from_payload(payload)
    mail.send(mail.compose(letter, settings, key), settings)
