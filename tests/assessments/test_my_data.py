"""What people who answered read of their own data, take with them, and keep as a receipt."""

import re

import pytest
import time_machine

from assess.assessments.models import AnswerRow
from assess.database import utc_now
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.assessments.staging import SITUATIONS
from tests.browser import Browser


@pytest.fixture
def answered(make, link, page: Browser) -> Browser:
    """Somebody who answered three questions and skipped one."""
    for item, value in (("market", "abroad"), ("h1", 4), ("answer", "More <b>quiet</b>.")):
        staging.answer(make, link, item, value)
    staging.answer(make, link, "h2", None)
    return page


def test_each_question_stands_with_its_answer_and_what_was_skipped_is_not_counted(answered):
    overview = answered.get("/a/my-data")
    seen = answered.get("/a/my-data/1")

    assert re.search(r"In progress; 3 of \d+ questions answered", overview.text)
    assert "/a/my-data/1" in overview.page.links
    for words in ("Where do you sell? Abroad", "I write down what we agree. Often"):
        assert words in seen.text
    assert "What would you change? More <b>quiet</b>." in seen.text
    assert "I ask before I answer." not in seen.text


def test_the_file_holds_the_same_answers_and_names_what_was_skipped(answered):
    part = answered.get("/a/my-data.json").response.json["parts"][0]

    assert part["skipped"] == ["h2"]
    assert {item: one["answer"] for item, one in part["answers"].items()} == {
        "market": "abroad",
        "h1": 4,
        "answer": "More <b>quiet</b>.",
    }
    assert part["answers"]["market"]["question"] == "Where do you sell?"
    assert part["answers"]["market"]["in_words"] == ["Abroad"]
    assert part["answers"]["answer"]["in_words"] == ["More <b>quiet</b>."]


def test_an_answer_to_what_is_not_asked_any_more_is_held_and_shown(make, link, answered):
    staging.answer(make, link, "a1", 5)
    staging.answer(make, link, "market", "home", seen=1, turn=2)

    seen = answered.get("/a/my-data/1")
    part = answered.get("/a/my-data.json").response.json["parts"][0]

    assert "I learn the language. Almost always" in seen.text
    assert part["answers"]["a1"]["answer"] == 5


def test_a_late_answer_says_that_it_was_late(make, answered):
    with make.transaction() as session:
        row = session.query(AnswerRow).filter_by(item="h1").one()
        row.late = True

    assert "Often (after the time was up)" in answered.get("/a/my-data/1").text


def test_a_part_nobody_began_and_one_that_is_not_there(make, application, manager, app):
    page = staging.guest(app, staging.invite(make, application, manager, SITUATIONS))

    assert "0 of" in page.get("/a/my-data").text
    assert "Nothing is answered here." in page.get("/a/my-data/1").text
    assert page.get("/a/my-data/2").code == 404


def test_it_is_in_the_language_of_the_reader(make, link, answered):
    with make.transaction() as session:
        staging.held(session, link).language = "de"

    assert "Meine Antworten lesen" in answered.get("/a/my-data").text
    seen = answered.get("/a/my-data/1")
    assert seen.page.h1 == ["Meine Antworten zu „Eine Probe“"]
    assert "Wo verkaufen Sie?" in seen.text or "auf Englisch" in seen.text


def test_a_consent_is_said_in_the_language_of_the_reader(make, link, answered):
    staging.answer(make, link, "agree", "agreed")
    english = answered.get("/a/my-data/1").text
    with make.transaction() as session:
        staging.held(session, link).language = "de"

    assert "I answered by myself. I agreed" in english
    assert "Ich habe zugestimmt" in answered.get("/a/1/check").text


def test_the_receipt_says_what_when_and_for_whom(make, answered):
    make.organisation()
    answered.get("/a/1/check")
    answered.post("/a/1/check")

    done = answered.get("/a/done")
    receipt = answered.get("/a/receipt")

    number = re.search(r"R-\w{4}-\w{4}", done.text)[0]  # type: ignore[index]
    assert "/a/receipt" in done.page.links
    assert receipt.response.headers["Content-Type"].startswith("text/plain; charset=utf-8")
    assert "attachment" in receipt.response.headers["Content-Disposition"]
    for words in (
        number,
        "A probe",
        "Salma Idrissi has handed in",
        "Asked by: Priya Raman, Larkfield Instruments",
        "For: Regional sales leader",
        "people@larkfield.example",
    ):
        assert words in receipt.text
    assert "London time" in receipt.text


def test_a_receipt_of_what_time_closed_says_so_in_german(app, make, application, manager):
    link = staging.invite(make, application, manager, PROBE)
    page = staging.begun(app, link)
    staging.answer(make, link, "market", "home")
    with make.transaction() as session:
        staging.held(session, link).language = "de"
    with time_machine.travel(utc_now() + staging.timedelta(minutes=25)):
        page.get("/a/1/check")
        page.post("/a/1/check")
        receipt = page.get("/a/receipt").text

    assert receipt.startswith("Eingangsbestätigung")
    assert "Die Zeit war um" in receipt
    assert "Eine Probe" in receipt


def test_there_is_no_receipt_before_everything_is_in(answered):
    assert answered.get("/a/receipt").path != "/a/receipt"


def test_done_says_who_asked_and_whom_to_write_to(make, answered):
    make.organisation()
    answered.get("/a/1/check")

    done = answered.post("/a/1/check").text + answered.get("/a/done").text

    assert "Priya Raman invited you." in done
    assert "people@larkfield.example" in done
    assert "You hear from them when they have decided" in done
