"""The diary as administrators and auditors read it."""

import re
from collections.abc import Callable

import pytest

from assess.accounts import services
from assess.accounts.models import User
from assess.accounts.rules import Role
from tests.browser import Browser
from tests.conftest import Transaction
from tests.factories import Make

Opens = Callable[..., Browser]


def rename(transaction: Transaction, user: User, times: int) -> None:
    for number in range(times):
        with transaction() as session:
            held = session.get(User, user.id)
            services.change_profile(session, held, name=f"Ada {number}", time_zone="UTC")


def test_the_newest_entry_comes_first(browser: Opens, make: Make, transaction: Transaction):
    chief = browser(make.user(Role.ADMINISTRATOR))
    rename(transaction, make.user(), 1)

    page = chief.get("/diary")

    rows = page.html.split("<tbody>")[1]
    order = ("Own account changed", "Person added", "Signed in", "Organisation founded")
    assert sorted(order, key=rows.index) == list(order)


def test_an_administrator_reads_names(browser: Opens, make: Make):
    chief = make.user(Role.ADMINISTRATOR, name="Ines Moreira")

    assert "Ines Moreira Signed in Person Ines Moreira" in browser(chief).get("/diary").text


def test_an_auditor_reads_no_names(browser: Opens, make: Make, transaction: Transaction):
    auditor, ada = make.user(Role.AUDITOR, name="Ruth Castellanos"), make.user(name="Ada Byron")
    rename(transaction, ada, 1)
    visitor = browser(auditor)

    page = visitor.get("/diary")

    assert "Ada" not in page.text
    assert "Ruth" not in page.text.split("Diary Every change")[1]
    assert ada.email not in page.html
    assert ada.public_id[:8] in page.text


def test_what_happened_can_be_filtered(browser: Opens, make: Make, transaction: Transaction):
    chief = browser(make.user(Role.ADMINISTRATOR))
    rename(transaction, make.user(), 2)

    page = chief.get("/diary?action=user.changed")

    assert "2 entries" in page.text
    assert "Person added</td>" not in page.html
    assert '<option value="user.changed" selected>Own account changed</option>' in page.html


def test_the_diary_speaks_in_words_and_names_the_zone_once(
    browser: Opens, make: Make, transaction: Transaction
):
    chief = browser(make.user(Role.ADMINISTRATOR))
    rename(transaction, make.user(name="Ada Byron"), 1)

    page = chief.get("/diary")

    row = page.html.split("<tbody>")[1].split("</tr>")[0]
    assert "name, time zone" in row
    assert re.search(r">\d{1,2} [A-Z][a-z]{2} 20\d\d, \d\d:\d\d</time>", row)
    assert page.text.count("When (London time)") == 1
    assert "user.changed" not in page.text


def test_who_did_it_can_be_filtered(browser: Opens, make: Make, transaction: Transaction):
    ada, ben = make.user(), make.user()
    chief = browser(make.user(Role.ADMINISTRATOR))
    rename(transaction, ada, 2)
    rename(transaction, ben, 1)

    page = chief.get(f"/diary?actor={ada.public_id}")

    assert "2 entries" in page.text


def test_both_filters_work_together_and_stay_while_paging(
    browser: Opens, make: Make, transaction: Transaction
):
    ada, ben = make.user(), make.user()
    chief = browser(make.user(Role.ADMINISTRATOR))
    rename(transaction, ada, 51)
    rename(transaction, ben, 1)
    path = f"/diary?action=user.changed&actor={ada.public_id}"

    first = chief.get(path)
    further = next(link for link in first.page.links if "page=2" in link)
    second = chief.get(further)

    assert "1 to 50 of 51 entries" in first.text
    assert "51 to 51 of 51 entries" in second.text
    assert "Previous page" in second.text
    assert "Next page" not in second.text


@pytest.mark.parametrize(
    "query",
    ["action=nothing", "actor=nobody", "action=<b>x</b>", "action=🦊", "actor=" + "x" * 5000],
)
def test_a_filter_without_entries_offers_a_way_back(browser: Opens, make: Make, query: str):
    chief = browser(make.user(Role.ADMINISTRATOR))

    page = chief.get(f"/diary?{query}")

    assert "No entry matches the filter." in page.text
    assert "/diary" in page.page.links
    assert "<b>x" not in page.html


@pytest.mark.parametrize("query", ["action=%00", "actor=%00", "action=%ff", "actor='%22--"])
def test_a_filter_of_rubbish_harms_nothing(browser: Opens, make: Make, query: str):
    chief = browser(make.user(Role.ADMINISTRATOR))

    assert chief.get(f"/diary?{query}").code in (200, 404)
