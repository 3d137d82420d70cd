"""What the demo has no example of: a file of outcomes, advice of a model, selection rates."""

import io

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.database import utc_now
from assess.extensions import db
from assess.fit.models import FitModel
from assess.fit.services import learned, own_views
from assess.impact.models import ImpactAnalysis
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import Stage
from tests.browser import Browser
from tests.factories import user_by_email
from tests.fit.staging import TEMPLATE, offered
from tests.impact.staging import looked_in

OUTCOMES = (
    "email,months,rating,still here,rated by,date\n"
    "seun.adebayo@postbox.example,6,2.5,yes,Tom Aldridge,2026-11-02\n"
    "somebody.else@postbox.example,6,3,yes,Tom Aldridge,2026-11-02\n"
)

FILES = ("fit.card_pdf", "fit.card_json", "fit_candidates.letter")
"""Addresses of outcomes and fit that show no page."""


def outcomes_read(priya: Browser) -> str:
    """A file that was read and waits; its id."""
    sheet = {"file": (io.BytesIO(OUTCOMES.encode()), "outcomes.csv")}
    priya.get("/fit/outcomes/import")
    return priya.post("/fit/outcomes/import", sheet).path.split("/")[-1]


def advised(app: Flask) -> str:
    """A model in use, and one who recorded a view; the id of somebody who was hired."""
    with app.app_context(), db.sessionmaker() as session:
        priya = user_by_email(session, "priya.raman@larkfield.example")
        model = offered(session, priya)
        now = utc_now()
        learned.put_in_use(session, model, "To look twice.", actor=priya, now=now, today=now.date())
        named = select(Application).join(Application.candidate)
        seen = session.scalars(named.where(Candidate.name == "Temitope Bankole")).one()
        own_views.record_view(session, seen, 3, "Both examples hold.", actor=priya, now=now)
        looked_in(session, priya)
        session.commit()
        hired = select(Application.public_id).where(Application.stage == Stage.HIRED)
        return str(session.scalars(hired.order_by(Application.id)).first())


def examples(session: Session, made: dict[str, str]) -> dict[str, list[object]]:
    """What addresses of outcomes and fit are filled with."""
    advised_on = select(Application.public_id).join(Application.candidate)
    return {
        "fit": [
            *session.scalars(select(FitModel.public_id)),
            *session.scalars(advised_on.where(Candidate.name == "Temitope Bankole")),
            *session.scalars(select(Opening.public_id)),
            made["hired"],
        ],
        "audit": list(session.scalars(select(ImpactAnalysis.public_id))),
        "template": [TEMPLATE],
        "months": [12],
        "sheet_id": [made["sheet"]],
    }
