"""A link that went astray is noticed without looking for it; withdrawn ones are found."""

from datetime import timedelta

import pytest

from assess.accounts.rules import Role
from assess.assessments.services import invitations
from assess.database import utc_now
from assess.openings.rules import Stage
from tests.assessments import staging
from tests.assessments.desk import at, handed_in
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
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
    assert "/assessments?show=withdrawn" in seen.page.links
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
