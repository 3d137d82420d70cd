"""What people say of themselves: sealed, apart, and nobody's business."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.fernet import InvalidToken
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.models import Invitation, SelfIdentification
from assess.assessments.services import identifying, taking
from assess.audit.models import AuditEntry
from assess.database import Base, new_public_id, utc_now
from assess.extensions import db
from assess.jobs import erase_candidates
from assess.openings.models import Application
from assess.openings.rules import KEPT_FOR, Stage
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, put_on_shelf
from tests.browser import Browser
from tests.factories import SENDER, Make

KEY, OTHER = b"k" * 32, b"o" * 32
TODAY = date(2026, 11, 23)
SAID = {"gender": "woman", "minority": "yes", "minority_words": "Sámi"}


@pytest.fixture
def somebody() -> str:
    """The public id of an application."""
    return new_public_id()


def rows(session: Session) -> list[SelfIdentification]:
    """Everything that was said."""
    return list(session.scalars(select(SelfIdentification)))


def test_what_was_said_is_read_with_the_key(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    assert identifying.said(session, somebody, KEY) == SAID
    assert identifying.said(session, new_public_id(), KEY) == {}


def test_without_the_key_nothing_is_found_and_nothing_can_be_read(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    assert identifying.said(session, somebody, OTHER) == {}
    row = rows(session)[0]
    row.join_id = identifying._join_id(somebody, OTHER)
    session.flush()
    with pytest.raises(InvalidToken):
        identifying.said(session, somebody, OTHER)


def test_nothing_in_a_row_leads_to_the_person(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    row = rows(session)[0]
    stored = f"{row.join_id} {row.sealed}"
    assert not re.search(f"woman|Sámi|gender|{somebody}", stored)
    assert not inspect(SelfIdentification).local_table.foreign_keys
    pointing = [
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == SelfIdentification.__tablename__
    ]
    assert pointing == []


def test_a_row_holds_a_day_and_no_time_of_day_also_where_it_is_sealed(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    row = rows(session)[0]
    assert row.given_on == TODAY
    assert identifying._box(KEY).extract_timestamp(row.sealed.encode()) == 0


def test_numbers_of_rows_tell_nothing_about_who_was_first(session):
    for _ in range(8):
        identifying.keep(session, new_public_id(), SAID, KEY, TODAY)

    ids = [row.id for row in rows(session)]
    assert max(ids) > 1000


def test_what_is_sealed_is_of_one_length_whatever_was_said(session):
    longest = {"gender": "other", "gender_words": "\N{FOX FACE}" * 60}
    for said in (SAID, {"gender": "man"}, longest | {f"minority{k}": v for k, v in SAID.items()}):
        identifying.keep(session, new_public_id(), said, KEY, TODAY)

    assert len({len(row.sealed) for row in rows(session)}) == 1


def test_said_again_it_takes_the_place_of_what_was_said_before(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    identifying.keep(session, somebody, {"gender": "other"}, KEY, TODAY)

    assert identifying.said(session, somebody, KEY) == {"gender": "other"}
    assert len(rows(session)) == 1


def test_said_again_with_nothing_it_is_gone(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)

    identifying.keep(session, somebody, {}, KEY, TODAY)

    assert rows(session) == []


def test_forgetting_one_leaves_the_others(session, somebody):
    identifying.keep(session, somebody, SAID, KEY, TODAY)
    other = new_public_id()
    identifying.keep(session, other, SAID, KEY, TODAY)

    identifying.forget(session, somebody, KEY)

    assert identifying.said(session, somebody, KEY) == {}
    assert identifying.said(session, other, KEY) == SAID


@pytest.fixture
def handed_in(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Browser, str]:
    """Somebody who has just handed in, and the public id of their application."""
    put_on_shelf(monkeypatch, tmp_path)
    held = make.application(make.opening(), name="Salma Idrissi")
    link = staging.invite(make, held, make.manager(), PROBE)
    browser = staging.begun(app, link)
    staging.answer(make, link, "market", "home")
    browser.post("/a/1/check")
    return browser, held.public_id


def held_of(app: Flask, public_id: str) -> dict[str, Any]:
    """What an application holds, read with the key of the installation."""
    with app.app_context():
        key = app.extensions["assess.settings"].self_id_secret
        return identifying.said(db.session, public_id, key)


def test_the_questions_come_after_everything_is_in_and_may_be_skipped(handed_in):
    browser, _ = handed_in

    page = browser.get("/a/equality")

    assert page.page.title.startswith("Help us check that our process is fair (optional)")
    assert "nothing here changes them" in page.text
    assert "/a/done" in page.page.links
    assert browser.post("/a/equality").path == "/a/done"


def test_whose_time_ran_out_finds_the_questions_on_the_last_page_until_they_are_answered(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    put_on_shelf(monkeypatch, tmp_path)
    held = make.application(make.opening(), name="Lena Brandt")
    link = staging.invite(make, held, make.manager(), PROBE)
    browser = staging.begun(app, link)
    with time_machine.travel(utc_now() + timedelta(minutes=25)):
        browser.post("/a/1/check")

        before = browser.get("/a")
        browser.post("/a/equality", {"gender": "woman"})
        after = browser.get("/a/done")

    assert before.path == "/a/done"
    assert "/a/equality" in before.page.links
    assert "/a/equality" not in after.page.links


def test_answers_are_kept_and_leave_no_line_in_the_diary(app, make, handed_in):
    browser, public_id = handed_in
    with make.transaction() as session:
        before = len(session.scalars(select(AuditEntry)).all())

    done = browser.post("/a/equality", SAID)

    assert "This is kept apart from your answers." in done.text
    assert held_of(app, public_id) == SAID
    with make.transaction() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == before


def test_nothing_said_is_not_thanked_for_and_nothing_is_kept(app, handed_in):
    browser, public_id = handed_in
    browser.get("/a/equality")

    done = browser.post("/a/equality", {"gender_words": "  "})

    assert done.path == "/a/done"
    assert "Thank you" not in done.text
    assert held_of(app, public_id) == {}


def test_the_questions_fit_wherever_somebody_lives_and_each_can_be_answered_in_own_words(handed_in):
    browser, _ = handed_in

    seen = browser.get("/a/equality")

    assert seen.text.count("Or in your own words") == 2
    assert seen.text.count("I prefer not to say") == 2
    assert not re.search("Hispanic|Caucasian|American", seen.text)


def test_own_words_that_are_too_long_come_back(app, handed_in):
    browser, public_id = handed_in
    browser.get("/a/equality")

    seen = browser.post("/a/equality", {"gender_words": "x" * 61})

    assert "Shorten this to 60 characters or fewer" in seen.text
    assert "x" * 61 in seen.html
    assert held_of(app, public_id) == {}


@pytest.fixture
def said(handed_in: tuple[Browser, str]) -> tuple[Browser, str]:
    """The same, after they answered the questions about themselves."""
    browser, _public_id = handed_in
    browser.get("/a/equality")
    browser.post("/a/equality", SAID)
    return handed_in


def test_once_said_it_is_not_asked_again_and_not_shown(said):
    browser, _ = said

    seen = browser.get("/a/equality")

    assert seen.page.h1 == ["What you said about yourself"]
    assert "Sámi" not in seen.html
    assert 'name="gender"' not in seen.html
    assert "/a/equality" in browser.get("/a/my-data").page.links


def test_it_can_be_answered_anew(app, said):
    browser, public_id = said
    browser.get("/a/equality?anew=yes")

    browser.post("/a/equality?anew=yes", {"gender": "not-said"})

    assert held_of(app, public_id) == {"gender": "not-said"}


def test_nothing_sent_anew_is_refused_beside_the_button_that_deletes(app, said):
    browser, public_id = said
    browser.get("/a/equality?anew=yes")

    seen = browser.post("/a/equality?anew=yes", {"minority_words": " "})

    assert seen.path == "/a/equality"
    assert "Answer at least one question, or press “Delete what I said” below." in seen.text
    assert seen.page.title.startswith("Error: ")
    assert 'action="/a/equality/withdraw"' in seen.html
    assert held_of(app, public_id) == SAID


def test_it_can_be_deleted_and_then_said_again(app, said):
    browser, public_id = said
    browser.get("/a/equality")

    done = browser.post("/a/equality/withdraw")

    assert done.path == "/a/done"
    assert "What you said about yourself is deleted." in done.text
    assert held_of(app, public_id) == {}
    assert 'name="gender"' in browser.get("/a/equality").html


def test_the_questions_are_asked_in_german(make, said):
    browser, _ = said
    with make.transaction() as session:
        for one in session.scalars(select(Invitation)):
            one.language = "de"

    assert browser.get("/a/equality").page.h1 == ["Ihre Angaben zur Person"]
    assert "Oder in Ihren eigenen Worten" in browser.get("/a/equality?anew=yes").text


def test_an_answer_that_is_none_of_the_choices_is_refused(app, handed_in):
    browser, public_id = handed_in

    page = browser.post("/a/equality", {"gender": "made-up"})

    assert "Choose one of the options on this page." in page.text
    assert held_of(app, public_id) == {}


def test_nobody_is_asked_before_everything_is_in(app, make, handed_in):  # noqa: ARG001 -- the shelf
    link = staging.invite(make, make.application(make.opening()), make.manager(), PROBE)
    browser = staging.begun(app, link)

    for seen in (browser.get("/a/equality"), browser.post("/a/equality", {"gender": "woman"})):
        assert seen.path != "/a/equality"

    with make.transaction() as session:
        assert rows(session) == []


@pytest.mark.usefixtures("handed_in")  # puts the probe on the shelf
def test_a_leader_is_not_asked(make, browser):
    leader = make.user()
    page = browser(leader)
    with make.transaction() as session:
        own = staging.invitations.invite_oneself(
            session, session.get_one(User, leader.id), PROBE, public_id=new_public_id(), now=NOW
        )
        key = taking.sit_down(session, own, NOW)
        taking.begin(session, own.attempts[0], staging.Random(1), NOW)
        turn = taking.Turn("a", 1, 0)
        taking.answer(session, own.attempts[0], "market", "home", turn, NOW)
        taking.hand_in(session, own.attempts[0], SENDER, NOW)
    page.client.set_cookie("taking", key)

    assert page.get("/a/equality").path == "/a/done"


def test_it_goes_when_the_candidate_is_erased(app, make, handed_in):
    browser, public_id = handed_in
    browser.post("/a/equality", {"gender": "woman"})
    with make.transaction() as session:
        held = session.scalars(select(Application).where(Application.public_id == public_id)).one()
        held.stage, held.since = Stage.NOT_HIRED, held.since - 2 * KEPT_FOR
        held.candidate.created_at -= 2 * KEPT_FOR

    with make.transaction() as session:
        erase_candidates.run(session, app.extensions["assess.settings"])

    with make.transaction() as session:
        assert rows(session) == []
