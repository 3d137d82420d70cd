"""Settings from the environment and `.env`; refuses to start half-configured."""

import os
import secrets
import stat
import time
from difflib import get_close_matches
from email.utils import parseaddr
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSESS_"
KEY_BYTES = 32
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")
VALKEY = ("valkey://", "valkeys://", "redis://", "rediss://")


class WrongSettings(Exception):
    """One message that names every setting to mend."""


class Settings(BaseSettings):
    """Every setting, its meaning and its default. Names in the environment are upper case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    mode: Literal["demo", "production"] = Field(
        "demo", description="`demo` serves a fictional company; `production` refuses demo data."
    )
    data: Path = Field(
        Path("data"), description="Folder for the database, uploaded files, keys and the queue."
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL; empty means SQLite in the data folder."
    )
    queue_url: str = Field(
        "",
        description="URL of the job queue: `postgresql://`, or `valkey://` or `redis://`; empty "
        "means SQLite in the data folder.",
    )
    processes: int = Field(
        1, ge=1, le=64, description="How many processes write to the database at the same time."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT", "ASSESS_PORT", "port"),
        description="Port to listen on; `ASSESS_PORT` works too, and `PORT` goes first.",
    )
    threads: int = Field(8, ge=1, le=256, description="Requests answered at the same time.")
    base_url: str = Field(
        "", description="Address people use, for links in mails; empty means host and port."
    )
    proxies: int = Field(
        0, ge=0, le=5, description="Proxies in front whose `X-Forwarded-*` headers are trusted."
    )
    secret_key: SecretStr | None = Field(
        None, description="Signs cookies and links, 32 characters or more; empty means a key file."
    )
    self_id_key: SecretStr | None = Field(
        None,
        description="Seals what candidates say of themselves for the fairness audit, 32 characters "
        "or more; empty means a key file.",
    )
    audit_key: SecretStr | None = Field(
        None, description="Chains the audit diary, 32 characters or more; empty means a key file."
    )
    smtp_host: str = Field(
        "", description="Mail server; without one, mails of a real company wait. The demo has none."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="User name at the mail server, if it wants one.")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="Password at the mail server, if it wants one."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is protected."
    )
    mail_from: str = Field("assess@localhost", description="Sender of every mail.")

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        problems = [
            *self._demo_problems(),
            *self._production_problems(),
            *self._key_problems(),
            *self._address_problems(),
        ]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _demo_problems(self) -> list[str]:
        if self.mode == "production":
            return []
        names = [("HOST", self.host), ("BASE_URL", _host(self.base_url))]
        return [
            f"{PREFIX}{name} is {host}: the demo's sign-ins are known to everyone, so it answers "
            f"only on this machine. Set {PREFIX}MODE=production, or use 127.0.0.1."
            for name, host in names
            if host and not _is_local(host)
        ]

    def _production_problems(self) -> list[str]:
        if self.mode == "demo":
            return []
        problems = []
        if not self.base_url.startswith("https://"):
            problems.append(f"{PREFIX}BASE_URL is the https:// address people use in production.")
        if not self.smtp_host:
            problems.append(f"{PREFIX}SMTP_HOST names the mail server in production.")
        if parseaddr(self.mail_from)[1].endswith("@localhost"):
            problems.append(f"{PREFIX}MAIL_FROM is the address mails come from in production.")
        return problems

    def _key_problems(self) -> list[str]:
        keys = {
            "SECRET_KEY": self.secret_key,
            "SELF_ID_KEY": self.self_id_key,
            "AUDIT_KEY": self.audit_key,
        }
        return [
            f"{PREFIX}{name} needs {KEY_BYTES} characters or more."
            for name, key in keys.items()
            if key is not None and len(key.get_secret_value()) < KEY_BYTES
        ]

    def _address_problems(self) -> list[str]:
        problems = []
        if self.base_url and not _host(self.base_url):
            problems.append(f"{PREFIX}BASE_URL starts with http:// or https:// and names a host.")
        elif self.base_url and not _is_origin(self.base_url):
            problems.append(
                f"{PREFIX}BASE_URL ends after host and port (1 to 65535), like "
                "https://assess.example.com."
            )
        if self.database_url and not self.database_url.startswith(("sqlite:///", *POSTGRESQL)):
            problems.append(f"{PREFIX}DATABASE_URL starts with sqlite:/// or postgresql://.")
        if self.queue_url and not self.queue_url.startswith((*POSTGRESQL, *VALKEY)):
            problems.append(f"{PREFIX}QUEUE_URL starts with postgresql://, valkey:// or redis://.")
        if not _is_sender(self.mail_from):
            problems.append(f"{PREFIX}MAIL_FROM is an address, or a name and an <address>.")
        return problems

    @property
    def address(self) -> str:
        """Where people reach the product, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{(self.data / 'assess.db').resolve()}"

    @property
    def secure(self) -> bool:
        """Whether people reach the product over HTTPS."""
        return self.address.startswith("https://")

    @property
    def files(self) -> Path:
        """Where uploaded files lie, under random names."""
        return self.data / "files"

    @property
    def papers(self) -> Path:
        """Where reports made by the stack lie until they expire, under random names."""
        return self.data / "papers"

    @property
    def checkpoints(self) -> Path:
        """Where length and end of the diary are noted, outside the database."""
        return self.data / "audit-checkpoints.log"

    @cached_property
    def secret(self) -> bytes:
        """The key behind cookies, links and the queue."""
        return _key(self.secret_key, self.data / "secret.key")

    @property
    def has_audit_secret(self) -> bool:
        """Whether the key of the diary is there already."""
        return self.audit_key is not None or self._audit_key_file.exists()

    @property
    def _audit_key_file(self) -> Path:
        return self.data / "audit.key"

    @cached_property
    def self_id_secret(self) -> bytes:
        """The key behind self-identification; never in the database."""
        return _key(self.self_id_key, self.data / "self-id.key")

    @cached_property
    def audit_secret(self) -> bytes:
        """The key behind the audit diary; never in the database."""
        return _key(self.audit_key, self._audit_key_file)


