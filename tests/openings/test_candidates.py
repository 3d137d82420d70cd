"""Candidates come in by hand or from a file, once, and are the same person everywhere."""

from threading import Thread
from time import sleep

import pytest
from sqlalchemy import func, select

from assess.audit.models import AuditEntry
from assess.database import utc_now
from assess.openings import candidate_csv, queries
from assess.openings.models import Application, Candidate, CandidateImport, Opening
from assess.openings.rules import OpeningRefused, OpeningStatus, Stage, WaitingFor
from assess.openings.services import candidates, openings
from tests import statements


def add(session, opening, *, name="Ana Díaz", email="ana@mail.example", phone=""):
    """Add a candidate by hand."""
    held = session.get(Opening, opening.id)
    actor = held.members[0].user
    return candidates.add_candidate(
        session, held, name=name, email=email, phone=phone, actor=actor, now=utc_now()
    )


def keep(session, opening, *lines: str):
    """Read a file and keep what it holds."""
    held = session.get(Opening, opening.id)
    sheet = candidate_csv.read("\n".join(["name,email", *lines]).encode())
    actor = held.members[0].user
    return candidates.keep_import(session, held, sheet, "list.csv", actor=actor, now=utc_now())


def confirm(session, opening, kept):
    """Bring in what a kept file holds."""
    held = session.get(Opening, opening.id)
    actor = held.members[0].user
    return candidates.confirm_import(session, held, kept, actor=actor, now=utc_now())


def count(session, table) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def close(session, opening) -> None:
    """Close an opening."""
    held = session.get(Opening, opening.id)
    openings.set_status(session, held, OpeningStatus.CLOSED, actor=held.members[0].user)


def test_a_new_candidate_waits_for_an_interview_and_has_a_history(session, make):
    opening = make.opening()

    application = add(session, opening)

    assert (application.stage, application.waiting_for) == (Stage.NEW, WaitingFor.INVITATION)
    assert [(step.old, step.new) for step in application.moves] == [(None, Stage.NEW)]
    assert application.candidate.email == "ana@mail.example"


def test_a_candidate_known_from_another_opening_is_the_same_person(session, make):
    first, second = make.opening(), make.opening()

    one = add(session, first, name="Ana Díaz", email="ana@mail.example")
    other = add(session, second, name="A. Diaz", email="ANA@Mail.Example")

    assert one.candidate is other.candidate
    assert one.candidate.name == "Ana Díaz"
    assert count(session, Candidate) == 1


@pytest.mark.parametrize("email", ["ana@mail.example", "ANA@mail.example", "Ana@Mail.Example"])
def test_nobody_is_twice_in_an_opening(session, make, email):
    opening = make.opening()
    add(session, opening, email="Ana@mail.example")

    with pytest.raises(OpeningRefused, match="in this opening already"):
        add(session, opening, email=email)

    assert count(session, Application) == 1


def test_a_closed_opening_takes_nobody_in(session, make):
    opening = make.opening()
    close(session, opening)

    with pytest.raises(OpeningRefused, match="Open it again to add candidates"):
        add(session, opening)


def test_whoever_is_in_somebody_elses_opening_too_is_corrected_by_hr(session, make):
    first, second = make.opening(), make.opening()
    one = add(session, first)
    add(session, second)

    with pytest.raises(OpeningRefused, match="an opening you do not run"):
        candidates.change_candidate(
            session,
            one.candidate,
            name="X",
            email="x@mail.example",
            phone="",
            actor=one.moves[0].user,
        )


def test_a_correction_shows_in_every_opening(session, make):
    priya = make.manager()
    first, second = make.opening(priya), make.opening(priya)
    one, other = add(session, first), add(session, second)
    bystander = add(session, first, name="Ben", email="ben@mail.example")

    candidates.change_candidate(
        session,
        one.candidate,
        name="Øyvind Łuk",
        email="NEW@mail.example",
        phone="1",
        actor=one.moves[0].user,
    )

    assert (other.candidate.name, other.candidate.email) == ("Øyvind Łuk", "new@mail.example")
    assert one.sort_name == other.sort_name == "oyvind luk new@mail.example"
    assert bystander.sort_name == "ben ben@mail.example"


