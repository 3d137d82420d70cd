"""The diary is written with the change it tells of, or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assess import cli
from assess.accounts import services as accounts
from assess.accounts.models import Organisation
from assess.audit import queries
from assess.audit.models import AuditEntry
from assess.audit.rules import Finding, Verdict
from assess.audit.services import SYSTEM, record, write_checkpoint
from assess.config import Settings, WrongSettings
from assess.extensions import db
from assess.factory import create_app

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Thing:
    """Something that may stand in the diary."""

    public_id: str = "thing"
    __tablename__ = "thing"


@pytest.fixture
def checkpoints(app: Flask) -> Path:
    """The file outside the database, empty."""
    path: Path = app.extensions["assess.settings"].checkpoints
    path.unlink(missing_ok=True)
    return path


def wrote(transaction, *actions: str) -> None:
    for action in actions:
        with transaction() as session:
            record(session, action, Thing(), actor="ada", fields={"level": 4})


def entries(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def verdict(app: Flask, checkpoints: Path) -> Verdict:
    settings: Settings = app.extensions["assess.settings"]
    with app.app_context(), db.sessionmaker() as session:
        return queries.verify(session, settings.audit_secret, checkpoints)


def tampered(app: Flask, *statements: str) -> None:
    """Somebody who owns the database server gets past its triggers."""
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER audit_entry_stays"))
            connection.execute(text("DROP TRIGGER audit_entry_remains"))
        for statement in statements:
            connection.execute(text(statement))


def app_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def refused(words: str) -> pytest.RaisesExc[DBAPIError]:
    return pytest.raises(DBAPIError, match=words)


def test_an_entry_says_who_did_what_to_what_and_keeps_no_value(transaction):
    with transaction() as session:
        session.info["request_id"] = "r1"
        record(session, "thing.changed", Thing(), actor="ada", fields={"name": "Leïla", "n": 1})

    with transaction() as session:
        (entry,) = entries(session)
        assert (entry.id, entry.actor, entry.action) == (1, "ada", "thing.changed")
        assert (entry.subject_kind, entry.subject, entry.request_id) == ("thing", "thing", "r1")
        assert sorted(entry.fields) == ["n", "name"]
        assert "Le" not in str(entry.fields)


def test_several_entries_of_one_transaction_keep_their_order(transaction):
    with transaction() as session:
        for action in ("first", "second", "third"):
            record(session, action, Thing(), actor=SYSTEM)

    with transaction() as session:
        assert [(e.id, e.action) for e in entries(session)] == [
            (1, "first"),
            (2, "second"),
            (3, "third"),
        ]


def test_a_change_that_is_undone_leaves_no_entry_and_no_gap(transaction, app, checkpoints):
    wrote(transaction, "first")

    with transaction() as session:
        record(session, "undone", Thing(), actor="ada")
        session.rollback()
    wrote(transaction, "second")

    with transaction() as session:
        assert [(e.id, e.action) for e in entries(session)] == [(1, "first"), (2, "second")]
    assert verdict(app, checkpoints) == Verdict(Finding.WHOLE, 2)


def test_an_entry_of_an_undone_change_does_not_slip_into_the_next(transaction):
    with transaction() as session:
        record(session, "undone", Thing(), actor="ada")
        session.rollback()
        record(session, "done", Thing(), actor="ada")
        session.commit()

        assert [entry.action for entry in entries(session)] == ["done"]


def test_a_change_the_database_refuses_leaves_no_entry(transaction, make):
    make.organisation()
    with transaction() as session:
        before = len(entries(session))

    with transaction() as session:
        record(session, "refused", Thing(), actor="ada")
        session.add(Organisation(id=1, name="x", time_zone="UTC", contact="", sandbox=False))
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()

    with transaction() as session:
        assert len(entries(session)) == before


def test_a_change_whose_entry_is_refused_is_not_made(transaction):
    with transaction() as session:
        accounts.found_organisation(session, name="x", time_zone="UTC", contact="", sandbox=False)
        record(session, None, Thing(), actor="ada")
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()

    with transaction() as session:
        assert session.get(Organisation, 1) is None
        assert entries(session) == []


def test_a_transaction_that_records_nothing_writes_nothing(transaction):
    with transaction() as session:
        session.execute(text("SELECT 1"))

    with transaction() as session:
        assert entries(session) == []


def test_people_who_write_at_the_same_time_keep_one_chain_without_gaps(app: Flask, checkpoints):
    barrier = threading.Barrier(8)

    def write(person: int) -> None:
        barrier.wait()
        for number in range(5):
            with app.app_context(), db.sessionmaker() as session:
                record(session, f"{person}.{number}", Thing(), actor="ada")
                session.flush()
                if (person + number) % 4:
                    session.commit()
                else:
                    session.rollback()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))

    assert verdict(app, checkpoints) == Verdict(Finding.WHOLE, 30)


def test_what_people_really_do_makes_a_whole_diary(app: Flask, make, checkpoints):
    make.hire()

    found = verdict(app, checkpoints)

    assert found.finding is Finding.WHOLE
    assert found.count > 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'ben'",
        "UPDATE audit_entry SET actor = actor WHERE id = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE id = 2",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(app, transaction, statement):
    wrote(transaction, "first", "second")

    with app.app_context(), db.engine.connect() as connection, refused("the diary only grows"):
        connection.execute(text(statement))


def test_the_database_refuses_to_empty_the_diary(app, transaction):
    wrote(transaction, "first")
    statement = "DELETE FROM audit_entry" if app_is_sqlite(app) else "TRUNCATE audit_entry CASCADE"

    with app.app_context(), db.engine.connect() as connection, refused("the diary only grows"):
        connection.execute(text(statement))


def test_without_its_key_a_diary_is_not_gone_on_with(app, transaction):
    settings: Settings = app.extensions["assess.settings"]
    key = settings.data / "audit.key"
    kept = key.read_bytes()
    wrote(transaction, "first")
    key.unlink()

    try:
        with pytest.raises(WrongSettings, match="Restore it from a backup"):
            create_app(settings.model_copy())
        assert not key.exists()
    finally:
        key.write_bytes(kept)
        key.chmod(0o600)


def test_an_entry_cannot_be_replaced(app, transaction):
    wrote(transaction, "first")
    onto = "INSERT OR REPLACE" if app_is_sqlite(app) else "INSERT"
    statement = (
        f"{onto} INTO audit_entry (id, at, actor, action, subject_kind, subject, fields, "
        "request_id, mac) VALUES (1, '2026-01-01', 'ben', 'a', 'k', 's', '{}', '', '0')"
    )

    with app.app_context(), db.engine.connect() as connection, refused("only grows|duplicate key"):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-01-01 00:00:00+00:00'",
        "actor = 'ben'",
        "action = 'other'",
        "subject_kind = 'other'",
        "subject = 'other'",
        """fields = '{"level": "0000000000000000"}'""",
        "fields = '{}'",
        "request_id = 'other'",
        "mac = '" + "0" * 64 + "'",
    ],
)
def test_a_change_behind_the_back_of_the_database_is_found(app, transaction, checkpoints, change):
    wrote(transaction, "first", "second", "third")
    if app_is_sqlite(app):
        change = change.replace("+00:00", "")

    tampered(app, f"UPDATE audit_entry SET {change} WHERE id = 2")

    assert verdict(app, checkpoints) == Verdict(Finding.ALTERED, 3, 2)


@pytest.mark.parametrize(
    "change",
    [
        "fields = '{'",
        "fields = '[1]'",
        "fields = 'null'",
        "fields = x'ff'",
        "at = 'yesterday'",
        "at = 7",
        "at = x'00'",
        "actor = x'ff'",
        "actor = CAST(x'ff' AS TEXT)",
        "mac = x'ff'",
        "mac = 7",
    ],
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_entry_nobody_can_read_was_altered(app, transaction, checkpoints, change, place):
    wrote(transaction, "first", "second", "third")
    if not app_is_sqlite(app):  # PostgreSQL takes no such thing
        change = "fields = 'null'" if "fields" in change else "at = 'infinity'"

    tampered(app, f"UPDATE audit_entry SET {change} WHERE id = {place}")

    assert verdict(app, checkpoints) == Verdict(Finding.ALTERED, 3, place)


def test_a_deletion_behind_the_back_of_the_database_is_found(app, transaction, checkpoints):
    wrote(transaction, "first", "second", "third")

    tampered(app, "DELETE FROM audit_entry WHERE id = 2")

    assert verdict(app, checkpoints) == Verdict(Finding.MISSING, 1, 2)


def noted(transaction, checkpoints: Path) -> None:
    with transaction() as session:
        write_checkpoint(session, checkpoints, NOON)


@pytest.mark.parametrize("gone", ["id = 3", "id >= 2", "id > 0"])
def test_a_short_tail_is_found_by_the_checkpoint(app, transaction, checkpoints, gone):
    wrote(transaction, "first", "second", "third")
    noted(transaction, checkpoints)

    tampered(app, f"DELETE FROM audit_entry WHERE {gone}")

    assert verdict(app, checkpoints).finding is Finding.SHORT


def test_a_tail_that_grew_again_is_found_by_the_checkpoint(app, transaction, checkpoints):
    wrote(transaction, "first", "second", "third")
    noted(transaction, checkpoints)
    tampered(app, "DELETE FROM audit_entry WHERE id = 3")

    wrote(transaction, "another")
    noted(transaction, checkpoints)

    assert verdict(app, checkpoints) == Verdict(Finding.REWRITTEN, 3, 3)


def test_a_checkpoint_notes_time_length_and_end_and_the_file_only_grows(transaction, checkpoints):
    wrote(transaction, "first")
    noted(transaction, checkpoints)
    wrote(transaction, "second")
    noted(transaction, checkpoints)

    rows = [line.split() for line in checkpoints.read_text().splitlines()]

    with transaction() as session:
        assert rows == [
            ["2026-11-21T12:00:00+00:00", str(entry.id), entry.mac] for entry in entries(session)
        ]


def test_an_empty_diary_has_no_checkpoint(transaction, checkpoints):
    noted(transaction, checkpoints)

    assert not checkpoints.exists()


@pytest.mark.parametrize("damage", ["2026-11", "\x00" * 100, "\n", "a b c\n", "\xff\n"])
def test_a_torn_line_of_the_checkpoint_file_hides_no_other(app, transaction, checkpoints, damage):
    wrote(transaction, "first", "second")
    noted(transaction, checkpoints)
    with checkpoints.open("ab") as file:
        file.write(damage.encode("latin-1"))
    noted(transaction, checkpoints)
    assert verdict(app, checkpoints).finding is Finding.WHOLE

    tampered(app, "DELETE FROM audit_entry WHERE id = 2")

    assert verdict(app, checkpoints).finding is Finding.SHORT


def test_verifying_waits_for_no_writer_and_lets_none_wait(app, transaction, checkpoints):
    wrote(transaction, "first")

    with transaction() as session:
        record(session, "second", Thing(), actor="ada")
        session.execute(text("DELETE FROM outbox"))
        found = verdict(app, checkpoints)

    assert found == Verdict(Finding.WHOLE, 1)


@pytest.mark.parametrize(
    ("statements", "said", "code"),
    [
        ([], "3 entries and 0 checkpoints compared: whole.", 0),
        (["DELETE FROM audit_entry WHERE id = 2"],
         "1 entry and 0 checkpoints compared: entries are missing in the middle at entry 2.", 1),
        (["UPDATE audit_entry SET actor = 'ben' WHERE id = 3"],
         "3 entries and 0 checkpoints compared: an entry was altered at entry 3.", 1),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("checkpoints")
def test_the_command_says_what_it_found_and_fails_when_it_is_bad(
    app, transaction, statements, said, code
):
    wrote(transaction, "first", "second", "third")
    tampered(app, *statements)

    with app.app_context():
        result = CliRunner().invoke(cli.verify_audit)

    assert (result.output.strip(), result.exit_code) == (said, code)
