"""A request for an adjustment is read and decided by the people team, and seen by nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Adjustment
from assess.assessments.rules import AttemptStatus
from assess.assessments.services import adjustments, invitations
from assess.database import new_public_id, utc_now
from assess.openings.models import Application
from assess.times import in_zone
from tests.assessments import staging
from tests.assessments.desk import at, held
from tests.assessments.probe import PROBE, put_on_shelf
from tests.assessments.staging import Link
from tests.browser import Browser, form_fields
from tests.factories import SENDER, Hire, Make

WISH = "Twice the time, since I read with a magnifier."


@pytest.fixture
def hire(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hire:
    """A candidate who was interviewed."""
    put_on_shelf(monkeypatch, tmp_path)
    return make.hire(name="Salma Idrissi")


@pytest.fixture
def link(make: Make, hire: Hire) -> Link:
    """The probe, mailed to the candidate."""
    with make.transaction() as session:
        application = session.scalars(
            select(Application).where(Application.public_id == hire.application_id)
        ).one()
        return staging.invite_in(session, application, hire.manager, PROBE)


@pytest.fixture
def grace(make: Make, browser: Callable[[User | None], Browser]) -> Browser:
    """The browser of somebody of the people team."""
    return browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))


@pytest.fixture
def asked(make: Make, link: Link) -> Callable[[], str]:
    """Lets the candidate ask; gives the page on which it is decided."""

    def ask() -> str:
        with make.transaction() as session:
            made = adjustments.ask_for_adjustment(
                session, staging.held(session, link), WISH, SENDER, utc_now()
            )
            return at(link, f"adjustments/{made.public_id}")

    return ask


def decided(page: Browser, path: str, **fields: str) -> str:
    """Send a decision; gives what the page says then."""
    sent = {**page.fields(path), "decision": "grant", "times": "2", "answer": "", **fields}
    return page.post(path, sent).text


def decision(make: Make) -> bool | None:
    """What was decided on the one request there is."""
    with make.transaction() as session:
        return session.scalars(select(Adjustment.granted)).one()


def test_the_people_team_finds_reads_and_decides(make, link, asked, grace):
    path = asked()
    listed = grace.get("/assessments")
    assert "Salma Idrissi Regional sales leader, asked" in listed.text
    assert path in listed.page.links
    assert "magnifier" not in listed.text

    page = grace.get(path)
    said = decided(grace, path, answer="You have twice the time.")

    assert WISH in page.text
    assert "Decided. They hear of it by mail." in said
    assert "Adjustments to decide" not in said
    assert held(make, link, "multiplier") == 2
    shown = grace.get(at(link)).text
    assert "2 times the usual time." in shown
    assert "granted by Grace Adeyemi" in shown
    assert "You have twice the time." in staging.post(make)[-1].paragraphs


def test_a_granted_time_moves_the_clock_of_whoever_is_answering(app: Flask, link, asked, grace):
    candidate = staging.begun(app, link)
    before = candidate.get("/a/1/q/1").text
    decided(grace, asked())

    after = candidate.get("/a/1/q/1").text

    assert "20 minutes left" in before
    assert "40 minutes left" in after


def test_a_decision_needs_one_of_two_words_and_keeps_what_was_written(make, asked, grace):
    path = asked()

    refused = decided(grace, path, decision="", answer="We thought about it.")

    assert "Choose whether to grant it." in refused
    assert decision(make) is None


def test_a_decision_without_words_is_sent_to_nobody(make, asked, grace):
    path = asked()

    for fields, why in (
        ({"times": "1"}, "Say what is set up: the time alone would not tell them."),
        ({"decision": "decline"}, "Write why, and what the candidate can do."),
    ):
        assert why in decided(grace, path, **fields)
    assert decision(make) is None


def test_who_decides_sees_what_it_is_about(app: Flask, link, asked, grace):
    path = asked()
    before = grace.get(path).text
    staging.begun(app, link)
    decided(grace, path, times="1.5", answer="You have half as much again.")

    after = grace.get(path)

    assert "A probe 20 minutes. Not begun." in before
    assert "Language English" in before
    assert "Open until" in before
    assert "A probe 20 minutes; 30 for this person. Begun" in after.text
    assert "the time is up" in after.text
    assert "Granted" in after.text
    assert "by Grace Adeyemi. You can decide again" in after.text
    fields = form_fields(after.html)
    assert (fields["decision"], fields["times"]) == ("grant", "1.5")
    assert fields["answer"] == "You have half as much again."


def test_what_was_asked_and_decided_before_stands_beside_it(make, link, asked, grace):
    decided(grace, asked(), decision="decline", answer="Which format would help?")
    with make.transaction() as session:
        newer = adjustments.ask_for_adjustment(
            session, staging.held(session, link), "Large print.", SENDER, utc_now()
        )
        path = at(link, f"adjustments/{newer.public_id}")

    seen = grace.get(path).text

    assert seen.index("Large print.") < seen.index("Other requests") < seen.index(WISH)
    assert "Declined" in seen
    assert "by Grace Adeyemi. “Which format would help?”" in seen


def test_my_work_shows_what_waits_to_those_who_decide(asked, grace, browser, hire):
    path = asked()

    seen = grace.get("/home")

    assert "Adjustments to decide Salma Idrissi Regional sales leader, asked" in seen.text
    assert path in seen.page.links
    assert "magnifier" not in seen.text
    assert "Adjustments to decide" not in browser(hire.manager).get("/home").text
    decided(grace, path)
    assert "Adjustments to decide" not in grace.get("/home").text


def test_a_time_that_is_not_on_the_page_is_refused(make, link, asked, grace):
    decided(grace, asked(), times="2.9")

    assert decision(make) is None
    assert held(make, link, "multiplier") == 1


def test_two_who_decide_see_both_decisions(make, link, asked, browser, grace):
    path = asked()
    other = browser(make.user(Role.HR_PARTNER, name="Ruth Okafor"))
    stale = grace.fields(path)
    decided(other, path, times="untimed", answer="No limit for you.")

    conflict = grace.post(path, stale | {"decision": "decline", "answer": "Ask again."})

    assert conflict.code == 409
    for text in ("Grant it", "Decline it", "No time limit", "No limit for you.", "Ask again."):
        assert f"<pre>{text}</pre>" in conflict.html
    assert held(make, link, "untimed") is True
    grace.post(path, form_fields(conflict.html))
    assert (decision(make), held(make, link, "untimed")) == (False, False)


def test_a_leaders_request_is_decided_like_a_candidates(make, grace):
    leader = make.user(Role.LEADER, name="Lucía Ferrer")
    with make.transaction() as session:
        own = invitations.invite_oneself(
            session, session.get_one(User, leader.id), staging.SELF,
            public_id=new_public_id(), now=utc_now(),
        )  # fmt: skip
        adjustments.ask_for_adjustment(session, own, WISH, SENDER, utc_now())
        path = f"/assessments/{own.public_id}/adjustments/{own.adjustments[0].public_id}"

    assert "Lucía Ferrer Evaluation of their own" in grace.get("/assessments").text
    assert "Decided." in decided(grace, path, answer="Take it in two sittings.")


def test_a_request_is_found_only_under_its_own_invitation(make, hire, link, asked, grace):
    path = asked()
    other = make.application(make.opening())
    elsewhere = staging.invite(make, other, hire.manager, PROBE)

    assert grace.get(path).code == 200
    assert grace.get(path.replace(link.invitation_id, elsewhere.invitation_id)).code == 404


@pytest.mark.slow  # opens every page of a hiring manager, an interviewer and the candidate twice
def test_nobody_who_decides_or_interviews_can_tell_that_there_was_a_request(
    make, hire, link, asked, grace, browser
):
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 4)
    make.debriefed(hire)
    make.decided(hire)
    readers = [(browser(hire.manager), _of_manager(hire, link)),
               (browser(hire.panel[0]), ["/home", f"/interviews/{hire.interview_id}"])]  # fmt: skip
    before = _seen(readers)

    path = asked()
    waiting = _seen(readers)
    decided(grace, path, answer="You have twice the time.")

    assert waiting == before
    assert _seen(readers) == before
    for reader, _pages in readers:
        assert reader.get(path).code == 404
        assert reader.post(path, {"decision": "decline"}).code == 404
    assert decision(make) is True


def _of_manager(hire: Hire, link: Link) -> list[str]:
    application = f"/applications/{hire.application_id}"
    return [
        "/home",
        "/assessments",
        "/assessments?show=all",
        at(link),
        at(link, "extend"),
        f"/openings/{hire.opening_id}",
        application,
        f"{application}/debrief",
        f"{application}/report",
        f"{application}/feedback",
    ]


def _seen(readers: list[tuple[Browser, list[str]]]) -> list[str]:
    found = []
    for reader, paths in readers:
        for path in paths:
            answer = reader.get(path)
            assert answer.code == 200, path
            found.append(re.sub(r'name="csrf_token"[^>]*>', "", answer.html))
    return found


def test_time_granted_lasts_for_parts_that_begin_later(make, link, asked, grace):
    decided(grace, asked(), times="1.5")

    staging.started(make, link)

    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=30)


def test_a_second_request_opened_before_the_first_is_granted_does_not_take_its_time_back(
    make, link, asked, grace
):
    first = asked()
    with make.transaction() as session:
        other = adjustments.ask_for_adjustment(
            session, staging.held(session, link), "Large print.", SENDER, utc_now()
        )
        second = at(link, f"adjustments/{other.public_id}")
    stale = grace.fields(second)
    decided(grace, first, times="2", answer="You have twice the time.")

    conflict = grace.post(
        second, stale | {"decision": "grant", "times": "1.25", "answer": "We print it large."}
    )

    assert conflict.code == 409
    assert re.findall("<pre>(.*?)</pre>", conflict.html) == [
        "1.25 times the usual time",
        "2 times the usual time",
    ]
    assert held(make, link, "multiplier") == 2
    kept = form_fields(conflict.html) | {"conflict-pick-times": "theirs"}
    assert "Decided." in grace.post(second, kept).text
    assert held(make, link, "multiplier") == 2
    assert "We print it large." in staging.post(make)[-1].paragraphs


def test_how_long_a_timed_part_took_is_seen_only_by_who_may_know_of_adjustments(
    app, make, link, grace, browser, hire
):
    staging.begun(app, link)
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        attempt.credited_seconds, attempt.status = 85, AttemptStatus.TIMED_OUT
        attempt.submitted_at = attempt.started_at + timedelta(minutes=30)
        ended = attempt.submitted_at

    seen, others = grace.get(at(link)).text, browser(hire.manager).get(at(link)).text

    clock = f"{in_zone(ended, 'Europe/London'):%H:%M}"
    assert "Begun" in seen
    assert "time was up" in seen
    assert clock in seen.partition("time was up")[2][:60]
    assert "time was up" in others
    assert clock not in others.partition("time was up")[2][:60]
    for one in (seen, others):
        assert "85 seconds given back after an outage." in one


def test_no_time_is_offered_where_no_part_with_a_limit_is_left(make, asked, link, grace):
    page = asked()
    assert "1.5 times the usual time" in grace.get(page).text
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        attempt.status, attempt.submitted_at = AttemptStatus.TIMED_OUT, utc_now()

    seen = grace.get(page).text

    assert "1.5 times the usual time" not in seen
    assert "Every part with a time limit is handed in: say in your message" in seen
    decided(grace, page, answer="Call us, we find another way.")
    assert decision(make) is True
