"""The end of the time to answer: named before it comes, and what holds after it."""

import re
from datetime import timedelta

import pytest
import time_machine

from assess.assessments.rules import LatePolicy
from assess.assessments.services import invitations
from assess.database import utc_now
from assess.jobs import mind_the_time
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS
from tests.browser import Browser
from tests.factories import SENDER

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
KEPT = "What you answered so far is kept."


@pytest.fixture
def ask(app, make, application, manager):
    """Invites to situations without a clock; gives the link, and a browser that began."""

    def new(late=LatePolicy.CLOSE, instrument=SITUATIONS, **more):
        link = staging.invite(make, application, manager, instrument, late=late, **more)
        return link, staging.begun(app, link)

    return new


@pytest.fixture
def close(app, make):
    """Runs the job that closes what is overdue."""

    make.organisation()

    def run():
        with make.transaction() as session:
            mind_the_time.run(session, app.extensions["assess.settings"])

    return run


@pytest.mark.parametrize(("left", "said"), [(25 * HOUR, False), (23 * HOUR, True)])
def test_on_the_last_day_a_question_without_a_clock_names_the_end(ask, left, said):
    _link, page = ask()

    with time_machine.travel(utc_now() + 10 * DAY - left):
        text = page.get("/a/1/q/2").text

    assert bool(re.search(r"Open until \w+day \d+ \w+ \d{4}, \d\d:\d\d", text)) is said


def test_a_part_with_a_clock_goes_by_its_clock(app, make, application, manager):
    link = staging.invite(make, application, manager, PROBE)

    with time_machine.travel(utc_now() + 10 * DAY - HOUR):
        text = staging.begun(app, link).get("/a/1/q/1").text

    assert "20 minutes left" in text
    assert "Open until" not in text


def test_after_the_end_pages_say_until_when_late_answers_count(ask):
    link, page = ask(LatePolicy.ACCEPT)
    day = r"\w+day \d+ \w+ \d{4}, \d\d:\d\d London time"

    with time_machine.travel(utc_now() + 10 * DAY + HOUR):
        first, question, check = (
            page.get(one).text for one in (link.path, "/a/1/q/2", "/a/1/check")
        )

    late = rf"What you answer until ({day}) counts, and is marked as late\."
    assert "You can stop and go on until" not in first
    ended = rf"The time ended on ({day}) ?\. What you answer until ({day}) still counts"
    end, until = re.search(ended, first).groups()
    assert end != until
    assert until == re.search(late, question)[1] == re.search(late, check)[1]


def test_what_was_begun_before_the_end_names_its_own(app, make, application, manager):
    link = staging.invite(make, application, manager, PROBE)
    start = utc_now()
    with time_machine.travel(start + 10 * DAY - 5 * MINUTE):
        page = staging.begun(app, link)

    with time_machine.travel(start + 10 * DAY + 5 * MINUTE):
        text = page.get(link.path).text

    assert "What you have begun can be answered until" in text
    assert "marked as late" not in text


@pytest.mark.parametrize(
    ("late", "after", "said"),
    [
        (LatePolicy.CLOSE, HOUR, "What you answered until the end is submitted as it is."),
        (LatePolicy.ACCEPT, 25 * HOUR, "what came after the end is marked as late."),
    ],
)
def test_after_the_end_the_link_says_what_happens_to_the_answers(ask, app, late, after, said):
    link, page = ask(late)

    with time_machine.travel(utc_now() + 10 * DAY + after):
        for browser in (page, Browser(app)):
            seen = browser.get(link.path)
            assert (seen.code, seen.page.h1) == (410, ["The time to answer is over"])
            assert said in seen.text


def test_whoever_began_nothing_reads_whom_to_ask_for_time(app, make, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS)

    with time_machine.travel(utc_now() + 11 * DAY):
        text = Browser(app).get(link.path).text

    assert "Ask whoever sent the link for more time." in text
    assert "submitted" not in text


def test_once_time_has_closed_it_the_link_says_that_time_did(ask, app, close):
    link, _page = ask()

    with time_machine.travel(utc_now() + 10 * DAY + HOUR):
        close()
        text = Browser(app).get(link.path).text

    assert "Time was up before anything was answered." in text


def test_after_asking_for_an_adjustment_nothing_is_begun_yet(app, make, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS)
    browser = Browser(app)
    minutes = re.search(r"About \d+ minutes", browser.get(link.path).text)[0]
    browser.post(link.path, {"then": "adjustment"})

    seen = browser.get(link.path)

    assert minutes in seen.text
    assert "left" not in seen.text
    assert "<button>Start</button>" in seen.html

    browser.post("/a/1")
    assert "<button>Go on</button>" in browser.get(link.path).html


@pytest.mark.parametrize("language", ["en", "de"])
def test_mails_say_that_answers_are_kept_only_to_who_began(make, application, manager, language):
    link = staging.invite(make, application, manager, SITUATIONS, language=language)
    kept = {"en": KEPT, "de": "Was Sie bisher geantwortet haben, ist gespeichert."}[language]

    def mailed():
        with make.transaction() as session:
            held = staging.held(session, link)
            actor = held.invited_by
            invitations.reissue(session, held, SENDER, utc_now(), actor=actor.public_id)
        return " ".join(staging.post(make)[-1].paragraphs)

    assert kept not in mailed()
    staging.started(make, link)
    assert kept in mailed()


def test_a_reminder_says_so_only_to_who_began(make, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS)

    def reminded(when):
        with make.transaction() as session:
            held = staging.held(session, link)
            invitations.remind(session, held, SENDER, when, actor=held.invited_by.public_id)
        return staging.post(make)[-1].paragraphs[0]

    first = reminded(utc_now() + DAY)
    staging.started(make, link)

    assert first.endswith("is not handed in yet.")
    assert reminded(utc_now() + 3 * DAY).endswith(f"is not handed in yet. {KEPT}")
