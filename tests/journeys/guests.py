"""Guests: people who came in by the link of an assessment, each of them at another point."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.services import taking
from assess.database import utc_now
from assess.extensions import db
from assess.instruments import library
from assess.onboarding.models import OnboardingPlan
from assess.onboarding.services import keys
from assess.openings.models import Application, Candidate
from tests.assessments import staging
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import Browser, form_fields
from tests.factories import SENDER
from tests.instruments.samples import seal

HALFWAY, DONE, LATE = "somebody halfway", "somebody who is done", "somebody too late"
NEW_HIRE = "somebody new"
GUESTS = (HALFWAY, DONE, LATE, NEW_HIRE)

COOKIE = "taking"
"""The cookie that lets a browser into an assessment; see `cookie_of`."""

EVERY_LOOK = "every-look@1.0"
"""One question of every look, with a time limit; it lies beside this file."""

PULSE = "team-culture-pulse@1.0"
"""The shortest of the shipped assessments."""

MARIA = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"

WISH = "I read with a magnifier. More time would help me."


def cookie_of(name: str) -> str:
    """The cookie that lets a guest's browser in."""
    return "newcomer" if name == NEW_HIRE else COOKIE


def questionnaires(folder: Path) -> Path:
    """What the product ships and what journeys need beside it, in a folder of their own."""
    shutil.copytree(library.ROOT, folder, dirs_exist_ok=True)
    shutil.copytree(Path(__file__).parent / "questionnaires", folder, dirs_exist_ok=True)
    seal(folder)
    return folder


def invited(app: Flask, *instruments: str, candidate: str = "Wulandari") -> Link:
    """An invitation of one of the demo company's candidates, with the link from the mail."""
    with app.app_context():
        link = _invite(db.session, candidate, instruments or (EVERY_LOOK,))
        db.session.commit()
    return link


def come(app: Flask) -> tuple[dict[str, str], list[str]]:
    """Bring each guest to their point.

    Gives the key each of their browsers holds, and two links: one nobody has opened, and one
    that was opened in another browser.
    """
    halfway = invited(app, EVERY_LOOK, PULSE, candidate="Temitope Bankole")
    browsers = {
        HALFWAY: _halfway(app, halfway),
        DONE: _done(app, invited(app, PULSE, candidate="Devika Sundaram")),
        LATE: _late(app, invited(app, candidate="Ánh Nguyễn")),
    }
    _closed(app, invited(app, SITUATIONS, candidate=MARIA))
    browsers[NEW_HIRE], plan = _begun_with_us(app)
    found = {name: one.client.get_cookie(cookie_of(name)) for name, one in browsers.items()}
    held = {name: cookie.value for name, cookie in found.items() if cookie is not None}
    return held, [invited(app).token, halfway.token, plan]


def _begun_with_us(app: Flask) -> tuple[Browser, str]:
    """The browser of the demo company's newest key account manager, and the link of their plan."""
    with app.app_context():
        plan = db.session.scalars(
            select(OnboardingPlan).where(OnboardingPlan.application_id.is_not(None))
        ).one()
        key = keys.link(db.session, plan, SENDER, utc_now()).rpartition("/")[2]
        db.session.commit()
    browser = Browser(app)
    _send(browser, f"/o/{key}")
    return browser, key


def _invite(session: Session, candidate: str, instruments: tuple[str, ...]) -> Link:
    application = session.scalars(
        select(Application).join(Candidate).where(Candidate.name == candidate)
    ).first()
    assert application is not None
    priya = session.scalars(select(User).where(User.name == "Priya Raman")).one()
    return staging.invite_in(session, application, priya, *instruments)


def _halfway(app: Flask, link: Link) -> Browser:
    browser = _begun(app, link)
    _send(browser, "/a/adjustment", {"wish": WISH})
    _answer(browser, 3, {"goals": "4"})
    _answer(browser, 8, {"situation.best": "call", "situation.worst": "guess"})
    _answer(browser, 13, {"story": "A client fell silent.\nI drove there. " * 12})
    return browser


def _done(app: Flask, link: Link) -> Browser:
    browser = _begun(app, link)
    for number in range(1, len(library.assessment(PULSE).items) + 1):
        item = re.findall(r'data-item="([^"]+)"', _opened(browser, f"/a/1/q/{number}"))[0]
        _answer(browser, number, {item: str(number % 5 + 1)})
    _send(browser, "/a/1/check")
    return browser


def _late(app: Flask, link: Link) -> Browser:
    browser = _begun(app, link)
    _answer(browser, 3, {"goals": "2"})
    with app.app_context():
        invitation = staging.held(db.session, link)
        invitation.attempts[0].deadline_at = utc_now() - timedelta(hours=1)
        db.session.commit()
    return browser


def _closed(app: Flask, link: Link) -> None:
    """Begin, and let time close it."""
    _begun(app, link)
    with app.app_context():
        invitation = staging.held(db.session, link)
        invitation.closes_at = utc_now() - timedelta(days=2)
        db.session.flush()
        taking.close_overdue(db.session, invitation.attempts[0].id, SENDER, utc_now())
        db.session.commit()


def _begun(app: Flask, link: Link) -> Browser:
    browser = Browser(app)
    _send(browser, link.path)
    _send(browser, "/a/1")
    return browser


def _answer(browser: Browser, number: int, said: dict[str, str]) -> None:
    _send(browser, f"/a/1/q/{number}", said)


def _send(browser: Browser, path: str, said: dict[str, str] | None = None) -> None:
    fields = form_fields(_opened(browser, path))
    answer = browser.client.post(path, data=fields | (said or {}))
    assert answer.status_code == 302, answer.get_data(as_text=True)


def _opened(browser: Browser, path: str) -> str:
    return browser.client.get(path).get_data(as_text=True)
