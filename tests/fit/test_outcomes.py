"""Outcomes come in by form and by file; nothing is lost, and nobody else's people are touched."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import delete, select

from assess.accounts.models import User
from assess.database import new_public_id, utc_now
from assess.fit import queries
from assess.fit.models import HireOutcome, OutcomeImport
from assess.fit.outcome_table import read
from assess.fit.rules import Measure, due
from assess.openings.models import Opening
from assess.tabular import UnreadableSheet
from tests.fit.staging import TODAY, Past, day, hire_many

HEAD = "email,months,rating,still here,full target reached,rated by,date\n"


@pytest.fixture
def priya(make, transaction) -> User:
    """A hiring manager with one hire."""
    make.organisation()
    manager = make.manager(name="Priya Raman")
    opening = make.opening(manager)
    with transaction() as session:
        hire_many(session, session.get(Opening, opening.id), Past(1))
    return manager


@pytest.fixture
def page(browser, priya):
    """Priya's browser."""
    return browser(priya)


def hire(transaction, actor):
    with transaction() as session:
        again = session.get(User, actor.id)
        found = queries.hires_by_email(session, again, ["hire-1000@mail.example"])
        return found["hire-1000@mail.example"]


def upload(page, text, name="outcomes.csv"):
    page.get("/fit/outcomes/import")
    data = text if isinstance(text, bytes) else text.encode()
    return page.post("/fit/outcomes/import", {"file": (io.BytesIO(data), name)})


def test_every_line_of_a_file_is_a_row_or_a_problem_that_says_why():
    text = HEAD + (
        'ana@mail.example,3,"3,5",yes,no,Omar,2026-03-02\n'
        "ana@mail.example,3,4,,,Omar,2026-03-02\n"
        "not a mail address,3,4,,,Omar,2026-03-02\n"
        "ana@mail.example,4,4,,,Omar,2026-03-02\n"
        "ana@mail.example,6,7,,,Omar,2026-03-02\n"
        "ana@mail.example,6,,maybe,,Omar,2026-03-02\n"
        "ana@mail.example,6,,,,Omar,2026-03-02\n"
        "ana@mail.example,6,4,,,,2026-03-02\n"
        "ana@mail.example,6,4,,,Omar,03/02/2026\n"
        "ana@mail.example,12,,no,,Omar,2.3.2026\n"
    )
    rows, problems = read(io.BytesIO(text.encode()))

    assert [(row.months, row.rating, row.stayed, row.on) for row in rows] == [
        (3, 3.5, True, "2026-03-02"), (12, None, False, "2026-03-02"),
    ]  # fmt: skip
    assert [one.line for one in problems] == list(range(3, 11))
    assert "stand in line 2" in problems[0].reason
    assert "read in two ways" in problems[-1].reason


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("25/11/2026", "3/2/2026"), ["2026-11-25", "2026-02-03"]),
        (("11/25/2026", "3/2/2026"), ["2026-11-25", "2026-03-02"]),
        (("25/11/2026", "11/25/2026", "3/2/2026"), ["2026-11-25", "2026-11-25"]),
    ],
)
def test_days_are_read_in_the_order_the_whole_file_is_written_in(written, meant):
    lines = [f"p{at}@mail.example,3,4,,,Omar,{one}" for at, one in enumerate(written)]
    rows, problems = read(io.BytesIO((HEAD + "\n".join(lines)).encode()))

    assert [row.on for row in rows] == meant
    assert ["two ways" in one.reason for one in problems] == [True] * (len(written) - len(meant))


@pytest.mark.parametrize(
    ("text", "said"),
    [("email,months,rated by,date\na@b.example,3,O,2026-01-01\n", "names no outcome"),
     ("name,rating\nAna,3\n", "no column ‘email’"), (HEAD, "no outcome")],
    ids=["no outcome", "other columns", "no line"],
)  # fmt: skip
def test_a_file_that_holds_no_outcomes_is_refused_with_what_to_do(text, said):
    with pytest.raises(UnreadableSheet, match=said):
        read(io.BytesIO(text.encode()))


