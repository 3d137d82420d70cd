"""Lists of candidates as spreadsheets write them, and as people with bad luck send them."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assess.openings import candidate_csv
from assess.openings.candidate_csv import Row
from assess.tabular import UnreadableSheet
from tests.properties import tried

ODS = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
ANA = Row(2, "Ana Díaz", "ana@mail.example", "")


def rows(text: str) -> list[tuple[str, str, str]]:
    """What a text brings in, without the line numbers."""
    return [(r.name, r.email, r.phone) for r in candidate_csv.read(text.encode()).rows]


def problem(line: str) -> str:
    """Why one line of a file is left out; empty when it is not."""
    found = candidate_csv.read(f"name,email,phone\n{line}\n".encode()).problems
    return found[0].reason if found else ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_are_read_in_every_usual_encoding(encoding):
    data = "name,email\nAna Díaz,ana@mail.example\n".encode(encoding)

    assert candidate_csv.read(data).rows == (ANA,)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_separator_and_line_end_will_do(sign, end):
    text = f"name{sign}email{end}Ana Díaz{sign}ana@mail.example{end}"

    assert candidate_csv.read(text.encode()).rows == (ANA,)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("name,email", "Ana Díaz,ana@mail.example"),
        ("NAME,E-Mail", "Ana Díaz,ana@mail.example"),
        (" Full Name , Mail ", "Ana Díaz,ana@mail.example"),
        ("Candidate,Email Address", "Ana Díaz,ana@mail.example"),
        ("E-mail address,Candidate name", "ana@mail.example,Ana Díaz"),
        ("First name,Last name,Mail address", "Ana,Díaz,ana@mail.example"),
        ("Surname,Given name,email", "Díaz,Ana,ana@mail.example"),
        ("lastname,FIRSTNAME,email", "Díaz,Ana,ana@mail.example"),
        ("Family name,First name,email", "Díaz,Ana,ana@mail.example"),
        ("source,name,notes,email,x", "fair,Ana Díaz,met in May,ana@mail.example,y"),
        ('"name","email"', '"Ana Díaz","ana@mail.example"'),
        ("Námé,Émail", "Ana Díaz,ana@mail.example"),
        ("'-name,'=email,name,mail", "x,y,Ana Díaz,ana@mail.example"),
    ],
)
def test_columns_are_known_by_many_names(header, line):
    assert candidate_csv.read(f"{header}\n{line}\n".encode()).rows == (ANA,)


@pytest.mark.parametrize("header", ["Phone", "telephone", "MOBILE", "Phone number", "Téléphone"])
def test_a_phone_comes_along(header):
    assert rows(f"name,email,{header}\nAna,ana@mail.example,+34 600\n")[0][2] == "+34 600"


def test_a_full_name_wins_over_its_parts():
    text = (
        "first name,last name,name,email\nAna,Díaz,Ana María Díaz,a@b.example\nLi,Wei,,l@b.example"
    )

    assert [name for name, _, _ in rows(text)] == ["Ana María Díaz", "Li Wei"]


def test_the_plainest_of_several_column_names_wins():
    text = "mail,email,name,candidate\nold@mail.example,new@mail.example,Ana,1204\n"

    assert rows(text) == [("Ana", "new@mail.example", "")]


def test_one_name_of_two_is_enough():
    assert rows("first name,last name,email\nMadonna,,m@mail.example\n")[0][0] == "Madonna"


def test_a_quoted_line_break_belongs_to_its_cell():
    sheet = candidate_csv.read(
        b'name,email,notes\n"Ana\nDiaz",ana@mail.example,"one\n\ntwo"\nBen,ben@mail.example,\n'
    )

    assert [(row.line, row.name) for row in sheet.rows] == [(2, "Ana Diaz"), (6, "Ben")]


def test_a_quoted_separator_belongs_to_its_cell():
    assert rows('name,email\n"Díaz, Ana",ana@mail.example\n')[0][0] == "Díaz, Ana"


@pytest.mark.parametrize(
    "text",
    [
        "\n\nname,email\nAna,ana@mail.example\n",
        "\r\n \r\nname,email\r\nAna,ana@mail.example\r\n",
        ",,\nname,email,\nAna,ana@mail.example,\n",
        "name,email\n\n,\n  ,  \nAna,ana@mail.example\n\n,,\n\n",
        "name,email\nAna,ana@mail.example",
    ],
)
def test_empty_lines_count_for_nothing(text):
    sheet = candidate_csv.read(text.encode())

    assert [row.email for row in sheet.rows] == ["ana@mail.example"]
    assert sheet.problems == ()


def test_a_separator_is_found_below_empty_lines():
    assert rows("\n\nname;email\nAna;ana@mail.example\n") == [("Ana", "ana@mail.example", "")]


@pytest.mark.parametrize(
    "told", ["sep=|", "SEP=|", "\ufeffsep=|", "\r\nsep=|  "], ids=["plain", "loud", "mark", "blank"]
)
def test_a_first_line_may_say_how_cells_are_parted(told):
    sheet = candidate_csv.read(f"{told}\r\nname|email\r\nDíaz, Ana;|ana@mail.example\r\n".encode())

    above = 3 if told.startswith("\r\n") else 2
    assert sheet.rows == (Row(above + 1, "Díaz, Ana;", "ana@mail.example", ""),)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("'=cmd|x", "=cmd|x"),
        ("'+34 600", "+34 600"),
        ("'-1", "-1"),
        ("'@home", "@home"),
        ("'＝1", "＝1"),
        ("'s Hertogenbosch", "'s Hertogenbosch"),
        ("'", "'"),
        ("''=1", "'=1"),
        ("=1+1", "=1+1"),
        ("+34 600", "+34 600"),
    ],
)
def test_the_guard_against_formulas_is_taken_off_and_nothing_else(cell, read):
    assert rows(f"name,email,phone\nAna,ana@mail.example,{cell}\n")[0][2] == read


def test_control_characters_vanish():
    data = b"na\0me,email\nA\0na\x07 D\x1b,ana@mail.ex\0ample\n"

    assert candidate_csv.read(data).rows == (Row(2, "Ana D", "ana@mail.example", ""),)


@pytest.mark.parametrize("text", ["عمر حداد", "王伟", "Ana 👩🏽‍💻", "<b>Ana</b>", "\u202eAna"])
def test_a_name_is_taken_as_it_is_written(text):
    assert rows(f"name,email\n{text},ana@mail.example\n")[0][0] == text


def test_addresses_are_kept_in_lower_case():
    assert rows("name,email\nAna,ANA@Mail.Example\n")[0][1] == "ana@mail.example"


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b" \r\n,,,\r\n\0", "The file is empty."),
        (b"name,email\n", "column names but no candidate"),
        (b"name,email\n,,\n\n", "column names but no candidate"),
        (b"name,phone\nAna,1\n", "names no column ‘email’"),
        (b"email\nana@mail.example\n", "names no column ‘name’"),
        (b"first name,email\nAna,ana@mail.example\n", "‘first name’ and ‘last name’"),
        (b"Ana,ana@mail.example\n", "names no column ‘email’"),
        (b"Ana,ana@mail.example\n", "must name the columns, for example: name,email"),
        (b"%PDF-1.7\n\xff\xfe\x00binary", "This is a PDF. Save the list it was made from as CSV"),
        (b"PK\x03\x04\x14\x00", "This is an Excel file. Save it as CSV and import that."),
        (b"PK\x03\x04" + b"x" * 6_000_000, "This is an Excel file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "This is an Excel file."),
        (ODS, "This is an OpenDocument file. Save it as CSV and import that."),
        (b"sep=;\r\n", "The file is empty."),
        (b"name,email\n" + b"A,a@b.example\n" * 10_001, "more than 10,000 candidates"),
        (b"name,email\n" + b"x" * 6_000_000, "larger than 5 MB"),
        (b'name,email,notes\nAna,a@b.example,"12\nBen,b@b.example,\n', "mark in line 2"),
        (b'name,email\nAna,a@b.example\n"Ben" Bo,b@b.example\n', "mark in line 3"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(data, advice):
    with pytest.raises(UnreadableSheet, match=advice):
        candidate_csv.read(data)


def test_ten_thousand_candidates_are_read():
    lines = "".join(f"Candidate {n},c{n}@mail.example\n" for n in range(10_000))

    assert len(candidate_csv.read(f"name,email\n{lines}\n\n".encode()).rows) == 10_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ana,ana@mail.example", ""),
        (f"{'x' * 200},ana@mail.example", ""),
        (f"{'x' * 201},ana@mail.example", "The name is longer than 200 characters."),
        (",ana@mail.example", "The name is missing."),
        ("  ,ana@mail.example", "The name is missing."),
        ("Ana", "The mail address is missing."),
        ("Ana,", "The mail address is missing."),
        ("Ana,ana", "‘ana’ is not a mail address."),
        ("Ana,ana@mail", "‘ana@mail’ is not a mail address."),
        ("Ana,ana@@mail.example", "‘ana@@mail.example’ is not a mail address."),
        ("Ana,a na@mail.example", "‘a na@mail.example’ is not a mail address."),
        ('Ana,"a@b.example,c@d.example"', "‘a@b.example,c@d.example’ is not a mail address."),
        (f"Ana,{'x' * 90}@mail.example", f"‘{'x' * 60}’ is not a mail address."),
        (f"Ana,ana@mail.example,{'1' * 60}", ""),
        (f"Ana,ana@mail.example,{'1' * 61}", "The phone number is longer than 60 characters."),
        ("Ana,ana@mail.example,,,", ""),
        (
            "Ana,ana@mail.example,+34 600, 601",
            "The line has more cells than the first line names columns. Put quotation marks around "
            "text that holds a separator.",
        ),
    ],
)
def test_a_line_that_cannot_come_in_says_why(line, reason):
    assert problem(line) == reason


def test_a_second_line_with_the_same_address_names_the_first():
    sheet = candidate_csv.read(
        b"name,email\nAna,ana@mail.example\nBen,ben@mail.example\nAna D,ANA@mail.example\n"
    )

    assert [row.name for row in sheet.rows] == ["Ana", "Ben"]
    assert sheet.problems[0].line == 4
    assert sheet.problems[0].reason == "The same mail address stands in line 2."


def test_a_line_left_out_is_shown_as_it_stands_in_the_file():
    sheet = candidate_csv.read(b'name,email\nAna,"not\nhere",<b>,=1\n')

    assert sheet.problems[0].content == "Ana, not here, <b>, =1"


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
LINES = st.lists(
    st.tuples(CELLS, CELLS | st.sampled_from(["ana@mail.example", "b@c.example"]), CELLS),
    max_size=12,
)


@tried
@example([("x", "a@b.example", '"12\nBen')])
@given(LINES)
def test_every_line_is_either_a_candidate_or_a_problem(lines):
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([("name", "email", "phone"), ("A", "z@z.example", ""), *lines])

    found = candidate_csv.read(sheet.getvalue().encode())

    filled = [line for line in lines if any(cell.strip() for cell in line)]
    assert len(found.rows) + len(found.problems) == len(filled) + 1


@tried
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with suppress(UnreadableSheet):
        sheet = candidate_csv.read(b"name,email\n" + data)

        assert sheet.rows or sheet.problems


@tried
@example(['A,a@a.aa,"'])
@given(st.lists(st.text(st.sampled_from('ab@.,"\n'), max_size=8), max_size=10))
def test_no_address_of_a_file_disappears_unseen(junk):
    text = "name,email,notes\n" + "\n".join([*junk, "Ben,ben@mail.example,x"])

    try:
        sheet = candidate_csv.read(text.encode())
    except UnreadableSheet:
        return

    shown = [row.email for row in sheet.rows] + [p.content for p in sheet.problems]
    assert any("ben@mail.example" in entry for entry in shown)
