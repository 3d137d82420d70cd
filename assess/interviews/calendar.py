"""Interviews as calendar entries that update themselves: same UID, growing sequence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST = "REQUEST"
CANCEL = "CANCEL"

AROUND = timedelta(days=400)
"""How far around an interview its calendar knows the changes of clocks."""


@dataclass(frozen=True)
class Entry:
    """One interview in one person's calendar."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    time_zone: str
    summary: str
    description: str
    place: str
    organiser: tuple[str, str]  # name, address
    attendee: tuple[str, str]


def invitation(entry: Entry, method: str = REQUEST) -> str:
    """The text of an iCalendar message (RFC 5545, RFC 5546) with its time zone."""
    zone = ZoneInfo(entry.time_zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(zone))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event["organizer"] = _address(*entry.organiser)
    event.add("attendee", _address(*entry.attendee), encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Assess//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    day = entry.starts_at.date()
    calendar.add_missing_timezones(day - AROUND, day + AROUND)
    return calendar.to_ical().decode()


def _address(name: str, address: str) -> vCalAddress:
    value = vCalAddress(f"mailto:{address}")
    value.params["cn"] = vText(name)
    return value
