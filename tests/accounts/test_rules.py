"""Passwords, waits, second factors and roles: tables."""

from datetime import UTC, datetime, timedelta

import pytest

from assess.accounts import rules
from assess.accounts.rules import AccountRefused, Role

NOW = datetime(2026, 12, 4, 12, tzinfo=UTC)
ME = ("Ada Lovelace", "ada.lovelace@larkfield.example", "Larkfield Instruments", "assess")

LONGER = "Use 15 characters or more."
LONGER_8 = "Use 8 characters or more."
SHORTER = "Use 128 characters or fewer."
KNOWN = "This is one of the passwords that are tried first."
OWN = "Leave out your name, address and company"


@pytest.mark.parametrize(
    ("password", "second_factor", "refusal"),
    [
        ("", False, LONGER),
        ("x", False, LONGER),
        ("plum trumpet g", False, LONGER),
        ("plum trumpet gr", False, ""),
        ("plum trumpet gravel nine", False, ""),
        ("correcthorsebatterystaple", False, ""),
        ("plumgrv", True, LONGER_8),
        ("plumgrvl", True, ""),
        ("plumgrvl", False, LONGER),
        ("plum trumpet gravel " + "7" * 108, False, ""),
        ("plum trumpet gravel " + "7" * 109, False, SHORTER),
        ("plum trumpet gravel " + "7" * 109, True, SHORTER),
        ("qwertyuiop12345", False, KNOWN),
        ("QWERTYuiop12345", False, KNOWN),
        ("123456789012345", False, KNOWN),
        ("passwordpassword", False, KNOWN),
        ("Password-password1", False, KNOWN),
        ("iloveyouiloveyou", False, KNOWN),
        ("aaaaaaaaaaaaaaaa", False, KNOWN),
        ("abcdabcdabcdabcd", False, KNOWN),
        ("password", True, KNOWN),
        ("sunshine1", True, KNOWN),
        ("monkey12!", True, KNOWN),
        ("sunshine-7k2q", True, ""),
        ("ada.lovelace@larkfield.example", False, OWN),
        ("Lovelace Larkfield", False, OWN),
        ("larkfield-instruments-2026", False, OWN),
        ("assess assess assess", False, KNOWN),
        ("Lovelace1815", True, ""),
        ("Lovelace1", True, OWN),
        ("lovelace rides seven green trams", False, ""),
        ("كلمة المرور الطويلة", False, ""),
        ("🎻🦊🌧🧭🪁🎻🦊🌧🧭🪁🎻🦊🌧🧭🪁", False, ""),
        (" " * 20, False, KNOWN),
        ("\x00" * 20, False, KNOWN),
    ],
)
def test_which_passwords_are_taken(password: str, second_factor: bool, refusal: str):
    said = rules.password_problem(password, second_factor=second_factor, context=ME)

    assert said.startswith(refusal) if refusal else said == ""


def test_the_list_of_known_passwords_is_long():
    assert len(rules.FREQUENCY_LISTS["passwords"]) >= 10_000


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (6, 16), (11, 512), (12, 900), (99, 900)],
)
def test_how_long_to_wait_after_failures(failures: int, seconds: int):
    assert rules.wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("failures", "passed", "said"),
    [
        (0, None, ""),
        (2, 0, ""),
        (3, 0, "Wait 2 seconds"),
        (3, 1, "Wait 1 second,"),
        (3, 2, ""),
        (9, 0, "Wait 2 minutes"),
        (12, 60, "Wait 14 minutes"),
        (12, 840, "Wait 60 seconds"),
        (99, 900, ""),
        (100, 900, "too many tries"),
        (5000, 10**8, "too many tries"),
        (3, -5, "Wait 7 seconds"),
    ],
)
def test_whether_to_try_now(failures: int, passed: int | None, said: str):
    last = None if passed is None else NOW - timedelta(seconds=passed)

    refusal = rules.check_sign_in(failures, last, NOW)

    assert said in refusal
    assert bool(said) == bool(refusal)


@pytest.mark.parametrize(
    ("roles", "sandbox", "needed"),
    [
        ({Role.INTERVIEWER}, False, False),
        ({Role.HIRING_MANAGER}, False, False),
        ({Role.AUDITOR}, False, False),
        ({Role.HR_PARTNER}, False, True),
        ({Role.ADMINISTRATOR}, False, True),
        ({Role.INTERVIEWER, Role.HR_PARTNER}, False, True),
        ({Role.HR_PARTNER}, True, False),
        ({Role.ADMINISTRATOR}, True, False),
        (set(), False, False),
    ],
)
def test_who_needs_a_second_factor(roles: set[Role], sandbox: bool, needed: bool):
    assert rules.needs_second_factor(frozenset(roles), sandbox=sandbox) is needed


@pytest.mark.parametrize(
    ("roles", "minutes"),
    [
        ({Role.INTERVIEWER}, 60),
        ({Role.HIRING_MANAGER, Role.AUDITOR}, 60),
        ({Role.HR_PARTNER}, 30),
        ({Role.ADMINISTRATOR}, 30),
        ({Role.INTERVIEWER, Role.ADMINISTRATOR}, 30),
    ],
)
def test_how_long_a_session_may_rest(roles: set[Role], minutes: int):
    assert rules.idle_limit(frozenset(roles)) == timedelta(minutes=minutes)


ADMIN, OTHER = frozenset({Role.ADMINISTRATOR}), frozenset({Role.INTERVIEWER})


@pytest.mark.parametrize(
    ("old", "new", "is_self", "others", "refusal"),
    [
        (OTHER, ADMIN, False, 1, ""),
        (OTHER, OTHER, True, 0, ""),
        (OTHER, frozenset(), False, 1, "Choose at least one role."),
        (ADMIN, OTHER, False, 1, ""),
        (ADMIN, OTHER, False, 0, "This is the only administrator."),
        (ADMIN, OTHER, True, 3, "Ask another administrator"),
        (ADMIN, ADMIN | OTHER, True, 0, ""),
        (ADMIN | OTHER, ADMIN, True, 0, ""),
    ],
)
def test_which_changes_of_roles_are_refused(
    old: frozenset[Role], new: frozenset[Role], is_self: bool, others: int, refusal: str
):
    try:
        rules.check_role_change(old, new, is_self=is_self, other_administrators=others)
        said = ""
    except AccountRefused as refused:
        said = str(refused)

    assert said.startswith(refusal) if refusal else said == ""


def test_nobody_closes_their_own_account():
    with pytest.raises(AccountRefused, match="Ask another administrator"):
        rules.check_deactivation(frozenset(), is_self=True, other_administrators=1)

    rules.check_deactivation(frozenset(), is_self=False, other_administrators=0)


def test_nobody_closes_the_account_of_the_only_administrator():
    chief = frozenset({Role.ADMINISTRATOR})

    with pytest.raises(AccountRefused, match="the only administrator"):
        rules.check_deactivation(chief, is_self=False, other_administrators=0)

    rules.check_deactivation(chief, is_self=False, other_administrators=1)


@pytest.mark.parametrize(
    ("role", "title"),
    [
        (Role.ADMINISTRATOR, "Administrator"),
        (Role.HR_PARTNER, "HR partner"),
        (Role.HIRING_MANAGER, "Hiring manager"),
        (Role.INTERVIEWER, "Interviewer"),
        (Role.AUDITOR, "Auditor"),
    ],
)
def test_what_roles_are_called(role: Role, title: str):
    assert role.title == title
