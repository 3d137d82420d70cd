"""Who sees which opening, and what the pipeline shows, finds and counts."""

from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.openings import listing, queries
from assess.openings.models import Application, Opening, Resume
from assess.openings.queries import Filters
from assess.openings.rules import OpeningStatus, Stage, WaitingFor
from assess.openings.services import applications, openings


@pytest.fixture
def people(make) -> dict[str, User]:
    """Two hiring managers and everybody who runs nothing, or everything."""
    return {
        "runs it": make.manager(),
        "runs another": make.manager(),
        "HR": make.user(Role.HR_PARTNER),
        "interviewer": make.user(),
        "administrator": make.user(Role.ADMINISTRATOR),
        "auditor": make.user(Role.AUDITOR),
    }


@pytest.fixture
def application(make, people) -> Application:
    """A candidate of one opening; another opening has one too."""
    make.application(make.opening(people["runs another"]))
    return make.application(make.opening(people["runs it"]))


RUN_IT = {"runs it", "HR"}


def test_an_opening_and_its_candidates_are_seen_by_those_who_run_it_and_by_hr(
    people, application, session
):
    opening = session.get(Opening, application.opening_id)

    def seen_by(user):
        actor = session.get(User, user.id)
        return {
            queries.get_opening(session, actor, opening.public_id) is opening,
            queries.get_application(session, actor, application.public_id) is not None,
            queries.does_run(session, actor, opening.id),
        }

    assert {who: seen_by(user) for who, user in people.items()} == {
        who: {who in RUN_IT} for who in people
    }


@pytest.mark.usefixtures("application")
def test_everybody_lists_their_own_openings(people, session):
    def count(user):
        return len(session.scalars(queries.openings(session.get(User, user.id))).all())

    assert {who: count(user) for who, user in people.items()} == {
        "runs it": 1,
        "runs another": 1,
        "HR": 2,
        "interviewer": 0,
        "administrator": 0,
        "auditor": 0,
    }


def test_a_file_is_seen_by_those_who_run_an_opening_of_its_candidate(people, application, session):
    resume = Resume(
        application_id=application.id,
        file_name="cv.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0",
        stored_as="0",
        uploaded_at=utc_now(),
    )
    session.add(resume)
    session.flush()

    seen_by = {
        who
        for who, user in people.items()
        if queries.get_resume(session, session.get(User, user.id), resume.public_id)
    }

    assert seen_by == RUN_IT


def test_openings_are_listed_newest_first_and_by_status(session, make):
    priya = make.manager()
    older, newer = make.opening(priya), make.opening(priya)
    held = session.get(Opening, older.id)
    openings.set_status(session, held, OpeningStatus.CLOSED, actor=held.members[0].user)

    actor = session.get(User, priya.id)
    everything = session.scalars(queries.openings(actor)).all()
    closed = session.scalars(queries.openings(actor, OpeningStatus.CLOSED)).all()

    assert [opening.id for opening in everything] == [newer.id, older.id]
    assert [opening.id for opening in closed] == [older.id]


@pytest.fixture
def pipeline(session, make):
    """Names that a pipeline shows, narrowed; another opening has a namesake."""
    opening, other = make.opening(), make.opening()
    names = ["Łukasz Żak", "Øyvind Ås", "José 100%", "Ana_María", "Anna Maria", "عمر", "o'Hara"]
    addresses = ["c0@mail", "c1@mail", "c2@mail", "c3@mail", "c4@mail", "c5@mail", "pelé@mail"]
    for name, address in zip(names, addresses, strict=True):
        make.application(opening, name=name, email=f"{address}.example")
    make.application(other, name="Łukasz Żak", email="namesake@mail.example")

    def found(**filters):
        rows = session.execute(queries.pipeline(opening.id, Filters(**filters))).all()
        count = session.scalar(queries.count_pipeline(opening.id, Filters(**filters)))
        assert count == len(rows)
        return [row.name for row in rows]

    found.opening_id = opening.id
    return found


