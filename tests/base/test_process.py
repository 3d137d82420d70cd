"""The product as a process of its own: how it starts, refuses to start, and stops."""

import fcntl
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.processes import ROOT, company, environment, free_port, is_up, minds, until

pytestmark = pytest.mark.slow  # every test starts a Python of its own

PRODUCTION = {
    "ASSESS_MODE": "production",
    "ASSESS_BASE_URL": "https://assess.larkfield.example",
    "ASSESS_SMTP_HOST": "mail.larkfield.example",
    "ASSESS_MAIL_FROM": "assess@larkfield.example",
}
MODULE = ("-m", "assess")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `./run NAME` on a data folder of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        arguments = arguments if arguments[0] == "-c" else (*MODULE, *arguments)
        command = [sys.executable, *arguments]
        started.append(
            subprocess.Popen(
                command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=environment(ASSESS_DATA=str(tmp_path), **settings),
            )
        )  # fmt: skip
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def refusal(process: subprocess.Popen[str]) -> str:
    """What a process that ends by itself has said."""
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    return said


def checkpoints(folder: Path) -> list[str]:
    path = folder / "audit-checkpoints.log"
    return path.read_text().splitlines() if path.exists() else []


def test_told_to_stop_the_server_answers_first(start: Start, tmp_path: Path):
    company(tmp_path, sandbox=True)
    port = free_port()
    server = start("serve", PORT=str(port))
    until(lambda: is_up(port) and bool(checkpoints(tmp_path)))
    writer = sqlite3.connect(tmp_path / "assess.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(urlopen, f"http://127.0.0.1:{port}/readyz")
        time.sleep(3)  # the request is with the server, however slow this machine
        server.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        writer.execute("ROLLBACK")
        with answer.result() as answered:
            assert b"status" in answered.read()
    writer.close()

    assert server.wait(30) == 0
    assert len(checkpoints(tmp_path)) == 2


@pytest.mark.parametrize("head", ["Content-Length: 1000000000", "Transfer-Encoding: chunked"])
def test_a_gigabyte_is_refused_early_and_fills_neither_memory_nor_disk(
    start: Start, tmp_path: Path, head: str
):
    company(tmp_path, sandbox=True)
    port, kept = free_port(), tmp_path / "kept"
    kept.mkdir()
    server = start("serve", PORT=str(port), TMPDIR=str(kept))
    until(lambda: is_up(port))
    before = _most_memory(server.pid)

    said, sent = _poured(port, head)

    assert said.startswith(b"HTTP/1.1 413 ")
    assert sent <= 80
    assert _most_memory(server.pid) - before < 100
    assert sum(path.stat().st_size for path in kept.iterdir()) < 1_000_000
    with urlopen(f"http://127.0.0.1:{port}/readyz") as answered:
        assert b"status" in answered.read()


def _poured(port: int, head: str) -> tuple[bytes, int]:
    """The first bytes of the answer, and how many megabytes were sent until it came."""
    block = b"x" * 1_000_000
    piece = b"F4240\r\n" + block + b"\r\n" if "chunked" in head else block
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        one.sendall(f"POST /account HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        sent = 0
        try:
            while sent < 1_000 and not select.select([one], [], [], 0)[0]:
                one.sendall(piece)
                sent += 1
        except OSError:
            pass  # it has heard enough
        return one.recv(100), sent


def _most_memory(pid: int) -> int:
    """MiB a process has held at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def test_told_to_stop_the_worker_stops_in_order(start: Start, tmp_path: Path):
    company(tmp_path)
    worker = start("worker")
    until(lambda: bool(checkpoints(tmp_path)))
    until(lambda: minds(worker.pid, signal.SIGTERM))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0
    assert len(checkpoints(tmp_path)) == 2


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("-c", "import app")])
def test_production_refuses_the_demo_company(start: Start, tmp_path: Path, command):
    company(tmp_path, sandbox=True)

    said = refusal(start(*command, **PRODUCTION))

    assert "these data hold the demo company" in said
    assert ("Traceback" in said) is (command[0] == "-c")


def test_a_worker_refuses_an_outdated_database(start: Start):
    said = refusal(start("worker"))

    assert "Run ./run upgrade" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_one_process_writes_to_sqlite(start: Start, tmp_path: Path, command: str):
    with (tmp_path / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        said = refusal(start(command))

    assert f"Another server or worker runs on {tmp_path}." in said


def test_the_server_of_flask_is_not_offered(start: Start):
    assert "No such command 'run'" in refusal(start("run"))


def test_a_port_in_use_is_said_in_one_sentence(start: Start, tmp_path: Path):
    company(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refusal(start("serve", PORT=str(port)))

    assert f"Nothing can listen on port {port} of 127.0.0.1" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["assess.db", "queue.db"])
def test_a_file_that_is_no_database_is_said_in_one_sentence(
    start: Start, tmp_path: Path, name: str
):
    (tmp_path / name).write_text("This is a letter, not a database. " * 100)

    said = refusal(start("serve"))

    assert "The database cannot be used (file is not a database)" in said
    assert "Traceback" not in said


def test_a_database_server_that_is_away_is_said_in_one_sentence(start: Start):
    said = refusal(start("upgrade", ASSESS_DATABASE_URL="postgresql://x@/x?host=/nowhere"))

    assert "The database cannot be used" in said
    assert "Traceback" not in said


def test_what_the_product_writes_is_for_nobody_else(start: Start, tmp_path: Path):
    assert start("upgrade").wait(60) == 0

    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in paths} >= {"assess.db", "queue.db"}
    assert {path.name for path in paths if path.stat().st_mode & 0o077} == set()
