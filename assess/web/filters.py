"""How times, numbers and names are written on pages."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from assess.database import utc_now
from assess.language import gettext, number, spoken
from assess.text import counted
from assess.times import in_full, in_words, in_zone, short_day, zone_words

DAY = timedelta(days=1)


def install(app: Flask) -> None:
    """Give templates the filters of this module."""
    for function in (
        when,
        day,
        date_words,
        date_brief,
        clock,
        to_the_second,
        brief,
        ago,
        paragraphs,
        counted,
        thousands,
        number,
        groupby_in_order,
        translated,
    ):
        app.add_template_filter(function)
    app.add_template_global(readers_clock)
    folder = Path(app.static_folder or "")
    addresses: dict[tuple[str, str], str] = {}

    def once(name: str, build: Callable[[], str]) -> str:
        """An address that is the same on every page, so that it is built once."""
        where = request.script_root if has_request_context() else ""
        if (where, name) not in addresses or app.debug:
            addresses[where, name] = build()
        return addresses[where, name]

    def static(name: str) -> str:
        version = sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=version)

    @app.template_global()
    def asset(name: str) -> str:
        """Address of a static file that changes when the file does."""
        return once(f"static/{name}", lambda: static(name))

    @app.template_global()
    def page_address(endpoint: str) -> str:
        """Address of a page whose address holds nothing."""
        return once(endpoint, lambda: url_for(endpoint))


def local(moment: datetime) -> datetime:
    """A moment on the clock of the reader."""
    return in_zone(moment, _readers_zone())


def when(moment: datetime | None, zone: str = "") -> Markup:
    """A moment in full, for people and machines."""
    if moment is None:
        return Markup("—")
    return _time(moment, in_full(moment, zone or _readers_zone(), spoken()))


def day(moment: datetime | None) -> Markup:
    """The day of a moment: `4 Dec 2026`, `4. Dez. 2026`."""
    if moment is None:
        return Markup("—")
    return _time(moment, short_day(local(moment).date(), spoken()))


def date_words(value: date) -> str:
    """A day of the calendar, the same wherever it is read: `4 December 2026`."""
    return in_words(value, spoken())


def date_brief(value: date) -> str:
    """A day of the calendar in a table: `4 Dec 2026`."""
    return short_day(value, spoken())


def clock(moment: datetime) -> Markup:
    """The time of day of a moment: `14:32`."""
    return _time(moment, f"{local(moment):%H:%M}")


def to_the_second(moment: datetime) -> Markup:
    """The time of day of a moment at which something ends: `14:32:05`."""
    return _time(moment, f"{local(moment):%H:%M:%S}")


def brief(moment: datetime) -> Markup:
    """A moment in a table whose heading names the zone: `4 Dec 2026, 17:05`."""
    here = local(moment)
    words = f"{here.day} {here:%b %Y, %H:%M}"
    return _time(moment, words, title=in_full(moment, _readers_zone()))


def readers_clock() -> str:
    """The zone times stand in, for a heading: `London time`."""
    return zone_words(_readers_zone())


def ago(moment: datetime) -> Markup:
    """How long ago, with the moment itself in reach: `26 hours ago`."""
    passed = utc_now() - moment
    if passed < timedelta(minutes=2):
        words = "just now"
    elif passed < timedelta(hours=2):
        words = f"{int(passed.total_seconds() // 60)} minutes ago"
    elif passed < 2 * DAY:
        words = f"{int(passed.total_seconds() // 3600)} hours ago"
    else:
        words = f"{passed.days} days ago"
    return _time(moment, words, title=in_full(moment, _readers_zone()))


def paragraphs(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(part) for part in text.split("\n"))


def thousands(number: int) -> str:
    """A number as people write it: `10,000`."""
    return f"{number:,}"


def groupby_in_order(rows: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Rows in groups of an attribute, in the order they come; Jinja's own filter sorts them."""
    return [(key, [*group]) for key, group in groupby(rows, attrgetter(attribute))]


@pass_context
def translated(_context: Context, text: object) -> object:
    """A whole sentence in the language of the reader; a per cent sign in it is only that.

    What is no text yet, such as a sentence of a library in its own catalogue, stays as it is.

    `_()` of a template puts values into every text, and refuses a `%` that asks for none.
    Jinja would work out a filter without a context once for all readers.
    """
    return gettext(text) if text and isinstance(text, str) else text


def _readers_zone() -> str:
    return str(g.get("zone") or "UTC")


def _time(moment: datetime, words: str, title: str = "") -> Markup:
    stamp = moment.isoformat(timespec="seconds")
    hint = f' title="{escape(title)}"' if title else ""
    return Markup(f'<time datetime="{stamp}"{hint}>{escape(words)}</time>')
