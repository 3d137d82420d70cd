"""Addresses the product answers to."""

import pytest

from assess.accounts.models import Organisation
from assess.web.hosts import host_name

pytestmark = pytest.mark.one_database

ADDRESS = "https://assess.larkfield.example"


@pytest.fixture
def production(build, make):
    """A browser of nobody, before the product in production."""
    with make.transaction() as session:
        session.get_one(Organisation, 1).sandbox = False
    return build(mode="production", base_url=ADDRESS).test_client()


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("assess.larkfield.example", "assess.larkfield.example"),
        ("Assess.Larkfield.example.:443", "assess.larkfield.example"),
        ("localhost:8000", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:8000", "[::1]"),
        ("my_box", "my_box"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("a" * 63, "a" * 63),
        ("a" * 64, ""),
        (".".join(["a" * 60] * 5), ""),
        ("a..b", ""),
        (".", ""),
        ("", ""),
        ("[", ""),
        ("[::1", ""),
        ("[1:2]", ""),
        ("a b", ""),
        ("a\n", ""),
        ("a:b", ""),
        ("a:", ""),
        ("user@a", ""),
        ("bücher.example", ""),
    ],
)
def test_a_host_is_a_name_a_number_or_nothing(sent, name):
    assert host_name(sent) == name


@pytest.mark.parametrize("path", ["/", "/login", "/static/assess.css", "/healthz", "/nothing"])
@pytest.mark.parametrize("host", ["a..b", "a" * 64, "[", "a b", "\xff"])
def test_a_malformed_host_is_refused_with_a_page(app, path, host):
    answer = app.test_client().get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert "This is no address" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "x.larkfield.example"])
def test_production_answers_to_its_own_address_only(production, host):
    answer = production.get("/login", base_url=f"https://{host}")

    assert answer.status_code == 400
    assert "Assess has another address" in answer.text
    assert "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_production_answers_to_its_address_at_any_port(production, port):
    assert production.get("/login", base_url=ADDRESS + port).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_that_watch_may_ask_by_number(production, path):
    answer = production.get(path, base_url="http://10.0.0.7:8000")

    assert "status" in answer.json


def test_the_demo_answers_to_any_name_of_this_machine(browser):
    client = browser(None).client

    assert client.get("/login", base_url="http://my-laptop.local:8000").status_code == 200
