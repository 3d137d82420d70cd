"""A company of any size: whole rows, the same people each time, pages that show them."""

import pytest
from sqlalchemy import func, select

from assess.database import utc_now
from assess.desk import funnel, waiting
from assess.desk.rules import Queue
from assess.interviews.models import Rating
from assess.openings.models import Application, Candidate, Opening
from assess.sandbox import crowd, services
from assess.sandbox.company import company
from tests.browser import Browser
from tests.factories import user_by_email

PEOPLE = 620


@pytest.mark.slow  # loads the demo company and hundreds of people
def test_a_crowd_fills_openings_and_every_list_shows_it(app, transaction):
    with transaction() as session:
        settings = app.extensions["assess.settings"]
        loading = services.load(session, company(), settings, utc_now())
        crowd.add_people(loading, PEOPLE)
        grace = user_by_email(session, "grace.adeyemi@larkfield.example")
    with transaction() as session:
        added = Candidate.email.startswith("crowd-")
        assert session.scalar(select(func.count()).where(added)) == PEOPLE
        assert (session.scalar(select(func.count()).select_from(Rating)) or 0) > PEOPLE * 3
        found = waiting.numbers(session, grace, utc_now())
        assert next(one.rows for one in found if one.queue is Queue.STUCK) > 50
        opening = session.scalars(select(Opening).where(Opening.title.endswith("(1)"))).one()
        table = funnel.table(session, opening.id)
        assert table[0].reached == crowd.IN_ONE_OPENING
        assert 0 < table[-1].reached < table[1].reached < table[0].reached
        named = select(Application.sort_name).order_by(Application.id.desc()).limit(1)
        assert f"crowd-{PEOPLE - 1}@" in str(session.scalar(named))

    desk = Browser(app, grace)
    assert desk.get("/hr").code == 200
    assert desk.get("/hr/waiting/stuck?page=2").code == 200
    added = {"name": "New Person", "email": "new@mail.example", "phone": ""}
    address = f"/openings/{opening.public_id}/candidates/new"
    assert desk.post(address, desk.fields(address) | added).code == 200  # ids go on after the crowd
