"""Candidates are added by hand, corrected, and moved from stage to stage."""

import pytest

from assess.openings.models import Application, Candidate
from assess.openings.rules import Stage
from tests.browser import form_fields

ANA = {"name": "Ana Díaz", "email": "ana@mail.example", "phone": "+34 600 000 000"}


@pytest.fixture
def add(page, held):
    """Adds a candidate by hand."""
    address = f"/openings/{held.public_id}/candidates/new"
    page.get(address)
    return lambda **fields: page.post(address, {**ANA, **fields})


@pytest.fixture
def ana(make, held):
    """A candidate."""
    return make.application(held, name="Ana Díaz", email="ana@mail.example")


def test_a_candidate_is_added_and_shown(add, transaction):
    answer = add()

    assert answer.path.startswith("/applications/")
    assert "Ana Díaz" in answer.text
    with transaction() as session:
        candidate = session.query(Candidate).one()
        assert (candidate.name, candidate.email, candidate.phone) == tuple(ANA.values())


def test_an_address_is_kept_in_lower_case(add, transaction):
    add(email="  ANA@Mail.Example ")

    with transaction() as session:
        assert session.query(Candidate).one().email == "ana@mail.example"


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("name", "", "Enter the candidate's name."),
        ("name", "x" * 201, "Shorten this to 200 characters or fewer; it has 201."),
        ("name", "<b>" * 60_000, "it has 180,000."),
        ("email", "", "Enter the candidate's mail address."),
        ("email", "ana", "Enter a mail address like name@example.com."),
        ("email", "ana@" + "x" * 400 + ".example", "Enter a mail address like"),
        ("email", "ana@mail.example, ben@mail.example", "Enter a mail address like"),
        ("phone", "1" * 61, "Shorten this to 60 characters or fewer; it has 61."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_candidate_who_cannot_be_added_says_why_and_keeps_what_was_typed(
    add, field, typed, advice
):
    answer = add(**{field: typed})

    kept = form_fields(answer.html)
    assert advice in answer.text
    assert {name: kept[name] for name in ANA} == {**ANA, field: typed}


def test_a_name_of_two_hundred_characters_is_let_in(add):
    assert add(name="x" * 200).path.startswith("/applications/")


def test_a_candidate_sent_twice_is_added_once(add, transaction):
    add()

    again = add(email="ANA@mail.example")

    assert "A candidate with this mail address is in this opening already." in again.text
    assert form_fields(again.html)["name"] == "Ana Díaz"
    with transaction() as session:
        assert session.query(Application).count() == 1


def test_a_closed_opening_says_how_to_add_somebody(page, add, held):
    page.post(f"/openings/{held.public_id}/status", {"status": "closed"})

    answer = add()

    assert "This opening is closed. Open it again to add candidates." in answer.text
    assert form_fields(answer.html)["email"] == "ana@mail.example"


def test_a_candidate_is_corrected(page, ana):
    address = f"/applications/{ana.public_id}/candidate"

    answer = page.post(address, {**page.fields(address), "name": "Ana María Díaz"})

    assert answer.path == f"/applications/{ana.public_id}"
    assert "Ana María Díaz" in answer.text


def test_a_correction_to_somebody_elses_address_is_refused(page, make, held, ana):
    make.application(held, name="Ben", email="ben@mail.example")
    address = f"/applications/{ana.public_id}/candidate"

    answer = page.post(address, {**ANA, "email": "BEN@mail.example", "name": "Typed"})

    assert "Another candidate has this mail address." in answer.text
    kept = form_fields(answer.html)
    assert (kept["name"], kept["email"]) == ("Typed", "ben@mail.example")


def test_a_stale_correction_shows_both_texts(page, browser, priya, ana):
    address = f"/applications/{ana.public_id}/candidate"
    mine = {**page.fields(address), "phone": "111"}
    other = browser(priya)
    other.post(address, {**other.fields(address), "phone": "222"})

    conflict = page.post(address, mine)

    assert conflict.code == 409
    assert "<pre>111</pre>" in conflict.html
    assert "<pre>222</pre>" in conflict.html


def test_a_candidate_is_moved(page, ana):
    address = f"/applications/{ana.public_id}/move"
    page.get(address)

    answer = page.post(address, {"stage": "interview"})

    assert answer.path == f"/applications/{ana.public_id}"
    assert "Moved to ‘Interview’." in answer.text


def test_only_possible_moves_are_offered(page, ana):
    html = page.get(f"/applications/{ana.public_id}/move").html

    offered = {stage.value for stage in Stage if f'value="{stage.value}"' in html}
    assert offered == {"interview", "not-hired", "withdrawn"}


def test_an_offer_is_reached_through_the_debrief(page, ana, transaction):
    with transaction() as session:
        session.get(Application, ana.id).stage = Stage.DEBRIEF

    html = page.get(f"/applications/{ana.public_id}/move").html

    assert 'value="offer"' not in html
    assert f"/applications/{ana.public_id}/debrief" in html


def test_an_end_without_a_reason_is_refused_and_with_one_is_kept(page, ana):
    address = f"/applications/{ana.public_id}/move"
    page.get(address)

    refused = page.post(address, {"stage": "not-hired", "reason": " \0 "})
    moved = page.post(address, {"stage": "not-hired", "reason": "No <b>sales</b> yet."})

    assert "Give a reason that has to do with the job." in refused.text
    assert form_fields(refused.html)["stage"] == "not-hired"
    assert "No <b>sales</b> yet." in moved.text


@pytest.mark.parametrize("stage", ["", "hired", "new", "x", "x" * 200_000])
def test_a_move_nobody_offered_is_refused_and_keeps_the_reason(page, ana, stage, transaction):
    address = f"/applications/{ana.public_id}/move"
    page.get(address)

    answer = page.post(address, {"stage": stage, "reason": "Because."})

    assert (answer.code, answer.path) == (200, address)
    assert "Choose" in answer.text
    assert form_fields(answer.html)["reason"] == "Because."
    with transaction() as session:
        assert session.get(Application, ana.id).stage is Stage.NEW


def test_a_reason_has_room_for_five_hundred_characters(page, ana):
    address = f"/applications/{ana.public_id}/move"
    page.get(address)

    answer = page.post(address, {"stage": "withdrawn", "reason": "y" * 501})

    assert "Shorten this to 500 characters or fewer; it has 501." in answer.text
    assert form_fields(answer.html)["reason"] == "y" * 501


def test_a_move_sent_twice_is_made_once(page, ana, transaction):
    address = f"/applications/{ana.public_id}/move"
    page.get(address)
    page.post(address, {"stage": "interview"})

    again = page.post(address, {"stage": "interview"})

    assert "Choose one of the options on this page." in again.text
    with transaction() as session:
        assert len(session.get(Application, ana.id).moves) == 2
