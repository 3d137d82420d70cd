"""`python -m assess NAME`: what `./run NAME` calls."""

import sys

import click
from flask.cli import FlaskGroup

from assess import cli
from assess.config import WrongSettings
from assess.migrate import UnknownSchema


def main() -> None:
    """Run a command; a setting to mend is said in one message, without a traceback."""
    group = FlaskGroup(name="assess", create_app=cli.make_app, load_dotenv=False)
    try:
        group.main(prog_name="./run")
    except (WrongSettings, UnknownSchema) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
