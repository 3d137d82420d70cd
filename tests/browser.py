"""A person at a browser without script: opens pages, follows forms, keeps cookies."""

import re
from typing import Any
from urllib.parse import urljoin

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from assess.accounts.models import User
from tests import page_checks
from tests.page_checks import Page

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Answer:
    """What came back: the response, and the checked page where it is one."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.code: int = response.status_code
        self.html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        self.page: Page | None = page_checks.check(self.html) if self.html.strip() else None

    @property
    def text(self) -> str:
        """The words of the page."""
        return self.page.text if self.page else self.response.get_data(as_text=True)

    @property
    def data(self) -> bytes:
        """The bytes that came back."""
        return self.response.get_data()

    @property
    def path(self) -> str:
        """Where the person is now."""
        return self.response.request.path


class Browser:
    """One person's browser; every page it opens is checked."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""
        if user is not None:
            self._sign_in(app, user)

    def get(self, path: str, follow: bool = True) -> Answer:
        """Open a page."""
        return self._seen(self.client.get(path, follow_redirects=follow))

    def post(
        self, path: str, data: dict[str, Any] | None = None, follow: bool = True, **kwargs: Any
    ) -> Answer:
        """Send a form, with the token of the page opened last."""
        sent = {"csrf_token": self.token, **(data or {})}
        answer = self._seen(self.client.post(path, data=sent, follow_redirects=follow, **kwargs))
        answer.response.get_data()
        answer.response.close()  # and with it the file that a large form was written into
        return answer

    def send(self, path: str, body: Any) -> TestResponse:
        """Send JSON as the page's script does."""
        headers = {"X-CSRFToken": self.token}
        return self.client.post(path, json=body, headers=headers)

    def fields(self, path: str) -> dict[str, Any]:
        """What a form on a page would send if it were sent as it is shown."""
        return form_fields(self.get(path).html)

    def _sign_in(self, app: Flask, user: User) -> None:
        """Press the button of a person, without the page before it and the one behind it."""
        with app.test_request_context():
            self.token, held = generate_csrf(), session["csrf_token"]
        with self.client.session_transaction() as visitor:
            visitor["csrf_token"] = held
        sent = {"csrf_token": self.token, "person": user.public_id}
        self.client.post("/sandbox/sign-in", data=sent)

    def _seen(self, response: TestResponse) -> Answer:
        answer = Answer(response)
        found = _TOKEN.search(answer.html)
        if found:
            self.token = found.group(1)
        return answer


def form_fields(html: str) -> dict[str, Any]:
    """Names and values of all controls of a page, as a browser would send them."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if not name or (kind in ("radio", "checkbox") and not re.search(r"\schecked", tag)):
            continue
        value = _unescaped(attributes.get("value", ""))
        if kind == "checkbox":
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        fields[name] = _unescaped(body.removeprefix("\r\n").removeprefix("\n"))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        first = re.search(r'<option[^>]*value="([^"]*)"', body)
        fields[name] = (chosen or first).group(1) if chosen or first else ""
    return fields


def absolute(base: str, path: str) -> str:
    """An address on a served product."""
    return urljoin(base, path)


def _unescaped(text: str) -> str:
    for code, sign in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(code, sign)
    return text.replace("&amp;", "&")
