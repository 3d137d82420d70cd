"""A file of candidates is read, looked over and brought in; in between nothing happens."""

import pytest

from assess.openings.models import Application, Candidate
from tests.openings.steps import upload

GOOD = "name,email\nAna Díaz,ana@mail.example\nBen Bo,ben@mail.example\n"


@pytest.fixture
def send(page, held):
    """Sends a file to the import page."""
    address = f"/openings/{held.public_id}/import"
    page.get(address)

    def post(text, name="list.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        return upload(page, address, data, name)

    return post


@pytest.fixture
def count(transaction):
    """Counts candidates in pipelines."""

    def read():
        with transaction() as session:
            return session.query(Application).count()

    return read


def test_a_file_is_shown_before_anything_is_imported(send, count):
    preview = send(GOOD)

    assert "list.csv: 2 candidates to add." in preview.text
    assert "2 Ana Díaz ana@mail.example New candidate" in preview.text
    assert count() == 0


def test_a_confirmed_file_is_imported(page, send, held, count):
    done = page.post(send(GOOD).path)

    assert done.path == f"/openings/{held.public_id}"
    assert "2 candidates added." in done.text
    assert count() == 2


def test_confirming_twice_imports_once(page, send, count):
    preview = send(GOOD)
    page.post(preview.path)

    again = page.post(preview.path)

    assert "0 candidates added." in again.text
    assert count() == 2
    assert "This file was imported" in page.get(preview.path).text


def test_lines_with_a_problem_are_shown_and_left_out(page, send, count):
    preview = send(GOOD + "Cem,<script>alert(1)</script>\n,dan@mail.example\n")

    assert "2 candidates to add, 2 lines with a problem." in preview.text
    assert "4 ‘<script>alert(1)</script>’ is not a mail address." in preview.text
    assert "<script>alert" not in preview.html
    page.post(preview.path)
    assert count() == 2


def test_a_preview_says_who_is_known(make, send, held, priya):
    make.application(held, email="ana@mail.example")
    make.application(make.opening(priya), email="ben@mail.example")

    preview = send(GOOD)

    assert "1 candidate to add, 1 in this opening already." in preview.text
    assert "ana@mail.example In this opening already: left as is" in preview.text
    assert "ben@mail.example Known from another opening: added here" in preview.text


def test_a_preview_does_not_tell_who_is_in_somebody_elses_opening(make, send):
    make.application(make.opening(), email="ben@mail.example")

    assert "ben@mail.example New candidate" in send(GOOD).text


def test_somebody_added_between_preview_and_import_is_left_as_they_are(
    page, make, send, held, transaction
):
    preview = send(GOOD)
    make.application(held, name="Ana as typed", email="ana@mail.example")

    done = page.post(preview.path)

    assert "1 candidate added." in done.text
    with transaction() as session:
        names = {candidate.name for candidate in session.query(Candidate)}
        assert names == {"Ana as typed", "Ben Bo"}


def test_a_file_of_known_people_offers_no_import(make, send, held):
    make.application(held, email="ana@mail.example")

    preview = send("name,email\nAna,ANA@mail.example\n")

    assert "0 candidates to add, 1 in this opening already." in preview.text
    assert "Import 0" not in preview.text


def test_a_file_that_cannot_be_read_says_what_to_do(send):
    for data, advice in (
        (b"", "The file is empty."),
        (b"\0\0\0", "The file is empty."),
        (b"PK\3\4\x14\0", "This is an Excel file. Save it as CSV and import that."),
        (b"name\nAna\n", "names no column ‘email’"),
        (b"\xff\xfe\xd8\x00\x00", "names no column ‘email’"),
        (b"name,email\n" + b"x" * 6_000_000, "The file is larger than 5 MB."),
        (b"name,email\n" + b"A,a@b.example\n" * 10_001, "more than 10,000 candidates"),
        (b'name,email\n"Ana,ana@mail.example\n', "A quotation mark in line 2 has no partner."),
    ):
        assert advice in send(data).text


def test_no_file_at_all_is_asked_for(page, send, held):
    nothing = page.post(f"/openings/{held.public_id}/import", {"file": "not a file"})
    unnamed = send(b"", name="")

    assert "Choose a CSV file." in nothing.text
    assert "Choose a CSV file." in unnamed.text


def test_more_than_the_server_takes_is_refused_with_a_page(send):
    answer = send(b"x" * 13_000_000)

    assert answer.code == 413
    assert "This is too large to send" in answer.text


def test_the_name_of_a_file_is_shown_short_and_harmless(send):
    preview = send(GOOD, name=f"folder/<b>{'l' * 300}.csv")

    assert f" <b>{'l' * 147}.csv: 2 candidates" in preview.text
    assert "<b>l" not in preview.html


def test_a_long_preview_shows_the_first_five_hundred(send):
    lines = "".join(f"Candidate {n},c{n}@mail.example\n" for n in range(501))

    preview = send(f"name,email\n{lines}")

    assert "The first 500 of 501 candidates." in preview.text
    assert "c499@mail.example" in preview.text
    assert "c500@mail.example" not in preview.text


def test_a_file_for_a_closed_opening_says_how_to_go_on(page, send, held, count):
    preview = send(GOOD)
    page.post(f"/openings/{held.public_id}/status", {"status": "closed"})

    answer = page.post(preview.path)

    assert "This opening is closed. Open it again to add candidates." in answer.text
    assert "list.csv: 2 candidates to add." in answer.text
    assert count() == 0


def test_a_file_is_confirmed_only_in_its_own_opening(page, make, send, priya, count):
    other = make.opening(priya)
    import_id = send(GOOD).path.rpartition("/")[2]

    answer = page.post(f"/openings/{other.public_id}/import/{import_id}")

    assert answer.code == 404
    assert count() == 0
