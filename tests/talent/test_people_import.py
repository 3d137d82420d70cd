"""Many people at once: named columns, a look before, progress, merging, and all of it back."""

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from assess import worker
from assess.audit.models import AuditEntry
from assess.openings.models import Candidate
from assess.talent.models import PeopleBatch, PeopleRow, PoolMember
from tests.talent.staging import TODAY

HEADER = "Name;E-Mail;Phone;Consent date;Region\n"
FILE = (
    HEADER
    + "Ana Díaz;ana@mail.example;;4.11.2026;Andalucía\n"
    + "Jörg Weiß;joerg@mail.example;+49 30 1234567;5.11.2026;\n"
    + ";nobody@mail.example;;5.11.2026;\n"
    + "\n"
    + "=HYPERLINK();eve@mail.example;;13.11.2026;\n"
    + "Jörg Again;JOERG@mail.example;;5.11.2026;\n"
)
TERMS = {"readiness": "later", "reason": "Met at the fair.", "how": "Form at the fair"}


@pytest.fixture
def send(app, page, kept):
    """Sends a file and reads it by usual terms; gives the address of its page."""

    def go(text: str = FILE, encoding: str = "cp1252", **terms: str) -> str:
        columns = _sent(page, kept, text, encoding)
        answer = page.post(columns, page.fields(columns) | TERMS | terms)
        worker.sweep(app)
        return answer.path

    return go


def test_a_file_is_named_checked_brought_in_and_its_people_stand_in_the_pool(
    app, page, kept, send, transaction
):
    there = send()
    before = page.get(there)
    problems = page.get(f"{there}?problems=yes")

    page.post(there, {"then": "import"})
    worker.sweep(app)

    assert "3 people to bring in, 2 lines with a problem" in before.text
    assert "The name is missing." in problems.text
    assert "The same mail address stands in line 3." in problems.text
    assert "3 new people in the pool, 2 lines left out." in page.get(there).text
    assert "Jörg Weiß" in page.get(kept).text
    assert "Andalucía" in page.get(f"{kept}?tag=Andalucía").text
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(PoolMember)) == 3
        assert not any(session.scalars(select(PeopleRow.email)))  # nothing is held twice
        added = select(func.count()).where(AuditEntry.action == "pool_member.added")
        assert session.scalar(added) == 3


def test_the_page_tells_how_far_it_is_while_it_works(page, kept):
    columns = _sent(page, kept)

    answer = page.post(columns, page.fields(columns) | TERMS)

    assert "Reading: 0 lines so far." in answer.text
    assert "You can leave this page" in answer.text


def test_days_that_can_mean_two_are_asked_for_and_what_was_typed_stays(page, kept):
    columns = _sent(page, kept, HEADER + "Ana;ana@mail.example;;4.11.2026;\n")

    answer = page.post(columns, page.fields(columns) | TERMS)

    assert "Choose in which order the days of this file are written." in answer.text
    assert "Met at the fair." in answer.html


def test_columns_are_remembered_for_the_next_file_like_it(page, kept, send):
    send(column_2="", column_4="lines")

    fields = page.fields(_sent(page, kept))

    assert (fields["column_1"], fields["column_2"], fields["column_4"]) == ("email", "", "lines")
    assert fields["readiness"] == "later"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The file is empty."),
        ("name,email\n", "nobody below them"),
        ("%PDF-1.7", "This is a PDF."),
        ('name,email\n"Ana,a@b.example\n', "has no partner"),
        (",".join(map(str, range(61))) + "\n1\n", "more than 60 columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(page, kept, text, why):
    assert why in _send(page, kept, text).text


def test_all_that_is_missing_is_said_at_once(page, kept):
    columns = _sent(page, kept, "colour;size;weight\nred;3\n")  # a cell is missing, too

    answer = page.post(columns, page.fields(columns) | {"until": "soon"})

    for said in (
        "Say which column holds the mail address",
        "Choose when they could take the role.",
        "Write why these people",
        "Say when they agreed to be kept",
        "Enter a day like 2026-12-04.",
        "Write how they agreed to be kept",
    ):
        assert said in answer.text


def test_days_typed_for_everybody_stand_there_when_one_comes_back_to_the_columns(page, send):
    typed = {"given_on": "2026-11-01", "until": "2027-03-04", "review_on": "2027-01-02"}
    there = send("name,email\nAna,ana@mail.example\n", **typed)

    assert typed.items() <= page.fields(f"{there}/columns").items()
    seen = page.get(there).text
    assert "2 Jan 2027" in seen
    assert "1 Nov 2026 to 4 Mar 2027" in seen


def test_a_file_too_large_is_refused_before_it_is_read(page, kept):
    address = f"{kept}/import"
    page.get(address)

    answer = page.client.post(
        address, content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "1000000000"},
    )  # fmt: skip

    assert answer.status_code == 413


