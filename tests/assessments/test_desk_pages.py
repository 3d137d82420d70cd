"""The people team's side: who was sent a link, how far they are, and what to do about it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.services import adjustments, invitations
from assess.database import new_public_id, utc_now
from assess.instruments import library
from assess.openings.models import Application
from assess.tokens import digest
from tests import statements
from tests.assessments import staging
from tests.assessments.desk import at, handed_in, held, wall
from tests.assessments.probe import PROBE
from tests.assessments.staging import Link
from tests.browser import Browser, form_fields
from tests.factories import SENDER, Make

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BUTTONS = {"Send a reminder", "Send a new link", "Move the end", "Withdraw the link"}


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, mailed to the candidate an hour ago."""
    return staging.invite(make, application, manager, PROBE, now=utc_now() - 60 * MINUTE)


@pytest.fixture
def grace(make: Make, browser: Callable[[User | None], Browser]) -> Browser:
    """The browser of somebody of the people team."""
    return browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))


@pytest.mark.usefixtures("link")
def test_the_list_holds_what_waits_and_on_request_everything_of_ones_own_openings(
    make, opening, manager, priya
):
    done = staging.invite(make, make.application(opening, name="Omar Done"), manager, PROBE)
    handed_in(make, done)
    stranger = make.application(make.opening(), name="Somebody Else")
    staging.invite(make, stranger, make.manager(), PROBE)

    waiting, everything = priya.get("/assessments").text, priya.get("/assessments?show=all").text

    assert "Salma Idrissi" in waiting
    assert "A probe Not started" in waiting
    assert "Omar Done" not in waiting
    assert "Omar Done" in everything
    assert "A probe Submitted" in everything
    assert "Somebody Else" not in waiting + everything


def test_a_withdrawn_link_waits_for_nobody(link, priya):
    priya.get(at(link))
    priya.post(at(link, "revoke"))

    assert "Nobody has anything to hand in." in priya.get("/assessments").text
    assert "Withdrawn" in priya.get("/assessments?show=all").text


def test_what_is_over_says_so_unless_it_was_handed_in(make, opening, manager, link, priya):
    done = staging.invite(make, make.application(opening, name="Omar Done"), manager, PROBE)
    handed_in(make, done)
    with make.transaction() as session:
        for one in (link, done):
            staging.held(session, one).closes_at = utc_now() - MINUTE

    seen = priya.get("/assessments?show=all").text

    assert seen.index("Omar Done") < seen.index("Salma Idrissi") < seen.index("Over")
    assert seen.count("Over") == 1


def test_an_empty_list_says_where_to_begin(priya):
    seen = priya.get("/assessments?show=all")

    assert "Nobody was invited yet." in seen.text
    assert "/openings" in seen.page.links


def test_the_list_is_turned_page_by_page_and_stays_what_it_is(make, manager, application, priya):
    terms = invitations.Terms(utc_now() + DAY, "Europe/London")
    with make.transaction() as session:
        actor = session.get_one(User, manager.id)
        for _ in range(51):
            made = invitations.new_invitation([PROBE], terms, new_public_id(), actor, utc_now())
            made.application = session.get_one(Application, application.id)
            session.add(made)

    first, last = priya.get("/assessments?show=all"), priya.get("/assessments?show=all&page=9")

    assert "1 to 50 of 51 invitations" in first.text
    assert first.html.count("<bdi>Salma Idrissi</bdi>") == 50
    assert "51 to 51 of 51 invitations" in last.text
    (following,) = [one for one in first.page.links if "page=2" in one]
    assert "show=all" in following
    assert priya.get(following.replace("&amp;", "&")).text == last.text


def test_an_invitation_says_how_far_it_is_and_what_can_be_done(app: Flask, make, link, priya):
    staging.guest(app, link)
    staging.started(make, link)

    seen = priya.get(at(link))

    assert "A probe version 1.0 Begun" in seen.text
    assert "by Priya Raman" in seen.text
    assert (
        "0 of 2; unless you send it, the first goes out by itself 3 days before the end"
        in seen.text
    )
    assert "are kept and not scored" in seen.text
    assert {name for name in BUTTONS if name in seen.text} == BUTTONS
    assert "Let the link work again" not in seen.text


