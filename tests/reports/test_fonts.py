"""The bundled fonts: unchanged, licensed, wide enough, and parsed only when needed."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reports import typefaces
from reports.styles import Face

LISTED = json.loads((typefaces.FOLDER / "fonts.json").read_text())
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_each_font_is_the_one_that_was_reviewed(entry):
    content = (typefaces.FOLDER / entry["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_each_font_comes_with_its_licence(entry):
    assert (typefaces.FOLDER / entry["licence_file"]).stat().st_size > 1000


def test_no_font_is_missing_from_the_list():
    assert {entry["file"] for entry in LISTED} == {path.name for path in typefaces.FILES.values()}
    assert {name for chain in typefaces.CHAINS.values() for name in chain} == set(typefaces.FILES)


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Minh Khai, Đặng Hữu Phước",
        "Łukasz Źdźbło, Ğülşen Öz, Ștefan Țuțuianu, Ólafía Þórðardóttir",
        "Ελληνικά ἄνθρωπος",
        "Кириллица Їжак ґанок",
        "4¼ 3⅓ 2½ 1⅔ 2¾",
        "“quoted” ‘so’ – — … · • € £ ₹ №",
    ],
)
def test_each_face_alone_prints_the_common_scripts(face, text):
    assert typefaces.covers(face, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("أمينة", "DejaVuSans"),
        ("שלום", "DejaVuSans"),
        ("→ ≥ ✓", "DejaVuSans"),
        ("区域销售总监", "DroidSansFallbackFull"),
        ("カタカナ", "DroidSansFallbackFull"),
        ("김민수", "NanumGothic-Regular"),
        ("🤝", "NotoEmoji-Regular"),
    ],
)
def test_other_scripts_fall_back_to_the_font_that_has_them(text, name):
    runs = typefaces.runs(text.replace(" ", ""), Face.REGULAR)

    assert [font for font, _ in runs] == [name]


def test_an_accent_stays_with_its_letter():
    assert typefaces.runs("אָ b", Face.REGULAR)[0] == ("DejaVuSans", "אָ")


def test_what_no_font_has_prints_as_a_visible_mark():
    assert typefaces.printable("a สวัสดี", Face.REGULAR) == "a " + "\ufffd" * 6


@pytest.mark.slow  # needs a Python in which no other test has printed anything
def test_a_plain_report_parses_no_fallback_font():
    program = (
        "from reports import candidate, typefaces\nfrom tests.reports import people\n"
        "candidate.render(people.candidate())\n"
        "from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames as registered\n"
        "print(*sorted(typefaces.FILES.keys() & set(registered())))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )

    assert ran.stdout.split() == ["NotoSans-Italic", "NotoSans-Regular", "NotoSans-SemiBold"]
