"""What tests of the people team's pages share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assess.assessments.services import taking
from assess.database import utc_now
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.factories import SENDER, Make

LONDON = ZoneInfo("Europe/London")


def at(link: Link, below: str = "") -> str:
    """The page of an invitation, or one below it."""
    return f"/assessments/{link.invitation_id}" + (f"/{below}" if below else "")


def handed_in(make: Make, link: Link) -> None:
    """Begin the probe, answer what is needed, and hand in."""
    staging.started(make, link)
    staging.answer(make, link, "market", "home")
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, utc_now())


def held(make: Make, link: Link, name: str) -> Any:
    """One column of the invitation as it is now."""
    with make.transaction() as session:
        return getattr(staging.held(session, link), name)


def wall(moment: datetime) -> str:
    """A moment as a date field in London sends it."""
    return moment.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