@pytest.mark.parametrize("email", ["ben@mail.example", "BEN@mail.example"])
def test_an_address_belongs_to_one_candidate(session, make, email):
    opening = make.opening()
    ana = add(session, opening)
    add(session, opening, name="Ben", email="ben@mail.example")

    with pytest.raises(OpeningRefused, match="Another candidate has this mail address"):
        candidates.change_candidate(
            session, ana.candidate, name="Ana", email=email, phone="", actor=ana.moves[0].user
        )


def test_a_candidate_may_keep_their_own_address(session, make):
    ana = add(session, make.opening())

    candidates.change_candidate(
        session,
        ana.candidate,
        name="Ana",
        email="ana@mail.example",
        phone="1",
        actor=ana.moves[0].user,
    )

    assert (ana.candidate.name, ana.candidate.phone) == ("Ana", "1")


def test_a_file_that_is_read_brings_nobody_in_yet(session, make):
    opening = make.opening()

    kept = keep(session, opening, "Ana,ana@mail.example", "Ben,ben")

    assert [row["name"] for row in kept.rows] == ["Ana"]
    assert [(p["line"], p["content"]) for p in kept.problems] == [(3, "Ben, ben")]
    assert count(session, Application) == 0


def test_a_confirmed_file_brings_everybody_in(session, make):
    opening = make.opening()
    kept = keep(session, opening, "Ana,ana@mail.example", "Ben,ben@mail.example")

    imported = confirm(session, opening, kept)

    assert imported == 2
    names = select(Candidate.name).order_by(Candidate.name)
    assert session.scalars(names).all() == ["Ana", "Ben"]
    assert kept.done_at is not None


def test_confirming_twice_imports_once(session, make):
    opening = make.opening()
    kept = keep(session, opening, "Ana,ana@mail.example")
    confirm(session, opening, kept)

    again = confirm(session, opening, kept)

    assert again == 0
    assert count(session, Application) == 1


def test_rows_that_became_known_meanwhile_are_left_as_they_are(session, make):
    opening, other = make.opening(), make.opening()
    kept = keep(
        session, opening, "Ana,ana@mail.example", "Ben,BEN@mail.example", "Cem,cem@mail.example"
    )
    held = add(session, opening, name="Ana Díaz", email="ana@mail.example")
    known = add(session, other, name="Ben Bo", email="ben@mail.example")

    imported = confirm(session, opening, kept)

    assert imported == 2
    assert held.candidate.name == "Ana Díaz"
    ben = select(Application).where(
        Application.candidate_id == known.candidate_id, Application.opening_id == opening.id
    )
    assert session.scalars(ben).one().candidate is known.candidate


def test_a_file_is_not_brought_into_a_closed_opening(session, make):
    opening = make.opening()
    kept = keep(session, opening, "Ana,ana@mail.example")
    close(session, opening)

    with pytest.raises(OpeningRefused, match="Open it again"):
        confirm(session, opening, kept)

    assert kept.done_at is None


def test_an_import_that_breaks_half_way_leaves_nothing(transaction, make):
    opening = make.opening()
    with transaction() as session:
        kept_id = keep(session, opening, "Ana,ana@mail.example", "Ben,ben@mail.example").id

    with transaction() as session:
        kept = session.get(CandidateImport, kept_id)
        kept.rows = [*kept.rows, {**kept.rows[0], "line": 9, "name": "Twin"}]
        with pytest.raises(Exception, match=r"(?i)unique"):
            confirm(session, opening, kept)
        session.rollback()

    with transaction() as session:
        assert count(session, Candidate) == 0
        assert session.get(CandidateImport, kept_id).done_at is None


