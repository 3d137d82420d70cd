"""What every table and transaction relies on, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import Connection, MetaData, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from assess.accounts.models import User
from assess.database import Base, UtcDateTime, new_public_id, reader
from assess.extensions import db
from assess.interviews.models import Interview
from assess.interviews.rules import ScorecardStatus
from assess.openings.models import Candidate
from assess.queue import OutboxRow

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))


def outbox_row(at: datetime = NOON) -> OutboxRow:
    return OutboxRow(
        kind="mail", event="e", recipient="r", payload={}, created_at=at, due_at=at, attempts=0
    )


@pytest.mark.parametrize("moment", [NOON, NOON.astimezone(INDIA), datetime(1970, 1, 1, tzinfo=UTC)])
def test_an_instant_comes_back_aware_and_in_utc(session, moment):
    session.add(outbox_row(moment))
    session.flush()
    session.expire_all()

    found = session.scalars(select(OutboxRow)).one().due_at

    assert found == moment
    assert found.utcoffset() == timedelta()


def test_a_time_without_a_zone_is_not_stored(session):
    session.add(outbox_row(datetime(2026, 11, 21, 12, 0)))

    with pytest.raises(StatementError, match="without a zone"):
        session.flush()
    session.rollback()


def test_instants_are_compared_as_instants(session):
    session.add(outbox_row(NOON))
    session.flush()

    found = session.scalar(select(OutboxRow.id).where(OutboxRow.due_at == NOON.astimezone(INDIA)))

    assert found


def test_no_table_holds_a_time_of_another_kind():
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]

    wrong = [
        column
        for column in columns
        if "DATETIME" in str(column.type) and not isinstance(column.type, UtcDateTime)
    ]

    assert not wrong


def test_public_ids_are_26_letters_and_digits_and_never_the_same():
    ids = {new_public_id() for _ in range(10_000)}

    assert len(ids) == 10_000
    assert {len(id_) for id_ in ids} == {26}
    assert all(id_.isascii() and id_.isalnum() and id_ == id_.lower() for id_ in ids)


def test_a_public_thing_has_its_id_before_it_is_saved():
    assert len(User().public_id) == 26


def test_two_things_cannot_share_a_public_id(session):
    same = new_public_id()
    session.add_all([
        Candidate(
            public_id=same, name=name, email=f"{name}@x.example", phone="", sort_name=name,
            created_at=NOON,
        )
        for name in "ab"
    ])  # fmt: skip

    with pytest.raises(DBAPIError, match="public_id"):
        session.flush()
    session.rollback()


def test_every_save_raises_the_version(make, transaction):
    hire = make.hire()

    versions = []
    for minutes in (61, 62, 62):
        with transaction() as session:
            interview = session.scalars(
                select(Interview).where(Interview.public_id == hire.interview_id)
            ).one()
            interview.minutes = minutes
            session.flush()
            versions.append(interview.version)

    assert versions == [2, 3, 3]


def test_the_second_of_two_saves_of_one_version_is_refused(make, transaction):
    make.hire()

    with transaction() as session:
        interview = session.scalars(select(Interview)).one()
        session.connection().execute(text("UPDATE interview SET version = version + 1"))
        interview.minutes = 90

        with pytest.raises(StaleDataError):
            session.flush()
        session.rollback()


def test_no_addition_is_lost_when_sixteen_people_add_at_once(app: Flask, make):
    make.hire()
    barrier = threading.Barrier(16)

    def add_one() -> None:
        barrier.wait()
        while True:
            with app.app_context(), db.sessionmaker() as session:
                try:
                    session.scalars(select(Interview)).one().sequence += 1
                    session.commit()
                except StaleDataError:
                    continue
                return

    with ThreadPoolExecutor(16) as threads:
        for done in [threads.submit(add_one) for _ in range(16)]:
            done.result()

    with app.app_context(), db.sessionmaker() as session:
        assert session.scalars(select(Interview.sequence)).one() == 16


def reading(app: Flask) -> Connection:
    with app.app_context():
        return reader(db.engine).connect()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO outbox (kind, event, recipient, payload, created_at, due_at, attempts, "
        "problem) VALUES ('m', 'e', 'r', '{}', '2026-01-01', '2026-01-01', 0, '')",
        "UPDATE outbox SET attempts = 1",
        "DELETE FROM outbox",
        "CREATE TABLE mine (id INTEGER)",
    ],
)
def test_a_reading_transaction_cannot_write(app: Flask, statement):
    with reading(app) as connection, pytest.raises(DBAPIError, match="(?i)read.?only"):
        connection.execute(text(statement))


def test_a_writer_can_write_after_a_reader_had_its_connection(app: Flask, session):
    with reading(app) as connection:
        connection.execute(text("SELECT 1"))

    session.add(outbox_row())
    session.flush()


def test_a_reader_sees_what_was_there_when_it_began_and_waits_for_nobody(app: Flask, session):
    session.add(outbox_row())
    session.flush()

    with reading(app) as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox")) == 0


def test_a_page_that_is_only_looked_at_runs_in_a_reading_transaction(app: Flask):
    with app.test_request_context("/", method="GET"):
        with pytest.raises(DBAPIError, match="(?i)read.?only"):
            db.session.execute(text("DELETE FROM outbox"))
        db.session.rollback()


def test_a_form_that_is_sent_runs_in_a_writing_transaction(app: Flask):
    with app.test_request_context("/", method="POST"):
        db.session.execute(text("DELETE FROM outbox"))
        db.session.rollback()


def test_a_row_that_points_to_nothing_is_refused(session):
    statement = text("INSERT INTO user_role (user_id, name) VALUES (999999, 'interviewer')")

    with pytest.raises(DBAPIError, match="(?i)foreign key"):
        session.execute(statement)
    session.rollback()


def test_a_status_outside_its_enumeration_is_refused_by_the_database(make, transaction):
    make.hire()

    with transaction() as session:
        with pytest.raises(DBAPIError, match="(?i)check constraint"):
            session.execute(text("UPDATE scorecard SET status = 'lost'"))
        session.rollback()


def test_a_column_of_an_enumeration_keeps_the_words_people_read(make, transaction):
    make.hire()

    with transaction() as session:
        stored = set(session.scalars(text("SELECT status FROM scorecard")))

    assert stored == {ScorecardStatus.NOT_STARTED.value}


def test_every_constraint_has_a_name(app: Flask):
    with app.app_context():
        found = MetaData()
        found.reflect(
            db.engine, only=lambda name, _: not name.startswith("search_words")
        )  # SQLite's

    unnamed = [
        (table.name, constraint)
        for table in found.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert not unnamed
