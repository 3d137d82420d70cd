"""What pages say of time and of coming back is what the server does, for whoever answers."""

from datetime import timedelta

import pytest
import time_machine

from assess.accounts.rules import Role
from assess.assessments.rules import LatePolicy
from assess.database import utc_now
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.assessments.staging import SELF, SITUATIONS
from tests.browser import Browser

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

SUBMITTED = "When the time is up, what you have answered is submitted by itself. What arrives up to"
MARKED = "When the time is up you can go on for a day: what you answer then counts too, and is"
RUNS_ON = "The clock runs on while you are away, until"


@pytest.fixture
def sent(app, make, application):
    """Lets a candidate in who is invited on some terms; gives the browser."""

    def invite(*instruments: str, **terms) -> Browser:
        link = staging.invite(make, application, make.manager(), *instruments, **terms)
        return staging.guest(app, link)

    return invite


@pytest.fixture
def leader(make, browser) -> Browser:
    """A leader who has begun an evaluation of their own."""
    page = browser(make.user(Role.LEADER, name="Lucía Ferrer"))
    page.get("/me")
    page.post("/me/start", {"instrument": SELF})
    page.post("/a/1")
    return page


@pytest.mark.parametrize(
    ("late", "said"), [(LatePolicy.CLOSE, SUBMITTED), (LatePolicy.ACCEPT, MARKED)]
)
def test_a_part_with_a_limit_says_before_it_begins_what_the_end_of_the_time_means(sent, late, said):
    seen = sent(PROBE, late=late).get("/a/1").text

    assert "The clock runs on when you leave or close the page." in seen
    assert said in seen


def test_a_part_without_a_limit_speaks_of_no_clock(sent):
    seen = sent(SITUATIONS).get("/a/1").text

    assert "Not timed" in seen
    assert "clock" not in seen


@pytest.mark.parametrize(
    ("late", "said"), [(LatePolicy.CLOSE, SUBMITTED), (LatePolicy.ACCEPT, MARKED)]
)
def test_who_leaves_a_part_with_a_limit_reads_that_its_clock_runs_on(sent, late, said):
    page = sent(PROBE, late=late)
    page.post("/a/1")
    seen = page.get("/a/pause").text

    assert f"{RUNS_ON} {utc_now() + 20 * MINUTE:%A}" in seen
    assert said in seen
    assert "Come back to the same question until" not in seen


def test_the_clock_of_one_part_leaves_the_others_their_end(sent):
    page = sent(SITUATIONS, PROBE)
    page.post("/a/2")
    seen = page.get("/a/pause").text

    assert f"Part 2: {RUNS_ON}" in seen
    assert "For the parts without a clock that runs, you have until" in seen


def test_who_leaves_a_part_without_a_limit_may_come_back_until_the_end(sent):
    page = sent(SITUATIONS)
    page.post("/a/1")
    seen = page.get("/a/pause").text

    assert "Come back to the same question until" in seen
    assert "on another device you get a code by mail" in seen
    assert RUNS_ON not in seen


def test_after_handing_in_there_is_nothing_to_come_back_to(sent):
    page = sent(SITUATIONS)
    page.post("/a/1")
    page.get("/a/1/check")
    page.post("/a/1/check")

    assert page.get("/a/pause").path == "/a/done"


@pytest.mark.parametrize(
    ("late", "after", "said"),
    [
        (LatePolicy.CLOSE, HOUR, "and up to a minute later, is kept and counts."),
        (LatePolicy.ACCEPT, 25 * HOUR, "it is marked as late."),
    ],
)
def test_when_time_is_up_the_page_says_when_it_was_and_what_counts(sent, late, after, said):
    page = sent(PROBE, late=late)
    page.post("/a/1")
    end = utc_now() + 20 * MINUTE
    with time_machine.travel(utc_now() + after):
        seen = page.get("/a/1")

    assert seen.page.h1 == ["Time is up"]
    assert f"Your time ended on {end:%A}" in seen.text
    assert said in seen.text
    assert "if you close this page, it is submitted by itself" in seen.text


def test_a_candidate_finds_the_way_to_an_adjustment_on_every_question_until_the_end(sent):
    page = sent(SITUATIONS)
    page.post("/a/1")
    seen = [page.get(f"/a/1/q/{n}") for n in (1, 9, 16)] + [page.get("/a/1/check")]
    page.post("/a/1/check")

    assert all("/a/adjustment" in one.page.links for one in seen)
    assert "/a/adjustment" not in page.get("/a/done").page.links


def test_a_leader_finds_the_way_back_to_their_own_page_on_every_page(leader):
    seen = [leader.get(path) for path in ("/a/1/q/1", "/a/1/check", "/a/pause")]

    assert all("/me" in one.page.links for one in seen)
    assert all("Back to my own page" in one.text for one in seen)


def test_a_candidate_is_sent_to_no_page_that_asks_for_an_account(page):
    for path in ("/a/1/q/1", "/a/1/check", "/a/pause"):
        assert "/me" not in page.get(path).page.links


def test_a_leader_who_asks_for_an_adjustment_reads_of_no_interviewers(leader, page):
    assert "Interviewers cannot see it." not in leader.get("/a/adjustment").text
    assert "Interviewers cannot see it." in page.get("/a/adjustment").text


def test_a_leader_who_leaves_reads_of_no_link_in_a_mail(leader):
    seen = leader.get("/a/pause").text

    assert "You find it on your own page, on every device on which you sign in." in seen
    assert "mail" not in seen.partition("Everything is kept")[2]
