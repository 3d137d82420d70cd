"""P4: many people save answers at once. The crowd is a process of its own, started here.

Arrivals are open loop: each person saves by the clock, and what one waits counts from the
moment it was due, however late the one before was answered.
"""

import json
import math
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from bench import machine
from bench.candidate import Candidate, Question
from bench.rows import Figure
from bench.server import Server

LEVELS = (8, 32, 128)
SECONDS, PACE = 20.0, 2.5
"""Each saves every 2.5 s instead of every 10 s: 128 of them are as many as 512 people."""

PATIENCE = 10.0
"""Seconds after which somebody stops waiting, and the save counts as failed."""


def measured(server: Server, facts: dict[str, Any]) -> Iterator[Figure]:
    """A row for each size of the crowd."""
    keys = iter(facts["keys"])
    for clients in LEVELS:
        rate = machine.fdatasync_rate(0.5)
        plan = {
            "port": server.port,
            "pids": [pid for pid in (server.process.pid, server.database) if pid],
            "keys": [next(keys) for _ in range(clients)],
            "items": facts["items"],
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.crowd"], cwd=Path(__file__).parents[1],
            input=json.dumps(plan), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        found = json.loads(done.stdout)
        yield Figure(
            "P4", f"{clients} people saving answers, {found['saves'] / SECONDS:.0f} a second",
            "p95 <= 300 ms, 0 errors", found["cpu_ms"], found["p50_ms"], p95_ms=found["p95_ms"],
            errors=found["errors"], other=f"raw {rate:.0f}/s",
        )  # fmt: skip


@dataclass
class _Person:
    """One of the crowd: what they send, what was acknowledged, how long it took."""

    plan: dict[str, Any]
    number: int
    kept: dict[str, int] = field(default_factory=dict)
    clocks: list[float] = field(default_factory=list)
    errors: int = 0
    question: Question | None = None

    def __post_init__(self) -> None:
        self.browser = self._browser()

    def answer(self, ready: threading.Barrier, begin: threading.Event) -> None:
        """Open the first question, wait for the others, then save by the clock."""
        try:
            self._open()
        except (OSError, HTTPException):
            self.browser.connection.close()
        ready.wait()
        begin.wait()
        pace = self.plan.get("pace", PACE)
        start = time.perf_counter() + pace * random.Random(self.number).random()
        for turn in range(1, math.ceil(SECONDS / pace) + 1):
            due = start + (turn - 1) * pace
            time.sleep(max(0.0, due - time.perf_counter()))
            self._save(turn)
            self.clocks.append((time.perf_counter() - due) * 1000)
        self.browser.connection.close()

    def lost(self) -> int:
        """How many acknowledged answers are not there."""
        browser = self._browser(seconds=60)
        _status, held = browser.kept()
        browser.connection.close()
        return sum(held.get(item) != level for item, level in self.kept.items())

    def _browser(self, seconds: float = PATIENCE) -> Candidate:
        return Candidate(self.plan["port"], self.plan["keys"][self.number], seconds)

    def _open(self) -> Question:
        if self.question is None:
            self.question = Question.read(self.browser.open("/a/1/q/1"))
        return self.question

    def _save(self, turn: int) -> None:
        items = self.plan["items"]
        item, level = items[(self.number + turn) % len(items)], (self.number + turn) % 5 + 1
        try:
            body = self._open().save(item, level, turn)
            status, _answer = self.browser.send("/a/1/save", body)
        except (OSError, HTTPException):
            self.browser.connection.close()
            status = 0
        if status == 200:
            self.kept[item] = level
        else:
            self.errors += 1


def main() -> None:
    """Play the crowd a plan describes; print how long saves took and what became of them."""
    plan = json.load(sys.stdin)
    people = [_Person(plan, number) for number in range(len(plan["keys"]))]
    ready, begin = threading.Barrier(len(people) + 1), threading.Event()
    threads = [threading.Thread(target=one.answer, args=(ready, begin)) for one in people]
    for thread in threads:
        thread.start()
    ready.wait()
    before = _cpu(plan)
    begin.set()
    for thread in threads:
        thread.join()
    spent = _cpu(plan) - before
    clocks = [clock for one in people for clock in one.clocks]
    saves = sum(len(one.clocks) for one in people)
    lost = sum(one.lost() for one in people)
    assert not lost, f"{lost} acknowledged answers are not there"
    json.dump(
        {
            "saves": saves,
            "cpu_ms": spent / saves * 1000,
            "p50_ms": statistics.median(clocks),
            "p95_ms": statistics.quantiles(clocks, n=20)[-1],
            "errors": sum(one.errors for one in people),
        },
        sys.stdout,
    )


def _cpu(plan: dict[str, Any]) -> float:
    return sum(machine.cpu_seconds(pid) for pid in plan["pids"])


if __name__ == "__main__":
    main()
