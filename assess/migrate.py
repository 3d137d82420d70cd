"""Bring the database to the schema this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


class UnknownSchema(Exception):
    """The database was made by another version."""


def head() -> str:
    """The newest revision; `.head` holds it, so that two new ones conflict when merged."""
    return (FOLDER / ".head").read_text(encoding="ascii").strip()


def current(engine: Engine) -> str | None:
    """The revision of a database, `None` when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def upgrade(engine: Engine) -> None:
    """Run what is missing. Raises `UnknownSchema` when the database is newer than the code."""
    found = current(engine)
    if found == head():
        return
    if found is not None and not list((FOLDER / "versions").glob(f"{found}_*.py")):
        raise UnknownSchema(
            f"The database has revision {found}, which this version does not know. "
            "Start the version that made it, or a newer one."
        )
    command.upgrade(_config(engine), "head")


def check(engine: Engine) -> None:
    """Raise `UnknownSchema` when the database has another schema than this version needs."""
    found = current(engine)
    if found != head():
        raise UnknownSchema(
            f"The database has revision {found or '0000'}, this version needs {head()}. "
            "Run ./run upgrade with the newest version."
        )


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back, down to a revision; for tests and for those who write them."""
    command.downgrade(_config(engine), revision)


def write(engine: Engine, message: str) -> Path:
    """Draft the next migration from what the models have and the database has not."""
    number = f"{len(list((FOLDER / 'versions').glob('*.py'))) + 1:04}"
    command.revision(_config(engine), message, autogenerate=True, rev_id=number)
    (FOLDER / ".head").write_text(f"{number}\n", encoding="ascii")
    return next((FOLDER / "versions").glob(f"{number}_*.py"))


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config
