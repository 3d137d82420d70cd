"""Lists taken along: what is on screen, no formula, and read back as it was written."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assess import tabular
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.audit.models import AuditEntry
from assess.desk import sheets, workbook
from assess.desk.sheets import Column, Holds
from assess.openings.models import Opening
from assess.talent import people_file
from assess.talent.rules import Readiness
from tests.fit.staging import Past, hire_many
from tests.onboarding import staging as onboarding
from tests.talent.staging import PERSON, POOL

HOSTILE = '=HYPERLINK("http://x","y")'
COLUMNS = (
    Column("text", Holds.TEXT, "Any text."),
    Column("=sum", Holds.WHOLE, "A whole number."),
    Column("day", Holds.DAY, "A day."),
    Column("moment", Holds.MOMENT, "A moment."),
)
ROWS = [
    ("007", 7, date(2026, 2, 3), datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
    ('two\nlines, a "quote" and ; سلمى Łukasz 👩‍💻', -12, None, None),
    (HOSTILE, 0, date(1999, 12, 31), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("'=kept", 1, None, None),
    ("+44 7700 900000", 2, None, None),
]


def as_csv(columns, rows):
    text = b"".join(sheets.csv_lines(columns, rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def as_xlsx(columns, rows):
    file = io.BytesIO()
    workbook.write(columns, rows, "A list: of/things", file)
    return openpyxl.load_workbook(file)


def test_a_csv_file_is_read_back_as_it_was_written():
    file = io.BytesIO(b"".join(sheets.csv_lines(COLUMNS, ROWS)))

    header, *lines = [cells for _line, cells in tabular.rows(file)]

    assert [tabular.plain(cell) for cell in header] == [column.name for column in COLUMNS]
    assert [
        (
            tabular.plain(text),
            int(whole),
            date.fromisoformat(day) if day else None,
            datetime.fromisoformat(moment) if moment else None,
        )
        for text, whole, day, moment in lines
    ] == ROWS


def test_no_cell_of_a_csv_file_begins_a_formula():
    cells = [cell for line in as_csv(COLUMNS, ROWS) for cell in (line[0], line[2], line[3])]

    assert not [cell for cell in cells if cell and cell[0] in tabular.FORMULAS]


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_the_mark_before_a_formula_comes_off_again_exactly(text):
    marked = tabular.guarded(text)

    assert tabular.plain(tabular.guarded(text.strip())) == text.strip()
    assert not marked or marked[0] not in tabular.FORMULAS


def test_an_xlsx_file_keeps_texts_numbers_days_and_moments():
    book = as_xlsx(COLUMNS, ROWS)
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]

    assert [row[0] for row in rows] == [row[0] for row in ROWS]
    assert [row[1] for row in rows] == [row[1] for row in ROWS]
    assert rows[0][2].date() == ROWS[0][2]
    assert rows[2][3] == ROWS[2][3].replace(tzinfo=None)
    assert {cell.data_type for cell in book.worksheets[0]["A"]} == {"s"}
    widths = book.worksheets[0].column_dimensions
    assert widths["C"].width >= len("2026-02-03") < widths["D"].width  # else #### is shown
    assert [row[2].value for row in book["Columns"].iter_rows(min_row=2)] == [
        column.meaning for column in COLUMNS
    ]


@pytest.fixture
def grace(make, browser):
    return browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))


def taken(desk, page, link, kind):
    """The rows of a file, by following the link on a page."""
    address = re.findall(r'href="(/exports/[^"]+)"', desk.get(page).html)[0].replace("&amp;", "&")
    shown = desk.get(address)
    assert link in address
    fields = desk.fields(address) | {"kind": kind}
    return shown, desk.post(address.partition("?")[0], fields).data


def test_the_file_holds_what_the_page_shows_under_its_filters(make, grace):
    opening = make.opening()
    for name in ("Ada One", HOSTILE, "Ben Two", "Ada Zweite"):
        make.application(opening, name=name)
    make.application(make.opening(), name="Ada Elsewhere")
    page = f"/openings/{opening.public_id}?name=ada&sort=longest"

    shown, data = taken(grace, page, "sort=longest", "csv")

    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    on_screen = re.findall(r"<bdi>([^<]+)</bdi>", grace.get(page).html)
    assert [row["name"] for row in rows] == on_screen == ["Ada One", "Ada Zweite"]
    assert "2 rows" in shown.text


@pytest.mark.parametrize("page", ["/openings", "/assessments?show=all"])
def test_every_list_comes_as_xlsx_and_the_diary_says_so(make, grace, page):
    make.opening()

    _, data = (
        taken(grace, page, page.partition("?")[0], "xlsx")
        if page == "/openings"
        else (
            None,
            grace.post("/exports/assessments", {"kind": "xlsx", "show": "all"}).data,
        )
    )

    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[1] == "Columns"
    with make.transaction() as session:
        assert "user.exported" in session.scalars(select(AuditEntry.action)).all()


def test_who_may_see_a_list_may_not_yet_take_it_along(make, browser):
    manager = make.manager()
    opening = make.opening(manager)
    desk = browser(manager)

    assert "/exports/" not in desk.get(f"/openings/{opening.public_id}").html
    assert desk.get(f"/exports/pipeline?of={opening.public_id}").code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_pool_is_taken_along_and_read_by_our_own_import_as_it_was(grace, kind):
    """Names of columns are known, and every person comes back whole."""
    from_pool = grace.fields("/pools/new") | POOL
    pool = grace.post("/pools/new", from_pool).path.rpartition("/")[2]
    adding = f"/pools/{pool}/people/new"
    typed = grace.fields(adding) | PERSON | {"reason": "=1+1, two\nlines", "phone": "+34 600"}
    grace.post(adding, typed)

    data = grace.post("/exports/pool", {"kind": kind, "of": pool}).data

    rows = [cells for _, cells in tabular.rows(io.BytesIO(data))]
    columns = people_file.guess(rows[0], rows[1:])
    assert {*columns} == {*people_file.Column} - {
        people_file.Column.FIRST_NAME, people_file.Column.LAST_NAME,
    }  # fmt: skip
    nothing = people_file.Terms(columns, None, Readiness.LATER, "", date.max, None, None, "")
    assert not people_file.gaps(nothing)
    found = people_file.person(rows[1], nothing, date.fromisoformat(typed["given_on"]))
    said = vars(found) | {
        "given_on": found.given_on.isoformat(), "until": found.until.isoformat(),
        "review_on": found.review_on.isoformat(), "readiness": found.readiness.value,
        "markets": ", ".join(found.markets), "lines": ", ".join(found.lines),
    }  # fmt: skip
    assert said == {name: typed[name] for name in said} | {"reason": "=1+1, two lines"}
    assert grace.get("/exports/pool?of=nothing").code == 404


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("candidates?name=ada", [["Ada Late", "Interview"]]),
        ("queue?of=scorecards", [["Ada Late"]]),
        ("queue?of=scorecards&name=nobody", []),
        ("plans", [["Kofi Annan-Berger", "Regional sales leader"]]),
        ("hires?name=nobody", []),
    ],
)
def test_lists_of_the_desk_come_with_the_filters_of_their_page(make, browser, address, rows):
    make.organisation()
    late = make.hire(name="Ada Late", starts_in=timedelta(hours=-30))
    make.submitted(late.interview_id, late.panel[0])
    make.application(make.opening(), name="Ben Other")
    with make.transaction() as session:
        onboarding.plan(session, session.get_one(User, late.manager.id), name="Kofi Annan-Berger")
    desk = browser(make.user(Role.HR_PARTNER))
    listing, _, asked = address.partition("?")

    desk.get(f"/exports/{address}")
    taken = desk.post(f"/exports/{listing}", dict(one.split("=") for one in asked.split("&") if one)
                      | {"kind": "csv"})  # fmt: skip

    _, *lines = csv.reader(io.StringIO(taken.data.decode("utf-8-sig"), newline=""))
    for line, wanted in zip(lines, rows, strict=True):
        assert {*wanted} <= {*line}


def test_outcomes_and_the_rows_behind_a_number_are_taken_along(make, browser, transaction):
    make.organisation()
    opening = make.opening()
    with transaction() as session:
        hire_many(session, session.get_one(Opening, opening.id), Past(2))
    desk = browser(make.user(Role.HR_PARTNER))
    desk.get("/exports/hires")

    hires = desk.post("/exports/hires", {"kind": "csv"}).data.decode("utf-8-sig")
    stage = desk.post("/exports/stage", {"kind": "csv", "of": f"{opening.public_id}.hired"})
    other = desk.post("/exports/stage", {"kind": "csv", "of": f"{opening.public_id}.nowhere"})

    first = next(csv.DictReader(io.StringIO(hires, newline="")))
    assert 1 <= float(first["rating_12"]) <= 5
    assert (first["still_here_12"], first["rating_3"]) == ("yes", "")
    assert len(stage.data.decode().splitlines()) == 3
    assert other.code == 404