def test_somebody_in_the_pool_keeps_everything_and_gains_what_is_new(app, page, ana, send):
    page.post(ana, page.fields(ana) | {"kind": "conversation", "note": "Wants to move south."})
    there = send()

    before = page.get(there)
    page.post(there, {"then": "import"})
    worker.sweep(app)

    assert "2 people to bring in, 1 in this pool already" in before.text
    assert "In this pool already: both histories are kept" in before.text
    member = page.get(ana).text
    assert "Wants to move south." in member
    assert "Led the team that opened Iberia. Met at the fair." in " ".join(member.split())
    assert "Iberia, Dairy, Andalucía" in member


def test_taking_it_back_takes_what_it_brought_and_nothing_else(app, page, ana, send, transaction):
    there = send()
    page.post(there, {"then": "import"})
    worker.sweep(app)
    with transaction() as session:
        joerg = select(PoolMember.public_id).join(PoolMember.candidate)
        spoken_to = session.scalars(joerg.where(Candidate.name == "Jörg Weiß")).one()
    word = f"/pools/people/{spoken_to}"
    page.post(word, page.fields(word) | {"kind": "conversation", "note": "Called."})

    page.post(there, {"then": "undo"})
    worker.sweep(app)
    answer = page.get(there)

    assert "1 person stays." in answer.text
    assert word in answer.page.links
    assert "Andalucía" not in page.get(ana).text
    with transaction() as session:
        names = set(session.scalars(select(Candidate.name)))
        assert names == {"Ana Díaz", "Jörg Weiß"}
        assert session.scalar(select(func.count()).select_from(PoolMember)) == 2


@pytest.mark.usefixtures("ana")
def test_a_known_phone_with_another_address_is_asked_about_and_can_be_the_same_person(
    app, page, send, transaction
):
    there = send(HEADER + "A. Diaz;other@mail.example;0034 600-000-000;13.11.2026;\n")

    before, asked = page.get(there), page.post(there, {"then": "import"})
    page.post(there, {"then": "import", "same_phone": "same"})
    worker.sweep(app)

    assert "Has the phone of Ana Díaz (ana@mail.example)" in before.text
    assert "Say first whether those with a phone you know" in asked.text
    with transaction() as session:
        assert session.scalars(select(Candidate.email)).all() == ["ana@mail.example"]


@pytest.mark.usefixtures("ana")
def test_a_known_person_of_others_is_not_told_of(make, browser, app, page):
    other = browser(make.manager(name="Noa Berg"))
    fields = other.fields("/pools/new")
    pool = other.post("/pools/new", fields | {"title": "X", "template": "sales-manager@1.0"}).path
    columns = _sent(other, pool)
    there = other.post(columns, other.fields(columns) | TERMS).path
    worker.sweep(app)

    answer = other.get(there)

    assert "3 people to bring in" in answer.text
    assert "known" not in answer.text.replace("phone you know", "")
    assert page.get(there).code == 404


def test_pressing_twice_or_working_twice_brings_everybody_in_once(app, page, send, transaction):
    there = send()

    page.post(there, {"then": "import"})
    page.post(there, {"then": "import"})
    worker.sweep(app)
    worker.sweep(app)

    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(PoolMember)) == 3
        assert session.scalars(select(PeopleBatch.handled)).one() == 3


@pytest.mark.parametrize("is_read", [False, True])
def test_a_wrong_file_is_thrown_away_before_it_brings_anybody_in(
    app, page, kept, send, transaction, is_read
):
    there = send() if is_read else _sent(page, kept).removesuffix("/columns")

    answer = page.post(there, {"then": "drop"})

    assert "people.csv is thrown away." in answer.text
    assert page.get(there).code == 404
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(PeopleRow)) == 0
        assert session.scalars(select(PeopleBatch)).all() == []
    done = send()
    page.post(done, {"then": "import"})
    worker.sweep(app)
    assert "has gone on since the page was opened" in page.post(done, {"then": "drop"}).text


def _send(page, kept, text: str = FILE, encoding: str = "cp1252"):
    address = f"{kept}/import"
    sheet = {"file": (io.BytesIO(text.encode(encoding)), "people.csv")}
    return page.post(address, page.fields(address) | sheet)


def _sent(page, kept, text: str = FILE, encoding: str = "cp1252") -> str:
    return _send(page, kept, text, encoding).path


def test_sheets_that_are_not_read_are_named(page, kept):
    book = openpyxl.Workbook()
    book.active.append(["Name", "E-Mail", "Consent date"])
    book.active.append(["Ana Díaz", "ana@mail.example", TODAY])
    book.create_sheet("Second region")
    file = io.BytesIO()
    book.save(file)

    sent = page.fields(f"{kept}/import") | {"file": (io.BytesIO(file.getvalue()), "people.xlsx")}
    answer = page.post(f"{kept}/import", sent)

    assert "Not read: Second region." in answer.text
    assert "2026-11-23" in answer.text
