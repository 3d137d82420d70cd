"""Every page belongs to one entry at the side, or to none."""

import pytest
from flask import Flask

from assess.web.navigation import ENTRIES

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/home", "My work"),
        ("/home/due", "My work"),
        ("/openings", "Openings"),
        ("/applications/abc", "Openings"),
        ("/hr", "HR desk"),
        ("/me", "Me"),
        ("/help", None),
    ],
)
def test_pages_mark_the_entry_they_belong_to(app: Flask, address: str, entry: str | None):
    with app.test_request_context(address):
        marked = [one.label for one in ENTRIES if one.is_here]

    assert marked == ([entry] if entry else [])
