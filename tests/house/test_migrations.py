"""Migrations make what the models say, on both databases, and keep what is there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Constraint,
    Date,
    DateTime,
    Engine,
    Enum,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    delete,
    func,
    select,
)

from assess import migrate
from assess.database import Base
from assess.extensions import db
from assess.openings.models import Application
from assess.openings.rules import WaitingFor
from assess.search.models import SearchEntry
from assess.search.queries import matches

VERSIONS = Path(migrate.FOLDER) / "versions"
REVISIONS = sorted(path.name.split("_")[0] for path in VERSIONS.glob("*.py"))

EITHER_OR = {"assessment_invitation": {"user_id": None}}
"""Columns that stay empty, since another one of the row is filled."""


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """A database to take apart; afterwards it has its newest schema again."""
    with app.app_context():
        yield db.engine
        migrate.upgrade(db.engine)


def test_the_schema_equals_the_models(engine: Engine):
    assert _differences(engine) == []


def test_what_falls_with_its_owner_is_found_by_it():
    firsts = {
        (table.name, next(iter(one.columns)).name)
        for table in Base.metadata.sorted_tables
        for one in [*table.indexes, *table.constraints]
        if one.columns and not isinstance(one, ForeignKeyConstraint | CheckConstraint)
        if _finds(one, next(iter(one.columns)).name)
    }
    falling = {
        (table.name, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.ondelete
    }

    assert falling
    assert falling <= firsts


def test_the_head_file_names_the_newest_revision():
    assert migrate.head() == REVISIONS[-1]


def test_all_migrations_can_be_taken_back_and_run_again(engine: Engine):
    migrate.downgrade(engine, "base")
    left = set(_reflected(engine).tables) - {"alembic_version"}
    migrate.upgrade(engine)

    assert left == set()
    assert _differences(engine) == []


@pytest.mark.parametrize("older", REVISIONS)
def test_rows_of_every_revision_survive_the_upgrade(engine: Engine, older: str):
    # Nothing runs after the newest one: there it only shows that every table takes a row.
    migrate.downgrade(engine, older)
    filled = _fill(engine)

    migrate.upgrade(engine)

    assert filled
    assert _counts(engine, filled) == dict.fromkeys(filled, 1)


@pytest.mark.parametrize(
    ("invited_in", "instrument", "shown_in"),
    [
        ("de", "smart-sales-leader-self@1.0", "de"),
        ("de", "never-translated@1.0", "en"),
        ("en", "smart-sales-leader-self@1.0", "en"),
    ],
)
def test_attempts_keep_the_language_they_were_shown_in(
    engine: Engine, invited_in: str, instrument: str, shown_in: str
):
    migrate.downgrade(engine, "0004")
    _fill(engine)
    before = _reflected(engine).tables
    with engine.begin() as connection:
        connection.execute(before["assessment_invitation"].update().values(language=invited_in))
        connection.execute(before["assessment_attempt"].update().values(instrument=instrument))

    migrate.upgrade(engine)

    attempt = _reflected(engine).tables["assessment_attempt"]
    with engine.connect() as connection:
        assert connection.scalars(select(attempt.c.language)).all() == [shown_in]


def test_leaders_are_written_to_in_the_language_of_their_last_evaluation(engine: Engine):
    migrate.downgrade(engine, "0008")
    _fill(engine)
    before = _reflected(engine).tables
    with engine.begin() as connection:
        person = connection.scalar(select(before["user"].c.id))
        invited = before["assessment_invitation"].update()
        own = {"language": "de", "user_id": person, "application_id": None}
        connection.execute(invited.values(**own))

    migrate.upgrade(engine)

    people = _reflected(engine).tables["user"]
    with engine.connect() as connection:
        assert connection.scalars(select(people.c.language)).all() == ["de"]


def test_somebody_hired_waits_for_nobody_since_the_day_of_the_hire(engine: Engine):
    migrate.downgrade(engine, "0020")
    _fill(engine)
    before = _reflected(engine).tables
    hired, later = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    application, move = before["application"], before["stage_move"]
    with engine.begin() as connection:
        turn = {"stage": "hired", "waiting_for": "invitation", "since": later}
        connection.execute(application.update().values(**turn))
        connection.execute(move.update().values(new="hired", at=hired))

    migrate.upgrade(engine)

    with db.sessionmaker() as session:
        held = session.scalars(select(Application)).one()
        assert (held.waiting_for, held.since) == (WaitingFor.NOBODY, hired)


def test_words_of_before_are_still_found_and_forgotten(engine: Engine):
    migrate.downgrade(engine, "0024")
    _fill(engine)
    entry = _reflected(engine).tables["search_entry"]
    with engine.begin() as connection:
        connection.execute(entry.update().values(words="lucia ferrer"))

    migrate.upgrade(engine)

    with db.sessionmaker() as session:
        by_words = select(SearchEntry.words).where(matches(session, "Ferr"))
        found = session.scalars(by_words).all()
        session.execute(delete(SearchEntry))
        left = session.scalars(by_words).all()
    assert (found, left) == (["lucia ferrer"], [])


def test_upgrading_twice_changes_nothing(app: Flask):
    with app.app_context():
        migrate.upgrade(db.engine)
        migrate.upgrade(db.engine)

        assert migrate.current(db.engine) == migrate.head()


def test_a_database_of_a_newer_version_is_refused(app: Flask):
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        try:
            with pytest.raises(migrate.UnknownSchema, match="9999"):
                migrate.upgrade(db.engine)
        finally:
            with db.engine.begin() as connection:
                head = migrate.head()
                connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{head}'")


def _finds(index: Index | Constraint, column: str) -> bool:
    """Whether rows are found by what a column holds: an index of some rows does not know all."""
    where = index.dialect_options["sqlite"].get("where")
    return where is None or str(where) == f"{column} IS NOT NULL"


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_object": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, Base.metadata))


def _reflected(engine: Engine) -> MetaData:
    metadata = MetaData()
    metadata.reflect(engine, only=lambda name, _: not name.startswith("search_words"))
    return metadata


def _is_ours(_object: object, name: str | None, kind: str, *_more: object) -> bool:
    """Everything but the index of words, which each database makes its own way."""
    words = ("search_words", "ix_search_entry_words")
    return not (kind in ("table", "index") and (name or "").startswith(words))


def _counts(engine: Engine, names: list[str]) -> dict[str, int | None]:
    tables = _reflected(engine).tables
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(tables[name]))
            for name in names
        }


def _fill(engine: Engine) -> list[str]:
    """One row in every table, each pointing at the first row of the others."""
    filled = []
    tables = _reflected(engine).sorted_tables
    with engine.begin() as connection:
        for table in tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values(_row(table)))
                filled.append(table.name)
    return filled


def _row(table: Table) -> dict[str, object]:
    values: dict[str, object] = {}
    allowed = _allowed(table)
    for column in table.columns:
        if column.name in allowed:
            values[column.name] = allowed[column.name]
        elif isinstance(column.type, Boolean):
            values[column.name] = False
        elif isinstance(column.type, Integer | Float):
            values[column.name] = 1
        elif isinstance(column.type, DateTime):
            values[column.name] = datetime(2026, 11, 21, 12, tzinfo=UTC)
        elif isinstance(column.type, Date):
            values[column.name] = date(2026, 11, 21)
        elif isinstance(column.type, JSON):
            values[column.name] = []
        else:
            values[column.name] = "x"
    return values | EITHER_OR.get(table.name, {})


def _allowed(table: Table) -> dict[str, str]:
    """A value each closed list of the models allows; a table may be there no more."""
    model = Base.metadata.tables.get(table.name)
    columns = model.columns if model is not None else ()
    return {c.name: c.type.enums[0] for c in columns if isinstance(c.type, Enum)}
