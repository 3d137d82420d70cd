"""An empty queue, jobs of our own making, and a mail server, beside the product."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from assess import worker
from assess.config import Settings
from assess.queue import Door
from tests.servers import MailServer


@pytest.fixture
def door(app: Flask) -> Door:
    """The door to the queue, with nothing in the queue."""
    door: Door = app.extensions["assess.queue"]
    door.huey.flush()
    return door


@pytest.fixture
def configured(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """Changes settings of the product for one test."""

    def change(**settings: Any) -> Settings:
        changed = app.extensions["assess.settings"].model_copy(update=settings)
        monkeypatch.setitem(app.extensions, "assess.settings", changed)
        return changed

    return change


@pytest.fixture
def mail_server(configured: Callable[..., Settings]) -> Iterator[MailServer]:
    """A mail server that the product uses."""
    server = MailServer()
    configured(
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        mail_from="Larkfield <people@larkfield.example>",
    )
    yield server
    server.stop()


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Callable[[worker.Handler], None]:
    """Lets a function handle rows of the kind `probe`."""
    return lambda handler: monkeypatch.setitem(worker.HANDLERS, "probe", handler)
