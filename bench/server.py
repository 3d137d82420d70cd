"""The product, served from a copy of its own, its database, and a browser talking to it."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from bench import machine
from tests.servers import PostgreSQL

IDLE = 0.01
"""CPU seconds in a quarter of a second that count as none."""

_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


class Server:
    """A program that serves a copy; `database` is what it shares CPU with, if anything."""

    def __init__(
        self,
        tree: Path,
        data: Path,
        url: str = "",
        database: int = 0,
        program: Sequence[str] = ("assess", "serve"),
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.port = _free_port()
        self.database = database
        for left in data.glob("queue.db*"):
            left.unlink()  # what was asked for while the database was filled is not measured
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *program],
            cwd=tree,
            env=environment(data, url) | {"PORT": str(self.port), **(more or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not self._answers():
            time.sleep(0.01)
        self.start_seconds = time.perf_counter() - start

    def cpu(self) -> float:
        """CPU seconds so far, of the web process and of its database."""
        own = machine.cpu_seconds(self.process.pid)
        return own + (machine.cpu_seconds(self.database) if self.database else 0.0)

    def settle(self, most: float = 60.0) -> None:
        """Wait until it is through with what it does by itself after its start."""
        end, still = time.monotonic() + most, 0
        while still < 4 and time.monotonic() < end:
            before = self.cpu()
            time.sleep(0.25)
            still = still + 1 if self.cpu() - before < IDLE else 0

    def resident(self) -> float:
        """MiB of the web process."""
        return machine.resident_mib(self.process.pid)

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError("the server stopped at its start")
        try:
            visitor = Visitor(self.port)
            return visitor.get("/login")[0] == 200
        except OSError:
            return False


class Visitor:
    """A browser with one connection and its cookies; `location` is where the last answer led."""

    def __init__(self, port: int, person: str = "", seconds: float = 60) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
        self.cookies: dict[str, str] = {}
        self.token, self.location = "", ""
        if person:
            self.get("/login")
            self.post("/sandbox/sign-in", {"person": person})
            self.get("/account")

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page."""
        return self.request("GET", path, b"", {})

    def post(
        self, path: str, fields: dict[str, str], more: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send a form, with `more` headers."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **(more or {})}
        return self.request("POST", path, body, headers)

    def send(self, path: str, content: dict[str, object]) -> tuple[int, bytes]:
        """Send JSON as the kit's script does."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return self.request("POST", path, json.dumps(content).encode(), headers)

    def request(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Send any request with the cookies there are, and keep what comes back with the answer."""
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, answered, data = self._exchange(method, path, body, headers)
        for found in answered.get_all("Set-Cookie", []):
            name, _, value = found.split(";")[0].partition("=")
            self.cookies[name] = value
        self.location = answered.get("Location", answered.get("Content-Location", ""))
        token = _TOKEN.search(data)
        if token:
            self.token = token.group(1).decode()
        return status, data

    def _exchange(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, Message, bytes]:
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()


class Durable(PostgreSQL):
    """PostgreSQL as people run it: unlike that of the tests, it waits for the disk."""

    def __init__(self) -> None:
        super().__init__()
        options = f"-h '' -k {self.folder} -c max_connections=200"
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log",
                  "-o", options, "restart")  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A copy with a folder for its data; on a server, each part gets a database of its own."""

    tree: Path
    data: Path
    server: Durable | None = None
    name: str = ""

    def url(self, part: str = "") -> str:
        """A new database on the server; nothing where there is none."""
        return self.server.create(self.name + part) if self.server else ""

    @property
    def pid(self) -> int:
        """The process that CPU is shared with, if any."""
        return self.server.pid if self.server else 0


def environment(data: Path, url: str) -> dict[str, str]:
    """The settings of a measured product."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSESS_")}
    return kept | {"ASSESS_DATA": str(data), "ASSESS_DATABASE_URL": url, "PYTHONPATH": "."}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
