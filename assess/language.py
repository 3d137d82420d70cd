"""The language spoken now, and what our sentences are in it; English is what stands in the code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.numbers import format_decimal, get_decimal_symbol
from babel.support import NullTranslations, Translations

ENGLISH = "en"

_CATALOGUES = Path(__file__).resolve().parents[1] / "translations"

_spoken: ContextVar[str] = ContextVar("spoken")

_readers: list[Callable[[], str]] = [lambda: ENGLISH]


def spoken() -> str:
    """The language of whatever is written now: as said by `speaking`, else the reader's."""
    return _spoken.get("") or _readers[-1]()


def follow(reader: Callable[[], str]) -> None:
    """Ask this for the language of whoever reads, from now on, where nothing else is said."""
    _readers[:] = [reader]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in a language, whoever asks."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(message: str, **values: object) -> str:
    """A sentence in the language spoken now, with its values."""
    said = catalogue(spoken()).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """A sentence about one or several things, in the language spoken now."""
    return catalogue(spoken()).ngettext(one, many, num) % {"num": num, **values}


def marked(message: str) -> str:
    """The sentence itself: for a constant, which is translated where it is shown."""
    return message


def digits(number: str) -> str:
    """Digits with the sign that stands before decimals in the language spoken now: `3,9`."""
    return number.replace(".", get_decimal_symbol(spoken()))


def thousands(number: int) -> str:
    """A whole number as people write it: `10,000`, `10.000`."""
    return format_decimal(number, locale=spoken())


def number(value: float) -> str:
    """A number as people write it, with the decimals it has: `1,000,000`, `2.5`; a year stays one.

    Up to four digits nothing stands between the thousands.
    """
    if abs(value) >= 10_000 and value == int(value):
        return thousands(int(value))
    return digits(f"{value + 0.0:.6f}".rstrip("0").rstrip("."))


@lru_cache(maxsize=16)
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language; English has none but those in the code."""
    return Translations.load(_CATALOGUES, [language])
