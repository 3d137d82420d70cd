"""People in a pool on pages: brought in, spoken with, asked, changed, taken out."""

from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.talent.models import PoolMember, Touchpoint
from tests.assessments.staging import post_in
from tests.browser import form_fields
from tests.talent import staging
from tests.talent.staging import PERSON

WORD = {
    "kind": "conversation",
    "note": "Free to move from August.",
    "next_action": "Send the plan",
}


def count(transaction, table=PoolMember):
    with transaction() as session:
        return session.query(table).count()


@pytest.fixture
def add(page, kept):
    """Brings somebody in."""
    address = f"{kept}/people/new"
    return lambda **fields: page.post(address, page.fields(address) | PERSON | fields)


@pytest.fixture
def speak(page, ana, today):
    """Notes a word exchanged with Ana."""
    usual = WORD | {"next_on": str(today + timedelta(days=9))}
    return lambda **fields: page.post(ana, page.fields(ana) | usual | fields)


def test_somebody_is_brought_in_and_shown(page, kept, ana):
    answer = page.get(ana)

    assert answer.page.h1 == ["Ana Díaz"]
    for said in ("Led the team that opened Iberia.", "Iberia, Dairy", "Sensors", "On the phone"):
        assert said in answer.text
    assert ana in page.get(kept).page.links


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("name", "", "Enter a name."),
        ("name", "x" * 201, "Shorten this to 200 characters or fewer; it has 201."),
        ("email", "", "Enter a mail address."),
        ("email", "ana", "Enter a mail address like name@example.com."),
        ("phone", "1" * 61, "Shorten this to 60 characters or fewer; it has 61."),
        ("readiness", "", "Choose when this person could take the role."),
        ("reason", "", "Write what they have done that this role needs."),
        ("review_on", "", "Enter the day on which to look at this again."),
        ("review_on", "soon", "Enter a day like 2026-12-04."),
        ("review_on", "2020-01-01", "Choose a review day in the future."),
        ("markets", ",".join(map(str, range(13))), "Use 12 tags at most."),
        ("lines", "x" * 61, "is too long for a tag."),
        ("consent", "", "Choose whether this person has agreed."),
        ("given_on", "", "Enter the day on which it was given."),
        ("given_on", "2999-01-01", "Consent cannot be given in the future."),
        ("until", "", "Enter the last day on which it holds."),
        ("until", "2020-01-01", "This consent has run out."),
        ("until", "2999-01-01", "Consent holds for two years at most."),
        ("how", "", "Write how it was given, for example by mail."),
        ("owner", "999999", "Choose one of the options"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_somebody_who_cannot_come_in_is_told_why_and_what_was_typed_is_kept(
    add, transaction, field, typed, advice
):
    answer = add(**{field: typed})

    assert advice in answer.text
    assert answer.page.title.startswith("Error: ")
    held = form_fields(answer.html)
    others = PERSON.keys() - {field}
    assert {name: held[name] for name in others} == {name: PERSON[name] for name in others}
    assert count(transaction) == 0


def test_the_same_form_sent_twice_brings_in_one(page, kept, transaction):
    sent = page.fields(f"{kept}/people/new") | PERSON

    first, second = (page.post(f"{kept}/people/new", sent) for _ in range(2))

    assert first.path == second.path
    assert count(transaction) == 1


@pytest.mark.usefixtures("ana")
def test_nobody_is_in_a_pool_twice(add):
    answer = add(email="ANA@mail.example")

    assert "Somebody with this mail address is in this pool already." in answer.text


def test_whoever_has_not_agreed_is_asked_by_mail(add, transaction):
    answer = add(consent="ask", given_on="", until="", how="")

    assert "Asked. Without a yes they go after" in answer.text
    with transaction() as session:
        (letter,) = post_in(session)
        assert letter.to == "ana@mail.example"
        assert "/stay/" in letter.link


def test_a_word_exchanged_counts_this_month_and_says_what_comes_next(page, kept, speak):
    answer = speak()

    assert "Free to move from August." in answer.text
    assert "Send the plan" in answer.text
    assert "Priya Raman: 1, aims at 3" in page.get(kept).text


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"kind": ""}, "Choose what it was."),
        ({"on": ""}, "Enter the day."),
        ({"on": "2999-01-01"}, "This day is in the future."),
        ({"note": ""}, "Write a sentence or two."),
        ({"next_on": "2020-01-01"}, "Choose today or a later day for the next action."),
        ({"next_on": ""}, "A next action needs both words and a day."),
        ({"next_action": ""}, "A next action needs both words and a day."),
    ],
    ids=str,
)
def test_a_word_that_cannot_be_noted_says_why_and_is_kept(speak, transaction, fields, advice):
    answer = speak(**fields)

    assert advice in answer.text
    held = form_fields(answer.html)
    others = WORD.keys() - {*fields, "kind"}
    assert {name: held[name] for name in others} == {name: WORD[name] for name in others}
    assert count(transaction, Touchpoint) == 0


def test_a_next_action_can_be_due_today(speak, today):
    answer = speak(next_on=str(today))

    assert "Noted." in answer.text
    assert "Next action due" in answer.text


def test_a_word_sent_twice_is_noted_once(page, ana, transaction):
    sent = page.fields(ana) | WORD | {"next_action": ""}

    page.post(ana, sent)
    page.post(ana, sent)

    assert count(transaction, Touchpoint) == 1


def test_what_somebody_typed_is_shown_as_they_typed_it(speak):
    answer = speak(note="<b>Bold</b>\nsecond line")

    assert "&lt;b&gt;Bold&lt;/b&gt;<br>second line" in answer.html


