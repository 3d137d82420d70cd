"""What the German catalogue says, and whether a text or a page has English in it."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from tests.page_checks import Page

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

_IN_ENGLISH = re.compile(r'<(\w+)[^>]*\slang="en"[^>]*>.*?</\1>', re.DOTALL)
_ENGLISH = re.compile(
    r"\b(?:the|and|your|of|you|with|this|is|it|to|not|are|for|by)\b", re.IGNORECASE
)


def english_on(html: str) -> list[str]:
    """What a German page says in English without telling that it is.

    Sentences and labels of the catalogue, and whatever has an English word in it that is no
    German one: so a text that nobody marked for translation is found as well.
    """
    page = Page(_IN_ENGLISH.sub("", html))
    said = [page.title, *page.words, *re.findall(r'(?:aria-label|title)="([^"]*)"', html)]
    lines = [" ".join(text.split()).strip(" :·,") for text in said]
    return [
        line
        for line in lines
        if line in LABELS_IN_ENGLISH
        or _ENGLISH.search(line)
        or any(part in line for part in SAID_IN_ENGLISH)
    ]
