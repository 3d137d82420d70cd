"""Files of candidates: taken in, given back as they came and harmless, removed for good."""

import pytest

from assess.openings.models import Resume
from tests.openings.documents import PDF, docx
from tests.openings.steps import upload


@pytest.fixture
def ana(make, held):
    """A candidate; another one has no file."""
    make.application(held)
    return make.application(held, name="Ana Díaz", email="ana@mail.example")


@pytest.fixture
def send(page, ana):
    """Sends a file of the candidate."""
    address = f"/applications/{ana.public_id}/files"
    page.get(address)
    return lambda data=PDF, name="cv.pdf": upload(page, address, data, name)


@pytest.fixture
def folder(app):
    """Where files lie."""
    return app.extensions["assess.settings"].files


def download(page, answer):
    """The first file of the page, as the browser saves it."""
    return page.client.get(link(answer), buffered=True)


def link(answer) -> str:
    """Where the first file of the page is."""
    return next(address for address in answer.page.links if address.startswith("/files/"))


def test_a_file_is_added_and_listed(send):
    answer = send(name="CV of Ana.pdf")

    assert "CV of Ana.pdf 1 kB" in answer.text


def test_a_file_comes_back_as_it_was_sent(page, send):
    response = download(page, send(name="Ana's CV.pdf"))

    assert response.data == PDF
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Ana\'s CV.pdf"'


@pytest.mark.parametrize(
    ("data", "name"),
    [(PDF, "cv.pdf"), (docx(), "cv.docx"), (b"<script>alert(1)</script>", "x.txt")],
)
def test_a_file_may_run_and_load_nothing_on_its_way_back(page, send, data, name):
    headers = download(page, send(data, name)).headers

    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("CV.pdf", "attachment; filename=CV.pdf"),
        ("履歴.pdf", "attachment; filename=.pdf; filename*=UTF-8''%E5%B1%A5%E6%AD%B4.pdf"),
        ("\u202efdp.pdf", "attachment; filename=fdp.pdf"),
        ("a; filename=b.exe; c.pdf", 'attachment; filename="a; filename=b.exe; c.pdf"'),
        ("x" * 300 + ".pdf", f"attachment; filename={'x' * 150}.pdf"),
    ],
)
def test_any_name_makes_one_harmless_header(page, send, name, header):
    response = download(page, send(name=name))

    assert response.headers.getlist("Content-Disposition") == [header]


def test_a_file_that_is_refused_says_what_to_do(send, folder):
    before = set(folder.iterdir())

    for data, name, advice in (
        (b"MZ", "cv.exe", "Send the file as PDF, DOCX, ODT or TXT."),
        (b"", "cv.pdf", "The file is empty."),
        (b"MZ", "cv.pdf", "The file is not what its ending .pdf says. Save it again."),
        (docx()[:99], "cv.docx", "The file is damaged. Save it again."),
        (docx({"../x": b""}), "cv.docx", "The file is not an ordinary document. Save it as PDF."),
        (PDF.ljust(10 * 1024 * 1024 + 1), "cv.pdf", "The file is larger than 10 MB."),
    ):
        assert advice in send(data, name).text

    assert set(folder.iterdir()) == before


def test_a_damaged_document_is_no_failure_of_ours(send):
    data = bytearray(docx())
    data[140] = 0

    assert "The file is damaged. Save it again." in send(bytes(data), "cv.docx").text


def test_no_file_at_all_is_asked_for(page, send, ana):
    nothing = page.post(f"/applications/{ana.public_id}/files", {"file": "text"})

    assert "Choose a file." in nothing.text
    assert "Choose a file." in send(b"", "").text


def test_a_file_larger_than_the_server_takes_is_refused_with_a_page(send):
    answer = send(b"x" * 13_000_000)

    assert answer.code == 413
    assert "A file can be up to 10 MB, a CSV file up to 5 MB." in answer.text


def test_a_removed_file_is_gone_from_page_and_disk(page, send, ana, folder, transaction):
    address = link(send())
    with transaction() as session:
        stored = folder / session.query(Resume).one().stored_as
    assert stored.exists()

    answer = page.post(f"{address}/remove", {"application": ana.public_id})

    assert "The file is removed." in answer.text
    assert not stored.exists()
    assert page.get(address).code == 404


def test_removing_a_file_is_asked_about_first_and_needs_no_script(send):
    html = send(name="CV of Ana.pdf").html

    asked = html.split("<details>")[1].split("</details>")[0]
    assert "This deletes the file for good." in asked
    assert "Remove the file" in asked
    assert html.count("/remove") == asked.count("/remove") == 1


def test_the_address_of_removing_leads_to_the_files(page, send, ana):
    answer = page.get(f"{link(send())}/remove")

    assert answer.path == f"/applications/{ana.public_id}/files"
    assert page.get(f"/files/{'a' * 26}/remove").code == 404


def test_a_file_removed_twice_does_not_exist_the_second_time(page, send, ana):
    address = link(send())
    page.post(f"{address}/remove", {"application": ana.public_id})

    assert page.post(f"{address}/remove", {"application": ana.public_id}).code == 404


def test_a_file_belongs_to_one_opening(page, make, send, browser):
    address = link(send())
    henrik = make.manager()
    theirs = make.application(make.opening(henrik), email="ana@mail.example")
    stranger = browser(henrik)

    assert "cv.pdf" not in stranger.get(f"/applications/{theirs.public_id}/files").text
    assert stranger.get(address).code == 404
    assert page.client.get(address, buffered=True).status_code == 200


def test_a_file_whose_bytes_are_gone_is_a_page_that_does_not_exist(page, send, folder, transaction):
    address = link(send())
    with transaction() as session:
        (folder / session.query(Resume).one().stored_as).unlink()

    answer = page.get(address)

    assert answer.code == 404
    assert "The file is gone. Ask the candidate for it again." in answer.text


def test_the_name_of_a_file_cannot_write_on_the_page(send):
    answer = send(name="<img src=x onerror=alert(1)>.pdf")

    assert "<img src=x" not in answer.html
    assert "<img src=x onerror=alert(1)>.pdf" in answer.text
