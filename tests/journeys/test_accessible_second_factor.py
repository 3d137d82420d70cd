"""Signing in with a second factor shuts nobody out: each page of that walk is examined."""

import base64
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from assess.sandbox.company import company
from tests.journeys.axe import in_dark_on_a_phone, violations
from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# Eight pages, each examined in three looks.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "ruth.castellanos@larkfield.example"


def test_no_page_on_the_way_through_a_second_factor_has_a_violation(
    person: SignIn, visitor: SignIn
) -> None:
    ruth = person("Ruth Castellanos")
    found: list[str] = []

    key = _set_up(ruth, found)
    recovery = _recovery_codes(ruth, found)
    page = visitor()
    _sign_in_with_code(page, key, found)
    follow(page.get_by_role("button", name="Sign out"))
    _sign_in_with_recovery_code(page, recovery, found)

    assert not found, "\n".join(found)


def _set_up(page: Page, found: list[str]) -> str:
    page.goto("/account/second-factor")
    follow(page.get_by_role("button", name="Set it up with an authenticator app"))
    page.get_by_label("Code from the app").fill("000000")
    follow(page.get_by_role("button", name="Confirm the code"))
    expect(page.get_by_text("This code does not match.")).to_be_visible()
    _examine(page, found)
    key = page.locator("code").inner_text()
    _examine(page, found)
    page.get_by_label("Code from the app").fill(_code(key))
    follow(page.get_by_role("button", name="Confirm the code"))
    expect(page.get_by_text("Your second factor is set up.")).to_be_visible()
    _examine(page, found)
    return key


def _recovery_codes(page: Page, found: list[str]) -> str:
    page.goto("/account/recovery-codes")
    follow(page.get_by_role("button", name="Make new recovery codes"))
    _examine(page, found)
    return page.locator("main code").first.inner_text()


def _sign_in_with_code(page: Page, key: str, found: list[str]) -> None:
    _enter_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    _examine(page, found)
    page.get_by_label("Code from the app").fill("000000")
    follow(page.get_by_role("button", name="Sign in"))
    _examine(page, found)
    page.get_by_label("Code from the app").fill(_code(key, steps=1))
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Diary")


def _sign_in_with_recovery_code(page: Page, code: str, found: list[str]) -> None:
    _enter_password(page)
    follow(page.get_by_role("link", name="Use a recovery code"))
    _examine(page, found)
    page.get_by_label("Recovery code").fill(code)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Diary")


def _enter_password(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Mail address").fill(EMAIL)
    page.get_by_label("Password").fill(company().password)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def _examine(page: Page, found: list[str]) -> None:
    found += violations(page)
    found += in_dark_on_a_phone(page)


def _code(key: str, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238); a later step, as each code works once."""
    secret = base64.b32decode("".join(filter(str.isalnum, key)))
    digest = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
