"""Settings from the environment and `.env`; refuses to start half-configured."""

import os
import secrets
import stat
from difflib import get_close_matches
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSESS_"
KEY_BYTES = 32


class WrongSettings(Exception):
    """One message that names every setting to mend."""


class Settings(BaseSettings):
    """Every setting, its meaning and its default. Names in the environment are upper case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
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
        "", description="PostgreSQL URL of the job queue; empty means SQLite in the data folder."
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
        description="Port to listen on; `PORT` without the prefix.",
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
    audit_key: SecretStr | None = Field(
        None, description="Chains the audit diary, 32 characters or more; empty means a key file."
    )
    smtp_host: str = Field("", description="Mail server; empty shows mails on screen (demo only).")
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
        problems = [*self._demo_problems(), *self._production_problems()]
        for name in ("secret_key", "audit_key"):
            key = getattr(self, name)
            if key is not None and len(key.get_secret_value()) < KEY_BYTES:
                problems.append(f"{PREFIX}{name.upper()} needs {KEY_BYTES} characters or more.")
        if self.base_url and urlsplit(self.base_url).scheme not in ("http", "https"):
            problems.append(f"{PREFIX}BASE_URL starts with http:// or https://.")
        if self.database_url and not self.database_url.startswith(("sqlite:///", "postgresql")):
            problems.append(f"{PREFIX}DATABASE_URL starts with sqlite:/// or postgresql://.")
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _demo_problems(self) -> list[str]:
        if self.mode == "production":
            return []
        names = [("HOST", self.host), ("BASE_URL", urlsplit(self.address).hostname or "")]
        return [
            f"{PREFIX}{name} is {host}: the demo's sign-ins are known to everyone, so it answers "
            f"only on this machine. Set {PREFIX}MODE=production, or use 127.0.0.1."
            for name, host in names
            if not _is_local(host)
        ]

    def _production_problems(self) -> list[str]:
        if self.mode == "demo":
            return []
        problems = []
        if not self.base_url.startswith("https://"):
            problems.append(f"{PREFIX}BASE_URL is the https:// address people use in production.")
        if not self.smtp_host:
            problems.append(f"{PREFIX}SMTP_HOST names the mail server in production.")
        return problems

    @property
    def address(self) -> str:
        """Where people reach the product, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

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

    @cached_property
    def secret(self) -> bytes:
        """The key behind cookies, links and the queue."""
        return _key(self.secret_key, self.data / "secret.key")

    @cached_property
    def audit_secret(self) -> bytes:
        """The key behind the audit diary; never in the database."""
        return _key(self.audit_key, self.data / "audit.key")


def load() -> Settings:
    """Settings of this process. Raises `WrongSettings` naming all that is to mend."""
    problems = [f"{name} is not a setting{_hint(name)}." for name in _strangers()]
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [_sentence(dict(details)) for details in error.errors()]
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
    given = {*os.environ, *dotenv_values(".env")}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def _hint(name: str) -> str:
    close = get_close_matches(name, names(), n=1)
    return f"; did you mean {close[0]}?" if close else "; see the list in docs/settings.md"


def _sentence(details: dict[str, object]) -> str:
    where = details["loc"]
    assert isinstance(where, tuple)
    text = str(details["msg"]).removeprefix("Value error, ")
    if not where:
        return text
    name = str(where[0])
    name = "PORT" if name.lower() == "port" else PREFIX + name.upper()
    return f"{name} is ‘{details['input']}’: {text[0].lower()}{text[1:]}."


def _is_local(host: str) -> bool:
    if host in ("localhost", ""):
        return host == "localhost"
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _key(given: SecretStr | None, path: Path) -> bytes:
    if given is not None:
        return given.get_secret_value().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongSettings(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    key = path.read_bytes().strip()
    if len(key) < KEY_BYTES:
        raise WrongSettings(f"{path} is too short to be a key. Restore it from a backup.")
    return key
