"""Pools on pages: started, changed, closed, and the list of people in each."""

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.talent.models import Pool, PoolKeeper
from tests.browser import form_fields
from tests.talent.staging import PERSON, POOL


def count(transaction, table=Pool):
    with transaction() as session:
        return session.query(table).count()


def test_whoever_keeps_no_pool_reads_why_to_talk_to_people_with_no_seat_open(page):
    answer = page.get("/pools")

    assert "people you would call first if a seat came free" in answer.text
    assert "/pools/new" in answer.page.links


def test_a_pool_is_started_and_says_whom_to_begin_with(page, kept):
    answer = page.get(kept)

    assert answer.page.h1 == ["Regional sales leader"]
    assert "Priya Raman: 0, aims at 3" in answer.text
    assert "Begin with the two people you would call first" in answer.text
    assert kept in page.get("/pools").page.links


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("title", "", "Enter a role, for example Regional sales leader."),
        ("title", "x" * 201, "Shorten this to 200 characters or fewer; it has 201."),
        ("purpose", "x" * 1001, "Shorten this to 1,000 characters or fewer; it has 1,001."),
        ("a_month", "41", "40"),
        ("a_month", "-1", "0"),
        ("a_month", "many", "whole number"),
        ("template", "nothing@9.9", "Choose one of the options"),
        ("keepers", ["999999"], "Choose"),
        ("keepers", [], "Choose at least one person who keeps the pool."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_pool_that_cannot_be_started_says_why_and_keeps_what_was_typed(
    page, transaction, field, typed, advice
):
    sent = page.fields("/pools/new") | POOL | {field: typed}

    answer = page.post("/pools/new", sent)

    assert advice in answer.text
    assert answer.page.title.startswith("Error: ")
    held = form_fields(answer.html)
    others = POOL.keys() - {field}
    assert {name: held[name] for name in others} == {name: POOL[name] for name in others}
    assert count(transaction) == 0


def test_a_pool_sent_twice_is_started_once(page, transaction):
    sent = page.fields("/pools/new") | POOL

    first, second = page.post("/pools/new", sent), page.post("/pools/new", sent)

    assert first.path == second.path
    assert count(transaction) == 1


def test_a_form_without_its_token_starts_nothing(page, transaction):
    sent = page.fields("/pools/new") | POOL | {"csrf_token": "wrong"}

    assert page.post("/pools/new", sent).code == 400
    assert count(transaction) == 0


def test_a_pool_is_changed(page, kept):
    sent = page.fields(f"{kept}/change") | {"title": "Sales leader, north"}

    answer = page.post(f"{kept}/change", sent)

    assert answer.path == kept
    assert "Sales leader, north" in answer.text
    assert "Priya Raman: 0, aims at 3" in answer.text


def test_a_stale_change_shows_both_texts(page, browser, priya, kept):
    mine = page.fields(f"{kept}/change") | {"title": "My title"}
    other = browser(priya)
    other.post(f"{kept}/change", other.fields(f"{kept}/change") | {"title": "Their title"})

    conflict = page.post(f"{kept}/change", mine)

    assert conflict.code == 409
    assert "<pre>My title</pre>" in conflict.html
    assert "<pre>Their title</pre>" in conflict.html


def test_whoever_gives_a_pool_away_finds_the_list_and_it_is_not_on_it(page, make, kept):
    henrik = make.manager(name="Henrik Solberg")
    sent = page.fields(f"{kept}/change") | {"keepers": [str(henrik.id)]}

    answer = page.post(f"{kept}/change", sent)

    assert answer.path == "/pools"
    assert page.get(kept).code == 404


def test_a_pool_of_others_does_not_exist(make, browser, kept, ana):
    stranger = browser(make.manager(name="Henrik Solberg"))
    hr = browser(make.user(Role.HR_PARTNER))
    addresses = [kept, f"{kept}/change", f"{kept}/people/new", ana]
    addresses += [f"{ana}/{name}" for name in ("change", "consent", "opening", "remove")]

    assert {stranger.get(address).code for address in addresses} == {404}
    assert {stranger.post(address).code for address in [*addresses[1:], f"{kept}/open"]} == {404}
    assert {hr.get(address).code for address in addresses} == {200}


def test_a_closed_pool_takes_nobody_in_and_loses_nothing_that_was_typed(page, kept, ana):
    form = page.fields(f"{kept}/people/new") | PERSON | {"email": "ben@mail.example"}

    closed = page.post(f"{kept}/open", {"open": "no"})
    refused = page.post(f"{kept}/people/new", form)

    assert "People stay until their consent ends." in closed.text
    assert f"{kept}/people/new" not in closed.page.links
    assert ana in closed.page.links
    assert "This pool is closed. Open it again to add people." in refused.text
    assert form_fields(refused.html)["email"] == "ben@mail.example"


def test_closed_pools_have_a_list_of_their_own_and_open_again(page, kept):
    page.post(f"{kept}/open", {"open": "no"})

    assert kept not in page.get("/pools").page.links
    assert kept in page.get("/pools?closed=yes").page.links
    assert "This pool takes people in again." in page.post(f"{kept}/open", {"open": "yes"}).text
    assert kept in page.get("/pools").page.links


def test_the_address_of_a_button_leads_to_the_pool(page, kept):
    assert page.get(f"{kept}/open").path == kept


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ready=now", True),
        ("ready=later", False),
        ("tag=Dairy", True),
        ("tag=Air", False),
        ("name=diaz", True),
        ("name=ben", False),
        ("waits=silent", False),
        ("ready=nonsense&waits=nonsense&page=99", True),
    ],
)
def test_people_are_narrowed_by_what_stands_in_the_address(page, kept, ana, question, found):
    answer = page.get(f"{kept}?{question}")

    assert (ana in answer.page.links) == found
    assert ("Nobody matches the filters." in answer.text) != found


