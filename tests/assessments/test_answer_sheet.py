"""The answers of one part, as the people team reads them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.instruments import library
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.desk import at, handed_in
from tests.assessments.probe import PROBE
from tests.assessments.staging import Link
from tests.browser import Browser
from tests.factories import Make

MINUTE = timedelta(minutes=1)


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, mailed to the candidate an hour ago."""
    return staging.invite(make, application, manager, PROBE, now=utc_now() - 60 * MINUTE)


@pytest.fixture
def grace(make: Make, browser: Callable[[User | None], Browser]) -> Browser:
    """The browser of somebody of the people team."""
    return browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))


def test_the_answer_sheet_follows_the_order_this_person_saw(make, link, grace):
    staging.started(make, link)
    staging.answer(make, link, "h4", 5)
    with make.transaction() as session:
        order = staging.attempt(session, link).order
    habits = [item for item in order[""] if item in ("h1", "h2", "h3", "h4")]

    seen = grace.get(at(link, "answers/1"))

    probe = library.assessment(PROBE)
    places = [seen.text.index(probe.item(item).text) for item in habits]
    assert habits != sorted(habits)
    assert places == sorted(places)
    assert "I forget what we agreed. Reversed" in seen.text
    assert seen.text.count("Reversed") == 1
    shown = seen.text[seen.text.index("Where do you sell? Shown in this order:") :]
    at_home, abroad = shown.index("At home"), shown.index("Abroad")
    assert (at_home < abroad) is (order["market"] == ["home", "abroad"])
    assert "Almost always" in seen.text


def test_the_answer_sheet_numbers_questions_as_the_person_saw_them(make, link, grace):
    staging.started(make, link)

    seen = grace.get(at(link, "answers/1")).html

    # A page to read stands between them and has no number.
    numbers = [int(one) for one in re.findall(r'data-label="No\.">(\d+)<', seen)]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) == 13


def test_the_answer_sheet_marks_what_came_late_and_what_is_missing(make, link, grace):
    staging.started(make, link)
    staging.answer(make, link, "h1", 4)
    staging.answer(make, link, "place", "Lisbon", utc_now() + 22 * MINUTE)

    seen = grace.get(at(link, "answers/1")).text

    assert "Lisbon Late" in seen
    assert seen.count("Late") == 1
    assert "What would you change? Not answered" in seen


def test_single_answers_are_for_the_people_team_alone(make, link, priya, grace):
    handed_in(make, link)

    assert priya.get(at(link, "answers/1")).code == 404
    assert "Answers" not in priya.get(at(link)).text
    assert "Answers to A probe" in grace.get(at(link)).text
    assert grace.get(at(link, "answers/2")).code == 404


def test_a_part_nobody_began_has_an_empty_sheet(link, grace):
    assert "this part has not begun" in grace.get(at(link, "answers/1")).text
