"""People out of a file: columns, days, and what a row says. Pure."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from assess import days, tabular
from assess.days import DayOrder
from assess.talent import people_file
from assess.talent.people_file import Column, Terms
from assess.talent.rules import Readiness, TalentRefused

TODAY = date(2026, 11, 23)
TERMS = Terms(
    (Column.NAME, Column.EMAIL, Column.READINESS, Column.GIVEN_ON, Column.MARKETS),
    DayOrder.DAY_FIRST,
    Readiness.LATER,
    "Met at the fair.",
    date(2027, 2, 1),
    date(2026, 11, 1),
    None,
    "Form at the fair",
    markets=("Iberia",),
)


def test_columns_are_known_by_name_and_addresses_by_their_cells():
    header = ["Nachname", "Given Name", "Kontakt", "CONSENT DATE", "shoe size"]

    found = people_file.guess(header, [["Díaz", "Ana", "ana@mail.example", "4.12.2026", "38"]])

    assert found == (
        Column.LAST_NAME, Column.FIRST_NAME, Column.EMAIL, Column.GIVEN_ON, Column.NOTHING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "possible"),
    [
        (["4.12.2026", "1/2/2026"], {DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST}),
        (["4.12.2026", "13/2/2026"], {DayOrder.DAY_FIRST}),
        (["4-12-2026", "2-13-2026", ""], {DayOrder.MONTH_FIRST}),
        (["2026-12-04", "2026/1/2", "soon"], set()),
    ],
)
def test_the_order_of_days_is_asked_only_where_they_can_mean_two(cells, possible):
    assert days.orders(cells) == possible


@pytest.mark.parametrize(
    ("text", "order", "meant"),
    [
        ("2026-12-04", None, date(2026, 12, 4)),
        ("2026/1/2 00:00", None, date(2026, 1, 2)),
        ("4.12.2026", DayOrder.DAY_FIRST, date(2026, 12, 4)),
        ("4/12/2026", DayOrder.MONTH_FIRST, date(2026, 4, 12)),
        ("15.10.2026", None, date(2026, 10, 15)),  # the file holds both orders
        ("10/15/2026", None, date(2026, 10, 15)),
    ],
)
def test_a_day_is_read_in_its_order(text, order, meant):
    assert people_file.day(text, order) == meant


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("4/12/2026", None, "‘4/12/2026’ can be two days."),
        ("10/15/2026", DayOrder.DAY_FIRST, "There is no day ‘10/15/2026’."),
    ],
)
def test_a_day_that_can_be_two_or_none_is_refused(text, order, why):
    with pytest.raises(TalentRefused, match=why):
        people_file.day(text, order)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["", "a@b.example", "", "1.11.2026", ""], "The name is missing."),
        (["Ana", "", "", "1.11.2026", ""], "The mail address is missing."),
        (["Ana", "ana at home", "", "1.11.2026", ""], "‘ana at home’ is not a mail address."),
        (["Ana", "a@b.example", "perhaps", "", ""], "‘perhaps’ is no answer to when."),
        (["Ana", "a@b.example", "", "31.11.2026", ""], "There is no day ‘31.11.2026’."),
        (["Ana", "a@b.example", "", "soon", ""], "‘soon’ is not a day."),
        (["Ana", "a@b.example", "", "1.11.2023", ""], "This consent has run out."),
        (["Ana", "a@b.example", "", "24.11.2026", ""], "Consent cannot be given in the future."),
        (["Ana", "a@b.example", "", "", "", "more"], "more cells than the first line"),
        (["Ana", "a@b.example", "", "", ",".join(map(str, range(13)))], "Use 12 tags at most."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells, why):
    with pytest.raises(TalentRefused, match=why.replace("(", r"\(")):
        people_file.person(cells, TERMS, TODAY)


def test_a_row_says_its_own_and_the_file_says_the_rest():
    found = people_file.person(
        ["'=Ana", "ANA@mail.example", "6-12 months", "", "Dairy; iberia"], TERMS, TODAY
    )

    assert (found.name, found.email) == ("=Ana", "ana@mail.example")
    assert found.readiness is Readiness.WITHIN_A_YEAR
    assert found.markets == ("Dairy", "iberia")
    assert (found.given_on, found.until) == (date(2026, 11, 1), date(2027, 11, 1))


def test_nobody_comes_in_without_consent():
    with pytest.raises(TalentRefused, match="Nobody says when this person agreed"):
        people_file.person(["Ana", "a@b.example"], replace(TERMS, given_on=None), TODAY)


def test_an_xlsx_file_reads_like_the_csv_file_it_could_be():
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["name", "phone", "given", "sum"])
    sheet.append([])
    sheet.append(["Ana", 34600000000, date(2026, 12, 4), "=1+1"])
    book.save(file)

    rows = list(tabular.rows(file))

    assert rows == [
        (1, ["name", "phone", "given", "sum"]),
        (3, ["Ana", "34600000000", "2026-12-04", ""]),
    ]


@pytest.mark.parametrize("data", [b"PK\x03\x04 not packed", b"PK\x03\x04" + bytes(500)])
def test_a_damaged_xlsx_file_is_refused_in_words(data):
    with pytest.raises(tabular.UnreadableSheet, match="damaged"):
        list(tabular.rows(io.BytesIO(data)))
