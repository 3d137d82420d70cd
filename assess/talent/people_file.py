"""People out of the rows of a file: which column holds what, and what a row says. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from assess import days, tabular
from assess.days import DayOrder, UnreadableDay
from assess.openings import candidate_csv
from assess.talent import rules
from assess.talent.rules import Readiness, TalentRefused
from assess.text import folded, is_mail_address, one_line, phone_key

MAX_BYTES = 60 * 1024 * 1024
MAX_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_REASON = 1000
LONGEST_HOW = 200


class Column(StrEnum):
    """What a column of the file may hold."""

    NOTHING = ""
    NAME = "name"
    FIRST_NAME = "first-name"
    LAST_NAME = "last-name"
    EMAIL = "email"
    PHONE = "phone"
    READINESS = "readiness"
    REASON = "reason"
    MARKETS = "markets"
    LINES = "lines"
    REVIEW_ON = "review-on"
    GIVEN_ON = "given-on"
    UNTIL = "until"
    HOW = "how"

    @property
    def label(self) -> str:
        """What it is called on pages; where the same is asked for, in the same words."""
        return _LABELS[self]


_LABELS = {
    Column.NOTHING: "Leave out",
    Column.NAME: "Name",
    Column.FIRST_NAME: "First name",
    Column.LAST_NAME: "Last name",
    Column.EMAIL: "Mail address",
    Column.PHONE: "Phone",
    Column.READINESS: "Ready",
    Column.REASON: "Why this person",
    Column.MARKETS: "Target markets",
    Column.LINES: "Product lines",
    Column.REVIEW_ON: "Look again on",
    Column.GIVEN_ON: "Consent given on",
    Column.UNTIL: "Consent holds until",
    Column.HOW: "How consent was given",
}

_SPELLINGS: Mapping[Column, tuple[str, ...]] = {
    Column.NAME: ("name", "full name", "candidate", "candidate name", "person", "contact"),
    Column.FIRST_NAME: ("first name", "given name", "firstname", "vorname"),
    Column.LAST_NAME: ("last name", "family name", "surname", "lastname", "nachname"),
    Column.EMAIL: (
        "email", "e-mail", "mail", "mail address", "email address", "e-mail address",
    ),
    Column.PHONE: ("phone", "telephone", "mobile", "phone number", "tel", "telefon"),
    Column.READINESS: ("ready", "readiness", "available", "availability", "when ready"),
    Column.REASON: ("why this person", "why", "reason", "notes", "note", "comment", "summary"),
    Column.MARKETS: ("target markets", "target market", "markets", "market", "region"),
    Column.LINES: ("product lines", "product line", "products", "lines"),
    Column.REVIEW_ON: ("look again on", "review", "review on", "review date", "next review"),
    Column.GIVEN_ON: ("consent given on", "consent given", "consent date", "gdpr date"),
    Column.UNTIL: ("consent holds until", "consent until", "consent expires", "consent expiry"),
    Column.HOW: ("how consent was given", "consent how", "consent source", "how it was given"),
}  # fmt: skip
"""What a column may be called, in our own exports too; case, accents and `_` do not matter."""

DAYS = (Column.REVIEW_ON, Column.GIVEN_ON, Column.UNTIL)

_READY = {
    Readiness.NOW: ("now", "ready", "ready now", "immediately", "yes", "0"),
    Readiness.WITHIN_A_YEAR: (
        "6-12 months", "6-12", "6 to 12 months", "within a year", "within-a-year", "soon",
    ),
    Readiness.LATER: ("later", "in future", "not yet", "more than a year"),
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """How a file is to be read, and what holds for everybody of whom it says nothing else."""

    columns: tuple[Column, ...]
    order: DayOrder | None
    readiness: Readiness
    reason: str
    review_on: date
    given_on: date | None
    until: date | None
    how: str
    markets: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody a row names."""

    name: str
    email: str
    phone: str
    readiness: Readiness
    reason: str
    review_on: date
    given_on: date
    until: date
    how: str
    markets: tuple[str, ...]
    lines: tuple[str, ...]


def guess(header: Sequence[str], samples: Iterable[Sequence[str]]) -> tuple[Column, ...]:
    """What each column seems to hold, by its name; a column of mail addresses by its cells.

    No two columns are taken for the same thing.
    """
    found: list[Column] = []
    for cell in header:
        name = folded(tabular.plain(cell)).replace("_", " ")
        known = (one for one, names in _SPELLINGS.items() if name in names and one not in found)
        found.append(next(known, Column.NOTHING))
    if Column.EMAIL not in found:
        for at, cells in enumerate(zip(*_squared(samples, len(header)), strict=True)):
            filled = [cell.strip() for cell in cells if cell.strip()]
            if filled and found[at] is Column.NOTHING and all(map(is_mail_address, filled)):
                found[at] = Column.EMAIL
                break
    return tuple(found)


