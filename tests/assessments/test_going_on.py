"""Going on with nothing, with too little and with too much; skipping and leaving stay free."""

from datetime import timedelta

import pytest
import time_machine

from assess.database import utc_now
from tests.assessments import staging
from tests.browser import form_fields


@pytest.mark.parametrize("item", ["answer", "place", "paper", "agree"])
def test_what_is_written_handed_in_or_agreed_to_may_be_left_out(make, link, send, at, item):
    assert send(item).path != at(item)
    assert staging.values(make, link) == {item: None}


@pytest.mark.parametrize(("item", "is_said"), [("answer", True), ("place", True), ("data", False)])
def test_a_text_that_may_be_left_out_says_so(page, at, item, is_said):
    assert ("You can leave this empty." in page.get(at(item)).text) is is_said


@pytest.mark.parametrize("then", ["back", "leave"])
def test_going_back_or_leaving_asks_for_nothing(send, at, then):
    assert send("data", then=then).path != at("data")


@pytest.mark.parametrize(
    ("sent", "then"),
    [(["phone", "mail", "paper"], ""), (["mail"], ""), (["phone", "mail", "paper"], "back")],
)
def test_too_many_or_too_few_are_all_still_chosen_on_the_page(send, sent, then):
    seen = send("several", several=sent, then=then)

    assert form_fields(seen.html)["several"] == sent


def test_one_of_two_is_kept_when_leaving_and_is_no_answer_yet(make, link, send, page):
    send("several", several="mail", then="leave")
    seen = page.get("/a/1/check").text

    assert staging.values(make, link) == {"several": ["mail"]}
    assert "What do you use? Mail Not answered in full" in seen
    assert "13 questions are not answered" in seen


def test_who_goes_on_with_nothing_overwrites_nothing_of_another_tab(make, link, page, at):
    empty = page.fields(at("h1"))
    page.post(at("h1"), page.fields(at("h1")) | {"h1": "4"})

    asked = page.post(at("h1"), empty)
    seen = page.post(at("h1"), form_fields(asked.html) | {"then": "skip"})

    assert "or skip it for now" in asked.text
    assert seen.path != at("h1")
    assert staging.values(make, link) == {"h1": 4}


@pytest.mark.parametrize(
    ("item", "sent", "kept"),
    [
        ("h1", {}, None),
        ("h1", {"h1": "3"}, 3),
        ("sit", {"sit_best": "call"}, {"best": "call"}),
        ("answer", {"answer": "Half a senten"}, "Half a senten"),
    ],
)
def test_skip_goes_on_and_keeps_what_was_chosen_or_written(make, link, send, at, item, sent, kept):
    seen = send(item, then="skip", **sent)

    assert seen.path != at(item)
    assert staging.values(make, link) == {item: kept}


@pytest.mark.parametrize("sent", [{"h1": "3"}, {}])
def test_skip_deletes_no_answer(make, link, page, at, sent):
    page.post(at("h1"), page.fields(at("h1")) | {"h1": "3"})
    fields = {name: value for name, value in page.fields(at("h1")).items() if name != "h1"}

    page.post(at("h1"), fields | sent | {"then": "skip"})

    assert staging.values(make, link) == {"h1": 3}


def test_an_order_nobody_chose_is_none_when_it_is_skipped(make, link, send):
    send("rank", then="skip")

    assert staging.values(make, link) == {"rank": None}


def test_an_answer_is_taken_back_on_its_page(make, link, page, at):
    assert "Take the answer back" not in page.get(at("h1")).text
    page.post(at("h1"), page.fields(at("h1")) | {"h1": "3"})
    assert "Take the answer back" in page.get(at("h1")).text

    seen = page.post(at("h1"), page.fields(at("h1")) | {"then": "clear"})

    assert seen.path == at("h1")
    assert "checked" not in seen.html
    assert staging.values(make, link) == {"h1": None}


def test_text_is_taken_back_by_deleting_it(make, link, send, page, at):
    send("answer", answer="A word too many")
    assert "Take the answer back" not in page.get(at("answer")).text

    send("answer", answer="", then="skip")

    assert staging.values(make, link) == {"answer": None}


def test_half_an_answer_is_kept_while_the_other_half_is_asked_for(make, link, page, send, at):
    asked = send("sit", sit_best="call")

    assert "Choose both" in asked.text
    assert staging.values(make, link) == {"sit": {"best": "call"}}
    page.post(at("sit"), form_fields(asked.html) | {"sit.worst": "wait"})
    assert staging.values(make, link) == {"sit": {"best": "call", "worst": "wait"}}


@pytest.mark.parametrize("item", ["h1", "market"])
def test_when_time_is_up_nobody_is_asked_for_an_answer_any_more(page, at, item):
    fields = page.fields(at(item))
    with time_machine.travel(utc_now() + timedelta(minutes=30)):
        assert page.post(at(item), fields).path == "/a/equality"


def test_an_example_tried_with_nothing_says_what_to_do(page):
    page.get("/a/1/practice")
    seen = page.post("/a/1/practice", {"tab": "x"})

    assert "Choose an answer to try it, or go to the real one." in seen.text
    assert seen.page.title.startswith("Error: ")
    assert "That is how it works." not in seen.text
