"""What HR of the demo company has set going: people out of a file, reports, rates, a model.

The file is brought in while loading. The rest the worker makes once it runs, as in any company.
"""

import io
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.database import new_public_id
from assess.desk import queries as desk
from assess.desk import services as reports
from assess.desk.audiences import AUDIENCES
from assess.desk.queries import Choice
from assess.desk.rules import Audience
from assess.development import queries as development
from assess.development import services as leaders
from assess.fit.rules import Measure, Target
from assess.fit.services import learned
from assess.impact import services as impact
from assess.openings.models import Opening
from assess.sandbox.loading import Loading
from assess.talent import imports
from assess.talent.models import Pool
from assess.talent.people_file import Column, Terms
from assess.talent.rules import Readiness

SHEET = """name,email,phone,market,why
Aroha Te Kanawa,aroha.tekanawa@letterbox.example,+64 20 5550 0101,Oceania,Opened two branches with partners
Bohdan Shevchuk,bohdan.shevchuk@letterbox.example,,Central Europe,Turned a stalled region round in a year
Clémence Vautrin,clemence.vautrin@letterbox.example,+33 1 99 00 01 02,France,Coached three sellers into leads
Dilnoza Yusupova,dilnoza.yusupova@letterbox.example,,Central Asia,Writes forecasts that hold
Eskil Nordahl,eskil.nordahl@letterbox.example,+47 555 01 234,Nordics,Met at the trade fair; asked good questions
Fatou Sarr-Diagne,fatou.sarr@letterbox.example,,West Africa,Built a partner network from nothing
Gwen Prothero,not an address,,Wales,Former colleague of Tom
Hiroto Maeda,hiroto.maeda@letterbox.example,,Japan,Led the launch of the sensor line
Aroha Te Kanawa,aroha.tekanawa@letterbox.example,,Oceania,Twice on the list
"""  # noqa: E501 -- a file, as it would come
"""One line has no address, and one person stands in it twice."""

COLUMNS = (Column.NAME, Column.EMAIL, Column.PHONE, Column.MARKETS, Column.REASON)

MOST_REPORTS = 4

TARGET = Target(Measure.RATING, 12)


def bring_people(loading: Loading) -> Loading:
    """Bring a file of people into the first pool; what was loaded is fetched anew after it."""
    session, now = loading.session, loading.at(-6, 11)
    pool = session.scalars(select(Pool).order_by(Pool.id)).first()
    if pool is None:
        return loading
    actor, today = loading.people["priya"], now.date()
    file = io.BytesIO(SHEET.encode())
    batch = imports.keep_file(
        session, pool, file, public_id=new_public_id(), file_name="Trade fair, Hanover.csv",
        stored_as=new_public_id(), actor=actor, now=now,
    )  # fmt: skip
    imports.start_reading(session, batch, _terms(today), actor=actor, now=now)
    file.seek(0)
    for _ in imports.read(session, batch, file, today):
        session.flush()
    session.refresh(batch)
    imports.start_import(session, batch, same_phone=False, actor=actor, now=now)
    for _ in imports.bring_in(session, batch.id, today=today, now=now):
        session.flush()
    people = {key: session.get_one(User, person.id) for key, person in loading.people.items()}
    return Loading(session, loading.company, people, loading.sender, loading.today)


def _terms(today: date) -> Terms:
    return Terms(
        COLUMNS, None, Readiness.LATER, "", today + timedelta(days=150), today - timedelta(days=9),
        today + timedelta(days=350), "Signed a card at our stand", ("Europe",), ("Sensors",),
    )  # fmt: skip


def set_going(loading: Loading, template: str, opening: str) -> None:
    """Ask for a model, for rates, for reports of one opening; a leader releases a report."""
    session, grace, now = loading.session, loading.people["grace"], loading.today
    learned.ask(session, template, TARGET, actor=grace, now=now)
    impact.ask(session, actor=grace, zone=loading.company.time_zone, now=now)
    _reports(session, grace, opening, now)
    lucia = loading.people["lucia"]
    newest = next(iter(development.finished(session, lucia)), None)
    if newest is not None:
        leaders.release(session, lucia, newest, loading.at(-2, 16))


def _reports(session: Session, actor: User, opening: str, now: datetime) -> None:
    found = session.scalars(select(Opening).where(Opening.title == opening)).first()
    if found is None:
        return
    choice = Choice(group=found.public_id)
    people = desk.chosen_people(session, actor, Audience.TEAM, choice, None)
    reasons = AUDIENCES[Audience.TEAM].why_not(session, actor, [one.subject for one in people])
    ready = [one for one in people if one.subject not in reasons][:MOST_REPORTS]
    if ready:
        reports.start_batch(
            session, Audience.TEAM, ready, public_id=new_public_id(), actor=actor, now=now
        )
