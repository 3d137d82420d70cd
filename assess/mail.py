"""Outgoing mail: plain text and simple HTML from one letter, sent through the outbox."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Self

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from assess import queue
from assess.config import Settings
from assess.text import clean, one_line

KIND = "mail"
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Sender:
    """From where and for whom mails go out."""

    organisation: str
    contact: str
    base_url: str


GREETINGS = {"en": "Hello {},", "de": "Guten Tag, {},"}


@dataclass(frozen=True)
class Letter:
    """One mail to one person: a reason, at most one action, never a score.

    `calendar` is an iCalendar text with the method it carries (`REQUEST`, `CANCEL`).
    """

    to: str
    name: str
    subject: str
    paragraphs: tuple[str, ...]
    action: str = ""
    link: str = ""
    calendar: str = ""
    method: str = ""
    language: str = "en"

    @property
    def greeting(self) -> str:
        """The first line, in the language of the rest."""
        return GREETINGS[self.language].format(self.name)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Read a letter back from the outbox."""
        return cls(**{**payload, "paragraphs": tuple(payload["paragraphs"])})

    @property
    def text(self) -> str:
        """The plain text of the mail."""
        action = [f"{self.action}:\n{self.link}"] if self.link else []
        return "\n\n".join([self.greeting, *self.paragraphs, *action]) + "\n"

    @property
    def html(self) -> str:
        """The same as simple HTML: no image, no tracking, one link."""
        body = Markup("").join(
            Markup("<p>{}</p>").format(paragraph) for paragraph in (self.greeting, *self.paragraphs)
        )
        if self.link:
            body += Markup('<p><a href="{}">{}</a><br>{}</p>').format(
                self.link, self.action, self.link
            )
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8"><title>'
            f'{escape(self.subject)}</title></head><body style="font-family:sans-serif;'
            f'max-width:600px;line-height:1.5">{body}</body></html>'
        )


def post(session: Session, letter: Letter, *, event: str, now: datetime) -> None:
    """Send a letter when this transaction commits; once for each event and person."""
    payload = asdict(letter)
    queue.enqueue(session, KIND, payload, event=event, recipient=letter.to, now=now)


def compose(letter: Letter, settings: Settings, message_id: str) -> EmailMessage:
    """The message as it goes over the wire, with a fixed id so that a repeat is seen as one."""
    message = EmailMessage()
    message["Subject"] = _header(letter.subject)
    message["From"] = settings.mail_from
    message["To"] = Address(_header(letter.name), addr_spec=one_line(letter.to))
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{clean(letter.text)}\n")
    message.add_alternative(f"{clean(letter.html)}\n", subtype="html")
    if letter.calendar:
        message.add_alternative(
            letter.calendar, subtype="calendar", params={"method": letter.method}
        )
    return message


def send(message: EmailMessage, settings: Settings) -> None:
    """Give a message to the mail server. Raises `OSError` or `smtplib.SMTPException`."""
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS)
    with connection:
        if settings.smtp_security == "starttls":
            connection.starttls(context=context)
        if settings.smtp_user:
            connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        connection.send_message(message)


def _header(text: str) -> str:
    """Text for a header. An encoded word in it would be read, and could hold a line break."""
    return one_line(text).replace("=?", "= ?")
