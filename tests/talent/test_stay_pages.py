"""The link in the question for consent: what is asked, a yes, a no, and a link that is over."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from assess.talent.models import PoolMember
from assess.talent.rules import Consent
from assess.times import in_words
from tests.assessments.staging import post_in
from tests.german import LABELS_IN_ENGLISH, SAID_IN_ENGLISH
from tests.talent.staging import PERSON


@pytest.fixture
def link(page, kept, transaction):
    """The path of the link in the mail that asks Ana."""
    address = f"{kept}/people/new"
    page.post(address, page.fields(address) | PERSON | {"consent": "ask"})
    with transaction() as session:
        return newest(session)


@pytest.fixture
def visitor(browser):
    """Ana's browser, which is signed in as nobody."""
    return browser()


def newest(session):
    return "/stay/" + post_in(session)[-1].link.rpartition("/")[2]


def held(transaction):
    with transaction() as session:
        return [(one.consent, one.consent_until) for one in session.query(PoolMember)]


def test_the_link_says_what_is_kept_and_opening_it_changes_nothing(visitor, link, transaction):
    before = held(transaction)

    answer = visitor.get(link)

    for said in ("Ana Díaz", "ana@mail.example", "Regional sales leader", "No, delete it"):
        assert said in answer.text
    assert PERSON["reason"] not in answer.text
    assert held(transaction) == before
    assert visitor.client.head(link).status_code == 200
    assert held(transaction) == before


def test_a_yes_keeps_somebody_for_a_year(visitor, link, transaction, today):
    visitor.get(link)

    answer = visitor.post(link, {"answer": "yes"})

    assert "Thank you. We stay in touch until" in answer.text
    assert held(transaction) == [(Consent.GIVEN, today + timedelta(days=365))]


def test_the_foot_of_the_question_tells_how_long_and_leads_back(visitor, link):
    asked = visitor.get(link)
    (foot,) = (one for one in asked.page.links if one.startswith("/a/privacy"))

    privacy = visitor.get(foot)

    assert "Until the last day you agreed to." in privacy.text
    assert link in privacy.page.links


def test_a_yes_never_shortens_what_was_agreed(visitor, page, ana, transaction, today):
    until = today + timedelta(days=700)
    sent = {"version": page.fields(f"{ana}/consent")["version"], "how": "By mail"}
    page.post(f"{ana}/consent", sent | {"given_on": str(today), "until": str(until)})
    page.post(f"{ana}/consent", page.fields(f"{ana}/consent"))
    with transaction() as session:
        link = newest(session)

    visitor.get(link)
    visitor.post(link, {"answer": "yes"})

    assert held(transaction) == [(Consent.GIVEN, until)]


def test_a_no_deletes_what_was_kept_and_the_link_is_over(visitor, link, transaction):
    visitor.get(link)

    answer = visitor.post(link, {"answer": "no"})

    assert "What we kept about you for it is deleted." in answer.text
    assert held(transaction) == []
    assert visitor.get(link).code == 410


def test_a_yes_can_become_a_no_with_the_same_link(visitor, link, transaction):
    visitor.get(link)
    visitor.post(link, {"answer": "yes"})
    assert "You have agreed that we stay in touch until" in visitor.get(link).text

    visitor.post(link, {"answer": "no"})

    assert held(transaction) == []


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "maybe"}])
def test_neither_yes_nor_no_asks_again(visitor, link, transaction, sent):
    visitor.get(link)

    assert "May we stay in touch?" in visitor.post(link, sent).text
    assert len(held(transaction)) == 1


def test_an_answer_without_its_token_changes_nothing(visitor, link, transaction):
    before = held(transaction)
    visitor.get(link)

    answer = visitor.post(link, {"answer": "no", "csrf_token": "wrong"})

    assert answer.code == 400
    assert held(transaction) == before


def test_a_link_that_leads_nowhere_says_why(visitor):
    answer = visitor.get("/stay/nothing")

    assert answer.code == 410
    assert "This link leads nowhere now" in answer.text


def test_after_its_last_day_a_link_takes_no_answer_even_before_the_rows_are_gone(
    visitor, link, transaction, today
):
    visitor.get(link)
    for ended, code in ((today, 200), (today - timedelta(days=1), 410)):
        with transaction() as session:
            session.execute(update(PoolMember).values(consent_until=ended))
        assert visitor.get(link).code == code

    answer = visitor.post(link, {"answer": "yes"})

    assert answer.code == 410
    assert f"ended on {in_words(ended)}" in answer.text
    assert held(transaction) == [(Consent.ASKED, ended)]


def test_the_newest_link_alone_leads_on(visitor, page, kept, link, transaction):
    (member,) = re.findall(r"/pools/people/\w+", page.get(kept).html)[:1]
    page.post(f"{member}/consent", page.fields(f"{member}/consent"))
    with transaction() as session:
        newer = newest(session)

    assert visitor.get(link).code == 410
    assert visitor.get(newer).code == 200


def test_no_other_site_is_told_of_the_link(visitor, link):
    assert visitor.get(link).response.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_reads_german_is_asked_in_german(visitor, link):
    asked = visitor.get(f"{link}?language=de")
    over = visitor.get("/stay/nothing?language=de")
    thanked = visitor.post(f"{link}?language=de", {"answer": "yes"})

    assert "Dürfen wir in Kontakt bleiben?" in asked.text
    assert "Danke. Wir bleiben bis" in thanked.text
    for answer in (asked, over, thanked):
        assert '<html lang="de"' in answer.html
        assert [said for said in SAID_IN_ENGLISH if said in answer.text] == []
        lines = {line.strip() for line in answer.page.words}
        assert not lines & LABELS_IN_ENGLISH
