"""The picture in the README is of this product, not of an earlier one."""

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageChops
from playwright.sync_api import expect
from sqlalchemy import select

from assess.extensions import db
from assess.interviews.models import Scorecard
from assess.openings.models import Application
from tests.journeys.conftest import SignIn

# A page drawn by a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "pictures" / "debrief.png"
SIZE = (1366, 1000)

LOOKS_ALIKE = 0.02
"""Share of points that may differ: dates move on from day to day."""


def test_the_readme_shows_the_debrief_as_it_looks_now(app: Flask, person: SignIn) -> None:
    draw_the_same_order(app)
    page = person("Priya Raman", viewport={"width": SIZE[0], "height": SIZE[1]})
    page.get_by_role("link", name="Open the debrief").first.click()
    page.get_by_role("button", name="Open the debrief").click()
    expect(page.get_by_role("heading", name="Debrief: Temitope Bankole")).to_be_visible()

    keep(page.screenshot())

    assert PICTURE.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text()
    assert difference(PICTURE.read_bytes(), page.screenshot()) < LOOKS_ALIKE


def draw_the_same_order(app: Flask) -> None:
    """Give fixed names to what the order of the panel's columns is drawn from."""
    with app.app_context():
        for kind in (Application, Scorecard):
            for row in db.session.scalars(select(kind)):
                row.public_id = f"{kind.__tablename__}-{row.id}"
        db.session.commit()


def keep(picture: bytes) -> None:
    """Put a picture in the place of the one before, if one can see that it is another."""
    if not PICTURE.exists() or difference(PICTURE.read_bytes(), picture) >= LOOKS_ALIKE:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(picture)


def difference(one: bytes, other: bytes) -> float:
    """Share of points, 0 to 1, in which two pictures differ; 1 for pictures of other sizes."""
    first, second = (Image.open(io.BytesIO(data)).convert("L") for data in (one, other))
    if first.size != second.size:
        return 1.0
    differing = ImageChops.difference(first, second).point(lambda value: 255 * (value > 32))
    return differing.histogram()[255] / (first.width * first.height)
