"""JSON sent where a form belongs is an empty form, or refused; never an error of ours."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import Browser
from tests.factories import Make
from tests.house import world as worlds

pytestmark = pytest.mark.one_database

BODIES = {"text": '"x"', "list": "[1]", "nested": "[" * 100_000}


@pytest.mark.slow  # sends to every route as four people
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_json_on_a_form_is_no_error_of_ours(
    app: Flask, make: Make, browser: Callable[..., Browser], body: str
):
    world = worlds.build(make, app.extensions["assess.settings"].files)
    visitor = browser()
    visitor.get("/login")
    people = [visitor, *(browser(world.people[role]) for role in ("manager", "waiting"))]
    people.append(browser(world.people["administrator"]))

    codes = {
        (endpoint, _send(person, path, body))
        for person in people
        for endpoint, path, methods in worlds.addresses(app, world)
        if "POST" in methods
    }

    assert {(endpoint, code) for endpoint, code in codes if code >= 500} == set()
    assert ("accounts.add_person", 200) in codes


def _send(person: Browser, path: str, body: str) -> int:
    headers = {"X-CSRFToken": person.token}
    answer = person.client.post(path, data=body, content_type="application/json", headers=headers)
    return answer.status_code