FOUND = {
    "lukasz": ["Łukasz Żak"],
    "ŁUKASZ": ["Łukasz Żak"],
    "zak luk": ["Łukasz Żak"],
    "oyvind as": ["Øyvind Ås"],
    "øy": ["Øyvind Ås"],
    "jose": ["José 100%"],
    "%": ["José 100%"],
    "_": ["Ana_María"],
    "ana_maria": ["Ana_María"],
    "maria": ["Ana_María", "Anna Maria"],
    "عمر": ["عمر"],
    "o'hara": ["o'Hara"],
    "C3@MAIL": ["Ana_María"],
    "pelé@": ["o'Hara"],
    "/": [],
    "\\": [],
    "nobody": [],
    "lukasz nobody": [],
    "x" * 5_000: [],
}


def test_names_and_addresses_are_found_without_accents_strokes_and_wildcards(pipeline):
    assert {typed: pipeline(name=typed) for typed in FOUND} == FOUND


def test_a_name_of_nothing_but_blanks_narrows_nothing(pipeline):
    assert [len(pipeline(name=typed)) for typed in ("", " \t ", "\0")] == [7, 7, 7]


def test_candidates_stand_in_the_order_of_their_names(pipeline):
    assert pipeline()[:6] == [
        "Ana_María",
        "Anna Maria",
        "José 100%",
        "Łukasz Żak",
        "o'Hara",
        "Øyvind Ås",
    ]


def test_those_who_have_waited_longest_stand_first_when_asked(session, pipeline):
    rows = session.query(Application).filter_by(opening_id=pipeline.opening_id)
    for days, application in enumerate(rows.order_by(Application.id)):
        application.since = utc_now() - timedelta(days=days)
    session.flush()

    assert pipeline(oldest_first=True)[:2] == ["o'Hara", "عمر"]


def test_a_pipeline_is_narrowed_to_stage_turn_and_name_together(session, pipeline):
    rows = session.query(Application).filter_by(opening_id=pipeline.opening_id)
    for application in rows.order_by(Application.id).limit(3):
        applications.move(session, application, Stage.INTERVIEW, actor=None, now=utc_now())
    third = rows.order_by(Application.id)[2]
    applications.wait_for(session, third, WaitingFor.SCORECARDS, now=utc_now())

    assert pipeline(stage=Stage.INTERVIEW) == ["José 100%", "Łukasz Żak", "Øyvind Ås"]
    assert pipeline(waiting_for=WaitingFor.SCORECARDS) == ["José 100%"]
    assert pipeline(stage=Stage.INTERVIEW, name="z") == ["Łukasz Żak"]
    assert pipeline(stage=Stage.NEW, waiting_for=WaitingFor.SCORECARDS) == []


def test_stages_are_counted_empty_ones_too(session, pipeline):
    row = session.query(Application).filter_by(opening_id=pipeline.opening_id).first()
    applications.move(session, row, Stage.INTERVIEW, actor=None, now=utc_now())

    counts = queries.stage_counts(session, pipeline.opening_id)

    assert list(counts) == list(Stage)
    assert (counts[Stage.NEW], counts[Stage.INTERVIEW], counts[Stage.HIRED]) == (6, 1, 0)


def test_candidates_are_counted_for_each_opening(session, make):
    one, none = make.opening(), make.opening()
    make.application(one)
    make.application(one)

    assert listing.candidate_counts(session, [one.id, none.id]) == {one.id: 2, none.id: 0}


def test_those_with_the_fewest_places_are_asked_first(session, make):
    busy, free, drafted = make.user(name="Ada"), make.user(name="Cem"), make.user(name="Ben")
    make.opening(panel=[busy, make.user()])
    make.opening(panel=[drafted, make.user()], published=False)

    order = queries.busy_interviewers(session, [busy, free, drafted])

    assert order == [(drafted.id, "Ben"), (free.id, "Cem"), (busy.id, "Ada")]


def test_places_in_closed_openings_are_no_load(session, make):
    was_busy, free = make.user(name="Ada"), make.user(name="Ben")
    opening = make.opening(panel=[was_busy, make.user()])
    held = session.get(Opening, opening.id)
    openings.set_status(session, held, OpeningStatus.CLOSED, actor=held.members[0].user)

    order = queries.busy_interviewers(session, [free, was_busy])

    assert [name for _, name in order] == ["Ada", "Ben"]
