"""Instants on people's clocks, in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

GERMAN = "de"


def in_zone(moment: datetime, zone: str) -> datetime:
    """A moment on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def zone_words(zone: str, language: str = "en") -> str:
    """A zone as people say it: `London time`, `Zeit in London`, `UTC`."""
    if "/" not in zone:
        return zone
    if language == GERMAN:
        city = get_timezone_location(zone, locale=GERMAN, return_city=True)
        return f"Zeit in {city.rpartition('/')[2]}"
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def long_day(moment: datetime, language: str = "en") -> str:
    """`Friday 4 December 2026` or `Freitag, 4. Dezember 2026`, of a moment already local."""
    if language == GERMAN:
        return format_date(moment.date(), "EEEE, d. MMMM y", locale=GERMAN)
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def in_words(day: date, language: str = "en") -> str:
    """A day as pages, mails and papers name it: `4 December 2026` or `4. Dezember 2026`."""
    if language == GERMAN:
        return format_date(day, "d. MMMM y", locale=GERMAN)
    return f"{day.day} {day:%B %Y}"


def short_day(day: date, language: str = "en") -> str:
    """A day where there is little room: `4 Dec 2026` or `4. Dez. 2026`."""
    if language == GERMAN:
        return format_date(day, "d. MMM y", locale=GERMAN)
    return f"{day.day} {day:%b %Y}"


def in_full(moment: datetime, zone: str, language: str = "en") -> str:
    """`Friday 4 December 2026, 17:00 London time`: for pages, mails and papers."""
    here, place = in_zone(moment, zone), zone_words(zone, language)
    clock = f"{here:%H:%M} Uhr ({place})" if language == GERMAN else f"{here:%H:%M} {place}"
    return f"{long_day(here, language)}, {clock}"
