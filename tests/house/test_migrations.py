"""Migrations make what the models say, on both databases, and keep what is there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import JSON, Boolean, DateTime, Enum, Float, Integer, MetaData, Table, func, select

from assess import migrate
from assess.database import Base
from assess.extensions import db

VERSIONS = Path(migrate.FOLDER) / "versions"


def test_the_schema_equals_the_models(app: Flask):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_head_file_names_the_newest_revision():
    newest = max(path.name.split("_")[0] for path in VERSIONS.glob("*.py"))

    assert migrate.head() == newest


def test_rows_survive_going_back_to_the_first_version_and_up_again(app: Flask):
    with app.app_context():
        migrate.downgrade(db.engine, "0001")
        rows = _fill(_reflected())

        migrate.upgrade(db.engine)

        tables = _reflected().tables
        with db.engine.connect() as connection:
            for name in rows:
                count = connection.scalar(select(func.count()).select_from(tables[name]))
                assert count == 1, name


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


def _reflected() -> MetaData:
    metadata = MetaData()
    metadata.reflect(db.engine)
    return metadata


def _fill(metadata: MetaData) -> list[str]:
    """One row in every table, each pointing at the first row of the others."""
    filled = []
    with db.engine.begin() as connection:
        for table in metadata.sorted_tables:
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
        elif isinstance(column.type, JSON):
            values[column.name] = []
        else:
            values[column.name] = "x"
    return values


def _allowed(table: Table) -> dict[str, str]:
    """A value each closed list of the models allows."""
    model = Base.metadata.tables[table.name]
    return {c.name: c.type.enums[0] for c in model.columns if isinstance(c.type, Enum)}
