"""Which files of candidates are let in, under which name they are shown, how they are kept."""

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assess.openings import resumes
from assess.openings.rules import OpeningRefused
from tests.openings.documents import PDF, TEXT, archive, docx, odt
from tests.properties import tried

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEN_MB = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("cv.pdf", PDF, "application/pdf"),
        ("CV.PDF", PDF, "application/pdf"),
        ("cv.pdf", b"\r\n  " + PDF, "application/pdf"),
        ("cv.pdf", PDF.ljust(TEN_MB), "application/pdf"),
        ("cv.docx", docx(), WORD),
        ("cv.odt", odt(), "application/vnd.oasis.opendocument.text"),
        ("cv.txt", TEXT, "text/plain; charset=utf-8"),
        ("cv.tar.exe.pdf", PDF, "application/pdf"),
        ("C:\\Users\\Ana\\cv.pdf", PDF, "application/pdf"),
        ("../../etc/cv.pdf", PDF, "application/pdf"),
        (f"{'x' * 300}.pdf", PDF, "application/pdf"),
        ("\u202efdp.cv.pdf", PDF, "application/pdf"),
        ("سيرة.docx", docx(), WORD),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_document_is_let_in(name, data, media_type):
    assert resumes.check(name, data) == media_type


@pytest.mark.parametrize(
    "name",
    [
        "",
        "cv",
        ".pdf",
        "cv.pdf.exe",
        "cv.pdf\0.exe",
        "cv.doc",
        "cv.html",
        "cv.svg",
        "cv.pdf/x",
        "cv.",
    ],
)
def test_an_ending_that_is_not_expected_is_refused(name):
    with pytest.raises(OpeningRefused, match="Send the file as PDF, DOCX, ODT or TXT."):
        resumes.check(name, PDF)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cv.pdf", docx()),
        ("cv.pdf", b"MZ\x90\0" + PDF),
        ("cv.pdf", b"x" * 1024 + PDF),
        ("cv.docx", PDF),
        ("cv.docx", b"\xd0\xcf\x11\xe0 an old document"),
        ("cv.docx", odt()),
        ("cv.odt", docx()),
        ("cv.odt", TEXT),
        ("cv.txt", b"\x7fELF\0\0"),
        ("cv.txt", TEXT.decode().encode("utf-16")),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_must_be_what_its_ending_says(name, data):
    with pytest.raises(OpeningRefused, match="The file is not what its ending"):
        resumes.check(name, data)


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "The file is empty."),
        (PDF.ljust(TEN_MB + 1), "The file is larger than 10 MB."),
    ],
    ids=["empty", "ten megabytes and a byte"],
)
def test_size_has_bounds(data, advice):
    with pytest.raises(OpeningRefused, match=advice):
        resumes.check("cv.pdf", data)


MANY = {f"word/media/{n}.png": b"" for n in range(2_000)}
DTD = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aa">]><w:document>&a;</w:document>'


@pytest.mark.parametrize(
    "data",
    [
        docx({"word/media/zeros.bin": b"\0" * 20_000_000}),
        docx(MANY),
        docx({"/etc/passwd": b"x"}),
        docx({"../../evil.xml": b"x"}),
        docx({"word/../../evil.xml": b"x"}),
        docx({"..\\..\\evil.xml": b"x"}),
        docx({"C:\\evil.xml": b"x"}),
        docx({"\\\\server\\share": b"x"}),
        docx({"word/link": b"/etc/passwd"}, links=("word/link",)),
        docx({"word/vbaProject.bin": b"x"}),
        docx({"word/VBAPROJECT.BIN": b"x"}),
        odt({"Basic/Standard/Module1.xml": b"<script:module/>"}),
        odt({"Scripts/python/run.py": b"print()"}),
        docx({"word/document.xml": DTD}),
        docx({"word/_rels/document.xml.rels": DTD}),
        docx({"word/STYLES.XML": DTD}),
        odt({"content.xml": DTD.decode().encode("utf-16")}),
        odt({"content.xml": b"<!--" + b"x" * 5_000 + b"-->" + DTD}),
    ],
    ids=range(18),
)
def test_an_archive_that_could_do_harm_is_refused(data):
    name = "cv.odt" if b"opendocument" in data else "cv.docx"

    with pytest.raises(OpeningRefused, match="not an ordinary document. Save it as PDF."):
        resumes.check(name, data)


