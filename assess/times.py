"""Instants on people's clocks, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo


def in_zone(moment: datetime, zone: str) -> datetime:
    """A moment on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def zone_words(zone: str) -> str:
    """A zone as people say it: `London time`, `UTC`."""
    return zone if "/" not in zone else f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def long_day(moment: datetime) -> str:
    """`Friday 4 December 2026`, of a moment already local."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def in_full(moment: datetime, zone: str) -> str:
    """`Friday 4 December 2026, 17:00 London time`: for mails and papers."""
    here = in_zone(moment, zone)
    return f"{long_day(here)}, {here:%H:%M} {zone_words(zone)}"
