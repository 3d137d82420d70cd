"""The funnel of an opening against the same numbers worked out by hand."""

import re
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import delete, update

from assess.accounts.rules import Role
from assess.desk import funnel
from assess.desk.rules import FUNNEL, Show
from assess.openings.models import Application, Opening, StageMove
from assess.openings.rules import Stage

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
WAYS = {
    "Ada All the Way": [("new", 0), ("interview", 2), ("debrief", 6), ("offer", 9), ("hired", 20)],
    "Ben Turned Down": [("new", 0), ("interview", 5), ("debrief", 6.5), ("not-hired", 8)],
    "Cleo Skips": [("new", 0), ("interview", 1), ("offer", 4)],
    "Dov Waits": [("new", 3)],
    "Eda Back": [("new", 0), ("interview", 3), ("new", 4), ("interview", 10)],
    "Fay Leaves": [("new", 0), ("withdrawn", 1)],
}
"""Stages of each candidate, and the day they entered it."""


@pytest.fixture
def opening(make):
    make.organisation()
    held = make.opening()
    make.application(make.opening(), name="Somebody Elsewhere")
    people = {name: make.application(held, name=name) for name in WAYS}
    with make.transaction() as session:
        for name, way in WAYS.items():
            one = people[name].id
            session.execute(delete(StageMove).where(StageMove.application_id == one))
            before = None
            for stage, day in way:
                at = START + timedelta(days=day)
                session.add(StageMove(application_id=one, old=before, new=Stage(stage), at=at))
                before = Stage(stage)
            session.execute(update(Application).where(Application.id == one).values(stage=before))
    return held


def by_hand(stage):
    """Who reached a stage, is there, ended there, and the days of finished stays."""
    at = FUNNEL.index(stage)
    order = {one.value: place for place, one in enumerate(FUNNEL)}
    reached, here, ended, days = set(), set(), set(), []
    for name, way in WAYS.items():
        names = [one for one, _ in way]
        if max(order.get(one, -1) for one in names) >= at:
            reached.add(name)
        if names[-1] == stage:
            here.add(name)
        if names[-1] in ("not-hired", "withdrawn") and names[-2] == stage:
            ended.add(name)
        days += [b[1] - a[1] for a, b in zip(way, way[1:], strict=False) if a[0] == stage]
    return reached, here, ended, days


def test_the_funnel_says_what_counting_by_hand_says(session, opening):
    held = session.get_one(Opening, opening.id)
    before = None
    for row in funnel.table(session, held.id):
        reached, here, ended, days = by_hand(row.stage)

        assert (row.reached, row.here, row.ended, row.left) == (
            len(reached), len(here), len(ended), len(days),
        )  # fmt: skip
        assert row.days == (pytest.approx(median(days), abs=1e-6) if days else None)
        share = f"{100 * len(reached) / before:.0f} %" if before else "–"
        assert row.conversion == share
        before = len(reached)


@pytest.mark.parametrize("stage", FUNNEL)
def test_behind_each_number_stand_exactly_its_candidates(session, opening, stage):
    held = session.get_one(Opening, opening.id)
    reached, here, ended, days = by_hand(stage)

    found = {
        show: session.execute(funnel.rows(session, held.id, stage, show)).all() for show in Show
    }

    assert {row.name for row in found[Show.REACHED]} == reached
    assert {row.name for row in found[Show.HERE]} == here
    assert {row.name for row in found[Show.ENDED]} == ended
    assert [row.days for row in found[Show.LEFT]] == pytest.approx(sorted(days, reverse=True))


def test_every_number_on_the_page_opens_as_many_rows(browser, make, opening):
    grace = browser(make.user(Role.HR_PARTNER))
    home = grace.get(f"/hr?opening={opening.public_id}")

    numbers = re.findall(r'<a href="(/hr/openings/[^"]+)">(\d+)<', home.html)

    assert len(numbers) > 10
    for address, number in numbers:
        rows = re.findall(r'<tr>\s*<th scope="row">', grace.get(address.replace("&amp;", "&")).html)
        assert len(rows) == int(number)
