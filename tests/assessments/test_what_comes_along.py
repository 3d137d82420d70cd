"""What comes along to another chance: answers in time, files, and what was granted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments import queries
from assess.assessments.models import AnswerRow, Attempt
from assess.assessments.rules import LatePolicy
from assess.assessments.services import adjustments, again, files, taking
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.instruments import library
from assess.openings.models import Application, Resume
from tests.assessments import staging
from tests.assessments.probe import PROBE_FILE
from tests.assessments.staging import Link
from tests.factories import SENDER, Make
from tests.instruments.samples import seal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FREE = "free-probe@1.0"
"""The probe without a clock, so that answers come along."""


@pytest.fixture
def grace(make: Make) -> User:
    """Somebody of the people team."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where files of candidates lie."""
    return app.extensions["assess.settings"].files


@pytest.fixture
def closed(make: Make, application: Application, manager: User) -> Callable[..., Link]:
    """Lets somebody begin and do something until their time is up; gives the link."""
    shelf = library.ROOT / "assessments/free-probe"
    shelf.mkdir()
    text = PROBE_FILE.replace("id: probe\n", "id: free-probe\n").replace("time_limit: 20\n", "")
    (shelf / "1.0.yaml").write_text(text, encoding="utf-8")
    seal(library.ROOT)

    def close(do: Callable[[Session, Attempt, datetime], Any], **terms: Any) -> Link:
        link = staging.invite(make, application, manager, FREE, now=utc_now() - 12 * DAY, **terms)
        begun = utc_now() - 11 * DAY
        staging.started(make, link, begun)
        with make.transaction() as session:
            do(session, staging.attempt(session, link), begun)
        with make.transaction() as session:
            taking.close_overdue(session, staging.attempt(session, link).id, SENDER, utc_now())
        return link

    return close


def ask(session: Session, link: Link, actor: User) -> Attempt:
    """Give another chance for ten days."""
    held = staging.held(session, link)
    made = again.ask_again(
        session, held, "The train.", Terms(utc_now() + 10 * DAY, "Europe/London", late=held.late),
        public_id=new_public_id(), sender=SENDER, actor=session.get_one(User, actor.id),
        now=utc_now(),
    )  # fmt: skip
    return made.attempts[0]


def say(session: Session, part: Attempt, item: str, value: Any, now: datetime, n: int = 1) -> None:
    """One answer of a part."""
    taking.answer(session, part, item, value, taking.Turn("a", n, 0), now)


def hand_over(session: Session, part: Attempt, name: str, folder: Path, now: datetime) -> str:
    """Send a file; gives the stored name of the one it takes the place of."""
    kept, former = files.take_in(
        session, part, "paper", file_name=name, data=b"A plan", folder=folder, now=now
    )
    taking.answer(session, part, "paper", kept, taking.Turn(name, 1, 9), now)
    return former


def test_a_file_sent_anew_leaves_the_one_that_was_handed_in(
    make: Make, closed: Callable[..., Link], grace: User, folder: Path
):
    link = closed(lambda session, part, now: hand_over(session, part, "1.txt", folder, now))

    with make.transaction() as session:
        part = ask(session, link, grace)
        taking.begin(session, part, Random(7), utc_now())
        first = session.scalars(select(Resume)).one()
        assert queries.given(session, part)["paper"].value["kept"] == first.public_id  # type: ignore[call-overload,index]
        formers = [hand_over(session, part, f"{n}.txt", folder, utc_now()) for n in (2, 3)]

        names = session.scalars(select(Resume.file_name).order_by(Resume.file_name)).all()
        assert names == ["1.txt", "3.txt"]
        assert formers[0] == ""
        assert (folder / formers[1]).is_file()
        assert first.stored_as not in formers


@pytest.mark.parametrize(
    ("late", "comes"), [(LatePolicy.CLOSE, {"h1": 4}), (LatePolicy.ACCEPT, {"h1": 4, "h2": 5})]
)
def test_late_answers_come_along_only_where_they_count(
    make: Make, closed: Callable[..., Link], grace: User, late: LatePolicy, comes: dict[str, int]
):
    def answer(session: Session, part: Attempt, now: datetime) -> None:
        say(session, part, "h1", 4, now)
        say(session, part, "h2", 5, part.invitation.closes_at + HOUR)

    link = closed(answer, late=late)

    with make.transaction() as session:
        given = queries.given(session, ask(session, link, grace))
        assert {item: one.value for item, one in given.items()} == comes


def test_an_answer_that_comes_along_keeps_when_it_was_first_given(
    make: Make, closed: Callable[..., Link], grace: User
):
    def answer(session: Session, part: Attempt, now: datetime) -> None:
        say(session, part, "h1", 4, now)
        say(session, part, "h1", 5, now + HOUR, n=2)

    link = closed(answer)

    with make.transaction() as session:
        part = ask(session, link, grace)
        rows = session.scalars(select(AnswerRow).order_by(AnswerRow.attempt_id)).all()
        assert [row.attempt_id for row in rows][1:] == [part.id]
        assert len({(row.value, row.first_at, row.saved_at) for row in rows}) == 1
        assert rows[0].saved_at - rows[0].first_at == HOUR


def test_what_was_granted_comes_along_with_who_decided_and_what_was_declined_does_not(
    make: Make, closed: Callable[..., Link], grace: User
):
    def wish(session: Session, part: Attempt, now: datetime) -> None:
        held, actor = part.invitation, session.get_one(User, grace.id)
        for text, granted in (("Large print.", True), ("A month more.", False)):
            request = adjustments.ask_for_adjustment(session, held, text, SENDER, now)
            adjustments.decide_adjustment(
                session, request, granted=granted, multiplier=1.0, untimed=False,
                answer="We thought about it.", sender=SENDER, actor=actor, now=now,
            )  # fmt: skip

    link = closed(wish)

    with make.transaction() as session:
        made = ask(session, link, grace).invitation
        session.flush()
        session.refresh(made)
        (granted,) = made.adjustments
        (before, _declined) = staging.held(session, link).adjustments
        assert (granted.wish, granted.granted) == ("Large print.", True)
        for name in ("asked_at", "answer", "decided_at", "decided_by"):
            assert getattr(granted, name) == getattr(before, name)
        assert granted.public_id != before.public_id


def test_answers_that_came_along_are_shown_before_the_part_begins(
    app: Flask, make: Make, closed: Callable[..., Link], grace: User
):
    def answer(session: Session, part: Attempt, now: datetime) -> None:
        say(session, part, "market", "home", now)
        say(session, part, "h1", 4, now)

    link = closed(answer)
    with make.transaction() as session:
        chance = Link(ask(session, link, grace).invitation.public_id, staging.newest_token(session))
    page = staging.guest(app, chance)

    overview, seen = page.get("/a/my-data"), page.get("/a/my-data/1")
    part = page.get("/a/my-data.json").response.json["parts"][0]

    assert "Not started; 2 of " in overview.text
    assert "/a/my-data/1" in overview.page.links  # type: ignore[union-attr]
    assert "I write down what we agree. Often" in seen.text
    assert {item: one["answer"] for item, one in part["answers"].items()} == {
        "h1": 4,
        "market": "home",
    }