def test_what_is_handed_in_needs_nothing_more(make, link, priya):
    handed_in(make, link)

    seen = priya.get(at(link))

    assert "receipt R-" in seen.text
    assert "Where and when results are read stands on the page of Salma Idrissi" in seen.text
    assert not any(name in seen.text for name in BUTTONS)


@pytest.mark.parametrize(
    ("verb", "said", "mails"),
    [
        ("remind", "The reminder is on its way, with a new link.", 2),
        ("reissue", "A new link is on its way. The old one no longer works.", 2),
        ("revoke", "The link is withdrawn. What was answered stays.", 1),
    ],
)
def test_a_button_does_what_it_says(make, link, priya, verb, said, mails):
    priya.get(at(link))

    done = priya.post(at(link, verb))

    assert done.path == at(link)
    assert said in done.text
    assert len(staging.post(make)) == mails
    works = held(make, link, "token_hash") == digest(link.token)
    assert works is (verb == "revoke")


def test_withdrawing_says_what_it_does_before_it_is_confirmed(link, priya):
    seen = priya.get(at(link)).text

    assert "Withdraw the link The link stops working at once" in seen
    assert "you can undo it. Yes, withdraw it" in seen


def test_a_link_that_reached_somebody_else_is_not_let_work_again(app, make, link, priya):
    priya.get(at(link))
    with make.transaction() as session:
        invitations.say_not_me(session, staging.held(session, link), SENDER, utc_now())

    seen = priya.get(at(link))
    refused = priya.post(at(link, "restore"))

    assert "that it was not meant for them" in seen.text
    assert "Check that salma@mail.example is right" in seen.text
    assert any(one.endswith("/candidate") for one in seen.page.links)
    assert "Let the link work again" not in seen.text
    assert "This link reached somebody else." in refused.text
    assert Browser(app).get(link.path).code == 410
    assert "Send a new link to salma@mail.example" in seen.text
    after = priya.post(at(link, "reissue")).text
    assert "A new link is on its way." in after
    assert "not meant for them" not in after
    assert Browser(app).get(link.path).code == 404


def test_a_withdrawn_link_works_again_after_a_button(make, link, priya):
    priya.get(at(link))
    withdrawn = priya.post(at(link, "revoke"))
    assert "Withdrawn" in withdrawn.text
    assert "Send a reminder" not in withdrawn.text

    done = priya.post(at(link, "restore"))

    assert "The link works again." in done.text
    assert held(make, link, "revoked_at") is None


@pytest.mark.parametrize(
    ("before", "verb", "why"),
    [
        ("remind", "remind", "A reminder went out a moment ago."),
        ("revoke", "remind", "The link is withdrawn. Send a new one, or let it work again."),
        ("end", "remind", "The time to answer is over. Move the end first."),
        ("end", "reissue", "The time to answer is over. Move the end first."),
        ("hand in", "reissue", "Everything is handed in already."),
    ],
)
def test_what_cannot_be_done_now_is_said_on_the_page(make, link, priya, before, verb, why):
    priya.get(at(link))
    if before == "end":
        with make.transaction() as session:
            staging.held(session, link).closes_at = utc_now() - MINUTE
    elif before == "hand in":
        handed_in(make, link)
    else:
        priya.post(at(link, before))
    mails = len(staging.post(make))

    refused = priya.post(at(link, verb))

    assert why in refused.text
    assert refused.path == at(link)
    assert len(staging.post(make)) == mails


def test_opening_the_address_of_a_button_changes_nothing(make, link, priya):
    for verb in ("remind", "reissue", "revoke", "restore"):
        assert priya.get(at(link, verb)).path == at(link)

    assert len(staging.post(make)) == 1
    assert held(make, link, "revoked_at") is None


def test_the_end_moves_and_the_link_stays(make, link, priya):
    end = (utc_now() + 30 * DAY).replace(second=0, microsecond=0)
    fields = priya.fields(at(link, "extend"))

    done = priya.post(at(link, "extend"), fields | {"closes_at": wall(end)})

    assert "The end has moved." in done.text
    assert held(make, link, "closes_at") == end
    assert held(make, link, "token_hash") == digest(link.token)


