"""A link that went astray is noticed without looking for it; withdrawn ones are found."""

import re
from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.services import invitations
from assess.database import new_public_id, utc_now
from assess.openings.models import Application
from assess.openings.rules import Stage
from tests import statements
from tests.assessments import staging
from tests.assessments.desk import at, handed_in
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import Browser
from tests.factories import SENDER, Make

HEADING = "Links that reached somebody else"
PAGES = ("/assessments", "/home")


def not_me(make: Make, link: Link) -> None:
    """Somebody says that the link reached them by mistake."""
    with make.transaction() as session:
        invitations.say_not_me(session, staging.held(session, link), SENDER, utc_now())


@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_went_astray_stands_first_with_what_to_do(
    make, browser, opening, link, manager, page
):
    staging.invite(make, make.application(opening, name="Omar Waiting"), manager, PROBE)
    grace = browser(make.user(Role.HR_PARTNER))
    assert HEADING not in grace.get(page).text

    not_me(make, link)

    for person in (grace, browser(manager)):
        seen = person.get(page)
        assert f"{HEADING} Salma Idrissi" in seen.text
        assert "Check the address of Salma Idrissi" in seen.text
        assert at(link) in seen.page.links


@pytest.mark.parametrize("page", PAGES)
def test_a_new_link_mends_it(make, link, priya, page):
    not_me(make, link)
    priya.get(at(link))

    priya.post(at(link, "reissue"))

    assert HEADING not in priya.get(page).text


def test_another_invitation_to_the_same_mends_it_and_one_to_something_else_does_not(
    make, link, application, manager, priya
):
    not_me(make, link)
    staging.invite(make, application, manager, SITUATIONS)
    assert HEADING in priya.get("/assessments").text

    staging.invite(make, application, manager, PROBE)

    assert HEADING not in priya.get("/assessments").text


def test_nothing_is_to_be_done_for_who_is_out_or_handed_in_or_in_others_openings(
    make, opening, link, manager, priya
):
    done = staging.invite(make, make.application(opening, name="Omar Done"), manager, PROBE)
    handed_in(make, done)
    other = make.manager()
    stranger = staging.invite(make, make.application(make.opening(other)), other, PROBE)
    for one in (link, done, stranger):
        not_me(make, one)
    with make.transaction() as session:
        staging.held(session, link).application.stage = Stage.NOT_HIRED

    assert HEADING not in priya.get("/assessments").text


@pytest.mark.usefixtures("link")
def test_the_filter_says_how_many_are_withdrawn_and_shows_them(make, opening, manager, priya):
    away = staging.invite(make, make.application(opening, name="Omar Away"), manager, PROBE)
    assert "Withdrawn (0)" in priya.get("/assessments").text
    assert "No link is withdrawn." in priya.get("/assessments?show=withdrawn").text

    with make.transaction() as session:
        invitations.revoke(session, staging.held(session, away), actor="x", now=utc_now())
    seen = priya.get("/assessments")

    assert "Withdrawn (1)" in seen.text
    assert "Omar Away" not in seen.text
    withdrawn = priya.get("/assessments?show=withdrawn").text
    assert "Omar Away" in withdrawn
    assert "Salma Idrissi" not in withdrawn


@pytest.mark.usefixtures("link")
def test_a_filter_nobody_offers_shows_what_waits(priya):
    assert "Salma Idrissi" in priya.get("/assessments?show=nonsense").text


def test_the_longest_waiting_stands_first(make, opening, link, manager, priya):
    later = staging.invite(make, make.application(opening, name="Omar Later"), manager, PROBE)
    for one in (later, link):
        not_me(make, one)
    with make.transaction() as session:
        staging.held(session, link).misdirected_at -= timedelta(days=2)

    seen = priya.get("/assessments").text

    assert seen.index("Salma Idrissi") < seen.index("Omar Later")


def listed(browser: Browser, address: str) -> set[str]:
    """Names in the list."""
    return set(re.findall(r"<bdi>([^<]+)</bdi></a>", browser.get(address).html))


def test_a_candidate_is_found_by_name_address_opening_and_state(
    make, opening, link, manager, priya
):
    other = make.opening(manager)
    there = make.application(other, name="Jürgen Weiß", email="jw@mail.example")
    staging.invite(make, there, manager, PROBE)
    here = make.application(opening, name="Omar Done", email="omar@mail.example")
    handed_in(make, staging.invite(make, here, manager, PROBE))
    staging.started(make, link)
    everybody = {"Salma Idrissi", "Jürgen Weiß", "Omar Done"}

    assert listed(priya, "/assessments") == {"Salma Idrissi", "Jürgen Weiß"}
    assert listed(priya, "/assessments?show=all") == everybody
    assert listed(priya, "/assessments?name=jurgen") == {"Jürgen Weiß"}
    assert listed(priya, "/assessments?name=jw@mail") == {"Jürgen Weiß"}
    assert listed(priya, "/assessments?name=%25&show=all") == set()
    assert listed(priya, f"/assessments?opening={opening.public_id}") == {"Salma Idrissi"}
    assert listed(priya, "/assessments?show=not-started") == {"Jürgen Weiß"}
    assert listed(priya, "/assessments?show=in-progress") == {"Salma Idrissi"}
    assert listed(priya, "/assessments?show=submitted") == {"Omar Done"}
    assert listed(priya, "/assessments?show=over") == set()
    with make.transaction() as session:
        staging.held(session, link).closes_at = utc_now() - timedelta(days=1)
    assert listed(priya, "/assessments?show=over") == {"Salma Idrissi"}


@pytest.mark.usefixtures("link")
def test_the_search_looks_in_no_opening_of_others_and_offers_none(make, priya):
    other = make.manager()
    strange = make.opening(other)
    application = make.application(strange, name="Salma Strange")
    staging.invite(make, application, other, PROBE)

    seen = priya.get("/assessments?name=salma")

    assert listed(priya, "/assessments?name=salma") == {"Salma Idrissi"}
    assert listed(priya, f"/assessments?opening={strange.public_id}&show=all") == set()
    assert strange.public_id not in seen.html


@pytest.mark.usefixtures("link")
def test_a_search_that_finds_nobody_says_so_and_offers_to_look_among_all(priya):
    seen = priya.get("/assessments?name=nobody")

    assert "No invitation fits these filters." in seen.text
    assert any("name=nobody" in one and "show=all" in one for one in seen.page.links)
    assert 'value="nobody"' in seen.html


def test_the_pages_of_a_narrowed_list_stay_narrowed_and_ask_no_more_of_the_database(
    app, make, opening, manager, application, priya
):
    address = f"/assessments?name=salma&opening={opening.public_id}&show=all"
    staging.invite(make, application, manager, PROBE)
    priya.get(address)
    with statements.sent(app) as few:
        priya.get(address)
    terms = invitations.Terms(utc_now() + timedelta(days=1), "Europe/London")
    with make.transaction() as session:
        actor = session.get_one(User, manager.id)
        for _ in range(60):
            made = invitations.new_invitation([PROBE], terms, new_public_id(), actor, utc_now())
            made.application = session.get_one(Application, application.id)
            session.add(made)

    with statements.sent(app) as many:
        first = priya.get(address)

    assert "1 to 50 of 61 invitations" in first.text
    (following,) = [one for one in first.page.links if "page=2" in one]
    assert all(part in following for part in ("name=salma", opening.public_id, "show=all"))
    assert "51 to 61 of 61 invitations" in priya.get(following.replace("&amp;", "&")).text
    assert len(many) <= len(few) + 1  # what fits on one page is not counted
