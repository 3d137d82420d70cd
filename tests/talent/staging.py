"""Pools and people in them, for tests."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from assess.accounts.models import User
from assess.database import new_public_id
from assess.mail import Sender
from assess.talent import imports, services
from assess.talent.models import PeopleBatch, Pool, PoolMember
from assess.talent.rules import Readiness
from assess.talent.services import Given, Place

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
SENDER = Sender("Larkfield Instruments", "people@larkfield.example", "http://localhost:8000")


AGREED = Given(TODAY - timedelta(days=5), TODAY + timedelta(days=360), "On the phone")

POOL = {
    "title": "Regional sales leader",
    "template": "regional-sales-leader@1.0",
    "purpose": "Two of our five leaders retire within three years.",
    "a_month": "3",
}
"""What somebody types to start a pool."""

PERSON = {
    "name": "Ana Díaz",
    "email": "ana@mail.example",
    "phone": "+34 600 000 000",
    "readiness": "now",
    "reason": "Led the team that opened Iberia.",
    "markets": "Iberia, Dairy",
    "lines": "Sensors",
    "consent": "given",
    "how": "On the phone",
}
"""What somebody types to bring a person into a pool; days and owner stand there already."""


def day(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


def pool(session, actor: User, *, title: str = "Regional sales leader", a_month: int = 2) -> Pool:
    """A pool kept by the actor."""
    return services.start_pool(
        session,
        public_id=new_public_id(),
        title=title,
        template="regional-sales-leader@1.0",
        purpose="Two of our five leaders retire within three years.",
        keepers={actor.id: a_month},
        actor=actor,
        now=NOW,
    )


def member(
    session,
    held: Pool,
    actor: User,
    *,
    name: str = "Ana Díaz",
    email: str = "ana@mail.example",
    phone: str = "",
    given: Given | None = AGREED,
    **place,
) -> PoolMember:
    """Somebody in a pool."""
    usual = Place(
        Readiness.NOW,
        "Led the team that opened Iberia.",
        actor.id,
        day(20),
        ("Iberia",),
        ("Sensors",),
    )
    return services.add_member(
        session,
        held,
        public_id=new_public_id(),
        name=name,
        email=email,
        phone=phone,
        place=replace(usual, **place),
        given=given,
        actor=actor,
        today=TODAY,
        now=NOW,
    )


SHEET = b"name,email\nAna,ana@mail.example\n"


def batch(session, held: Pool, actor: User) -> PeopleBatch:
    """A file of people whose columns are to be named; its bytes lie nowhere."""
    return imports.keep_file(
        session,
        held,
        io.BytesIO(SHEET),
        public_id=new_public_id(),
        file_name="people.csv",
        stored_as=new_public_id(),
        actor=actor,
        now=NOW,
    )