def test_an_archive_that_claims_to_grow_past_every_measure_is_refused(monkeypatch):
    monkeypatch.setattr(resumes, "MAX_EXPANDED", 1_000)

    with pytest.raises(OpeningRefused, match="not an ordinary document"):
        resumes.check("cv.docx", docx({"word/media/1.bin": os.urandom(1_000)}))


@pytest.mark.parametrize(
    "data",
    [
        docx()[:200],
        docx()[:-10],
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\xff" * 400,
        docx().replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
    ids=range(5),
)
def test_a_damaged_archive_is_refused(data):
    with pytest.raises(OpeningRefused, match="The file is damaged. Save it again."):
        resumes.check("cv.docx", data)


def test_a_locked_archive_is_refused():
    held = bytearray(docx())
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = held.find(sign)
        held[start + place] |= 1

    with pytest.raises(OpeningRefused, match="damaged"):
        resumes.check("cv.docx", bytes(held))


@tried
@example([(140, 0)])
@given(st.lists(st.tuples(st.integers(0, len(docx()) - 1), st.integers(0, 255)), max_size=8))
def test_no_flipped_byte_brings_the_check_down(flips):
    held = bytearray(docx())
    for place, byte in flips:
        held[place] = byte

    try:
        media_type = resumes.check("cv.docx", bytes(held))
    except OpeningRefused as refusal:
        media_type = str(refusal)

    assert media_type == WORD or media_type.endswith(".")


def test_an_archive_without_a_text_is_no_document():
    with pytest.raises(OpeningRefused, match="not what its ending .docx says"):
        resumes.check("cv.docx", archive({"xl/workbook.xml": b"<workbook/>"}))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("cv.pdf", "cv.pdf"),
        ("C:\\Users\\Ana\\cv.pdf", "cv.pdf"),
        ("/home/ana/cv.pdf", "cv.pdf"),
        ("../../cv.pdf", "cv.pdf"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        ("a\r\nb\0.pdf", "a b.pdf"),
        ('my "best" cv.pdf', "my 'best' cv.pdf"),
        ("<b>cv</b>.pdf", "b>.pdf"),
        ("سيرة ذاتية.pdf", "سيرة ذاتية.pdf"),
        ("cv\u202efdp.txt", "cvfdp.txt"),
        ("\u2066cv\u2069.pdf", "cv.pdf"),
        (f"{'x' * 300}.pdf", f"{'x' * 150}.pdf"),
        (f"cv.{'y' * 300}", f"cv.{'y' * 9}"),
    ],
)
def test_a_file_is_shown_without_folders_short_and_on_one_line(sent, shown):
    assert resumes.shown_name(sent) == shown


def test_a_file_is_kept_under_a_random_name_for_its_owner_alone(tmp_path):
    folder = tmp_path / "not" / "there yet"

    names = {resumes.store(folder, TEXT) for _ in range(3)}

    assert len(names) == 3
    assert all(len(name) == 32 and name.isalnum() for name in names)
    assert {(folder / name).read_bytes() for name in names} == {TEXT}
    assert {(folder / name).stat().st_mode & 0o777 for name in names} == {0o600}


def test_a_file_and_its_place_are_on_the_disk_before_anybody_hears_of_it(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))

    name = resumes.store(tmp_path, TEXT)

    assert synced == [(tmp_path / name).stat().st_ino, tmp_path.stat().st_ino]


def test_a_digest_is_that_of_other_programs():
    known = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    assert resumes.digest(b"test") == known
