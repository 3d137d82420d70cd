"""The chain of the diary: pure arithmetic over entries."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

START = "0" * 64
"""What the first entry is chained to."""

_BODY = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Entry:
    """One line of the diary, without names and without free text."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject: str
    fields: Mapping[str, str]
    request_id: str


@dataclass(frozen=True)
class Checkpoint:
    """What the diary looked like at a moment, kept in a second place."""

    count: int
    head: str


class Finding(StrEnum):
    """What verification found; anything but the first asks for an investigation."""

    WHOLE = "whole"
    ALTERED = "an entry was altered"
    MISSING = "entries are missing in the middle"
    SHORT = "entries are missing at the end"
    REWRITTEN = "the diary was written anew"


@dataclass(frozen=True)
class Verdict:
    """Result of a verification: how many entries were read, and where it went wrong."""

    finding: Finding
    count: int
    sequence: int | None = None


def link(key: bytes, previous: str, entry: Entry) -> str:
    """The keyed hash that chains an entry to the one before it (64 hex digits)."""
    body = _BODY.encode(
        [
            entry.sequence,
            entry.at.isoformat(),
            entry.actor,
            entry.action,
            entry.subject_kind,
            entry.subject,
            dict(entry.fields),
            entry.request_id,
        ]
    )
    return hmac.digest(key, previous.encode() + body.encode(), "sha256").hex()


def fingerprint(key: bytes, sequence: int, name: str, value: object) -> str:
    """A keyed hash of a field of an entry, so that the diary can prove it without holding it.

    Equal values of two entries do not look equal: who knows one would know the other.
    """
    body = json.dumps([sequence, name, value], sort_keys=True, default=str)
    return hmac.digest(key, body.encode(), "sha256").hex()[:16]


def verify(
    key: bytes, entries: Iterable[tuple[Entry, str]], checkpoints: Iterable[Checkpoint]
) -> Verdict:
    """Read the diary from the start and compare it with the checkpoints kept elsewhere."""
    expected: dict[int, set[str]] = {}
    for checkpoint in checkpoints:
        expected.setdefault(checkpoint.count, set()).add(checkpoint.head)
    previous, count, broken = START, 0, None
    for entry, mac in entries:
        if entry.sequence != count + 1:
            return Verdict(Finding.MISSING, count, count + 1)
        if broken is None and not _fits(key, previous, entry, mac):
            broken = entry.sequence
        previous, count = mac, count + 1
        if broken is None and expected.get(count, {mac}) != {mac}:
            return Verdict(Finding.REWRITTEN, count, count)
    if broken is not None:
        return Verdict(Finding.ALTERED, count, broken)
    if any(held > count for held in expected):
        return Verdict(Finding.SHORT, count, count + 1)
    return Verdict(Finding.WHOLE, count)


def unreadable(sequence: int) -> tuple[Entry, str]:
    """What stands for an entry the database holds and nobody can read: it fits no chain."""
    return Entry(sequence, datetime.min, "", "", "", "", {}, ""), ""


def _fits(key: bytes, previous: str, entry: Entry, mac: str) -> bool:
    try:
        return link(key, previous, entry) == mac
    except (AttributeError, TypeError, ValueError):  # a field is of another kind by now
        return False