@pytest.mark.usefixtures("ana")
def test_the_list_counts_people_by_when_they_are_ready(page, kept):
    assert f"{kept}?ready=now" in page.get("/pools").page.links
    assert f"{kept}?ready=later" not in page.get("/pools").page.links


def test_only_people_who_run_openings_find_pools_at_the_side(make, browser, page):
    interviewer = browser(make.user())

    assert "/pools" in page.get("/openings").page.links
    assert "/pools" not in interviewer.get("/home").page.links
    assert interviewer.get("/pools").code == 404


def test_each_keeper_keeps_a_target_of_their_own_when_something_else_is_changed(
    make, page, kept, priya, transaction
):
    noa = make.manager(name="Noa Berg")
    with transaction() as session:
        pool = session.scalars(select(Pool)).one()
        pool.keepers.append(PoolKeeper(user_id=noa.id, a_month=1))

    form = page.fields(f"{kept}/change") | {"keepers": [str(priya.id), str(noa.id)]}
    page.post(f"{kept}/change", form | {"purpose": "The Nordic region opens."})

    text = page.get(kept).text
    assert "Priya Raman: 0, aims at 3" in text
    assert "Noa Berg: 0, aims at 1" in text


def test_each_keeper_is_given_an_aim_of_their_own(make, page, kept, priya):
    noa = make.manager(name="Noa Berg")
    both = {"keepers": [str(priya.id), str(noa.id)]}
    page.post(f"{kept}/change", page.fields(f"{kept}/change") | both)
    address = f"{kept}/conversations"
    sent = page.fields(address)
    assert sent[f"aim_{noa.public_id}"] == "2"

    page.post(address, sent | {f"aim_{noa.public_id}": "6"})

    text = page.get(kept).text
    assert "Priya Raman: 0, aims at 3" in text
    assert "Noa Berg: 0, aims at 6" in text
    late = page.post(address, sent | {f"aim_{noa.public_id}": "1"})
    assert late.code == 409


def test_an_aim_that_cannot_be_says_why_and_keeps_what_was_typed(page, kept, priya):
    address, name = f"{kept}/conversations", f"aim_{priya.public_id}"

    answer = page.post(address, page.fields(address) | {name: "400"})

    assert "Enter a whole number from 0 to 40." in answer.text
    assert form_fields(answer.html)[name] == "400"
    assert "aims at 3" in page.get(kept).text


def test_every_word_exchanged_is_in_the_log_of_the_pool(page, kept, ana, today):
    empty = page.get(f"{kept}/conversations").text
    for kind, note in (("conversation", "Her team is being merged."), ("message", "Sent the ad.")):
        said = {"kind": kind, "on": str(today), "note": note, "next_action": "", "next_on": ""}
        page.post(ana, page.fields(ana) | said)

    answer = page.get(f"{kept}/conversations")

    assert "Nobody has noted a conversation yet" in empty
    for text in ("Ana Díaz", "Her team is being merged.", "Sent the ad.", "Message or call"):
        assert text in answer.text
    assert "Priya Raman: 1, aims at 3" in page.get(kept).text
    assert ana in answer.page.links
