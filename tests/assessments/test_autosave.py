"""What pages send by themselves, what comes too late, and from browsers nobody let in."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from assess.assessments import rules
from assess.assessments.models import AnswerRow, Attempt
from assess.assessments.rules import AttemptStatus, LatePolicy
from assess.assessments.services import taking
from assess.database import utc_now
from assess.tokens import digest
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.assessments.staging import SELF, Link
from tests.browser import Browser, form_fields
from tests.factories import SENDER, Make

MINUTE = timedelta(minutes=1)
UNREADABLE = "We could not read what the page sent. Reload it."
TYPED = "I would talk to every client once a year."


@pytest.fixture
def save(page: Browser) -> Callable[..., TestResponse]:
    """Sends one answer as the page's script does."""

    def send(item: str = "h1", value: str = "3", **more: Any) -> TestResponse:
        body = {"item": item, "fields": {"": [value]}, "tab": "a", "turn": 1, "seen": 0}
        return page.send("/a/1/save", {**body, **more})

    return send


def change(make: Make, link: Link, **values: Any) -> None:
    """Set columns of the invitation."""
    with make.transaction() as session:
        for name, value in values.items():
            setattr(staging.held(session, link), name, value)


def submitted(make: Make, link: Link) -> None:
    """Handed in from somewhere else."""
    staging.answer(make, link, "market", "home")
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, utc_now())


def test_a_save_is_answered_with_version_time_and_seconds_left(make, link, save):
    answer = save()

    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json["saved_at"])
    assert 1100 < answer.json["seconds_left"] <= 1200
    assert staging.values(make, link) == {"h1": 3}


def test_without_a_limit_no_seconds_are_left_to_count(app, make, application):
    link = staging.invite(make, application, make.manager(), SELF)
    page = staging.begun(app, link)

    body = {"item": "a-attention", "fields": {"": ["4"]}}

    assert page.send("/a/1/save", body).json["seconds_left"] is None


def test_another_tab_gets_the_other_answer_and_nothing_is_lost(make, link, save):
    save("answer", "From the laptop.")

    answer = save("answer", "From the phone.", tab="phone")

    assert answer.status_code == 409
    assert answer.json == {
        "problem": "You answered this question in another tab or on another device. Nothing is "
        "lost: press Continue to choose what to keep."
    }
    assert staging.values(make, link) == {"answer": "From the laptop."}


def test_saves_of_one_tab_that_come_out_of_order_leave_the_newest(make, link, save):
    for turn, text in ((1, "I"), (3, "I would ask"), (2, "I would")):
        assert save("answer", text, turn=turn).status_code == 200

    assert staging.values(make, link) == {"answer": "I would ask"}


def test_a_save_after_handing_in_says_that_it_is_over(make, link, save):
    submitted(make, link)

    answer = save("answer", TYPED)

    assert answer.status_code == 410
    assert answer.json["problem"] == "Your answers are submitted and cannot change any more."
    assert "answer" not in staging.values(make, link)


SHAPES: list[Any] = [
    [], "text", None, {}, {"item": None}, {"item": ["h1"], "fields": {"": ["3"]}}, {"item": "h1"},
    {"item": "h1", "fields": []}, {"item": "h1", "fields": {"": "3"}},
    {"item": "h1", "fields": {"": [3]}}, {"item": "h1", "fields": {"": [["3"]]}},
    {"item": "nothing", "fields": {"": ["3"]}}, {"item": "practice", "fields": {"": ["3"]}},
    {"item": "s-outcome", "fields": {"best": ["a"], "worst": ["b"]}},
]  # fmt: skip


def test_what_has_another_shape_or_is_no_question_of_this_part_is_refused(make, link, page):
    answers = [page.send("/a/1/save", body) for body in SHAPES]

    assert {(one.status_code, one.json["problem"]) for one in answers} == {(422, UNREADABLE)}
    assert staging.values(make, link) == {}


def test_what_is_no_json_is_refused(make, link, page):
    sent = ["[" * 100_000, "{", '{"turn": ' + "9" * 5000 + "}", "\ufeff{}", ""]
    headers = {"X-CSRFToken": page.token}

    codes = [
        page.client.post(
            "/a/1/save", data=body, content_type="application/json", headers=headers
        ).status_code
        for body in sent
    ]

    assert codes == [422] * len(sent)
    assert staging.values(make, link) == {}


