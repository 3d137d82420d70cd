"""Opening a page changes nothing, whoever opens it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from assess.database import Base
from assess.extensions import db
from tests.browser import Browser
from tests.factories import Make
from tests.house import world as worlds

OWN_BOOKKEEPING = {"web_session"}
"""Sessions note when they were last seen."""


@pytest.mark.slow  # opens every page as every role
def test_opening_every_page_changes_no_row(app: Flask, make: Make, browser: Callable[..., Browser]):
    world = worlds.build(make, app.extensions["assess.settings"].files)
    visitors = [browser(), *(browser(person) for person in world.people.values())]
    before = _rows(app)

    for visitor in visitors:
        for _, path, methods in worlds.addresses(app, world):
            if "GET" in methods and not path.startswith(("/login", "/logout")):
                visitor.client.get(path, buffered=True)

    assert _rows(app) == before


def _rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in OWN_BOOKKEEPING
        }
