"""The rows about people who answer an assessment: one save, one page, a whole attempt."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.candidate import Candidate, Question
from bench.rows import Figure, prepared, repeated
from bench.server import Server, environment

ITEMS = 40
"""The length the goal of P3 is set for; the instrument is longer."""


def invited(tree: Path, data: Path, url: str) -> dict[str, Any]:
    """Invite people in a database that is filled; nobody in a commit without assessments."""
    if not (tree / "assess" / "assessments").is_dir():
        return {}
    return prepared(tree, data, url, program="bench.prepare_answering")


def measured(server: Server, facts: dict[str, Any]) -> Iterator[Figure]:
    """P1 to P3, on links nobody opened yet."""
    counted = facts["statements"]
    one, another, *others = facts["links"]
    yield _saves(server, one, facts["items"], counted["an answer saved"])
    yield _pages(server, another, facts["questions"], counted)
    yield from _attempts(server, others, facts["questions"])


def many(tree: Path, data: Path) -> Iterator[Figure]:
    """P11: scoring a million attempts, in a process of its own."""
    if not (tree / "assess" / "science" / "scores" / "scoring_many.py").is_file():
        return
    done = subprocess.run(
        [sys.executable, "-m", "bench.scoring"],
        cwd=tree, env=environment(data, ""), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    yield Figure(
        "P11", f"scoring {found['people']:,} attempts x {found['items']} items",
        "<= 2 s, <= 1 GB", cpu_ms=found["cpu_ms"], p50_ms=found["ms"],
        other=f"{found['mib']:.0f} MiB at most",
    )  # fmt: skip


def _saves(server: Server, link: str, items: list[str], counted: dict[str, int]) -> Figure:
    one = Candidate(server.port)
    question = Question.read(one.open(one.begin(link)))
    sent: dict[str, int] = {}

    def save(number: int) -> None:
        item, level = items[number % len(items)], number % 5 + 1
        status, answer = one.send("/a/1/save", question.save(item, level, number + 1))
        assert status == 200, answer
        sent[item] = level

    cpu, clock = repeated(server, save)
    assert one.kept() == ("in-progress", sent), "an answer was not kept"
    begun = counted["transactions"]
    return Figure("P1", "one answer autosaved, durable", "<= 5 ms, 1 transaction, <= 6 statements",
                  cpu, clock, counted["statements"], f"{begun} in a row")  # fmt: skip


def _pages(server: Server, link: str, asked: int, counted: dict[str, dict[str, int]]) -> Figure:
    """A process compiles the page of each sort of question once; here it has done so before."""
    one = Candidate(server.port)
    first = path = one.begin(link)
    sent: dict[str, Any] = {}

    def show_and_answer(number: int) -> None:
        nonlocal path
        path, answer = one.answer(path, number % 5 + 1)
        sent.update(answer)
        if "/q/" not in path:
            path = first

    cpu, clock = repeated(server, show_and_answer, warm_up=asked)
    assert one.kept() == ("in-progress", sent), "an answer was not kept"
    shown, answered = counted["a question shown"], counted["a question answered"]
    return Figure(
        "P2", "one question page shown or answered, without script", "<= 6 ms", cpu / 2, clock / 2,
        other=f"{shown['statements']} and {answered['statements']} statements",
    )  # fmt: skip


@dataclass(frozen=True)
class _Way:
    """CPU and clock seconds of one attempt: its questions, and everything around them."""

    questions: float
    around: float
    clock: float

    def of(self, asked: int) -> float:
        """CPU milliseconds of an attempt with 40 questions instead of those asked."""
        return (self.questions * ITEMS / asked + self.around) * 1000


def _attempts(server: Server, links: Sequence[str], asked: int) -> Iterator[Figure]:
    """By an address for every page, as without script; and as the script goes on."""
    half = len(links) // 2
    for work, attempt, own in (
        (f"{ITEMS} items, without script: {ITEMS * 2} requests", _by_addresses, links[:half]),
        (f"{ITEMS} items, the script goes on: {ITEMS + 1} requests", _onward, links[half:]),
    ):
        ways = [_attempt(server, link, asked, attempt) for link in own][1:]
        clock = statistics.median(way.clock for way in ways) * 1000
        yield Figure(
            "P3", f"{work} (of {asked}, scaled)", "<= 300 ms",
            statistics.median(way.of(asked) for way in ways),
            other=f"{clock:.0f} ms on the clock for {asked}",
        )  # fmt: skip


def _attempt(
    server: Server, link: str, asked: int, answer: Callable[[Candidate, str, dict[str, Any]], str]
) -> _Way:
    """From the link to the page after handing in; `answer` says what the questions take."""
    one = Candidate(server.port)
    sent: dict[str, Any] = {}
    begun, start = server.cpu(), time.perf_counter()
    path = one.begin(link)
    asking = server.cpu()
    path = answer(one, path, sent)
    checking = server.cpu()
    one.open(path)
    one.get(one.press(path, {}))
    one.open(one.location)
    end, stop = server.cpu(), time.perf_counter()
    assert len(sent) == asked, f"{len(sent)} of {asked} questions were asked"
    assert one.kept() == ("submitted", sent), "an answer was not kept"
    return _Way(checking - asking, asking - begun + end - checking, stop - start)


def _by_addresses(one: Candidate, path: str, sent: dict[str, Any]) -> str:
    while "/q/" in path:
        path, answer = one.answer(path, len(sent) % 5 + 1)
        sent.update(answer)
    return path


def _onward(one: Candidate, path: str, sent: dict[str, Any]) -> str:
    page = ""
    while "/q/" in path:
        path, page, answer = one.go_on(path, page or one.open(path), len(sent) % 5 + 1)
        sent.update(answer)
    return path
