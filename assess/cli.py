"""Commands for those who run the product: `./run NAME` or `flask --app app NAME`."""

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from getpass import getpass
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask_security import hash_password
from waitress import create_server
from waitress.task import ThreadedTaskDispatcher

from assess import garbage, handbook, migrate, worker
from assess.accounts import queries, rules, services
from assess.accounts.rules import Role
from assess.audit import queries as audit
from assess.audit import services as audit_services
from assess.audit.rules import Finding
from assess.audit.services import SYSTEM
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.instruments import library, limesurvey, loader, preview, publishing, surveyjs
from assess.instruments.assessment import Assessment
from assess.instruments.importing import MAX_BYTES, ImportRefused
from assess.instruments.loader import Refusal
from assess.pulse import Pulse
from assess.sandbox import crowd
from assess.sandbox import services as sandbox
from assess.sandbox.company import company
from assess.text import counted, is_mail_address
from assess.web.fields import is_zone

STOP_SECONDS = 20
"""How long a server that was told to stop waits for the requests it is answering."""

MOST_CONNECTIONS = 900
"""Browsers hold a connection open between two saves. Files take the rest of the usual 1,024."""

LARGEST_REQUEST = 64 * 1024 * 1024
"""Whatever says it is larger is refused before any of it is read; pages set lower limits."""


def make_app() -> Flask:
    """The application with its commands; what it writes is for nobody else on this machine."""
    os.umask(0o077)
    app = create_app()
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined]


def _settings() -> Settings:
    found: Settings = current_app.extensions["assess.settings"]
    return found


@click.command()
def serve() -> None:
    """Serve the product; in demo mode, load the demo company into an empty database first."""
    app, settings = _app(), _settings()
    signal.signal(signal.SIGTERM, _stop)
    with _alone(settings):
        migrate.upgrade(db.engine)
        server = _listen(app, settings)
        with app.app_context():
            _greet(settings)
        with _checkpoints(app, settings), _signs_of_life(app):
            garbage.collect_seldom()
            consumer = worker.start(app) if settings.processes == 1 else None
            try:
                server.run()
            finally:
                if consumer is not None:
                    consumer.stop(graceful=True)


@click.command("worker")
def work() -> None:
    """Do background work in this process; for installations with several web processes."""
    app, settings = _app(), _settings()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _alone(settings) if is_sqlite else nullcontext():
        migrate.check(db.engine)
        with _checkpoints(app, settings):
            garbage.collect_seldom()
            worker.work(app)


@click.command()
@click.option("--organisation", prompt="Name of the organisation")
@click.option("--time-zone", prompt="Time zone, for example Europe/London")
@click.option("--name", prompt="Your name")
@click.option("--email", prompt="Your mail address")
def init(organisation: str, time_zone: str, name: str, email: str) -> None:
    """Set up an empty installation with a first administrator."""
    migrate.upgrade(db.engine)
    if not is_zone(time_zone):
        raise click.ClickException(f"‘{time_zone}’ is not a time zone. Try Europe/London.")
    if not is_mail_address(email):
        raise click.ClickException("Enter a mail address like name@example.com.")
    if queries.get_organisation(db.session) is not None:
        raise click.ClickException("This installation is set up already.")
    password = _ask_password(name, email, organisation)
    services.found_organisation(
        db.session, name=organisation, time_zone=time_zone, contact=email, sandbox=False
    )
    services.add_user(
        db.session,
        name=name,
        email=email,
        roles=frozenset({Role.ADMINISTRATOR}),
        time_zone=time_zone,
        actor=SYSTEM,
        now=utc_now(),
        password_hash=hash_password(password),
    )
    db.session.commit()
    click.echo(f"Ready. Start with ./run and sign in at {_settings().address} as {email}.")
    if not _settings().smtp_host:
        click.echo("Set ASSESS_SMTP_HOST before you invite anybody: until then, mails wait.")


