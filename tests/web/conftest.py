"""Fixtures of tests that need the product with other settings or further routes."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from assess.config import Settings
from assess.extensions import db
from assess.factory import create_app
from tests.factories import Make

Build = Callable[..., Flask]


@pytest.fixture
def build(app: Flask, make: Make) -> Iterator[Build]:
    """Makes another instance of the product on the same database, with changed settings."""
    make.organisation()
    settings: Settings = app.extensions["assess.settings"]
    built: list[Flask] = []

    def another(**changes: object) -> Flask:
        built.append(create_app(settings.model_copy(update=changes)))
        return built[-1]

    yield another
    for other in built:
        with other.app_context():
            db.engine.dispose()