def test_nothing_that_stands_for_a_tab_or_a_turn_breaks_a_save(save):
    tabs = ["\x00", "\ud800", "x" * 500, "a\nb", 7, None, {"a": 1}]
    turns = [1, -1, 2.5, "1", "nonsense", 10**30, None]

    codes = {
        save(value=str(n % 5 + 1), tab=tab, turn=turn, seen=turn).status_code
        for n, (tab, turn) in enumerate(product(tabs, turns))
    }

    assert codes <= {200, 409}


def test_a_question_of_the_other_part_is_none_of_this_one(app, make, application):
    link = staging.invite(make, application, make.manager(), PROBE, SELF)
    page = staging.begun(app, link)

    answer = page.send("/a/1/save", {"item": "a-attention", "fields": {"": ["4"]}})

    assert (answer.status_code, answer.json["problem"]) == (422, UNREADABLE)
    assert page.send("/a/3/save", {"item": "h1", "fields": {"": ["4"]}}).status_code == 404


def test_nothing_a_page_sends_changes_time_status_or_scores(make, link, save):
    with make.transaction() as session:
        before = staging.attempt(session, link).deadline_at
    save(
        saved_at="2020-01-01T00:00:00Z", now=0, seconds_left=9_999, deadline_at="2099-01-01",
        late=False, status="submitted", score=5, scores={"habits": 5}, multiplier=3,
    )  # fmt: skip

    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        row = session.scalars(select(AnswerRow)).one()
        assert (attempt.deadline_at, attempt.status) == (before, AttemptStatus.IN_PROGRESS)
        assert attempt.scores == []
        assert abs(row.saved_at - utc_now()) < MINUTE


def test_a_clock_that_is_set_back_on_the_client_gains_nothing(make, page, save):
    with time_machine.travel(utc_now() + 30 * MINUTE):
        late = save(date="Mon, 01 Jan 2001 00:00:00 GMT")
        seen = page.get("/a/1/q/1")

    assert late.status_code == 410
    assert "Time is up" in late.json["problem"]
    with make.transaction() as session:
        assert session.scalars(select(AnswerRow.late)).one() is True
    assert seen.page.h1 == ["Time is up"]


@pytest.mark.parametrize(
    ("size", "code", "said"),
    [(2_000, 422, "Shorten this to 200"), (10 * 1024 * 1024, 413, "This is too large to send")],
)
def test_a_text_that_is_too_long_is_refused_with_what_to_do(make, link, save, size, code, said):
    answer = save("answer", "x" * size)

    assert answer.status_code == code
    assert said in answer.json["problem"]
    assert staging.values(make, link) == {}


def test_a_browser_nobody_let_in_reads_what_it_typed(app, page, at):
    fields = page.fields(at("answer"))
    page.client.delete_cookie("taking")

    seen = page.post(at("answer"), fields | {"answer": TYPED, "place": "Oslo", "h1": "3"})

    assert (seen.code, seen.page.h1) == (401, ["Open your link again"])
    assert "It is not saved. Copy it before you leave this page." in seen.text
    assert TYPED in seen.text
    assert "Oslo" in seen.text
    assert (
        page.send("/a/1/save", {"item": "h1"}).json["problem"].startswith("This browser does not")
    )
    assert Browser(app).post("/a/1/q/9", {"answer": TYPED}).code == 401


def test_a_made_up_cookie_lets_nobody_in(app, page):
    for cookie in ("", "nonsense", "x" * 4000, "ä", "' OR 1=1 --"):
        stranger = Browser(app)
        stranger.client.set_cookie("taking", cookie)
        assert stranger.get("/a").code == 401

    assert page.get("/a/1/q/1").code == 200


def test_the_hash_of_a_key_is_no_key(app, page):
    stranger = Browser(app)
    key = page.client.get_cookie("taking").value
    stranger.client.set_cookie("taking", digest(key))

    assert stranger.get("/a").code == 401


def test_the_cookie_of_a_withdrawn_link_opens_nothing(make, link, page):
    change(make, link, revoked_at=utc_now())

    for path in ("/a", "/a/1", "/a/1/q/1", "/a/1/check", "/a/my-data", "/a/done"):
        seen = page.get(path)
        assert (seen.code, rules.WITHDRAWN in seen.text) == (410, True)