@click.group(invoke_without_command=True)
@click.option("--people", type=click.IntRange(1, 1_000_000), help="Candidates to add.")
@click.pass_context
def demo(context: click.Context, people: int | None) -> None:
    """The demo company; with --people 50000, one of that size in an empty installation."""
    if context.invoked_subcommand is None:
        context.invoke(load_demo, people=people)


@demo.command("load")
@click.option("--people", type=click.IntRange(1, 1_000_000), help="Candidates to add.")
def load_demo(people: int | None) -> None:
    """Load the demo company into an empty installation."""
    migrate.upgrade(db.engine)
    try:
        loading = sandbox.load(db.session, company(), _settings(), utc_now())
        if people:
            crowd.add_people(loading, people)
    except sandbox.SandboxRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    db.session.commit()
    click.echo(f"{company().name} is loaded. Password of everybody: {company().password}")


@click.command("upgrade")
def upgrade() -> None:
    """Bring the database to the schema this version needs."""
    migrate.upgrade(db.engine)
    click.echo(f"The database has revision {migrate.head()}.")


@click.command("migration")
@click.argument("message")
def write_migration(message: str) -> None:
    """Draft the next migration; read it before you commit it."""
    migrate.upgrade(db.engine)
    click.echo(f"Drafted {migrate.write(db.engine, message)}. Read it, then add a test with rows.")


@click.group("audit")
def audit_group() -> None:
    """The diary of changes."""


@audit_group.command("verify")
def verify_audit() -> None:
    """Read the whole diary and say whether anything in it was changed or is missing."""
    settings = _settings()
    verdict = audit.verify(db.session, settings.audit_secret, settings.checkpoints)
    where = f" at entry {verdict.sequence}" if verdict.sequence else ""
    entries = counted(verdict.count, "entry", "entries")
    checkpoints = counted(len(audit.noted(settings.checkpoints)), "checkpoint")
    click.echo(f"{entries} and {checkpoints} compared: {verdict.finding.value}{where}.")
    if verdict.finding is not Finding.WHOLE:
        sys.exit(1)


@click.group()
def questionnaires() -> None:
    """Frameworks, interview guides, role templates and assessments."""


@questionnaires.command("check")
def check_questionnaires() -> None:
    """Read every questionnaire, check what it means, and compare it with the lock."""
    problems = publishing.problems()
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"{len(library.paths())} questionnaires are in order.")


@questionnaires.command("preview")
@click.argument("name")
def preview_questionnaire(name: str) -> None:
    """Print an assessment as its author reads it over, for example assessments/my-test/1.0.yaml."""
    try:
        instrument = loader.load(publishing.named(name, library.ROOT))
    except (ValueError, Refusal) as refusal:
        raise click.ClickException(_without_root(refusal)) from None
    if not isinstance(instrument, Assessment):
        raise click.ClickException(f"{name} is no assessment. Read it in the library.")
    click.echo(preview.text(instrument), nl=False)


@questionnaires.command("publish")
@click.argument("name")
def publish_questionnaire(name: str) -> None:
    """Lock one file for good, for example guides/my-guide/1.0.yaml."""
    try:
        published = publishing.publish(name)
    except (ValueError, Refusal) as refusal:
        raise click.ClickException(_without_root(refusal)) from None
    click.echo(f"{published} is published and does not change any more.")


def _without_root(refusal: Exception) -> str:
    """What is refused, with files named as the lock does."""
    return str(refusal).replace(f"{library.ROOT}/", "")


@questionnaires.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "name", default="", help="Its short name; made from the title without it.")
def import_questionnaire(file: Path, name: str) -> None:
    """Draft an assessment from a survey of SurveyJS (.json) or LimeSurvey (.lss)."""
    read = limesurvey.read if file.suffix.lower() == ".lss" else surveyjs.read
    try:
        with file.open("rb") as source:
            imported = read(source.read(MAX_BYTES + 1), name)
        draft, _ = loader.parse(imported.yaml, "the draft")
        path = library.ROOT / "assessments" / draft.id / f"{draft.version}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as target:
            target.write(imported.yaml)
    except FileExistsError:
        raise click.ClickException(f"{draft.ref} is there already. Choose another --id.") from None
    except (ImportRefused, Refusal) as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"The draft is in {path.relative_to(library.ROOT.parent)}. Not carried over:")
    for sentence in imported.unmapped or ("Nothing; all of it was.",):
        click.echo(f"- {sentence}")


