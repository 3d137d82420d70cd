"""A part with a limit: everybody reads the same time for it, everywhere, and what it means."""

import re
from datetime import timedelta

import pytest
import time_machine

from assess.accounts.rules import Role
from assess.assessments.rules import LatePolicy
from assess.assessments.services import adjustments, invitations, taking
from assess.database import utc_now
from assess.times import in_zone
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS
from tests.browser import Browser
from tests.factories import SENDER

MINUTE = timedelta(minutes=1)
GO_ON = "You can stop and go on later, also on another device, until"
TYPED = "I would ask the client first."


@pytest.fixture
def stretched(make, link):
    """The probe with 22½ minutes in place of 20."""
    with make.transaction() as session:
        staging.held(session, link).multiplier = 1.125
    return link


def written(make) -> str:
    """What the newest mail says."""
    return " ".join(staging.post(make)[-1].paragraphs)


def test_a_time_that_is_not_whole_is_said_the_same_everywhere(app, stretched):
    page = Browser(app)
    said = [page.get(stretched.path).text]
    page.post(stretched.path)
    said.append(page.get("/a/1").text)
    page.post("/a/1")
    said += [page.get("/a/1/q/1").text, page.get("/a/1/check").text]

    assert all("22½ minutes" in one for one in said)
    assert not [one for one in said if re.search(r"\b2[23] minutes", one)]


def test_who_has_their_own_time_reads_it_beside_what_the_author_says(app, stretched):
    page = staging.guest(app, stretched)
    before = page.get("/a/1").text
    page.post("/a/1")
    first = page.get("/a/1/q/1").text

    for seen in (before, first):
        assert "Set up for you: you have 22½ minutes for this part, whatever other texts" in seen


def test_who_has_the_usual_time_reads_of_nothing_set_up(page):
    assert "Set up for you" not in page.get("/a/1/q/1").text


def test_the_mail_that_grants_time_says_how_much_for_each_part(make, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS, PROBE)
    grace = make.user(Role.HR_PARTNER)
    with make.transaction() as session:
        asked = adjustments.ask_for_adjustment(
            session, staging.held(session, link), "More time.", SENDER, utc_now()
        )
        adjustments.decide_adjustment(
            session, asked, granted=True, multiplier=1.5, untimed=False, answer="",
            sender=SENDER, actor=grace, now=utc_now(),
        )  # fmt: skip

    assert "“A probe”: you have 30 minutes; usually it is 20 minutes." in written(make)


@pytest.mark.parametrize(
    ("parts", "says", "leaves_out"),
    [
        ((PROBE,), "“A probe” has a time limit of 20 minutes: once you begin it, its clock", GO_ON),
        ((SITUATIONS,), GO_ON, "clock"),
        ((SITUATIONS, PROBE), "In what has no time limit you can stop and go on later.", GO_ON),
    ],
)
def test_a_mail_promises_a_pause_only_where_no_clock_runs(
    make, application, manager, parts, says, leaves_out
):
    staging.invite(make, application, manager, *parts)

    assert says in written(make)
    assert leaves_out not in written(make)


def test_a_reminder_says_how_much_is_left_and_that_a_clock_runs(make, do, link):
    now = utc_now()
    staging.started(make, link, now)
    for n, item in enumerate(("h1", "h2", "h3", "h4", "data"), start=1):
        staging.answer(make, link, item, 3, now, turn=n)

    do(invitations.remind, SENDER, now, "system")

    said = written(make)
    assert "About 7 minutes are left." in said
    assert "The clock of “A probe” is running: its time is up on" in said


@pytest.mark.usefixtures("page")
def test_a_second_device_reads_how_much_is_left_of_a_clock_that_runs(app, make, do, link):
    other = Browser(app)
    with time_machine.travel(utc_now() + 5 * MINUTE):
        seen = [other.get(link.path).text, other.get(f"{link.path}/code").text]
        do(taking.send_code, SENDER, utc_now())

    for one in seen:
        assert "The clock of “A probe” is running: 15 minutes left" in one
        assert "once you begin it" not in one
        assert "minutes are left" not in one, "the clock alone says what is left"
    assert "The clock of “A probe” is running" in written(make)


@pytest.mark.usefixtures("page")
def test_the_last_two_minutes_are_told_in_seconds_on_a_second_device(app, link):
    other = Browser(app)
    with time_machine.travel(utc_now() + 20 * MINUTE - timedelta(seconds=28)):
        seen = [other.get(link.path).text, other.get(f"{link.path}/code").text]

    for one in seen:
        assert "The clock of “A probe” is running: 30 seconds left" in one


