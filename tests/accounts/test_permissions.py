"""Who may do what: the table, and what everybody else sees."""

from collections.abc import Callable

import pytest

from assess.accounts.permissions import Permission, granted
from assess.accounts.rules import Role
from tests.browser import Answer, Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

Opens = Callable[..., Browser]

EVERYBODY = set(Role)
HIRING = {Role.INTERVIEWER, Role.HIRING_MANAGER, Role.HR_PARTNER}

TABLE = {
    Permission.USE_ACCOUNT: EVERYBODY,
    Permission.READ_LIBRARY: EVERYBODY,
    Permission.READ_EVIDENCE: {Role.HR_PARTNER, Role.AUDITOR},
    Permission.READ_IMPACT: {Role.HR_PARTNER, Role.AUDITOR},
    Permission.INTERVIEW: HIRING,
    Permission.RUN_OPENINGS: {Role.HIRING_MANAGER, Role.HR_PARTNER},
    Permission.DECIDE: {Role.HIRING_MANAGER, Role.HR_PARTNER},
    Permission.SEE_ALL_OPENINGS: {Role.HR_PARTNER},
    Permission.ADJUST: {Role.HR_PARTNER},
    Permission.RUN_DESK: {Role.HR_PARTNER},
    Permission.EXPORT: {Role.HR_PARTNER},
    Permission.READ_FIT: {Role.HIRING_MANAGER, Role.HR_PARTNER, Role.AUDITOR},
    Permission.LEARN_MODELS: {Role.HR_PARTNER},
    Permission.EVALUATE_SELF: {Role.LEADER},
    Permission.MANAGE_PEOPLE: {Role.ADMINISTRATOR},
    Permission.MANAGE_SETTINGS: {Role.ADMINISTRATOR},
    Permission.READ_DIARY: {Role.ADMINISTRATOR, Role.AUDITOR},
    Permission.READ_NAMES_IN_DIARY: {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_belongs_to_these_roles(permission: Permission):
    assert {role for role in Role if permission in granted([role])} == TABLE[permission]


def test_several_roles_add_up():
    both = granted([Role.AUDITOR, Role.INTERVIEWER])

    assert both == granted([Role.AUDITOR]) | granted([Role.INTERVIEWER])


def test_no_role_allows_nothing():
    assert granted([]) == frozenset()


@pytest.mark.parametrize("path", ["/people", "/people/new", "/organisation", "/system", "/diary"])
def test_a_page_of_others_looks_like_a_page_that_is_not_there(
    browser: Opens, make: Make, path: str
):
    visitor = browser(make.manager())

    hidden, missing = visitor.get(path), visitor.get("/no-such-page")

    assert (hidden.code, missing.code) == (404, 404)
    assert hidden.html == missing.html
    assert _plain(hidden) == _plain(missing)


def test_somebody_real_looks_like_nobody_to_those_who_may_not_ask(browser: Opens, make: Make):
    visitor, ada = browser(make.manager()), make.user()

    real, made_up = visitor.get(f"/people/{ada.public_id}"), visitor.get("/people/nobody")

    assert real.html == made_up.html


@pytest.mark.parametrize("path", ["access", "invite"])
def test_a_button_of_others_is_not_there_either(browser: Opens, make: Make, path: str):
    visitor, ada = browser(make.manager()), make.user()
    visitor.get("/account")

    assert visitor.post(f"/people/{ada.public_id}/{path}").code == 404
    assert visitor.post(f"/people/nobody/{path}").code == 404


@pytest.mark.parametrize("path", ["/people", "/organisation", "/diary", "/account", "/people/x"])
def test_a_visitor_is_asked_to_sign_in(browser: Opens, path: str):
    answer = browser().get(path)

    assert answer.code == 401
    assert "You are signed out" in answer.text


def test_from_a_page_that_wants_signing_in_one_comes_back_to_it(browser: Opens):
    answer = browser().get("/people?page=2")

    assert "Sign in to see this page." in answer.text
    assert "/login?next=/people?page%3D2" in answer.page.links


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_shows_only_what_opens(browser: Opens, make: Make, role: Role):
    visitor = browser(make.user(role))

    links = [link for link in visitor.get("/account").page.links if link.startswith("/")]

    assert {visitor.get(link).code for link in links if link != "/account"} == {200}


def test_the_navigation_marks_where_one_is(browser: Opens, make: Make):
    chief = browser(make.user(Role.ADMINISTRATOR))

    for path, label in (("/people/new", "People"), ("/diary", "Diary"), ("/system", "System")):
        assert f'aria-current="page"><span>{label}</span></a>' in chief.get(path).html


def _plain(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.response.headers.items() if name != "Date"}