@click.command("docs")
@click.option("--check", is_flag=True, help="Change nothing; end with 1 when a page is outdated.")
def print_docs(check: bool) -> None:
    """Print the pages of docs/ that come from the code."""
    commands = {str(command.name): command for command in COMMANDS}
    if not check:
        handbook.write(commands)
        return
    for name in handbook.outdated(commands):
        click.echo(f"docs/{name} is outdated. Run: ./run fix", err=True)
    if handbook.outdated(commands):
        sys.exit(1)


COMMANDS: tuple[click.Command, ...] = (
    serve,
    work,
    init,
    demo,
    upgrade,
    write_migration,
    audit_group,
    questionnaires,
    print_docs,
)


def _ask_password(name: str, email: str, organisation: str) -> str:
    while True:
        password = getpass("Password (15 characters or more): ")
        problem = rules.password_problem(
            password, second_factor=False, context=(name, email, organisation)
        )
        if not problem and getpass("The same again: ") == password:
            return password
        click.echo(problem or "The two passwords differ.", err=True)


def _greet(settings: Settings) -> None:
    """Say where the product is, and in the demo whom one can be."""
    found = queries.get_organisation(db.session)
    if found is None and settings.mode == "demo":
        sandbox.load(db.session, company(), settings, utc_now())
        db.session.commit()
        found = queries.get_organisation(db.session)
    click.echo(f"\nAssess is at {settings.address}")
    if found is None:
        click.echo("Nobody can sign in yet. Set it up with: ./run init")
    elif found.sandbox and settings.mode == "demo":
        click.echo(f"Demo company {found.name}. Everybody's password: {company().password}")
        for person in company().people:
            titles = ", ".join(role.title for role in person.roles)
            click.echo(f"  {person.email:<42} {titles}")
    click.echo("Stop with Ctrl+C.\n")


class _Patient(ThreadedTaskDispatcher):
    """Threads that may finish what they are answering when the server stops."""

    def shutdown(self, cancel_pending: bool = True, timeout: int = STOP_SECONDS) -> bool:
        return bool(super().shutdown(cancel_pending, timeout))


def _listen(app: Flask, settings: Settings) -> Any:
    threads = _Patient()
    threads.set_thread_count(settings.threads)
    try:
        return create_server(
            app, host=settings.host, port=settings.port, ident=None, _dispatcher=threads,
            connection_limit=MOST_CONNECTIONS, backlog=MOST_CONNECTIONS, asyncore_use_poll=True,
            max_request_body_size=LARGEST_REQUEST,
        )  # fmt: skip
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise click.ClickException(
            f"Nothing can listen on port {settings.port} of {settings.host} ({reason}). Stop what "
            "uses it, or set PORT or ASSESS_HOST."
        ) from None


def _stop(*_signal: object) -> None:
    """End like Ctrl+C does, once: what is being answered is finished first."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


@contextmanager
def _checkpoints(app: Flask, settings: Settings) -> Iterator[None]:
    """Note where the diary stands when a process starts and when it stops."""

    def note() -> None:
        with app.app_context():
            audit_services.write_checkpoint(db.session, settings.checkpoints, utc_now())

    note()
    try:
        yield
    finally:
        note()


@contextmanager
def _signs_of_life(app: Flask) -> Iterator[None]:
    """Give time back that people lost while nobody served them, then sign until the end."""
    pulse = Pulse(app)
    pulse.start()
    try:
        yield
    finally:
        pulse.stop()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder: two servers of one process each would be two writers."""
    if settings.processes > 1:
        yield
        return
    settings.data.mkdir(parents=True, exist_ok=True)
    with Path(settings.data / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Another server or worker runs on {settings.data}. Stop it, use another "
                "ASSESS_DATA, or set ASSESS_PROCESSES to the number of processes."
            ) from None
        yield
