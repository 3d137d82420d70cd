"""Another chance at what was closed when time was up: new rows, and the earlier ones stay."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments import queries
from assess.assessments.models import Invitation, Score
from assess.assessments.rules import AssessmentRefused, AttemptStatus
from assess.assessments.services import again, invitations, taking
from assess.assessments.services.invitations import Terms
from assess.audit.models import AuditEntry
from assess.database import new_public_id, utc_now
from assess.hiring import assessed
from assess.instruments import library
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.desk import at, handed_in, wall
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import Browser
from tests.factories import SENDER, Make

DAY = timedelta(days=1)
WHY = "The train lost its connection."


@pytest.fixture
def grace(make: Make) -> User:
    """Somebody of the people team."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, and one without a clock; both were begun and closed when time was up."""
    link = staging.invite(make, application, manager, PROBE, SITUATIONS, now=utc_now() - 12 * DAY)
    begun = utc_now() - 11 * DAY
    with make.transaction() as session:
        for attempt in staging.held(session, link).attempts:
            taking.begin(session, attempt, Random(7), begun)
            item = "h1" if attempt.position == 1 else attempt.order[""][0]
            value = 4 if attempt.position == 1 else _choice(attempt.instrument, item)
            taking.answer(session, attempt, item, value, taking.Turn("a", 1, 0), begun)
        for attempt in staging.held(session, link).attempts:
            taking.close_overdue(session, attempt.id, SENDER, utc_now())
    return link


def _choice(instrument: str, item: str) -> dict[str, str]:
    options = library.assessment(instrument).item(item).option_ids  # type: ignore[attr-defined]
    return {"best": options[0], "worst": options[1]}


def ask(session: Session, link: Link, actor: User) -> Invitation:
    """Give another chance for ten days."""
    return again.ask_again(
        session, staging.held(session, link), WHY, Terms(utc_now() + 10 * DAY, "Europe/London"),
        public_id=new_public_id(), sender=SENDER, actor=session.get_one(User, actor.id),
        now=utc_now(),
    )  # fmt: skip


def test_a_new_link_goes_out_with_the_parts_that_time_closed(make: Make, link: Link, grace: User):
    with make.transaction() as session:
        made = ask(session, link, grace)

        assert [a.instrument for a in made.attempts] == [PROBE, SITUATIONS]
        assert made.again_because == WHY
    letter = staging.post(make)[-1]
    assert "another chance at your assessment" in letter.subject
    assert "/i/" in letter.link
    assert WHY not in " ".join(letter.paragraphs)
    with make.transaction() as session:
        newest = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (newest.action, newest.actor) == (
            "assessment_invitation.asked-again",
            grace.public_id,
        )
        assert set(newest.fields) == {"because", "instead_of"}


def test_without_a_clock_answers_come_along_and_with_one_it_begins_anew(
    make: Make, link: Link, grace: User
):
    with make.transaction() as session:
        made = ask(session, link, grace)

        timed, free = (queries.given(session, part) for part in made.attempts)

    assert timed == {}
    assert len(free) == 1


def test_earlier_scores_stay_and_reports_read_the_newest(make: Make, link: Link, grace: User):
    with make.transaction() as session:
        before = {(s.attempt_id, s.scale, s.value) for s in session.scalars(select(Score))}
        made = ask(session, link, grace)
        part = made.attempts[0]
        taking.begin(session, part, Random(7), utc_now())
        for item, value in (("market", "home"), ("h1", 5), ("h2", 5), ("h3", 5), ("h4", 1)):
            taking.answer(session, part, item, value, taking.Turn("a", 1, 0), utc_now())
        taking.hand_in(session, part, SENDER, utc_now())

        after = {(s.attempt_id, s.scale, s.value) for s in session.scalars(select(Score))}
        assert before
        assert before < after
        first = staging.held(session, link).attempts[0]
        assert first.status is AttemptStatus.TIMED_OUT
        assert part in assessed.newest([first, part])
        assert first not in assessed.newest([first, part])


def test_what_was_granted_holds_for_the_new_chance_too(make: Make, link: Link, grace: User):
    with make.transaction() as session:
        held = staging.held(session, link)
        held.multiplier = 1.5

        made = ask(session, link, grace)

        taking.begin(session, made.attempts[0], Random(7), utc_now())
        given = made.attempts[0].deadline_at - made.attempts[0].started_at
        assert given == timedelta(minutes=30)


def test_nobody_is_asked_again_twice_unless_that_link_was_withdrawn(
    make: Make, link: Link, grace: User
):
    with make.transaction() as session:
        made = ask(session, link, grace)
        with pytest.raises(AssessmentRefused, match="Nothing is left here to ask again"):
            ask(session, link, grace)
        invitations.revoke(session, made, actor=grace.public_id, now=utc_now())
        ask(session, link, grace)


def test_what_was_handed_in_is_not_asked_again(
    make: Make, opening: object, manager: User, grace: User
):
    done = staging.invite(make, make.application(opening), manager, PROBE)  # type: ignore[arg-type]
    handed_in(make, done)

    with make.transaction() as session, pytest.raises(AssessmentRefused, match="Nothing is left"):
        ask(session, done, grace)


def test_the_people_team_finds_the_way_and_others_do_not(
    link: Link, grace: User, priya: Browser, browser: Callable[[User | None], Browser]
):
    page, path = browser(grace), at(link, "again")
    assert path in page.get(at(link)).page.links  # type: ignore[union-attr]
    assert "Give another chance" not in priya.get(at(link)).text
    assert priya.get(path).code == 404
    seen = page.get(path)
    assert "A probe: begins anew, with its whole time" in seen.text
    assert "what was answered comes along" in seen.text

    refused = page.post(path, page.fields(path) | {"because": ""})
    fields = page.fields(path) | {"because": WHY, "closes_at": wall(utc_now() + 5 * DAY)}
    done, twice = page.post(path, fields), page.post(path, fields)

    assert "Write why they get another chance." in refused.text
    assert "The invitation is on its way." in done.text
    assert f"Another chance, since {WHY}" in done.text
    assert twice.path == done.path != at(link)
    assert "Give another chance" not in page.get(at(link)).text


def test_the_candidate_goes_on_where_they_were(app: Flask, make: Make, link: Link, grace: User):
    with make.transaction() as session:
        made = ask(session, link, grace)
        chance = Link(made.public_id, staging.newest_token(session))

    page = staging.guest(app, chance)
    page.get("/a/2")
    page.post("/a/2")

    answered = [page.get(f"/a/2/q/{n}").html.count(" checked") for n in range(1, 17)]
    assert sum(1 for one in answered if one == 2) == 1
