"""Letters to send, and messages as they arrive."""

from email.message import EmailMessage

from assess.mail import Letter

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def letter(**changes: object) -> Letter:
    """A letter with one action; a test changes what it cares about."""
    values = {
        "to": "ada@mail.example",
        "name": "Ada Lovelace",
        "subject": "Interview with you",
        "paragraphs": ("Your interview is arranged.", "It takes an hour."),
        "action": "Open the kit",
        "link": "https://people.larkfield.example/interviews/abc?a=1&b=2",
    }
    return Letter(**{**values, **changes})


def part(message: EmailMessage, kind: str) -> str:
    """The content of the one part of this kind."""
    (found,) = [p for p in message.walk() if p.get_content_type() == kind]
    return str(found.get_content()).replace("\r\n", "\n")
