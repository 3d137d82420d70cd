"""`python -m assess NAME`: what `./run NAME` calls."""

import sqlite3
import sys

import click
import psycopg
from flask.cli import FlaskGroup, routes_command, shell_command
from sqlalchemy import exc

from assess import cli
from assess.config import WrongSettings
from assess.migrate import UnknownSchema
from assess.sandbox.services import SandboxRefused


def main() -> None:
    """Run a command; what is to mend is said in one message, without a traceback."""
    try:
        app = cli.make_app()
        # Without Flask's own server: it answers the whole network with a console for Python.
        group = FlaskGroup(
            name="assess", create_app=lambda: app, load_dotenv=False, add_default_commands=False
        )
        for command in (routes_command, shell_command):
            group.add_command(command)
        group.main(prog_name="./run")
    except (WrongSettings, UnknownSchema, SandboxRefused) as problem:
        _end(str(problem))
    except (exc.DatabaseError, sqlite3.DatabaseError, psycopg.OperationalError) as problem:
        if isinstance(problem, (exc.DataError, exc.IntegrityError, exc.ProgrammingError)):
            raise
        reason = str(getattr(problem, "orig", problem)).strip().split("\n")[0]
        _end(
            f"The database cannot be used ({reason}). Check ASSESS_DATA, ASSESS_DATABASE_URL and "
            "ASSESS_QUEUE_URL, and whether the database server runs."
        )


def _end(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
