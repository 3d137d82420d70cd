"""Fixtures: the product on both databases, people's browsers, things to look at."""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from assess import migrate, worker
from assess.accounts.models import User
from assess.config import Settings
from assess.database import Base
from assess.extensions import db
from assess.factory import create_app
from tests.browser import Browser
from tests.factories import Make
from tests.servers import PostgreSQL

Transaction = Callable[[], AbstractContextManager[Session]]

_FROM_ONE = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""

SECRET = "a secret of thirty-two characters"


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on SQLite alone what no database has a say in: headers, words, who may open what."""
    is_marked = metafunc.definition.get_closest_marker("one_database") is not None
    if is_marked and "backend" in metafunc.fixturenames:
        on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
        metafunc.definition.add_marker(on_sqlite)


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what stays: tests, modules, the product."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server for this test process."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: every one on both, but those marked `one_database`."""
    return str(request.param)


@pytest.fixture(scope="session")
def blank_app(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The product on an empty, migrated database; made once for each database."""
    data = tmp_path_factory.mktemp(backend)
    url = request.getfixturevalue("postgresql").url() if backend == "postgresql" else ""
    settings = Settings(_env_file=None, data=data, database_url=url, secret_key=SECRET)
    app = create_app(settings)
    app.testing = False
    worker.prepare(app)
    with app.app_context():
        migrate.upgrade(db.engine)
        db.engine.dispose()
    if backend == "sqlite":
        shutil.copy(data / "assess.db", data / "empty.db")
    return app


@pytest.fixture
def app(blank_app: Flask, backend: str) -> Flask:
    """The product on a database as empty as after installation."""
    settings: Settings = blank_app.extensions["assess.settings"]
    with blank_app.app_context():
        if backend == "sqlite":
            _restore(settings.data)
        else:
            _empty()
    return blank_app


@pytest.fixture
def transaction(app: Flask) -> Transaction:
    """A session that commits at the end of the `with` block and lets go of the database."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with app.app_context(), db.sessionmaker() as session:
            yield session
            session.commit()

    return begin


@pytest.fixture
def session(transaction: Transaction) -> Iterator[Session]:
    """One session for a test of queries and services; no browser may be used beside it."""
    with transaction() as session:
        yield session


@pytest.fixture
def make(transaction: Transaction) -> Make:
    """Makes things through the real services, each in a transaction of its own."""
    return Make(transaction)


@pytest.fixture
def browser(app: Flask, make: Make) -> Callable[[User | None], Browser]:
    """Opens a browser for a person, signed in; for nobody without one."""
    make.organisation()
    return lambda user=None: Browser(app, user)


def _restore(data: Path) -> None:
    db.engine.dispose()
    for name in ("assess.db-wal", "assess.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(data / "empty.db", data / "assess.db")


def _empty() -> None:
    """Delete what there is: to truncate every table takes fifty times as long."""
    names = [table.name for table in Base.metadata.sorted_tables]
    used = " UNION ALL ".join(f"""(SELECT '{name}' FROM "{name}" LIMIT 1)""" for name in names)
    with db.engine.begin() as connection:
        # The database refuses to empty the diary.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in connection.scalars(text(used)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        connection.execute(text(_FROM_ONE))
