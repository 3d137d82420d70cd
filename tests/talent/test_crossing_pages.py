"""From an opening into a pool, and from a pool into an opening."""

import pytest

from assess.openings.models import Application, Candidate
from assess.openings.rules import OpeningStatus
from tests.browser import form_fields
from tests.talent.staging import PERSON, POOL


@pytest.fixture
def opening(make, priya):
    """An opening Priya runs."""
    return make.opening(priya)


@pytest.fixture
def ben(make, opening):
    """The address of a candidate who was not hired."""
    application = make.application(opening, name="Ben Ito", email="ben@mail.example")
    make.moved(application.public_id, "not-hired")
    return f"/applications/{application.public_id}"


def test_a_candidate_is_kept_in_two_presses_with_name_and_address_filled_in(
    page, kept, ben, transaction
):
    assert f"{ben}/pool" in page.get(ben).page.links

    form = page.get(f"{ben}/pool")
    fields = form_fields(form.html)
    answer = page.post(
        f"{kept}/people/new?application={ben.rpartition('/')[2]}",
        fields | {"readiness": "later", "reason": "Coaches well.", "consent": "ask"},
    )

    assert form.path == f"{kept}/people/new"
    assert (fields["name"], fields["email"]) == ("Ben Ito", "ben@mail.example")
    assert fields["reason"] == ""
    assert "Ben Ito is in this pool now." in answer.text
    with transaction() as session:
        assert session.query(Candidate).count() == 1


def test_whoever_keeps_two_pools_is_asked_which(page, kept, ben):
    other = page.post("/pools/new", page.fields("/pools/new") | POOL | {"title": "Key accounts"})

    answer = page.get(f"{ben}/pool")

    assert answer.path == f"{ben}/pool"
    assert [link for link in answer.page.links if "application=" in link] == [
        f"{address}/people/new?application={ben.rpartition('/')[2]}"
        for address in (other.path, kept)
    ]


def test_whoever_keeps_no_pool_is_led_to_a_new_one(page, ben):
    answer = page.get(f"{ben}/pool")

    assert "You keep no pool yet." in answer.text
    assert "/pools/new" in answer.page.links


def test_a_candidate_of_others_fills_in_nothing(page, make, kept):
    other = make.application(make.opening(), name="Cleo", email="cleo@mail.example")

    assert page.get(f"{kept}/people/new?application={other.public_id}").code == 404
    assert page.get(f"/applications/{other.public_id}/pool").code == 404


def test_whoever_withdrew_is_not_offered_to_be_kept(page, make, opening):
    application = make.application(opening, name="Dora", email="dora@mail.example")
    make.moved(application.public_id, "withdrawn")

    links = page.get(f"/applications/{application.public_id}").page.links

    assert not [link for link in links if link.endswith("/pool")]


def test_somebody_is_put_into_an_opening_and_stays_in_the_pool(page, opening, ana, transaction):
    sent = page.fields(f"{ana}/opening") | {"opening": opening.public_id}

    answer = page.post(f"{ana}/opening", sent)

    assert answer.path.startswith("/applications/")
    assert "Ana Díaz is in this opening now, and still in the pool." in answer.text
    assert PERSON["reason"] not in answer.text
    assert page.get(ana).code == 200
    with transaction() as session:
        assert session.query(Application).one().candidate.email == "ana@mail.example"


def test_somebody_put_into_an_opening_twice_is_in_it_once(page, opening, ana, transaction):
    sent = page.fields(f"{ana}/opening") | {"opening": opening.public_id}
    page.post(f"{ana}/opening", sent)

    answer = page.post(f"{ana}/opening", sent)

    assert "A candidate with this mail address is in this opening already." in answer.text
    with transaction() as session:
        assert session.query(Application).count() == 1


def test_only_openings_one_runs_that_are_open_are_offered(page, make, priya, opening, ana):
    closed = make.opening(priya)
    page.post(f"/openings/{closed.public_id}/status", {"status": OpeningStatus.CLOSED.value})
    others = make.opening()

    offered = page.get(f"{ana}/opening").html
    refused = page.post(f"{ana}/opening", {"opening": others.public_id})

    assert opening.public_id in offered
    assert closed.public_id not in offered
    assert others.public_id not in offered
    assert "Choose one of the options" in refused.text


def test_whoever_runs_no_opening_is_led_to_a_new_one(page, ana):
    answer = page.get(f"{ana}/opening")

    assert "You run no opening that is open." in answer.text
    assert page.post(f"{ana}/opening", {"opening": "x"}).code == 200
