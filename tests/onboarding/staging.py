"""Plans for tests, made through the services."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.database import new_public_id
from assess.extensions import db
from assess.mail import Sender
from assess.onboarding import rules, workdays
from assess.onboarding.models import OnboardingPlan
from assess.onboarding.services import plans
from assess.onboarding.services.plans import Circle, Newcomer
from assess.queue import OutboxRow
from tests.browser import Browser

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
SENDER = Sender("Larkfield Instruments", "people@larkfield.example", "http://localhost:8000")

NOOR = Newcomer(
    "Noor Haddad", "noor@larkfield.example", "Regional sales leader", "en", "Europe/London",
    "GB", "ENG",
)  # fmt: skip


def plan(
    session: Session,
    actor: User,
    *,
    start_on: date = TODAY,
    today: date = TODAY,
    template: str = "sales-leader",
    buddy: User | None = None,
    hr: User | None = None,
    **person: str,
) -> OnboardingPlan:
    """A plan whose manager is the actor."""
    return plans.start(
        session,
        public_id=new_public_id(),
        template=template,
        person=replace(NOOR, **person),
        circle=Circle(actor.id, buddy.id if buddy else None, hr.id if hr else None),
        start_on=start_on,
        actor=actor,
        today=today,
        now=datetime(today.year, today.month, today.day, 9, tzinfo=UTC),
    )


def working(day: date, country: str = "GB", region: str = "ENG") -> date:
    """A day, or the next one on which people work: tests run on Sundays and holidays too."""
    return rules.working_day(day, workdays.is_working(country, region))


def task(held: OnboardingPlan, key: str):
    """A task of a plan by its key."""
    return next(one for one in held.tasks if one.key == key)


@dataclass(frozen=True)
class Guest:
    """A new hire's browser, and the link from their mail."""

    browser: Browser
    link: str


def links(app: Flask) -> list[str]:
    """Every link to a plan in mails that went out, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        found = [str(row.payload.get("link", "")) for row in rows]
    return [re.sub("^https?://[^/]+", "", one) for one in found if "/o/" in one]


def ago(days: int, today: date) -> date:
    """So many days ago, on a working day."""
    return working(today - timedelta(days=days))
