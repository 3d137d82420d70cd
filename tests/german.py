"""What the German catalogue says, and whether a text has English in it that has a German."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
with (ROOT / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
    CATALOGUE = [message for message in read_po(file, locale="de") if message.id]


def telling(message: str | tuple[str, ...]) -> set[str]:
    """The parts between the values of a message that are long enough to know it by."""
    texts = (message,) if isinstance(message, str) else message
    parts = {part for text in texts for part in re.split(r"%\(\w+\)s", text)}
    return {part for part in parts if len(part.split()) > 2}


SAID_IN_GERMAN = {part for message in CATALOGUE for part in telling(message.string)}
SAID_IN_ENGLISH = {part for message in CATALOGUE for part in telling(message.id)}
LABELS_IN_ENGLISH = {
    message.id
    for message in CATALOGUE
    if isinstance(message.id, str) and message.id != message.string and "%(" not in message.id
}
"""Whole messages, however short: to be looked for as whole lines."""
