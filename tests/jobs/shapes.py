"""The product as processes of its own: one on SQLite, or a server and workers on PostgreSQL."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from werkzeug.test import encode_multipart

from assess.accounts.models import User
from assess.database import utc_now
from tests.browser import form_fields
from tests.processes import PATIENCE, ROOT, environment, free_port, is_up, kill, until

LEASE = timedelta(seconds=4)
"""How long a worker holds what it does, so that nobody waits two minutes for a killed one."""

_AT_ANOTHER_TIME = f"""
import sys, time
from datetime import timedelta
from pathlib import Path
import time_machine
begun, ticks = time.time(), time.monotonic()
clock = time_machine.travel(0).start()  # which takes seconds on a busy machine
clock.move_to(begun + time.monotonic() - ticks + float(sys.argv.pop(1)))
from assess.instruments import library
library.ROOT = Path(sys.argv.pop(1))
from assess import queue
queue.LEASE = timedelta(seconds={LEASE.total_seconds()})
from assess.__main__ import main
main()
"""


@dataclass
class Shape:
    """An installation: its environment, its clock, and the processes that run in it.

    `ahead` is how far its clock is before ours, so that what the clock asks for comes at once.
    """

    folder: Path
    environment: Mapping[str, str]
    questionnaires: Path
    workers: int
    ahead: timedelta
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The time on its clock."""
        return utc_now() + self.ahead

    def serve(self) -> None:
        """Start the server, and the workers where it leaves the work to them."""
        self.start("serve")
        for _ in range(self.workers):
            self.start("worker")
        until(lambda: is_up(self.port) or self.processes[0].poll() is not None)

    def start(self, command: str) -> None:
        """Start one process."""
        seconds = str(self.ahead.total_seconds())
        program = (sys.executable, "-c", _AT_ANOTHER_TIME, seconds, str(self.questionnaires))
        with (self.folder / "said.txt").open("ab") as said:
            self.processes.append(
                subprocess.Popen(
                    [*program, command], cwd=ROOT, stdout=said, stderr=said,
                    env=environment(**self.environment, PORT=str(self.port)),
                    start_new_session=True,
                )
            )  # fmt: skip

    def kill_one(self) -> None:
        """Kill who is at work: the only process there is, or the first worker of several."""
        kill(self.processes.pop(1 if self.workers else 0))

    def start_another(self) -> None:
        """Start one in place of the killed one, as whoever watches over processes does."""
        if self.workers:
            self.start("worker")
        else:
            self.serve()

    @property
    def said(self) -> str:
        """Whatever its processes printed."""
        return (self.folder / "said.txt").read_text()


@contextmanager
def running(shape: Shape) -> Iterator[Shape]:
    """Served until the end of the block."""
    try:
        shape.serve()
        yield shape
    finally:
        for process in shape.processes:
            kill(process)


def until_still(state: Callable[[], object]) -> None:
    """Wait until nobody changes anything for as long as a worker holds a job it left."""
    seen, since = state(), time.monotonic()
    deadline = since + PATIENCE
    while time.monotonic() - since < LEASE.total_seconds() + 0.5:
        assert time.monotonic() < deadline
        time.sleep(0.2)
        if (now := state()) != seen:
            seen, since = now, time.monotonic()


class Caller:
    """Somebody who calls the server over HTTP, without script, and keeps cookies."""

    def __init__(self, shape: Shape, person: User | None = None) -> None:
        self._address = f"http://127.0.0.1:{shape.port}"
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open
        self._token = ""
        if person is not None:
            self.get("/login")
            self.post("/sandbox/sign-in", {"person": person.public_id})

    def get(self, path: str) -> str:
        """A page."""
        return self._seen(Request(self._address + path))[1]

    def post(self, path: str, fields: Mapping[str, object], files: bool = False) -> tuple[str, str]:
        """Send a form with the token of the page opened last; gives where it led, and that page."""
        sent = {"csrf_token": self._token, **fields}
        if files:
            boundary, body = encode_multipart(sent)
            kind = f"multipart/form-data; boundary={boundary}"
        else:
            body, kind = urlencode(sent, doseq=True).encode(), "application/x-www-form-urlencoded"
        return self._seen(Request(self._address + path, body, {"Content-Type": kind}))

    def fill_in(self, path: str, changes: Mapping[str, object]) -> tuple[str, str]:
        """Open the form of a page, change some fields, and send it."""
        return self.post(path, form_fields(self.get(path)) | changes)

    def _seen(self, request: Request) -> tuple[str, str]:
        with self._open(request, timeout=60) as answered:
            html, path = answered.read().decode(), answered.url.removeprefix(self._address)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        if found:
            self._token = found[1]
        return path, html