def check_columns(columns: Sequence[Column]) -> None:
    """Raises `TalentRefused` unless everybody in the file has a name and a mail address."""
    held = [one for one in columns if one is not Column.NOTHING]
    twice = next((one for one in held if held.count(one) > 1), None)
    if twice is not None:
        raise TalentRefused(f"Two columns hold ‘{twice.label}’. Leave one of them out.")
    if Column.EMAIL not in held:
        raise TalentRefused("Say which column holds the mail address: people are known by it.")
    if Column.NAME not in held and not {Column.FIRST_NAME, Column.LAST_NAME} <= set(held):
        raise TalentRefused("Say which column holds the name, or first and last name.")


def gaps(terms: Terms) -> dict[Column, str]:
    """What neither the file nor the person who sends it says, though everybody needs it."""
    said = {
        Column.REASON: (terms.reason, "Write why these people, or choose the column that says it."),
        Column.GIVEN_ON: (
            terms.given_on, "Say when they agreed to be kept, or choose the column that does."
        ),
        Column.HOW: (
            terms.how, "Write how they agreed to be kept, or choose the column that says it."
        ),
    }  # fmt: skip
    return {
        column: why
        for column, (value, why) in said.items()
        if not value and column not in terms.columns
    }


def day(text: str, order: DayOrder | None) -> date:
    """The day a cell names. Raises `TalentRefused`."""
    try:
        return days.day(text, order)
    except UnreadableDay as why:
        raise TalentRefused(str(why)) from None


def person(cells: Sequence[str], terms: Terms, today: date) -> Person:
    """Who a row names. Raises `TalentRefused` with what is wrong with it."""
    if any(cell.strip() for cell in cells[len(terms.columns) :]):
        raise TalentRefused("The line has more cells than the first line names columns.")
    held: dict[Column, str] = {
        column: one_line(_plain(cell, column))
        for column, cell in zip(terms.columns, cells, strict=False)
        if cell and column is not Column.NOTHING
    }
    name, email = _name(held), held.get(Column.EMAIL, "").lower()
    phone = held.get(Column.PHONE, "")
    if problem := candidate_csv.why_nobody(name, email, phone):
        raise TalentRefused(problem)
    given_on, until, how = _consent(held, terms)
    rules.check_consent(given_on, until, today)
    review = held.get(Column.REVIEW_ON, "")
    review_on = day(review, terms.order) if review else min(terms.review_on, until)
    rules.check_review(review_on, today, until)
    reason = held.get(Column.REASON, "") or terms.reason
    if len(reason) > LONGEST_REASON:
        raise TalentRefused(f"Why this person: shorten this to {LONGEST_REASON:,} characters.")
    return Person(
        name, email, phone, _readiness(held.get(Column.READINESS, ""), terms.readiness),
        reason, review_on, given_on, until, how,
        markets=_tags(held.get(Column.MARKETS, ""), terms.markets),
        lines=_tags(held.get(Column.LINES, ""), terms.lines),
    )  # fmt: skip


def _plain(cell: str, column: Column) -> str:
    """What a cell holds; tags also one a line, as our own exports write them."""
    said = tabular.plain(cell)
    return said.replace("\n", ",") if column in (Column.MARKETS, Column.LINES) else said


def key_of(found: Person) -> str:
    """By what a phone is known however it is written."""
    return phone_key(found.phone)


def _name(held: Mapping[Column, str]) -> str:
    parts = held.get(Column.FIRST_NAME, ""), held.get(Column.LAST_NAME, "")
    return held.get(Column.NAME, "") or " ".join(filter(None, parts))


def _consent(held: Mapping[Column, str], terms: Terms) -> tuple[date, date, str]:
    given, until = held.get(Column.GIVEN_ON, ""), held.get(Column.UNTIL, "")
    given_on = day(given, terms.order) if given else terms.given_on
    if given_on is None:
        raise TalentRefused("Nobody says when this person agreed to be kept.")
    if until:
        last = day(until, terms.order)
    else:
        last = terms.until if terms.until and not given else given_on + rules.USUAL_CONSENT
    how = held.get(Column.HOW, "") or terms.how
    if not how:
        raise TalentRefused("Nobody says how this person agreed to be kept.")
    return given_on, last, how[:LONGEST_HOW]


@lru_cache(maxsize=256)
def _readiness(text: str, usual: Readiness) -> Readiness:
    if not text:
        return usual
    said = folded(text).replace("–", "-")
    for one, spellings in _READY.items():
        if said in spellings:
            return one
    raise TalentRefused(f"‘{text[:30]}’ is no answer to when. Write now, 6-12 months or later.")


@lru_cache(maxsize=4096)
def _tags(text: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(rules.tags(", ".join([text.replace(";", ",").replace("|", ","), *usual])))


def _squared(samples: Iterable[Sequence[str]], width: int) -> list[list[str]]:
    rows = [[*cells, *[""] * width][:width] for cells in samples]
    return rows or [[""] * width]