def test_a_form_notes_and_corrects_and_keeps_what_was_typed(page, priya, transaction):
    address = f"/fit/outcomes/{hire(transaction, priya).public_id}/3"
    on = utc_now().date() - timedelta(days=380)
    sent = page.fields(address) | {"rating": "4,5", "stayed": "yes", "rater": "Omar Haddad"}
    early = page.post(address, sent | {"on": str(on - timedelta(days=400)), "rating": "4.5"})
    assert "lies before the hire" in early.text
    assert 'value="4.5"' in early.html

    page.post(address, sent | {"on": str(on)})
    noted = hire(transaction, priya).outcomes[3]
    stale = page.post(address, sent | {"on": str(on), "rating": "2", "version": "0"})
    page.post(address, page.fields(address) | {"rating": "3"})

    assert (noted.rating, noted.stayed, noted.ramped, noted.rater) == (
        4.5,
        True,
        None,
        "Omar Haddad",
    )
    assert stale.code == 409
    assert hire(transaction, priya).outcomes[3].rating == 3


def test_a_file_is_taken_in_once_and_strangers_stay_out(page, make, browser, transaction):
    on = day(-350)
    text = HEAD + (
        f"hire-1000@mail.example,3,4,yes,no,Omar,{on}\n"
        f"hire-1000@mail.example,12,1,,,Omar,{day(-100)}\n"
        f"nobody@mail.example,3,4,,,Omar,{on}\n"
    )
    seen = upload(page, text)
    assert "Nobody hired into an opening of yours has this mail address." in seen.text
    assert "Something else is noted for 12 months" in seen.text
    page.post(seen.path)
    page.post(seen.path)
    again = upload(page, text.replace(",1,,,", ",2,,,"))

    other = upload(browser(make.manager()), text)
    with transaction() as session:
        held = session.scalars(select(HireOutcome).order_by(HireOutcome.months)).all()
        kept = session.scalars(select(OutcomeImport).order_by(OutcomeImport.id)).all()
    assert [(one.months, one.rating) for one in held][0] == (3, 4.0)
    assert len(held) == 2
    assert "1 outcome to note" in seen.text
    assert "nothing new, every outcome is noted already" in again.text
    assert "<button>Import" not in again.html
    assert other.code == 200
    assert kept[2].rows == []
    assert len(kept[2].problems) == 3


@pytest.mark.parametrize(
    ("hired", "noted", "gone", "found"),
    [(-200, (), None, 6), (-200, (6,), None, 3), (-200, (3, 6), None, 0), (-80, (), None, 0),
     (-400, (3, 6), 6, 0)],
)  # fmt: skip
def test_the_latest_outcome_that_is_full_and_not_noted_is_due(hired, noted, gone, found):
    assert due(day(hired), TODAY, noted, gone) == found


def test_the_database_finds_those_for_whom_the_rule_finds_something_due(make, transaction):
    make.organisation()
    manager = make.manager(name="Priya Raman")
    opening = make.opening(manager)
    noted = [(), ((3, True),), ((3, False),), ((6, False),), ((3, None), (12, None))]
    with transaction() as session:
        hire_many(session, session.get(Opening, opening.id), Past(len(noted)))
        session.execute(delete(HireOutcome))
        for person, outcomes in zip(range(1000, 2000), noted, strict=False):
            plain = {"application_id": person, "rater": "Omar", "found_on": TODAY}
            for months, stayed in outcomes:
                session.add(
                    HireOutcome(
                        **plain, public_id=new_public_id(), months=months, stayed=stayed,
                        rating=3.0, entered_by_id=manager.id, entered_at=utc_now(),
                    )
                )  # fmt: skip
        session.flush()
        actor = session.get(User, manager.id)
        everybody = queries.with_outcomes(session, list(session.execute(queries.hires(actor))))
        hired_on = everybody[0].hired_at.date()

        for gone in (0, 89, 90, 91, 179, 180, 181, 359, 360, 361, 900):
            today = hired_on + timedelta(days=gone)
            found = {one.id for one in session.execute(queries.hires(actor, due_on=today))}
            assert found == {one.id for one in everybody if one.due(today)}
            assert queries.count_due(session, actor, today) == len(found)


def test_a_measure_is_an_amount_or_an_event():
    assert [one.is_event for one in Measure] == [False, True, True]


def test_a_sheet_of_excel_reads_like_its_twin():
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    book.active.append(
        ["ana@mail.example", 3, 3.5, "yes", None, "Omar", datetime(2026, 3, 2, tzinfo=None)]
    )
    packed = io.BytesIO()
    book.save(packed)
    packed.seek(0)

    rows, problems = read(packed)

    assert problems == []
    assert (rows[0].months, rows[0].rating, rows[0].stayed) == (3, 3.5, True)
    assert (rows[0].ramped, rows[0].on) == (None, "2026-03-02")
