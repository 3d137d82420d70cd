"""Headers of every response, cookies, and requests from other sites."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from assess.accounts.rules import Role
from tests.browser import Browser
from tests.factories import Make
from tests.web.conftest import Build

pytestmark = pytest.mark.one_database

Opens = Callable[..., Browser]

HTTPS = "https://assess.larkfield.example"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


@pytest.fixture
def responses(browser: Opens, make: Make) -> Iterator[dict[str, TestResponse]]:
    """One response of every kind."""
    visitor, chief = browser(), browser(make.user(Role.ADMINISTRATOR))
    chief.get("/account")
    found = {
        "page": visitor.client.get("/login"),
        "private page": chief.client.get("/people"),
        "redirect": visitor.client.get("/"),
        "refused form": chief.client.post("/account", data={"csrf_token": chief.token}),
        "400": chief.client.post("/account", data={}),
        "401": visitor.client.get("/people"),
        "404": visitor.client.get("/nothing"),
        "405": visitor.client.get("/logout"),
        "413": chief.client.post("/account", data=b"x" * 13_000_000),
        "json": visitor.client.get("/healthz"),
        "json error": chief.client.post("/account", json={}),
        "static": visitor.client.get("/static/assess.css"),
        "static 404": visitor.client.get("/static/nothing.css"),
        "head": visitor.client.head("/login"),
        "options": visitor.client.options("/login"),
    }
    yield found
    for response in found.values():
        response.close()


def test_the_headers_stand_on_every_response(responses: dict[str, TestResponse]):
    missing = [
        (kind, name)
        for kind, response in responses.items()
        for name, value in EVERYWHERE.items()
        if response.headers.get(name) != value
    ]

    assert not missing


def test_every_response_forbids_foreign_and_inline_content(responses: dict[str, TestResponse]):
    for response in responses.values():
        policy = dict(
            rule.strip().split(" ", 1)
            for rule in response.headers["Content-Security-Policy"].split(";")
        )

        assert policy == {
            "default-src": "'self'",
            "img-src": "'self' data:",
            "object-src": "'none'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
            "form-action": "'self'",
        }


def test_only_static_files_are_kept_by_browsers(responses: dict[str, TestResponse]):
    kept = {
        kind
        for kind, response in responses.items()
        if response.headers.get("Cache-Control") != "no-store"
    }

    assert kept == {"static"}


def test_a_failure_carries_the_headers_too(build: Build):
    app = build()

    @app.route("/fails")
    def fails() -> str:
        raise RuntimeError

    response = app.test_client().get("/fails")

    assert response.status_code == 500
    assert EVERYWHERE.items() <= dict(response.headers).items()
    assert response.headers["Cache-Control"] == "no-store"


def test_no_response_names_the_software(responses: dict[str, TestResponse]):
    assert not [kind for kind, response in responses.items() if "Server" in response.headers]


def test_only_over_https_browsers_are_told_to_stay_there(build: Build, browser: Opens):
    secure = build(base_url=HTTPS).test_client().get("/login", base_url=HTTPS)

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in browser().client.get("/login").headers


def line_of(response: TestResponse) -> str:
    (line,) = response.headers.getlist("Set-Cookie")
    return line


def flags(line: str) -> set[str]:
    return {flag.strip() for flag in line.split(";")[1:]}


def test_the_cookie_of_a_visitor_is_out_of_reach_of_scripts_and_sites(browser: Opens):
    line = line_of(browser().client.get("/login"))

    assert line.startswith("assess=")
    assert flags(line) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_so_is_the_cookie_of_a_signed_in_person(browser: Opens, make: Make):
    visitor = browser()
    visitor.get("/login")
    sent = {"csrf_token": visitor.token, "person": make.user().public_id}

    line = line_of(visitor.client.post("/sandbox/sign-in", data=sent))

    assert line.startswith("assess=s.")
    assert flags(line) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_over_https_cookies_are_tied_to_the_host(build: Build, make: Make):
    client, ada = build(base_url=HTTPS).test_client(), make.user()
    opened = client.get("/login", base_url=HTTPS)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', opened.get_data(as_text=True))
    sent = {"csrf_token": token.group(1), "person": ada.public_id}

    signed_in = client.post("/sandbox/sign-in", data=sent, base_url=HTTPS)

    for line in (line_of(opened), line_of(signed_in)):
        assert line.startswith("__Host-assess=")
        assert flags(line) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_static_files_are_asked_for_by_their_content(app: Flask, browser: Opens):
    page = browser().get("/login")

    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html)
    assert len(assets) >= 3
    assert all(re.search(r"\?v=[0-9a-f]{12}$", asset) for asset in assets)
    for asset in assets:
        response = app.test_client().get(asset)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000"
        response.close()


def test_static_files_neither_read_nor_set_cookies(browser: Opens, make: Make):
    visitor = browser(make.user())

    with visitor.client.get("/static/assess.css") as response:
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "/etc/passwd"])
def test_nothing_but_static_files_is_served_there(browser: Opens, name: str):
    assert browser().client.get(f"/static/{name}").status_code in (404, 308)


def save(visitor: Browser, **headers: str) -> TestResponse:
    visitor.get("/account")
    sent = {"csrf_token": visitor.token, "name": "Mallory", "time_zone": "UTC"}
    return visitor.client.post("/account", data=sent, headers=_dashed(headers))


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://localhost"},
        {"Origin": ""},
        {"Origin": "rubbish"},
        {"Origin": "http://["},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://localhost", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
    ],
)
def test_a_form_from_another_site_is_refused(browser: Opens, make: Make, headers: dict[str, str]):
    visitor = browser(make.user(name="Ada"))

    response = save(visitor, **headers)

    assert response.status_code == 400
    assert "This form was sent from another site." in response.get_data(as_text=True)
    assert visitor.fields("/account")["name"] == "Ada"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://localhost", "Sec_Fetch_Site": "same-origin"},
    ],
)
def test_our_own_forms_are_accepted(browser: Opens, make: Make, headers: dict[str, str]):
    visitor = browser(make.user(name="Ada"))

    save(visitor, **headers)

    assert visitor.fields("/account")["name"] == "Mallory"


def test_another_site_gets_nothing_to_press_and_no_cookie_through(browser: Opens):
    response = browser().client.post(
        "/account", data={"name": "Mallory"}, headers={"Origin": "https://evil.example"}
    )

    page = response.get_data(as_text=True)
    assert "<form" not in page
    assert "Mallory" not in page
    assert "Set-Cookie" not in response.headers


def test_a_link_from_another_site_may_be_followed(browser: Opens):
    headers = {"Sec-Fetch-Site": "cross-site", "Referer": "https://news.example/"}

    assert browser().client.get("/login", headers=headers).status_code == 200


def test_a_made_up_host_does_not_change_where_the_product_sends_people(browser: Opens):
    response = browser().client.get("/", headers={"Host": "evil.example"})

    assert response.headers["Location"] == "/login"


def test_no_page_sends_a_referrer_or_loads_from_elsewhere(browser: Opens, make: Make):
    chief = browser(make.user(Role.ADMINISTRATOR))

    for path in ("/login", "/people", "/organisation", "/system", "/diary", "/account"):
        html = chief.get(path).html
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)
