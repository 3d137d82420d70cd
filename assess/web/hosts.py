"""Which addresses the product answers to; asked before anything of the request is read.

Werkzeug reads the Host header while it builds the request, where no page of ours could
tell of an error. And another name that leads here (DNS rebinding) would let a page of
another site read ours.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.wrappers import Response

from assess.config import Settings
from assess.web.headers import policy

PROBES = frozenset({"/healthz", "/readyz"})
"""What machines ask for by number; nothing personal stands there."""

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(
    rf"(?P<name>(?=[^:]{{1,253}}(:|$)){_LABEL}(\.{_LABEL})*\.?|\[(?P<six>[0-9a-f:.]+)\])(:\d{{1,5}})?",
    re.IGNORECASE,
)

_PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{0} – Assess</title>'
    "</head><body><h1>{0}</h1><p>{1}</p></body></html>\n"
)
MALFORMED = _PAGE.format("This is no address", "Check the address, and try again.")
ELSEWHERE = _PAGE.format(
    "Assess has another address",
    "Ask your administrator for it. Administrators: it is ASSESS_BASE_URL, and a proxy in front "
    "must pass the Host header on.",
)


class Guard:
    """Answers what is sent to no address of ours with a page that says so."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.headers = dict(policy(secure=settings.secure).headers)
        self.ours = _known(settings) if settings.mode == "production" else None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        name = host_name(environ.get("HTTP_HOST") or environ.get("SERVER_NAME") or "")
        if not name:
            return self._refuse(MALFORMED, environ, start_response)
        is_ours = self.ours is None or name in self.ours or environ.get("PATH_INFO") in PROBES
        if not is_ours:
            return self._refuse(ELSEWHERE, environ, start_response)
        answer: Iterable[bytes] = self.app(environ, start_response)
        return answer

    def _refuse(self, page: str, environ: Any, start_response: Any) -> Iterable[bytes]:
        headers = {**self.headers, "Cache-Control": "no-store"}
        response = Response(page, 400, headers, mimetype="text/html")
        return response(environ, start_response)


def guard(app: Flask, settings: Settings) -> None:
    """Put the guard in front of an application."""
    app.wsgi_app = Guard(app.wsgi_app, settings)  # type: ignore[method-assign]


def host_name(sent: str) -> str:
    """The name in a Host header, in lower case; nothing when it cannot be one."""
    found = _HOST.fullmatch(sent)
    if found is None:
        return ""
    try:
        IPv6Address(found["six"] or "::")
    except ValueError:
        return ""
    return found["name"].lower().rstrip(".")


def _known(settings: Settings) -> frozenset[str]:
    host = urlsplit(settings.address).hostname or ""
    if ":" in host:
        return frozenset({f"[{host}]"})
    return frozenset({host.encode("idna").decode()})
