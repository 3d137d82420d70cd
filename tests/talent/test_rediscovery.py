"""People are found again by what panels showed, as far as one may read it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.hiring.models import PastEvidence
from assess.hiring.rules import Outcome
from assess.openings.models import Candidate
from tests.talent.staging import PERSON


@pytest.fixture
def seen(make, priya):
    """Priya's candidate, whom a panel has rated and nobody hired."""
    hire = make.hire(manager=priya, name="Ben Ito")
    for one, level in zip(hire.panel, (4, 3), strict=True):
        make.submitted(hire.interview_id, one, level)
    make.debriefed(hire)
    make.decided(hire, Outcome.NOT_NOW)
    return hire


def test_somebody_turned_down_is_found_by_what_the_panel_saw(page, kept, seen):
    answer = page.get(f"{kept}/find")

    assert "Ben Ito" in answer.text
    assert "3½" in answer.text
    assert "this month" in answer.text
    assert "Too few ratings to say how far these may be off" in answer.text
    assert "SMART sales leader interview 1.0" in answer.text
    assert "Debrief" in answer.text
    assert f"/applications/{seen.application_id}" in answer.page.links
    assert "1 person" in answer.text


@pytest.mark.usefixtures("seen")
def test_evidence_of_the_last_day_of_last_month_is_not_of_this_month(page, kept, transaction):
    with transaction() as session:
        one = session.scalars(select(PastEvidence)).one()
        one.shown_on = one.shown_on.replace(day=1) - timedelta(days=1)

    assert "1 month ago" in page.get(f"{kept}/find").text


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("shows=strategic&years=1&reached=debrief", True),
        ("reached=offer", False),
        ("ready=now", False),
        ("tag=Iberia", False),
        ("order=newest&shows=nothing&reached=not-hired", True),
    ],
)
@pytest.mark.usefixtures("seen")
def test_the_list_is_narrowed_by_what_stands_in_the_address(page, kept, narrowed, found):
    answer = page.get(f"{kept}/find?{narrowed}")

    assert ("Ben Ito" in answer.text) == found
    assert found or "Nobody matches the filters." in answer.text


@pytest.mark.usefixtures("seen")
def test_who_is_in_a_pool_is_found_by_readiness_and_tag_and_told_as_being_there(
    page, kept, today, transaction
):
    address = f"{kept}/people/new"
    ben = PERSON | {"name": "Ben Ito", "review_on": str(today.replace(year=today.year + 1))}
    known = {"email": _email(transaction), "until": ben["review_on"]}
    page.post(address, page.fields(address) | ben | known)

    answer = page.get(f"{kept}/find?ready=now&tag=Iberia")

    assert "In it: Now" in answer.text


@pytest.mark.usefixtures("seen")
def test_others_find_nobody_and_count_nobody(make, browser):
    other = browser(make.manager(name="Noa Berg"))
    form = {"title": "X", "template": "regional-sales-leader@1.0"}
    pool = other.post("/pools/new", other.fields("/pools/new") | form).path

    answer = other.get(f"{pool}/find")

    assert "No panel you may read has finished" in answer.text
    assert "Ben Ito" not in answer.text


def test_whoever_has_yet_to_rate_somebody_does_not_find_them(make, browser, priya):
    grace = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    omar = make.user(name="Omar Haddad")
    hire = make.hire([omar, grace], manager=priya, name="Ben Ito")
    make.submitted(hire.interview_id, omar, 4)
    make.debriefed(hire)
    make.decided(hire, Outcome.NOT_NOW)
    page = browser(grace)
    form = {"title": "X", "template": "regional-sales-leader@1.0"}
    pool = page.post("/pools/new", page.fields("/pools/new") | form).path

    assert "Ben Ito" not in page.get(f"{pool}/find").text


def test_a_wish_for_more_evidence_takes_it_away_and_a_decision_brings_it_back(
    make, page, kept, seen, transaction
):
    make.decided(seen, Outcome.MORE_EVIDENCE)
    gone = page.get(f"{kept}/find").text
    make.moved(seen.application_id, "debrief")
    make.decided(seen, Outcome.OFFER)

    assert "Ben Ito" not in gone
    assert "Offer" in page.get(f"{kept}/find?reached=offer").text
    with transaction() as session:
        assert session.scalars(select(PastEvidence.newest)).all() == [True]


@pytest.mark.usefixtures("ana", "seen")
def test_a_pool_says_how_strong_its_bench_is(page, kept):
    assert "Nobody here has been rated by enough people to say it." in page.get(kept).text


def test_two_entries_become_one_person_and_both_histories_stay(page, kept, ana, seen, transaction):
    email = _email(transaction)
    page.post(ana, page.fields(ana) | {"kind": "conversation", "note": "Wants to move south."})

    refused = page.post(f"{ana}/merge", {"email": "nobody@mail.example"})
    seen_first = page.post(f"{ana}/merge", {"email": email})
    answer = page.post(seen_first.path, {"keep": "this"})
    again = page.post(seen_first.path, {"keep": "this"})

    assert "Nobody you know has this mail address." in refused.text
    assert "Ben Ito" in seen_first.text
    assert email in seen_first.text
    assert "They are one person already." in again.text
    assert "They are one person now." in answer.text
    assert "Wants to move south." in answer.text
    assert f"/applications/{seen.application_id}" in answer.page.links
    assert "Ana Díaz" in page.get(f"{kept}/find").text
    assert "Ana Díaz" in page.get(f"/applications/{seen.application_id}").text
    with transaction() as session:
        assert session.scalars(select(Candidate.name)).all() == ["Ana Díaz"]


def _email(transaction) -> str:
    with transaction() as session:
        return session.scalars(select(Candidate.email).where(Candidate.name == "Ben Ito")).one()
