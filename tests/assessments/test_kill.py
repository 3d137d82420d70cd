"""The server is killed while people answer: what it said it kept, it has kept."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

import pytest
from flask import Flask

from assess.accounts.models import User
from assess.config import Settings
from assess.extensions import db
from assess.factory import create_app
from assess.instruments import library
from assess.openings.models import Opening
from tests.assessments import staging
from tests.factories import Make
from tests.processes import ROOT, beside, company, environment, free_port, is_up, kill, until

pytestmark = pytest.mark.slow  # starts and kills the product over and over

PEOPLE = 8
ROUNDS = 20
FEWEST, MOST = 10, 60
"""Between so many acknowledged answers the server is killed."""

ITEMS = [item for item in library.assessment(staging.SELF).items if item.is_question]

Answers = dict[str, object]


@dataclass
class Person:
    """Somebody who answers without a pause; every answer differs from the one before it."""

    cookie: str
    token: str
    kept: Answers = field(default_factory=dict)
    """The last answer to each item that the server said it kept."""

    open: tuple[str, object] = ("", None)
    """What was on its way when the server died: it may be kept or not."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def answer_until_it_dies(self, port: int, heard: Callable[[], None]) -> None:
        """Send one answer after the other."""
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while True:
                number = next(self.numbers)
                item = ITEMS[number % len(ITEMS)]
                text = str(number % 5 + 1) if item.look == "levels" else f"answer {number}"
                self.open = item.id, item.read({"": [text]})
                self._send(connection, item.id, text, number)
                self.kept[item.id] = self.open[1]
                heard()
        except (OSError, HTTPException):
            connection.close()

    def read_back(self, port: int) -> Answers:
        """What the server holds."""
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/a/my-data.json", headers={"Cookie": self.cookie})
        held = json.load(connection.getresponse())
        connection.close()
        return {item: one["answer"] for item, one in held["parts"][0]["answers"].items()}

    def lost(self, held: Answers) -> Answers:
        """What the server said it kept and does not have; from now on, what it has counts."""
        item, value = self.open
        if held.get(item) == value:
            self.kept[item] = value
        lost = {one: said for one, said in self.kept.items() if held.get(one) != said}
        self.kept = held
        return lost

    def _send(self, connection: HTTPConnection, item: str, text: str, number: int) -> None:
        body = {"item": item, "fields": {"": [text]}, "tab": "a", "turn": number, "seen": 0}
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.token,
            "Cookie": self.cookie,
        }
        connection.request("POST", "/a/1/save", json.dumps(body), headers)
        response = connection.getresponse()
        answer = response.read()
        assert response.status == 200, answer


@pytest.fixture
def people(tmp_path: Path) -> list[Person]:
    """Candidates at their first question, each with a link of their own."""
    company(tmp_path, sandbox=True)
    app = create_app(Settings(_env_file=None, data=tmp_path))

    make = beside(app)
    manager = make.manager()
    opening = make.opening(manager)
    found = [_begun(app, make, opening, manager) for _ in range(PEOPLE)]
    with app.app_context():
        db.engine.dispose()
    return found


def _begun(app: Flask, make: Make, opening: Opening, manager: User) -> Person:
    link = staging.invite(make, make.application(opening), manager)
    browser = staging.begun(app, link)
    cookies = [browser.client.get_cookie(name) for name in ("assess", "taking")]
    held = "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies if cookie)
    return Person(held, browser.token)


@contextmanager
def served(folder: Path, port: int) -> Iterator[Callable[[], None]]:
    """The product as a process of its own; gives what kills it and all it started."""
    with (folder / "said.txt").open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "assess", "serve"],
            cwd=ROOT,
            env=environment(ASSESS_DATA=str(folder), PORT=str(port)),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )

    try:
        until(lambda: is_up(port) or process.poll() is not None)
        yield partial(kill, process)
    finally:
        kill(process)


def kill_while_they_answer(
    folder: Path, people: list[Person], port: int, after: int
) -> list[Answers]:
    """One round: start, read back what the rounds before left, answer, kill."""
    enough, heard = Event(), count(1)

    def hear() -> None:
        if next(heard) >= after:
            enough.set()

    with served(folder, port) as end, ThreadPoolExecutor(PEOPLE) as threads:
        lost = [person.lost(person.read_back(port)) for person in people]
        answering = [threads.submit(p.answer_until_it_dies, port, hear) for p in people]
        assert enough.wait(30), (folder / "said.txt").read_text()
        end()
        for one in answering:
            one.result()
    return lost


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    people: list[Person], tmp_path: Path
):
    port, chance = free_port(), Random(20)

    lost = []
    for _ in range(ROUNDS):
        lost += kill_while_they_answer(tmp_path, people, port, chance.randint(FEWEST, MOST))
    with served(tmp_path, port):
        lost += [person.lost(person.read_back(port)) for person in people]

    assert not [answers for answers in lost if answers]
    assert all(len(person.kept) >= ROUNDS for person in people)
    assert half_done(tmp_path) == 0


def half_done(folder: Path) -> int:
    """Answers without their line in the diary, or lines without their answer."""
    connection = sqlite3.connect(folder / "assess.db")
    answers = "SELECT sum(version) FROM assessment_answer"
    lines = "SELECT count(*) FROM audit_entry WHERE action = 'assessment_attempt.answered'"
    found = connection.execute(f"SELECT ({answers}) - ({lines})").fetchone()
    connection.close()
    return int(found[0])
