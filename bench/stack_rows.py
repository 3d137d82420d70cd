"""P9: 200 reports are made while 100 people save answers, in the shape each database is run in.

On SQLite the web process makes them; on PostgreSQL two workers of their own do, beside it.
"""

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from assess.database import new_public_id
from bench import machine
from bench.rows import Figure, prepared
from bench.server import Place, Server, Visitor, environment

SAVING, PACE, WORKERS = 100, 10.0, 2
PATIENCE = 300.0
LOOK = 2.0
"""Seconds between two looks at how far the stack is, as the page itself takes them."""


def measured(place: Place) -> Iterator[Figure]:
    """How long the stack takes, and how long saves take meanwhile."""
    data, url = Path(f"{place.data}-stack"), place.url("_stack")
    facts = prepared(place.tree, data, url, program="bench.stack")
    people = prepared(place.tree, data, url, program="bench.prepare_answering")
    several = {"ASSESS_QUEUE_URL": url, "ASSESS_PROCESSES": "2"} if url else {}
    server = Server(place.tree, data, url, place.pid, more=several)
    workers = [_worker(place.tree, data, url, several) for _ in range(WORKERS if url else 0)]
    try:
        yield from _both(server, data / "papers", facts, people, workers)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=60)
        server.stop()


def _both(
    server: Server,
    papers: Path,
    facts: dict,
    people: dict,
    workers: "list[subprocess.Popen[bytes]]",
) -> Iterator[Figure]:
    made = (worker.pid for worker in workers)
    pids = [pid for pid in (server.process.pid, server.database, *made) if pid]
    hr = Visitor(server.port, facts["hr"])
    plan = {"port": server.port, "pids": pids, "keys": people["keys"][:SAVING],
            "items": people["items"], "pace": PACE}  # fmt: skip
    crowd = subprocess.Popen(
        [sys.executable, "-m", "bench.crowd"], cwd=Path(__file__).parents[1], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert crowd.stdin is not None
    crowd.stdin.write(json.dumps(plan))
    crowd.stdin.close()
    crowd.stdin = None
    time.sleep(3)  # until everybody has opened their page
    before, start = sum(map(machine.cpu_seconds, pids)), time.perf_counter()
    asked_at, address = time.time(), _asked(hr, facts["people"])
    while not (ready := _ready(hr, address)) and time.perf_counter() - start < PATIENCE:
        time.sleep(LOOK)
    spent = sum(map(machine.cpu_seconds, pids)) - before
    assert ready, "the reports were not made"
    took = max(paper.stat().st_mtime for paper in papers.iterdir()) - asked_at
    found = json.loads(crowd.communicate(timeout=PATIENCE)[0])
    yield Figure(
        "P9", "200 reports while 100 people save", "<= 10 s; saves p95 <= 450 ms, 0 errors",
        cpu_ms=spent * 1000, p50_ms=took * 1000, p95_ms=found["p95_ms"], errors=found["errors"],
        other=f"{_pages(hr, address)} pages each, save p50 {found['p50_ms']:.0f}",
    )  # fmt: skip


def _worker(tree: Path, data: Path, url: str, more: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "assess", "worker"], cwd=tree, env=environment(data, url) | more,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _asked(hr: Visitor, people: list[str]) -> str:
    """Ask for the reports as the page does; where the batch is told of."""
    hr.get("/reports/team")
    chosen = [("csrf_token", hr.token), ("new_id", new_public_id())]
    body = urlencode([*chosen, *(("subject", one) for one in people)]).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    status, answer = hr.request("POST", "/reports/team", body, kind)
    assert status == 302, answer
    return hr.location


def _ready(hr: Visitor, address: str) -> bool:
    """Whether every report is made; one that cannot be made is an error."""
    status, page = hr.get(address)
    assert status == 200, page
    assert b"attention" not in page, "a report could not be made"
    found = re.search(rb"(\d+) of (\d+) made", page)
    return found is not None and found[1] == found[2]


def _pages(hr: Visitor, address: str) -> float:
    """The middle number of pages of some of the reports."""
    _, page = hr.get(address)
    sizes = []
    for path in re.findall(rb'action="(/reports/batches/[^"]+/files/[^"]+)"', page)[:5]:
        status, paper = hr.post(path.decode(), {})
        assert status == 200, paper
        assert paper.startswith(b"%PDF"), paper[:100]
        sizes.append(len(re.findall(rb"/Type /Page\b", paper)))
    return statistics.median(sizes)