def test_who_has_no_script_reads_when_a_clock_ends_to_the_second(page, make, link):
    with make.transaction() as session:
        ends_at = staging.attempt(session, link).deadline_at
        zone = staging.held(session, link).time_zone

    seen = page.get("/a/1/q/1").html

    assert "<noscript> (until <time" in seen
    assert f">{in_zone(ends_at, zone):%H:%M:%S}</time>)</noscript>" in seen


def test_a_page_opened_in_the_minute_of_grace_counts_on_from_there(page):
    with time_machine.travel(utc_now() + 20 * MINUTE + timedelta(seconds=40)):
        seen = page.get("/a/1/q/1").html

    over = int(re.search(r'data-over="(\d+)"', seen)[1])
    assert 39 <= over <= 42


def test_on_a_timed_part_only_the_clock_that_is_held_says_what_is_left(page):
    seen = page.get("/a/1/q/1")

    assert seen.html.count("minutes left</span>") == 1
    assert "about 10 minutes left" not in seen.text


def test_without_script_the_minute_of_grace_is_said_and_not_a_clock_at_zero(page):
    with time_machine.travel(utc_now() + 20 * MINUTE + timedelta(seconds=20), tick=False):
        asked, checked = page.get("/a/1/q/1").text, page.get("/a/1/check").text

    for seen in (asked, checked):
        assert re.search(r"Time is up\. (39|40|41) seconds to finish\.", seen)
        assert "until" not in seen.partition("to finish.")[2][:12]


def test_a_text_that_comes_too_late_is_handed_back_and_says_what_became_of_it(page, at):
    fields = page.fields(at("answer"))
    with time_machine.travel(utc_now() + 20 * MINUTE + timedelta(seconds=70)):
        seen = page.post(at("answer"), fields | {"answer": TYPED})
        twice = page.post(at("answer"), fields | {"answer": TYPED + " Twice."})

    assert (seen.code, seen.page.h1) == (410, ["Time is up"])
    assert "it is kept beside the others and does not count" in seen.text
    assert TYPED in seen.html
    assert (twice.code, twice.page.h1) == (410, ["Time is up"])
    assert "it is not kept and does not count" in twice.text
    assert TYPED + " Twice." in twice.html


def test_a_text_that_is_too_long_and_too_late_is_handed_back_too(page, at):
    fields = page.fields(at("answer"))
    with time_machine.travel(utc_now() + 22 * MINUTE):
        seen = page.post(at("answer"), fields | {"answer": "x" * 300})

    assert seen.code == 410
    assert "it is not kept and does not count" in seen.text
    assert "x" * 300 in seen.html


def test_who_sent_nothing_after_the_end_reads_that_time_is_up(page, at):
    fields = page.fields(at("answer"))
    with time_machine.travel(utc_now() + 22 * MINUTE):
        seen = page.post(at("answer"), fields)

    assert "Time is up. What you answered until then is submitted." in seen.text


def test_an_answer_within_the_minute_after_the_end_goes_on(page, at, make, link):
    fields = page.fields(at("answer"))
    with time_machine.travel(utc_now() + 20 * MINUTE + timedelta(seconds=50)):
        seen = page.post(at("answer"), fields | {"answer": TYPED})

    assert seen.code == 200
    assert staging.values(make, link) == {"answer": TYPED}


def test_who_asked_for_an_adjustment_is_told_to_wait_before_the_clock_starts(app, do, link):
    page = staging.guest(app, link)
    do(adjustments.ask_for_adjustment, "More time.", SENDER, utc_now())

    seen = page.get("/a/1").text

    assert f"Your request for an adjustment of {utc_now().day} " in seen
    assert "It is wise to wait for it: the time of this part starts when you press Begin." in seen


@pytest.mark.parametrize(
    ("begun", "words"), [(False, "Decide before they begin."), (True, "They have begun")]
)
def test_who_decides_is_hurried_as_far_as_it_helps(make, do, link, begun, words):
    make.user(Role.HR_PARTNER)
    if begun:
        staging.started(make, link)

    do(adjustments.ask_for_adjustment, "More time.", SENDER, utc_now())

    assert words in written(make)


@pytest.mark.parametrize("late", [LatePolicy.CLOSE, LatePolicy.ACCEPT])
def test_a_clock_that_has_run_out_is_not_said_to_run(app, make, application, manager, late):
    link = staging.invite(make, application, manager, PROBE, SITUATIONS, late=late)
    staging.begun(app, link)
    with time_machine.travel(utc_now() + 20 * MINUTE + timedelta(seconds=30)):
        assert "The time of “A probe” is up" in Browser(app).get(link.path).text
