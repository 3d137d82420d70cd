"""A candidate in front of a questionnaire with a question of every look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.probe import PROBE, put_on_shelf
from tests.assessments.staging import Link
from tests.browser import Browser
from tests.factories import Make


@pytest.fixture
def application(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Application:
    """A candidate."""
    put_on_shelf(monkeypatch, tmp_path)
    return make.application(make.opening())


@pytest.fixture
def link(make: Make, application: Application) -> Link:
    """The probe, mailed to the candidate."""
    return staging.invite(make, application, make.manager(), PROBE)


@pytest.fixture
def page(app: Flask, link: Link) -> Browser:
    """The candidate's browser, at the first question."""
    return staging.begun(app, link)


@pytest.fixture
def at(make: Make, link: Link) -> Callable[[str], str]:
    """Where a question stands for this person."""

    def find(item: str) -> str:
        with make.transaction() as session:
            order = staging.attempt(session, link).order[""]
            return f"/a/1/q/{order.index(item) + 1}"

    return find
