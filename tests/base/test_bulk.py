"""Many rows in one statement hold what they would hold one by one."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assess import bulk
from assess.database import Base
from assess.openings.models import Candidate
from assess.search.models import SearchEntry
from assess.search.rules import Kind
from assess.talent.models import PeopleRow
from tests.talent import staging

WORDS = 'O\'Brien "Łucja" \\ {[,]} $[0] %s :x ?\n\t\U0001f600 −5'
AT = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)


def _person(number: int, **more):
    return {"public_id": f"p{number}", "name": WORDS, "email": f"p{number}@mail.example",
            "sort_name": WORDS, "created_at": AT, **more}  # fmt: skip


def test_rows_are_read_back_as_objects_would_be(session):
    table = Base.metadata.tables["candidate"]

    bulk.add(session, table, [_person(1), _person(2)])

    one, two = session.scalars(select(Candidate).order_by(Candidate.public_id))
    assert (one.name, one.created_at, one.version, one.phone) == (WORDS, AT, 1, "")
    assert two.email == "p2@mail.example"


def test_what_is_there_already_stays_where_that_is_said_and_is_refused_elsewhere(session):
    table = Base.metadata.tables["candidate"]
    bulk.add(session, table, [_person(1)])

    again = _person(3) | {"email": "p1@mail.example", "name": "Other"}
    told = bulk.add(session, table, [again, _person(2)], unless="email", telling=("email",))

    assert [one.email for one in told] == ["p2@mail.example"]
    assert set(session.scalars(select(Candidate.name))) == {WORDS}
    assert len(session.scalars(select(Candidate.id)).all()) == 2
    with pytest.raises(IntegrityError):
        bulk.add(session, table, [again])


@pytest.mark.parametrize("values", [[WORDS, "other"], ["p1", "p2"] * 900, []])
def test_many_values_are_looked_for_with_one_parameter(session, values):
    table = Base.metadata.tables["candidate"]
    told = bulk.add(
        session, table, [_person(1, phone=WORDS), _person(2, phone="")], telling=("id", "email")
    )

    found = session.scalars(
        select(Candidate.id).where(
            bulk.among(session, Candidate.phone if WORDS in values else Candidate.public_id, values)
        )
    )

    wanted = {"p1@mail.example"} if WORDS in values else {f"{one}@mail.example" for one in values}
    assert set(found) == {one.id for one in told if one.email in wanted}


def test_json_days_kinds_and_nothing_are_kept_as_they_are(session, make):
    pool = staging.pool(session, make.manager())
    batch = staging.batch(session, pool, pool.keepers[0].user)
    table = Base.metadata.tables["people_row"]
    said = {"name": WORDS, "days": ["2026-12-04"], "none": None, "deep": {"a": [1, 2.5, True]}}
    bulk.add(session, table, [
        {"batch_id": batch.id, "line": line, "held": held, "before": before}
        for line, held, before in ((2, said, None), (3, {}, {"x": [WORDS]}))
    ])  # fmt: skip
    first = session.scalars(select(PeopleRow).order_by(PeopleRow.line)).first()

    bulk.change(session, table, [{"id": first.id, "held": {}, "handled": True, "email": WORDS}])
    session.expire_all()

    one, two = session.scalars(select(PeopleRow).order_by(PeopleRow.line))
    assert (one.held, one.handled, one.email, one.before) == ({}, True, WORDS, None)
    assert (two.held, two.handled, two.email, two.before) == ({}, False, "", {"x": [WORDS]})


def test_what_is_alike_in_all_rows_or_only_seems_so_is_kept_for_each(session, make):
    pool = staging.pool(session, make.manager())
    batch = staging.batch(session, pool, pool.keepers[0].user)
    table = Base.metadata.tables["people_row"]
    said = {"batch_id": batch.id, "problem": WORDS, "before": None, "handled": True}

    bulk.add(session, table, [
        said | {"line": line, "held": held}
        for line, held in ((2, {"a": 1}), (3, {"a": True}), (4, {"a": 1.0}))
    ])  # fmt: skip

    rows = session.scalars(select(PeopleRow).order_by(PeopleRow.line)).all()
    assert [type(row.held["a"]) for row in rows] == [int, bool, float]
    assert {(row.problem, row.before, row.handled) for row in rows} == {(WORDS, None, True)}
    bulk.change(session, table, [{"id": row.id, "handled": False} for row in rows[:2]])
    bulk.change(session, table, [{"id": rows[2].id, "problem": ""}])
    session.expire_all()
    assert [(row.problem, row.handled) for row in rows] == [
        (WORDS, False), (WORDS, False), ("", True),
    ]  # fmt: skip


def test_members_written_at_once_hold_days_tags_and_are_found(session, make):
    actor = make.manager()
    member = staging.member(session, staging.pool(session, actor), actor)
    row = {name: getattr(member, name) for name in (
        "pool_id", "readiness", "reason", "owner_id", "review_on", "consent", "consent_on",
        "consent_until", "markets", "lines", "added_on", "created_at",
    )}  # fmt: skip
    twin = staging.member(session, staging.pool(session, actor), actor, email="b@mail.example")
    session.delete(twin)
    session.flush()

    bulk.add(
        session, member.__table__, [row | {"public_id": "twin", "candidate_id": twin.candidate_id}]
    )
    bulk.add(session, SearchEntry.__table__, [{"kind": Kind.PLACE, "words": "iberia"}])

    found = session.scalars(select(type(member)).where(type(member).public_id == "twin")).one()
    assert {name: getattr(found, name) for name in row} == row
    assert isinstance(found.review_on, date)
    assert (
        session.scalars(select(SearchEntry.kind).where(SearchEntry.words == "iberia")).one()
        is Kind.PLACE
    )


@pytest.mark.parametrize(
    ("rows", "seconds", "following"),
    [(200, 0.02, 1000), (1000, 0.2, 1000), (1000, 0.8, 250), (250, 0.2, 250), (50, 5.0, 50)],
)
def test_a_turn_is_as_long_as_others_hardly_notice(rows, seconds, following):
    assert bulk.paced(rows, seconds, 1000) == following


@pytest.mark.parametrize("tables", [("candidate", "user"), ()])
def test_postgresql_knows_what_was_added_in_the_same_transaction(session, tables):
    candidates = Base.metadata.tables["candidate"]
    bulk.add(session, candidates, [_person(number) for number in range(300)])

    bulk.look_over(session, *(Base.metadata.tables[name] for name in tables))

    if session.get_bind().dialect.name == "postgresql":
        told = text("SELECT reltuples FROM pg_class WHERE oid = 'candidate'::regclass")
        assert session.scalar(told) == 300
