"""Pages for what goes wrong: what to do, and the typed text still there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from assess.database import utc_now
from tests.browser import Answer, Browser, form_fields
from tests.factories import Make
from tests.web.typed import AWKWARD, LONG, kept

pytestmark = pytest.mark.one_database

Opens = Callable[..., Browser]

MULTIPART = "multipart/form-data; boundary=x"


def saved_name(visitor: Browser) -> str:
    return str(visitor.fields("/account")["name"])


@pytest.mark.parametrize(
    ("token", "typed"),
    [("", LONG), ("🦊", LONG), ("x" * 5000, LONG), *(("wrong", typed) for typed in AWKWARD)],
)
def test_a_form_without_its_token_comes_back_with_the_text(
    browser: Opens, make: Make, token: str, typed: str
):
    visitor = browser(make.user(name="Ada"))
    visitor.get("/account")

    answer = visitor.post("/account", {"csrf_token": token, "name": typed, "time_zone": "UTC"})

    assert answer.code == 400
    assert "We could not read this form" in answer.text
    assert kept(answer, typed)
    assert "<script>alert" not in answer.html
    assert saved_name(visitor) == "Ada"


def test_sending_again_from_the_error_page_works(browser: Opens, make: Make):
    visitor = browser(make.user())
    answer = visitor.post("/account", {"csrf_token": "wrong", "name": "Zoë", "time_zone": "UTC"})

    visitor.post("/account", form_fields(answer.html))

    assert saved_name(visitor) == "Zoë"


def test_the_token_of_somebody_else_does_not_fit(browser: Opens, make: Make):
    ada, ben = browser(make.user(name="Ada")), browser(make.user())
    ben.get("/account")

    answer = ada.post("/account", {"csrf_token": ben.token, "name": "Mallory", "time_zone": "UTC"})

    assert answer.code == 400
    assert saved_name(ada) == "Ada"


def test_a_button_pressed_without_its_token_can_be_pressed_again(browser: Opens, make: Make):
    visitor = browser(make.user())

    answer = visitor.post("/logout", {"csrf_token": "wrong"})
    after = visitor.post("/logout", form_fields(answer.html))

    assert answer.code == 400
    assert "Send again" in answer.text
    assert after.path == "/login"


def test_after_the_session_has_ended_the_text_is_still_there(browser: Opens, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        ada = make.user()
        visitor = browser(ada)
        sent = visitor.fields("/account") | {"name": LONG}
        clock.shift(timedelta(hours=2))

        answer = visitor.post("/account", sent)

        assert answer.code == 401
        assert "You are signed out" in answer.text
        assert "Sign in (opens in a new tab)" in answer.text
        assert kept(answer, LONG)


def test_after_signing_in_again_the_kept_text_is_sent(browser: Opens, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        ada = make.user()
        visitor = browser(ada)
        sent = visitor.fields("/account") | {"name": LONG}
        clock.shift(timedelta(hours=2))
        answer = visitor.post("/account", sent)

        visitor.get("/login")
        visitor.post("/sandbox/sign-in", {"person": ada.public_id})
        visitor.post("/account", form_fields(answer.html))

        assert saved_name(visitor) == LONG


def test_signed_out_elsewhere_is_the_same(browser: Opens, make: Make):
    visitor = browser(make.user())
    sent = visitor.fields("/account") | {"name": LONG}
    session = visitor.client.get_cookie("assess").value
    visitor.post("/logout")
    visitor.client.set_cookie("assess", session)

    answer = visitor.post("/account", sent)

    assert answer.code == 401
    assert kept(answer, LONG)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login", ("password",)),
        ("/login/again", ("password",)),
        ("/account/password", ("password", "new_password", "new_password_confirm")),
        ("/forgot/x", ("password", "password_confirm")),
        ("/invitations/x", ("password",)),
        ("/login/code", ("code",)),
        ("/login/recovery", ("code",)),
        ("/account/second-factor/x", ("code",)),
    ],
)
def test_passwords_and_codes_are_never_shown_again(
    browser: Opens, make: Make, path: str, fields: tuple[str, ...]
):
    visitor = browser(make.user())
    secrets = {name: f"secret {number} " + "s" * 50 for number, name in enumerate(fields)}

    answer = visitor.post(path, {"csrf_token": "wrong", "other": LONG, **secrets})

    assert answer.code == 400
    assert kept(answer, LONG)
    assert not [secret for secret in secrets.values() if secret in answer.html]


def test_a_page_that_is_not_there_says_so(browser: Opens):
    answer = browser().get("/no/such/page")

    assert answer.code == 404
    assert "This page does not exist, or is not yours to see" in answer.text
    assert "/" in answer.page.links


def test_a_form_sent_to_a_page_that_is_gone_comes_back_with_the_text(browser: Opens, make: Make):
    visitor = browser(make.user())
    visitor.get("/account")

    answer = visitor.post("/no/such/page", {"note": LONG})

    assert answer.code == 404
    assert kept(answer, LONG)


@pytest.mark.parametrize("path", ["/\x00", "/account?x=%00", "/people/%00", "/static/%00"])
def test_an_address_with_a_nul_is_not_there(browser: Opens, path: str):
    assert browser().get(path).code == 404


@pytest.mark.parametrize(
    "path", ["/%ff", "/%c3%28", "/?page=%ff", "/..%2f..%2fetc", "//", "/" * 99]
)
def test_a_mangled_address_is_answered(browser: Opens, path: str):
    assert browser().client.get(path).status_code in (200, 302, 308, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_an_unknown_way_of_opening_a_page_is_refused(browser: Opens, make: Make, method: str):
    visitor = browser(make.user())
    visitor.get("/account")

    answer = visitor.client.open("/account", method=method, headers={"X-CSRFToken": visitor.token})

    assert answer.status_code == 405
    assert "This page cannot be opened like that" in answer.get_data(as_text=True)


def test_a_refused_method_names_the_ones_that_work(browser: Opens):
    answer = browser().get("/logout")

    assert answer.code == 405
    assert set(answer.response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def raw(visitor: Browser, body: bytes, kind: str = MULTIPART) -> Answer:
    """Send bytes as a form, with the right token."""
    visitor.get("/account")
    headers = {"X-CSRFToken": visitor.token}
    return Answer(visitor.client.post("/account", data=body, content_type=kind, headers=headers))


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def test_what_is_too_large_is_refused_with_a_sentence(browser: Opens, make: Make):
    body = part("file", b"x" * 13 * 1024 * 1024, '; filename="huge.pdf"') + b"--x--"

    answer = raw(browser(make.user()), body)

    assert answer.code == 413
    assert "A file can be up to 10 MB, a CSV file up to 5 MB." in answer.text


def test_a_text_without_end_is_refused_with_a_sentence(browser: Opens, make: Make):
    visitor = browser(make.user())

    parts = raw(visitor, part("name", b"x" * 5_000_000) + b"--x--")
    plain = raw(visitor, b"name=" + b"x" * 5_000_000, "application/x-www-form-urlencoded")

    assert parts.code == 413
    assert "This is too large to send" in parts.text
    assert "Shorten this to 200 characters or fewer; it has 5,000,000." in plain.text


def test_a_form_of_endless_fields_is_refused(browser: Opens, make: Make):
    body = b"".join(part(f"f{number}", b"x") for number in range(5001)) + b"--x--"

    assert raw(browser(make.user()), body).code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nContent-Disposition", "multipart/form-data; boundary=x"),
        (b"=%ff%fe&%=&&==", "application/x-www-form-urlencoded"),
        (b"rubbish", "multipart/form-data"),
        (b"{", "application/json"),
        (b"\xff\xfe", "text/plain; charset=utf-99"),
    ],
)
def test_a_broken_form_changes_nothing(browser: Opens, make: Make, body: bytes, kind: str):
    visitor = browser(make.user(name="Ada"))

    answer = raw(visitor, body, kind)

    assert answer.code in (200, 302, 400)
    assert saved_name(visitor) == "Ada"
