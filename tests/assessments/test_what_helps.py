"""The page of an invitation offers what helps as it stands, and refuses the rest in a sentence."""

from datetime import timedelta
from random import Random

import pytest

from assess.accounts.rules import Role
from assess.assessments import deeds, rules
from assess.assessments.services import again, invitations, taking
from assess.database import utc_now
from assess.openings.rules import Stage
from tests.assessments import staging
from tests.assessments.desk import at, handed_in, held, wall
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
from tests.factories import SENDER, Make

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
EVERYTHING = (
    "Send a reminder",
    "Send a new link",
    "Let the link work again",
    "Move the end",
    "Give another chance",
    "Invite anew",
    "Yes, withdraw it",
)


@pytest.fixture
def link(make, application, manager) -> Link:
    """The probe, mailed to the candidate an hour ago."""
    return staging.invite(make, application, manager, PROBE, now=utc_now() - timedelta(hours=1))


def set_to(make: Make, link: Link, *states: str) -> None:
    """Bring an invitation into some states, in their order."""
    for state in states:
        if state == "handed in":
            handed_in(make, link)
            continue
        with make.transaction() as session:
            one = staging.held(session, link)
            if state == "over":
                one.closes_at = utc_now() - DAY
            elif state == "withdrawn":
                invitations.revoke(session, one, actor="somebody", now=utc_now())
            elif state == "astray":
                invitations.say_not_me(session, one, SENDER, utc_now())
            elif state == "reminded":
                one.reminders = rules.MOST_REMINDERS
            elif state == "turned down":
                one.application.stage = Stage.NOT_HIRED


@pytest.mark.parametrize(
    ("states", "offered"),
    [
        ((), {"Send a reminder", "Send a new link", "Move the end", "Yes, withdraw it"}),
        (("reminded",), {"Send a new link", "Move the end", "Yes, withdraw it"}),
        (("turned down",), {"Send a new link", "Move the end", "Yes, withdraw it"}),
        (("over",), {"Move the end", "Yes, withdraw it"}),
        (("withdrawn",), {"Send a new link", "Let the link work again"}),
        (("withdrawn", "over"), {"Move the end", "Invite anew"}),
        (("astray",), {"Send a new link"}),
        (("astray", "over"), {"Move the end", "Invite anew"}),
        (("handed in",), set()),
        (("handed in", "over"), set()),
        (("handed in", "astray"), set()),
    ],
    ids=lambda given: " and ".join(sorted(given)),
)
def test_only_what_helps_is_offered(make, link, priya, states, offered):
    set_to(make, link, *states)

    page = priya.get(at(link)).html
    shown = {name for name in EVERYTHING if f">{name}" in page}

    assert shown == offered


@pytest.mark.parametrize(
    ("states", "verb", "why"),
    [
        (("over",), "remind", deeds.ENDED),
        (("over",), "reissue", deeds.ENDED),
        (("withdrawn", "over"), "restore", deeds.ENDED),
        (("withdrawn", "over"), "reissue", deeds.ENDED),
        (("withdrawn",), "remind", deeds.WITHDRAWN),
        (("astray",), "remind", deeds.ASTRAY),
        (("astray",), "restore", deeds.ASTRAY),
        (("reminded",), "remind", deeds.REMINDED),
        (("turned down",), "remind", "Salma Idrissi is no longer being assessed for this opening."),
        (("handed in",), "remind", deeds.HANDED_IN),
        (("handed in",), "reissue", deeds.HANDED_IN),
        (("handed in",), "revoke", deeds.HANDED_IN),
        (("handed in", "astray"), "restore", deeds.HANDED_IN),
    ],
)
def test_what_cannot_help_is_refused_and_changes_nothing(make, link, priya, states, verb, why):
    priya.get(at(link))
    set_to(make, link, *states)
    before = [held(make, link, name) for name in ("token_hash", "revoked_at", "reminders")]
    mails = len(staging.post(make))

    refused = priya.post(at(link, verb))

    assert why in refused.text
    assert [held(make, link, name) for name in ("token_hash", "revoked_at", "reminders")] == before
    assert len(staging.post(make)) == mails


def test_what_is_handed_in_has_no_end_to_move(make, link, priya):
    handed_in(make, link)

    seen = priya.get(at(link, "extend"))

    assert seen.path == at(link)
    assert deeds.HANDED_IN in seen.text


def test_after_the_end_of_a_withdrawn_link_moved_nobody_is_said_to_be_told(make, link, priya):
    set_to(make, link, "withdrawn", "over")
    mails = len(staging.post(make))
    assert "so nobody is told" in priya.get(at(link, "extend")).text

    fields = priya.fields(at(link, "extend")) | {"closes_at": wall(utc_now() + 9 * DAY)}
    done = priya.post(at(link, "extend"), fields)

    assert "Nobody was told: the link is still withdrawn." in done.text
    assert len(staging.post(make)) == mails
    assert ">Send a new link" in done.html


def test_a_withdrawn_link_that_is_over_leads_to_another_invitation(make, link, application, priya):
    set_to(make, link, "withdrawn", "over")

    path = f"/applications/{application.public_id}/assessments/new"

    assert path in priya.get(at(link)).page.links
    done = priya.post(path, priya.fields(path) | {"instruments": [PROBE]})
    assert "The invitation is on its way." in done.text


def test_who_may_not_give_another_chance_reads_who_may(make, browser, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS)
    with make.transaction() as session:
        part = staging.attempt(session, link)
        taking.begin(session, part, Random(1), utc_now())
        taking.close_overdue(session, part.id, SENDER, utc_now() + 30 * DAY)
        assert again.may_ask_again(session, staging.held(session, link))

    said = "The people team can give another chance."
    assert said in browser(manager).get(at(link)).text
    seen = browser(make.user(Role.HR_PARTNER)).get(at(link))
    assert said not in seen.text
    assert ">Give another chance" in seen.html


def test_nobody_who_was_turned_down_is_reminded(make, link):
    soon = utc_now() + 8 * DAY
    with make.transaction() as session:
        assert len(invitations.reminders_due(session, soon)) == 1

    set_to(make, link, "turned down")

    with make.transaction() as session:
        assert invitations.reminders_due(session, soon) == []
