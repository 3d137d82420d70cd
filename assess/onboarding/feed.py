"""A plan as a calendar others can follow: days on which something is due. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One day in a calendar; the same `uid` on another day moves it."""

    uid: str
    on: date
    summary: str
    description: str = ""


def feed(name: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """The text of an iCalendar file (RFC 5545) with an entry a day, all day long."""
    calendar = Calendar()
    calendar.add("prodid", "-//Assess//Onboarding//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT6H")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.summary)
        if entry.description:
            event.add("description", entry.description)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()
