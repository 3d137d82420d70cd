"""The rows of the performance table: what is done, how it is measured, what to reach."""

import html
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.prepare import paths
from bench.server import Server, Visitor, environment

ROUNDS = 60
WARM_UP = 10
NOTE = "Named the client's target figure and how the plan was changed to reach it. " * 4


@dataclass(frozen=True)
class Figure:
    """One measured row: CPU and clock milliseconds, statements, a goal to reach.

    `errors` are requests of the row that were not answered as they should be.
    """

    row: str
    work: str
    goal: str
    cpu_ms: float | None = None
    p50_ms: float | None = None
    statements: int | None = None
    other: str = ""
    p95_ms: float | None = None
    errors: int | None = None


def prepared(tree: Path, data: Path, url: str, program: str = "bench.prepare") -> dict[str, Any]:
    """Fill a database with the code of a copy; the facts of what is in it."""
    done = subprocess.run(
        [sys.executable, "-m", program],
        cwd=tree, env=environment(data, url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def measured(server: Server, facts: dict[str, Any]) -> Iterator[Figure]:
    """Every row that needs a server, in the order of the table."""
    manager = Visitor(server.port, facts["manager"])
    interviewer = Visitor(server.port, facts["panel"][0])
    counted = facts["statements"]
    yield _autosave(server, interviewer, facts)
    pages = paths(facts)
    for name in ("list of 1,000", "list of 50,000", "list of 50,000 by time"):
        work = f"{name} candidates, 50 rows, filtered and sorted"
        yield _page(server, manager, "P5", work, pages[name], "<= 12 ms, <= 12 queries",
                    counted[name])  # fmt: skip
    yield _page(server, interviewer, "P6", "kit page, 8 competencies", pages["kit"], "<= 15 ms",
                counted["kit"])  # fmt: skip
    yield _page(server, manager, "P6", "debrief, 8 raters x 8 competencies", pages["debrief"],
                "<= 40 ms", counted["debrief"])  # fmt: skip
    yield _rating(server, interviewer, facts)
    yield _submit(server, interviewer, facts)


def floor(data: Path) -> Iterator[Figure]:
    """What the machine takes at least for one text kept and one list shown."""
    here = Path(__file__).parent.parent
    server = Server(here, data, program=["bench.floor"])
    visitor = Visitor(server.port)
    try:
        save = repeated(server, lambda n: _accepted(visitor.send("/save", {"text": f"{n} {NOTE}"})))
        shown = repeated(server, lambda _: _accepted(visitor.get("/list")))
    finally:
        server.stop()
    yield Figure("", "floor: one text kept, nothing checked", "", *save, 1)
    yield Figure("", "floor: 50 rows of 50,000 shown, nothing checked", "", *shown, 1)


def started(tree: Path, data: Path, url: str) -> Figure:
    """P10: from the command to the first page, and memory after some work."""
    seconds = []
    resident = 0.0
    for _ in range(3):
        server = Server(tree, data, url)
        seconds.append(server.start_seconds)
        visitor = Visitor(server.port)
        for _ in range(200):
            visitor.get("/login")
        resident = server.resident()
        server.stop()
    return Figure(
        "P10", "server start to first page; memory of the web process", "<= 2 s; <= 150 MiB",
        other=f"{statistics.median(seconds):.2f} s; {resident:.0f} MiB",
    )  # fmt: skip


def paper(tree: Path, data: Path) -> Figure:
    """P8: the candidate report in steady state."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.paper"],
        cwd=tree, env=environment(data, ""), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return Figure(
        "P8", f"candidate report, {found['pages']} pages, tagged, embedded fonts",
        "<= 60 ms, <= 60 MiB", cpu_ms=found["ms"],
        other=f"{found['mib']:.0f} MiB, {found['kb']:.0f} kB",
    )  # fmt: skip


def _autosave(server: Server, visitor: Visitor, facts: dict[str, Any]) -> Figure:
    path = f"/interviews/{facts['kit']}/save"
    version = 2

    def save(number: int) -> None:
        nonlocal version
        body = {"kind": "note", "competency": "strategic", "question": "", "probes": [],
                "text": f"{number} {NOTE}", "version": version}  # fmt: skip
        status, answer = visitor.send(path, body)
        assert status == 200, answer
        version = json.loads(answer)["version"]

    cpu, clock = repeated(server, save)
    page = html.unescape(visitor.get(f"/interviews/{facts['kit']}")[1].decode())
    assert f"{ROUNDS + WARM_UP - 1} {NOTE.strip()[:20]}" in page, "the last note was not kept"
    return Figure("P7", "one note of an interviewer autosaved, durable", "<= 6 ms",
                  cpu, clock, facts["statements"]["autosave"])  # fmt: skip


def _rating(server: Server, visitor: Visitor, facts: dict[str, Any]) -> Figure:
    path = f"/interviews/{facts['kit']}/save"
    version = 0

    def save(number: int) -> None:
        nonlocal version
        body = {"kind": "rating", "competency": "action", "level": number % 5 + 1,
                "not_asked": False, "confidence": "high", "version": version}  # fmt: skip
        status, answer = visitor.send(path, body)
        assert status == 200, answer
        version = json.loads(answer)["version"]

    cpu, clock = repeated(server, save)
    return Figure("P7", "one rating autosaved", "<= 6 ms", cpu, clock)


def _submit(server: Server, visitor: Visitor, facts: dict[str, Any]) -> Figure:
    waiting = iter(facts["submit"])

    def submit(_number: int) -> None:
        path = f"/interviews/{next(waiting)}/review"
        fields = {"r-overall": "3", "version-r-overall": "0"}
        status, answer = visitor.post(path, fields)
        assert status == 302, answer

    cpu, clock = repeated(server, submit, rounds=25, warm_up=5)
    return Figure("P7", "one scorecard of 8 competencies submitted", "<= 12 ms", cpu, clock)


def _accepted(answer: tuple[int, bytes]) -> None:
    assert answer[0] == 200, answer


def _page(
    server: Server, visitor: Visitor, row: str, work: str, path: str, goal: str, statements: int
) -> Figure:
    cpu, clock = repeated(server, lambda _: _accepted(visitor.get(path)))
    return Figure(row, work, goal, cpu, clock, statements)


def repeated(
    server: Server, work: Callable[[int], None], rounds: int = ROUNDS, warm_up: int = WARM_UP
) -> tuple[float, float]:
    """The medians of a round: CPU milliseconds, and those on the clock.

    The mean would count a chore that the server does by itself every minute as work of a page.
    """
    for number in range(warm_up):
        work(number)
    clocks, marks = [], [server.cpu()]
    for number in range(warm_up, warm_up + rounds):
        start = time.perf_counter()
        work(number)
        clocks.append((time.perf_counter() - start) * 1000)
        marks.append(server.cpu())
    each = [after - before for before, after in pairwise(marks)]
    return statistics.median(each) * 1000, statistics.median(clocks)