def test_an_import_stands_in_the_diary_candidate_by_candidate(transaction, make):
    opening = make.opening()
    with transaction() as session:
        confirm(session, opening, keep(session, opening, "A,a@mail.example", "B,b@mail.example"))

    with transaction() as session:
        last = select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(3)
        assert session.scalars(last).all() == [
            "candidates.imported",
            "candidate.added",
            "candidate.added",
        ]


@pytest.mark.parametrize("known", [False, True], ids=["strangers", "known elsewhere"])
def test_the_same_file_confirmed_at_the_same_moment_is_imported_once(transaction, make, known):
    opening, other = make.opening(), make.opening()
    if known:
        make.application(other, email="ana@mail.example")
    with transaction() as session:
        kept_id = keep(session, opening, "Ana,ana@mail.example").id

    counts = at_once(transaction, lambda s: confirm(s, opening, s.get(CandidateImport, kept_id)))

    assert sorted(counts) == [0, 1]


def test_the_same_candidate_added_at_the_same_moment_is_added_once(transaction, make):
    opening = make.opening()

    def press(session):
        try:
            return add(session, opening).stage
        except OpeningRefused as refusal:
            return str(refusal)

    answers = at_once(transaction, press)

    assert sorted(answers) == [
        "A candidate with this mail address is in this opening already.",
        Stage.NEW,
    ]


def test_a_stranger_added_to_two_openings_at_the_same_moment_is_one_person(transaction, make):
    openings = iter([make.opening(), make.opening()])

    people = at_once(transaction, lambda session: add(session, next(openings)).candidate_id)

    assert len(set(people)) == 1


def test_strangers_imported_into_two_openings_at_the_same_moment_are_one_person_each(
    transaction, make
):
    kept = []
    for lines in (("Ana,ana@mail.example", "Ben,ben@mail.example"),
                  ("Ben,ben@mail.example", "Ana,ana@mail.example")):  # fmt: skip
        opening = make.opening()
        with transaction() as session:
            kept.append((opening, keep(session, opening, *lines).id))
    imports = iter(kept)

    def press(session):
        opening, kept_id = next(imports)
        return confirm(session, opening, session.get(CandidateImport, kept_id))

    assert at_once(transaction, press) == [2, 2]
    with transaction() as session:
        assert (count(session, Candidate), count(session, Application)) == (2, 4)


def test_an_import_takes_few_statements(app, transaction, make):
    opening = make.opening()
    lines = [f"Candidate {n},candidate-{n}@mail.example" for n in range(500)]
    with transaction() as session:
        kept_id = keep(session, opening, *lines).id

    with statements.sent(app) as sent, transaction() as session:
        confirm(session, opening, session.get(CandidateImport, kept_id))

    assert len(sent) < 20


@pytest.mark.slow  # two thousand candidates with their diary lines, on the database's own disk
def test_two_thousand_candidates_come_in_at_once(session, make):
    opening = make.opening()
    lines = [f"Candidate {n},candidate-{n}@mail.example" for n in range(2_000)]
    kept = keep(session, opening, *lines)

    started = utc_now()
    imported = confirm(session, opening, kept)
    session.commit()

    assert imported == 2_000
    assert count(session, Application) == 2_000
    assert (utc_now() - started).total_seconds() < 10


def test_known_addresses_are_found_in_lists_of_any_length(session, make):
    opening, other = make.opening(), make.opening()
    add(session, opening, email="here@mail.example")
    add(session, other, email="elsewhere@mail.example")
    many = [f"nobody-{n}@mail.example" for n in range(1_100)]

    known = queries.known_emails(
        session, opening.id, ["here@mail.example", *many, "elsewhere@mail.example"]
    )

    assert known == {"here@mail.example": True, "elsewhere@mail.example": False}


def at_once(transaction, press):
    """What two transactions return of which the second begins before the first has ended."""
    answers = []

    def second() -> None:
        with transaction() as session:
            answers.append(press(session))

    thread = Thread(target=second)
    with transaction() as session:
        answers.append(press(session))
        thread.start()
        sleep(0.1)
    thread.join()
    return answers
