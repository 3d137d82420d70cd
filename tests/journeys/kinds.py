"""Kinds of elements on pages, and which pages hold one that was not looked at elsewhere."""

from collections.abc import Callable
from functools import cache, partial
from html.parser import HTMLParser

from flask import Flask
from sqlalchemy import select

from assess.accounts.models import User
from assess.extensions import db
from tests.browser import Browser
from tests.journeys.pages import Catalogue, Place

Kind = tuple[str, tuple[tuple[str, str], ...], str, bool]

TELLING = ("class", "role", "type", "lang", "dir", "aria-hidden", "aria-current", "style")
"""Attributes of which the value counts; of all others only that they are there."""

VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[Kind] = set()
        self._open: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self._texts: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = tuple((name, (value or "") if name in TELLING else "") for name, value in attrs)
        self._open.append((tag, told))
        self._texts.append(False)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._texts = [True] * len(self._texts)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, told = self._open.pop()
            around = self._open[-1][0] if self._open else ""
            self.kinds.add((name, told, around, self._texts.pop()))
            if name == tag:
                break


def kinds_of(html: str) -> frozenset[Kind]:
    """Each element by its name, its attributes, what it stands in, and whether it holds text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return frozenset(reader.kinds)


def worth_a_look(catalogue: Catalogue, name: str) -> list[Place]:
    """Pages nobody before this person sees, and those that show them something else besides.

    Of an address others see as well, that is what it shows neither to the first of them nor
    anywhere else to this person.
    """
    new = catalogue.once(name)
    if name in catalogue.keys:
        return new
    first = {place.address: place.person for place in reversed(catalogue.places)}
    reads = cache(partial(_reader, catalogue.app))
    found, known = list(new), {kind for place in new for kind in reads(name)(place.address)}
    for place in catalogue.of(name):
        if place not in new:
            besides = reads(name)(place.address) - reads(first[place.address])(place.address)
            if not besides <= known:
                found.append(place)
                known |= besides
    return found


def _reader(app: Flask, name: str) -> Callable[[str], frozenset[Kind]]:
    """What kinds of elements somebody is shown at an address."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.name == name)).one_or_none()
        assert user is None or user.permissions
        client = Browser(app, user).client
    return lambda address: kinds_of(client.get(address).get_data(as_text=True))