def test_what_is_typed_when_the_link_is_withdrawn_can_be_copied(make, link, page, at, save):
    fields = page.fields(at("answer"))
    change(make, link, revoked_at=utc_now())

    seen = page.post(at("answer"), fields | {"answer": TYPED})

    assert (seen.code, TYPED in seen.text) == (410, True)
    assert save("answer", TYPED).json["problem"] == rules.WITHDRAWN


def test_a_page_that_outlived_its_session_is_sent_again(make, link, page, at):
    fields = page.fields(at("answer"))
    page.client.delete_cookie("assess")

    seen = page.post(at("answer"), fields | {"answer": TYPED})
    assert (seen.code, seen.page.h1) == (400, ["Send this again"])
    assert "Nothing is lost either: send it again." in seen.text
    assert staging.values(make, link) == {}
    page.post(at("answer"), form_fields(seen.html))

    assert staging.values(make, link) == {"answer": TYPED}


def test_a_script_that_outlived_its_session_says_how_to_save(page, save):
    page.client.delete_cookie("assess")

    answer = save()

    assert answer.status_code == 400
    assert answer.json["problem"].startswith("This page was open for a long time.")


@pytest.mark.parametrize(
    ("item", "sent", "said"),
    [("answer", {"answer": TYPED}, TYPED), ("h1", {"h1": "4"}, "Your answer : Often"),
     ("sit", {"sit.best": "call", "sit.worst": "wait"}, "Best: Call.")],
)  # fmt: skip
def test_an_answer_after_handing_in_is_shown_to_be_copied(make, link, page, at, item, sent, said):
    fields = page.fields(at(item))
    submitted(make, link)

    seen = page.post(at(item), {**fields, **sent})

    assert (seen.code, seen.page.h1) == (410, ["This answer is not saved"])
    assert "Your answers are submitted and cannot change any more." in seen.text
    assert said.replace(" :", ":") in seen.text
    assert item not in staging.values(make, link)
    assert page.get(at(item)).path == "/a/done"


def test_an_answer_that_comes_after_the_time_hands_in_and_is_kept_aside(make, link, page, at):
    fields = page.fields(at("answer"))
    with time_machine.travel(utc_now() + 30 * MINUTE):
        seen = page.post(at("answer"), fields | {"answer": TYPED})
        done = page.get("/a/done")

    assert (seen.code, seen.page.h1) == (410, ["Time is up"])
    assert "it is kept beside the others and does not count" in seen.text
    assert TYPED in seen.html
    assert "Time was up before anything was answered." in done.text
    assert done.page.h1 == ["Handed in without an answer"]
    with make.transaction() as session:
        assert session.scalars(select(AnswerRow.late)).one() is True
        assert staging.attempt(session, link).status is AttemptStatus.TIMED_OUT


def test_going_on_from_the_page_that_says_time_is_up_hands_in(make, page):
    with time_machine.travel(utc_now() + 30 * MINUTE):
        assert page.get("/a/1").page.h1 == ["Time is up"]
        assert page.post("/a/1/check").path == "/a/equality"

    with make.transaction() as session:
        assert session.scalars(select(Attempt.status)).one() is AttemptStatus.TIMED_OUT


def test_where_late_answers_count_the_page_says_that_they_are_marked(make, link, page, at):
    change(make, link, late=LatePolicy.ACCEPT)
    with time_machine.travel(utc_now() + 30 * MINUTE):
        seen = page.get(at("answer"))
        page.post(at("answer"), form_fields(seen.html) | {"answer": TYPED})
        check = page.get("/a/1/check")

    assert "Time is up. What you answer until" in seen.text
    assert "counts, and is marked as late." in seen.text
    assert "data-seconds" not in seen.html
    assert "marked as late" in check.text
    assert staging.values(make, link) == {"answer": TYPED}


def test_a_part_cannot_begin_after_the_end(app, link):
    browser = staging.guest(app, link)
    with time_machine.travel(utc_now() + timedelta(days=10, minutes=2)):
        seen = browser.post("/a/1")

    assert (seen.code, rules.TIME_OVER in seen.text) == (410, True)