def load() -> Settings:
    """Settings of this process. Raises `WrongSettings` naming all that is to mend."""
    problems = [f"{name} is not a setting{_hint(name)}." for name in _strangers()]
    try:
        settings = Settings()
    except ValidationError as error:
        problems += _sentences(error)
    if problems:
        raise WrongSettings("These settings need mending:\n" + "\n".join(problems))
    return settings


def names() -> dict[str, str]:
    """Environment name and description of every setting."""
    fields = Settings.model_fields
    return {
        "PORT" if name == "port" else PREFIX + name.upper(): field.description or ""
        for name, field in fields.items()
    }


def _strangers() -> list[str]:
    known = {*names(), "ASSESS_PORT"}
    try:
        given = {*os.environ, *dotenv_values(".env")}
    except UnicodeDecodeError:
        raise WrongSettings("Save the file .env as UTF-8.") from None
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def _hint(name: str) -> str:
    close = get_close_matches(name, names(), n=1)
    return f"; did you mean {close[0]}?" if close else "; see the list in docs/settings.md"


def _sentences(error: ValidationError) -> list[str]:
    """What is wrong with single settings, and with how the other ones fit together."""
    wrong = {str(d["loc"][0]): d for d in error.errors() if d["loc"]}
    if not wrong:
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ").split("\n")
    found = [_sentence(_name(key), details) for key, details in wrong.items()]
    mended = {key: Settings.model_fields[_field(key)].default for key in wrong}
    if "mode" not in wrong:
        return found + _problems(mended)
    production = _problems(mended | {"mode": "production"})
    return found + [text for text in _problems(mended | {"mode": "demo"}) if text in production]


def _problems(mended: dict[str, Any]) -> list[str]:
    """What would still be wrong with these settings in place of the given ones."""
    try:
        Settings(**mended)
    except ValidationError as error:
        return _sentences(error)
    return []


def _sentence(name: str, details: ErrorDetails) -> str:
    text = details["msg"]
    return f"{name} is ‘{details['input']}’: {text[0].lower()}{text[1:]}."


def _field(key: str) -> str:
    return "port" if key.upper() in ("PORT", f"{PREFIX}PORT") else key


def _name(key: str) -> str:
    return "PORT" if _field(key) == "port" else PREFIX + key.upper()


def _host(url: str) -> str:
    """The host a web address names, or nothing when it is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _is_origin(url: str) -> bool:
    """Whether a web address is nothing but scheme, host and perhaps a port."""
    parts = urlsplit(url)
    try:
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        return False
    more = parts.path.strip("/") + parts.query + parts.fragment
    return port != 0 and not more and not set(url) & set("?# ") and not parts.netloc.endswith(":")


def _is_sender(text: str) -> bool:
    name, at, host = parseaddr(text)[1].partition("@")
    return text.isprintable() and bool(name and at and host)


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _key(given: SecretStr | None, path: Path) -> bytes:
    if given is not None:
        return given.get_secret_value().encode()
    try:
        _make_key(path)
        mode, key = path.stat().st_mode, _read_key(path)
    except OSError as error:
        raise WrongSettings(
            f"{path} cannot be used ({error.strerror}). {PREFIX}DATA is a folder that belongs to "
            "the user who runs the product."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongSettings(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    if len(key) < KEY_BYTES:
        raise WrongSettings(f"{path} is too short to be a key. Restore it from a backup.")
    return key


def _make_key(path: Path) -> None:
    """Write a new key to a file, unless there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(handle)


def _read_key(path: Path) -> bytes:
    """The key in a file; an empty one is just being written by a process that starts too."""
    for _ in range(20):
        key = path.read_bytes().strip()
        if key:
            return key
        time.sleep(0.05)
    return b""