def test_somebodys_place_is_changed(page, ana):
    sent = page.fields(f"{ana}/change") | {"readiness": "later", "markets": "Water"}

    answer = page.post(f"{ana}/change", sent)

    assert answer.path == ana
    assert "Later" in answer.text
    assert "Water" in answer.text
    assert "Dairy" not in answer.text


def test_a_place_that_cannot_be_says_why_and_is_kept(page, ana):
    sent = page.fields(f"{ana}/change") | {"reason": "Another.", "review_on": "2020-01-01"}

    answer = page.post(f"{ana}/change", sent)

    assert "Choose a review day in the future." in answer.text
    assert form_fields(answer.html)["reason"] == "Another."


def test_a_stale_change_of_a_place_shows_both_texts(page, browser, priya, ana):
    mine = page.fields(f"{ana}/change") | {"reason": "Mine."}
    other = browser(priya)
    other.post(f"{ana}/change", other.fields(f"{ana}/change") | {"reason": "Theirs."})

    conflict = page.post(f"{ana}/change", mine)

    assert conflict.code == 409
    assert "<pre>Mine.</pre>" in conflict.html
    assert "<pre>Theirs.</pre>" in conflict.html


def test_a_consent_given_elsewhere_is_noted(page, ana, today):
    until = today + timedelta(days=700)
    sent = {"given_on": str(today), "until": str(until), "how": "At the fair"}
    sent["version"] = page.fields(f"{ana}/consent")["version"]

    answer = page.post(f"{ana}/consent", sent)
    again = page.post(f"{ana}/consent", sent)
    stale = page.post(f"{ana}/consent", sent | {"until": str(today + timedelta(days=9))})

    assert answer.path == again.path == ana
    assert "At the fair" in answer.text
    assert "Something was changed here a moment ago" in stale.text
    assert form_fields(stale.html)["until"] == str(today + timedelta(days=9))


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("given_on", "", "Enter the day on which it was given."),
        ("given_on", "2999-01-01", "Consent cannot be given in the future."),
        ("until", "", "Enter the last day on which it holds."),
        ("until", "2999-01-01", "Consent holds for two years at most."),
        ("how", "", "Write how, for example by mail on 3 March."),
    ],
)
def test_a_consent_that_cannot_be_says_why_and_is_kept(page, ana, today, field, typed, advice):
    usual = {"version": page.fields(f"{ana}/consent")["version"]}
    usual |= {"given_on": str(today), "until": str(today + timedelta(days=9)), "how": "At the fair"}

    answer = page.post(f"{ana}/consent", usual | {field: typed})

    assert advice in answer.text
    assert form_fields(answer.html)["how"] == (usual | {field: typed})["how"]


def test_two_presses_send_one_question(page, ana, transaction):
    sent = page.fields(f"{ana}/consent")

    answer = page.post(f"{ana}/consent", sent)
    again = page.post(f"{ana}/consent", sent)

    assert "Something was changed here a moment ago, perhaps by asking" in again.text
    assert "A question is on its way to ana@mail.example." in answer.text
    with transaction() as session:
        assert len(post_in(session)) == 1


def test_whoever_is_taken_out_is_gone_after_a_question(page, kept, ana, transaction):
    asked = page.get(f"{ana}/remove")
    assert count(transaction) == 1

    answer = page.post(f"{ana}/remove")

    assert "cannot be brought back" in asked.text
    assert answer.path == kept
    assert "Ana Díaz is not in this pool any more." in answer.text
    assert page.get(ana).code == 404
    assert page.post(f"{ana}/remove").code == 404


def test_who_somebody_is_can_be_corrected_and_a_link_to_a_wrong_address_dies(
    page, ana, app, transaction
):
    page.post(f"{ana}/consent", page.fields(f"{ana}/consent") | {"then": "ask"})
    with transaction() as session:
        link = "/stay/" + post_in(session)[-1].link.rpartition("/")[2]
    assert app.test_client().get(link).status_code == 200

    fields = page.fields(f"{ana}/correct")
    typed = fields | {"name": "Ana Díaz Gil", "email": "Ana.Gil@mail.example", "phone": "+34 1"}
    answer = page.post(f"{ana}/correct", typed)

    assert "Ask again." in answer.text
    for said in ("Ana Díaz Gil", "ana.gil@mail.example", "+34 1"):
        assert said in answer.text
    assert app.test_client().get(link).status_code == 410
    assert "Ana Díaz Gil" in page.get("/search?for=gil").text
    # Somebody else has typed over the same words in the meantime.
    late = page.post(f"{ana}/correct", fields | {"name": "Ann"})
    assert "Somebody else saved this in the meantime" in late.text
    assert page.get(ana).page.h1 == ["Ana Díaz Gil"]


def test_nobody_is_corrected_into_somebody_else_or_behind_the_back_of_others(
    page, ana, add, make, transaction
):
    add(name="Bo", email="bo@mail.example")
    taken = page.post(
        f"{ana}/correct", page.fields(f"{ana}/correct") | {"email": "BO@mail.example"}
    )
    assert "Another candidate has this mail address." in taken.text

    other = make.manager(name="Henrik Solberg")
    with transaction() as session:
        held = staging.pool(session, session.get_one(User, other.id))
        staging.member(session, held, session.get_one(User, other.id), email=PERSON["email"])
    refused = page.post(f"{ana}/correct", page.fields(f"{ana}/correct") | {"name": "Ann"})

    assert "in a pool you do not keep" in refused.text
