"""A database is brought to the schema of this version."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from assess import migrate
from assess.database import engine_options, prepare


@pytest.fixture
def nothing(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database on each of the two."""
    url = f"sqlite:///{tmp_path}/new.db"
    if backend == "postgresql":
        server = request.getfixturevalue("postgresql")
        admin = create_engine(server.url(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS fresh"))
            connection.execute(text("CREATE DATABASE fresh"))
        admin.dispose()
        url = server.url("fresh")
    engine = create_engine(**engine_options(url))
    prepare(engine)
    yield engine
    engine.dispose()


def test_an_empty_database_has_no_revision(nothing: Engine):
    assert migrate.current(nothing) is None


def test_an_empty_database_is_brought_to_the_newest_revision(nothing: Engine):
    migrate.upgrade(nothing)

    assert migrate.current(nothing) == migrate.head()


def test_a_migration_that_fails_leaves_the_database_as_it_was(nothing: Engine):
    with nothing.begin() as connection:
        connection.execute(text("CREATE TABLE scorecard (id INTEGER)"))

    with pytest.raises(Exception, match="scorecard"):
        migrate.upgrade(nothing)

    assert migrate.current(nothing) is None
    with nothing.connect() as connection:
        assert not nothing.dialect.has_table(connection, "audit_entry")
