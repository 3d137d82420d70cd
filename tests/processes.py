"""The product as processes of its own, and who looks at their data from beside."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from assess import migrate
from assess.accounts import services
from assess.config import Settings
from assess.database import reader
from assess.extensions import db
from assess.factory import create_app
from tests.factories import Make

ROOT = Path(__file__).resolve().parents[1]

PATIENCE = 120
"""Seconds for which a test waits for what must come, on however busy a machine."""


def environment(**settings: str) -> dict[str, str]:
    """What a process finds around it: of the product's settings, these and no others."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ASSESS_")}
    return {**kept, **settings}


def company(folder: Path, *, sandbox: bool = False) -> None:
    """Put a company into a data folder."""
    app = create_app(Settings(_env_file=None, data=folder))
    with app.app_context():
        migrate.upgrade(db.engine)
        with db.sessionmaker() as session:
            services.found_organisation(
                session, name="Larkfield", time_zone="UTC", contact="", sandbox=sandbox
            )
            session.commit()
        db.engine.dispose()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def is_up(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def minds(pid: int, signum: signal.Signals) -> bool:
    """Whether a process has a way of its own to answer a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(status.split("SigCgt:")[1].split()[0], 16)
    return bool(caught >> (signum - 1) & 1)


def until(is_so: Callable[[], object]) -> None:
    """Wait for something."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process, and all it started, without a word; it began a session of its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """A session that commits at its end, as another process of the installation would."""
    with app.app_context(), db.sessionmaker() as session:
        yield session
        session.commit()


@contextmanager
def looking(app: Flask) -> Iterator[Session]:
    """A session that waits for no writer."""
    with app.app_context(), Session(reader(db.engine)) as session:
        yield session


def beside(app: Flask) -> Make:
    """Makes things on the data of an installation."""
    return Make(lambda: writing(app))
