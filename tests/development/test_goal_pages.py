"""Setting a goal, wording it anew, writing check-ins: in one tab, in two, and after the end."""

from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.development.rules import FULL, MOST_GOALS
from tests.browser import Browser, form_fields
from tests.development.staging import evaluated, goal_set
from tests.factories import Make

WORDS = {
    "behaviour": "Ask two questions before I give advice.",
    "first_step": "Write both on a card.",
    "helper": "Omar Haddad",
    "evidence": "Sellers bring a plan of their own.",
}


@pytest.fixture
def leader(make: Make) -> User:
    """A leader."""
    return make.user(Role.LEADER)


@pytest.fixture
def page(browser, leader: User) -> Browser:
    """Their browser."""
    return browser(leader)


@pytest.fixture
def goal(make: Make, leader: User) -> str:
    """Where a goal of theirs stands."""
    return f"/me/goals/{goal_set(make, leader, utc_now() - timedelta(days=31))}"


def test_a_goal_set_in_a_report_is_linked_from_there(make, leader, page):
    report = f"/me/reports/{evaluated(make, leader)}"
    form = page.fields(f"{report}/goals/leading")

    home = page.post(f"{report}/goals/leading", form | WORDS)

    assert "The goal is set." in home.text
    (goal,) = {link for link in home.page.links if link.startswith("/me/goals/")}
    seen = page.get(report)
    assert seen.page.links.count(goal) == 2  # in its area, and in the plan
    assert f"{report}/goals/leading" not in seen.page.links
    assert f"{report}/goals/planning" in seen.page.links
    assert WORDS["behaviour"] in seen.text


def test_a_form_for_a_goal_begins_with_the_first_step_of_its_area(make, leader, page):
    path = f"/me/reports/{evaluated(make, leader)}/goals/leading"

    form = page.fields(path)
    refused = page.post(path, form | WORDS | {"behaviour": " ", "helper": ""})

    assert form["first_step"].startswith("At your next meeting, put one open question")
    assert "Write what you will do, in words somebody else could check." in refused.text
    assert "Name one person." in refused.text
    assert form_fields(refused.html)["evidence"] == WORDS["evidence"]


def test_a_goal_of_nothing_measured_is_not_found(make, leader, page):
    assert page.get(f"/me/reports/{evaluated(make, leader)}/goals/nothing").code == 404


def test_a_full_plan_shows_no_form_but_what_to_close(make, leader, page):
    path = f"/me/reports/{evaluated(make, leader)}/goals/leading"
    goals = [goal_set(make, leader, utc_now()) for _ in range(MOST_GOALS)]

    seen = page.get(path)

    assert FULL in seen.text
    assert "What will you do differently?" not in seen.text
    for goal in goals:
        assert f'href="/me/goals/{goal}#check-in"' in seen.html


def test_a_plan_filled_in_another_tab_meanwhile_keeps_what_was_typed(make, leader, page):
    path = f"/me/reports/{evaluated(make, leader)}/goals/leading"
    form = page.fields(path)
    goals = [goal_set(make, leader, utc_now()) for _ in range(MOST_GOALS)]

    seen = page.post(path, form | WORDS)

    assert FULL in seen.text
    assert form_fields(seen.html)["behaviour"] == WORDS["behaviour"]
    assert all(f'href="/me/goals/{goal}#check-in"' in seen.html for goal in goals)


def test_words_changed_in_two_tabs_are_shown_beside_one_another(page, goal):
    first, second = page.fields(f"{goal}/change"), page.fields(f"{goal}/change")
    page.post(f"{goal}/change", first | {"behaviour": "Ask one question."})

    stale = page.post(f"{goal}/change", second | {"behaviour": "Ask five questions."})

    assert stale.code == 409
    assert "Ask one question." in stale.html
    assert "Ask five questions." in stale.html
    assert "Ask one question." in page.get(goal).text


def test_a_check_in_written_in_another_tab_meanwhile_is_read_first(page, goal):
    form = page.fields(goal)
    page.post(goal, form | {"progress": "stuck", "note": "From the laptop."})

    stale = page.post(goal, form | {"progress": "on-track", "note": "From the phone."})
    kept = page.post(goal, form_fields(stale.html) | {"progress": "on-track"})

    assert stale.code == 409
    assert "Another check-in was written in the meantime." in stale.text
    assert "From the laptop." in stale.text
    assert form_fields(stale.html)["note"] == "From the phone."
    assert "The check-in is kept." in kept.text
    assert kept.text.index("From the laptop.") < kept.text.index("From the phone.")


def test_what_was_typed_for_a_goal_closed_meanwhile_can_be_copied(page, goal):
    form = page.fields(goal)
    page.post(goal, form | {"progress": "reached", "note": "Done."})

    late = page.post(goal, form | {"seen": "1", "progress": "stuck", "note": "A long thought."})

    assert late.code == 409
    assert "This goal is closed, so the note is not kept." in late.text
    assert "A long thought." in late.html
    assert f"{goal}/change" not in late.page.links


def test_the_words_of_a_closed_goal_cannot_be_changed(page, goal):
    page.post(goal, page.fields(goal) | {"progress": "dropped", "note": "Enough."})

    asked = page.get(f"{goal}/change")
    sent = page.post(f"{goal}/change", WORDS | {"version": "2", "helper": "Somebody else"})

    assert asked.path == goal
    assert "Its words stay as they are." in sent.text
    assert form_fields(sent.html)["helper"] == "Somebody else"
    assert "Somebody else" not in page.get(goal).text


@pytest.mark.parametrize("seen", ["", "-1", "9" * 30, "x"])
def test_a_tampered_count_of_check_ins_breaks_nothing(page, goal, seen):
    form = page.fields(goal) | {"progress": "stuck", "note": "First."}

    assert page.post(goal, form | {"seen": seen}).code == 200


def test_a_check_in_asks_for_both_its_parts(page, goal):
    seen = page.post(goal, page.fields(goal))

    assert "Choose how it stands." in seen.text
    assert "Write a sentence or two." in seen.text
    assert "None is written yet." in seen.text