@pytest.mark.parametrize(
    ("days", "why"), [(-1, "Choose an end that lies ahead."), (500, "Choose an end within a year.")]
)
def test_an_end_that_cannot_be_stays_in_the_field_with_what_to_do(make, link, priya, days, why):
    before, typed = held(make, link, "closes_at"), wall(utc_now() + days * DAY)
    fields = priya.fields(at(link, "extend"))

    refused = priya.post(at(link, "extend"), fields | {"closes_at": typed})

    assert why in refused.text
    assert f'value="{typed}"' in refused.html
    assert held(make, link, "closes_at") == before


@pytest.mark.parametrize(
    ("pick", "kept", "said"),
    [("mine", 30, "The end has moved."), ("theirs", 20, "That is the end already.")],
)
def test_two_who_move_the_end_see_both_and_one_chooses(make, link, priya, grace, pick, kept, said):
    ends = {n: (utc_now() + n * DAY).replace(second=0, microsecond=0) for n in (20, 30)}
    stale = priya.fields(at(link, "extend"))
    fields = grace.fields(at(link, "extend"))
    grace.post(at(link, "extend"), fields | {"closes_at": wall(ends[20])})

    conflict = priya.post(at(link, "extend"), stale | {"closes_at": wall(ends[30])})

    assert conflict.code == 409
    assert f"<pre>{wall(ends[30])}</pre>" in conflict.html
    assert f"<pre>{wall(ends[20])}</pre>" in conflict.html
    assert held(make, link, "closes_at") == ends[20]
    chosen = form_fields(conflict.html) | {"conflict-pick-closes_at": pick}
    assert said in priya.post(at(link, "extend"), chosen).text
    assert held(make, link, "closes_at") == ends[kept]


def test_who_is_answering_is_seen_with_how_far_and_when_but_not_what(
    make, application, link, priya
):
    staging.started(make, link)
    for number, item in enumerate(("h1", "h2")):
        staging.answer(make, link, item, 4, utc_now() - (3 - number) * 60 * MINUTE)
    staging.answer(make, link, "h3", 2, utc_now() - 4 * 60 * MINUTE)
    staging.answer(make, link, "h3", None, utc_now() - 4 * 60 * MINUTE, turn=2)
    asked = len([one for one in library.assessment(PROBE).questions if not one.show_if])

    dossier = f"/applications/{application.public_id}"
    pages = [priya.get(path).text for path in ("/assessments", at(link), dossier)]

    for seen in pages:
        assert "A probe" in seen
        assert f"In progress 2 of {asked} answered, last 2 hours ago" in seen
        assert "Often" not in seen


def test_each_part_stands_in_the_lists_by_its_name_with_how_far_it_is(
    make, application, manager, priya
):
    both = staging.invite(make, application, manager, PROBE, staging.SITUATIONS)
    staging.started(make, both)

    seen = priya.get("/assessments").text

    title = library.assessment(staging.SITUATIONS).title
    asked = len([one for one in library.assessment(PROBE).questions if not one.show_if])
    assert f"A probe In progress 0 of {asked} answered {title} Not started" in seen


@pytest.mark.parametrize("path", ["/assessments", "one"])
def test_a_page_takes_as_many_statements_for_many_as_for_one(
    app: Flask, make, opening, manager, link, grace, path
):
    path = at(link) if path == "one" else path
    counts = []
    for number in range(2):
        if number:
            for _ in range(3):
                person = make.application(opening)
                staging.started(make, staging.invite(make, person, manager, PROBE))
            for wish in ("Breaks.", "More time."):
                decided(make, link, wish)
        else:
            staging.started(make, link)
            decided(make, link, "A quiet room.")
        grace.get(path)
        with statements.sent(app) as seen:
            grace.get(path)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def decided(make: Make, link: Link, wish: str) -> None:
    """A request that somebody of the people team granted; each time somebody else."""
    who = make.user(Role.HR_PARTNER)
    with make.transaction() as session:
        held = staging.held(session, link)
        made = adjustments.ask_for_adjustment(session, held, wish, SENDER, utc_now())
        adjustments.decide_adjustment(
            session, made, granted=True, multiplier=2.0, untimed=False, answer="Yes.",
            sender=SENDER, actor=session.get_one(User, who.id), now=utc_now(),
        )  # fmt: skip
