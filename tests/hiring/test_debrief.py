"""The panel side by side: hidden until one's own is in, opened once, in a fixed order."""

import re

import pytest

from assess.accounts.rules import Role
from tests.factories import EVIDENCE

HIDDEN = "Others' ratings are hidden until you submit yours."
TABLE = "Ratings of the panel"


def debrief(hire):
    return f"/applications/{hire.application_id}/debrief"


def opened(person, hire, reason=""):
    person.get(debrief(hire))
    return person.post(f"{debrief(hire)}/open", {"reason": reason})


def reveal(person, hire):
    person.get(debrief(hire))
    return person.post(f"/applications/{hire.application_id}/ratings")


@pytest.fixture
def hire(make):
    """One scorecard in, one not."""
    hire = make.hire(name="Temitope Bankole")
    make.submitted(hire.interview_id, hire.panel[0], note=f"Canary. {EVIDENCE}")
    return hire


@pytest.fixture
def complete(make, hire):
    make.submitted(hire.interview_id, hire.panel[1])
    return hire


def test_ratings_of_others_stay_hidden_until_mine_is_in(browser, hire):
    seen = browser(hire.panel[1]).get(debrief(hire))

    assert HIDDEN in seen.text
    assert TABLE not in seen.text
    assert "Canary" not in seen.html


def test_asking_to_see_them_changes_nothing_before_mine_is_in(browser, hire):
    seen = reveal(browser(hire.panel[1]), hire)

    assert HIDDEN in seen.text
    assert "Canary" not in seen.html


def test_with_mine_in_i_see_them_when_i_ask_for_it(browser, complete):
    mei = browser(complete.panel[1])
    before = mei.get(debrief(complete))

    after = reveal(mei, complete)

    assert "Canary" not in before.html
    assert "Your scorecard is in." in before.text
    assert TABLE in after.text
    assert "Canary" in after.text


def test_who_runs_the_opening_off_the_panel_sees_what_is_in(browser, hire):
    seen = browser(hire.manager).get(debrief(hire))

    assert TABLE in seen.text
    assert "1 of 2 scorecards in · missing: Mei Tanaka" in seen.text


def test_a_manager_on_the_panel_waits_like_all(make, browser):
    hire = make.hire(on_panel=True)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person, note=f"Canary. {EVIDENCE}")
    priya = browser(hire.manager)

    assert HIDDEN in priya.get(debrief(hire)).text
    seen = opened(priya, hire, "It cannot wait.")

    assert "Submit your own scorecard first: others' ratings are hidden." in seen.text
    assert "Canary" not in seen.html


def test_a_manager_on_the_panel_sees_the_others_by_opening_the_debrief(make, browser):
    hire = make.hire(on_panel=True)
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    priya = browser(hire.manager)
    assert TABLE not in priya.get(debrief(hire)).text

    seen = opened(priya, hire)

    assert TABLE in seen.text
    assert "3. Decide" in seen.text


def test_a_complete_panel_opens_without_a_reason(browser, complete):
    seen = opened(browser(complete.manager), complete)

    assert seen.path == debrief(complete)
    assert "by Priya Raman" in seen.text
    assert "3. Decide" in seen.text


def test_an_early_debrief_needs_a_reason(browser, hire):
    priya = browser(hire.manager)

    refused = opened(priya, hire, "  ")
    allowed = opened(priya, hire, "Mei is on leave until Friday.")

    assert "Say why the debrief cannot wait for the missing scorecards." in refused.text
    assert "because: Mei is on leave until Friday." in allowed.text


def test_a_reason_that_is_too_long_is_refused_and_stays(browser, hire):
    seen = opened(browser(hire.manager), hire, "<b>" + "x" * 500)

    assert "Shorten this to 500 characters or fewer; it has 503." in seen.text
    assert 'value="&lt;b&gt;xxx' in seen.html
    assert "3. Decide" not in seen.text


def test_a_reason_with_odd_characters_is_kept_readable(browser, hire):
    seen = opened(browser(hire.manager), hire, "ill\x00 <b>سلمى</b> 👩‍💻")

    assert "because: ill <b>سلمى</b> 👩‍💻" in seen.text


def test_a_debrief_opens_once(browser, complete, make):
    priya, hr = browser(complete.manager), browser(make.user(Role.HR_PARTNER, name="Grace"))
    opened(priya, complete)

    seen = opened(hr, complete)

    assert seen.path == debrief(complete)
    assert "by Priya Raman" in seen.text


@pytest.mark.parametrize("address", ["debrief/open", "ratings"])
def test_an_address_in_the_bar_after_a_refusal_leads_to_the_debrief(browser, hire, address):
    seen = browser(hire.manager).get(f"/applications/{hire.application_id}/{address}")

    assert seen.path == debrief(hire)
    assert "Wait, or open early" in seen.text


def test_nothing_is_debriefed_before_a_scorecard_is_in(make, browser):
    hire = make.hire()
    priya = browser(hire.manager)

    seen = opened(priya, hire, "It cannot wait.")

    assert "No scorecard is in yet, so there is nothing to debrief." in seen.text


def test_an_interviewer_does_not_open_the_debrief(browser, complete):
    omar = browser(complete.panel[0])
    seen = omar.get(debrief(complete))

    assert "The debrief opens when Priya Raman opens it." in seen.text
    assert omar.post(f"{debrief(complete)}/open").code == 404


def test_rows_stand_by_how_far_interviewers_lie_apart(make, browser):
    hire = make.hire()
    levels = {"strategic": 3, "measurable": 4, "action": 2, "relationships": 3, "teams": 3}
    make.submitted(hire.interview_id, hire.panel[0], levels)
    make.submitted(hire.interview_id, hire.panel[1], levels | {"action": 5, "teams": 4})

    seen = browser(hire.manager).get(debrief(hire))

    rows = re.findall(r'<th scope="row"><a href="#e-(\w+)"', seen.html)
    assert rows == ["action", "teams", "strategic", "measurable", "relationships"]
    assert seen.html.count('<span class="tag wait">Discuss</span>') == 1


def test_a_row_says_mean_number_range_and_phrase(make, browser):
    hire = make.hire()
    for person, level in zip(hire.panel, (2, 5), strict=True):
        make.submitted(hire.interview_id, person, {"action": level})

    seen = browser(hire.manager).get(debrief(hire))

    (row,) = re.findall(r"Action Discuss (.*?) Strategic", seen.text)
    assert "3½ n = 2 2 to 5 in or near" in row
    assert "Overall, " in seen.text
    assert "2 raters, between 2.8 with every lowest rating" in seen.text


def test_not_asked_is_a_dash_and_no_rating(make, browser):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0], {"action": None})
    make.submitted(hire.interview_id, hire.panel[1], {"action": 4})

    seen = browser(hire.manager).get(debrief(hire))

    (row,) = re.findall(r'<th scope="row"><a href="#e-action".*?</tr>', seen.html, re.S)
    assert '<span class="level" title="Not asked">—</span>' in row
    assert "n = 1" in row


def test_changed_ratings_show_what_they_were_first(browser, complete):
    omar = browser(complete.panel[0])
    path = f"/interviews/{complete.interview_id}/amend/action"
    form = {**omar.fields(path), "rating": "5", "reason": "I found my second page of notes."}
    omar.post(path, form)

    seen = browser(complete.manager).get(debrief(complete))

    assert re.search(r"5 medium first 3", seen.text)
    assert "not having seen other ratings: I found my second page of notes." in seen.text


def test_scorecards_that_came_in_late_are_marked(make, browser, hire):
    make.debriefed(hire)
    make.submitted(hire.interview_id, hire.panel[1])

    seen = browser(hire.manager).get(debrief(hire))

    assert "Mei Tanaka came in late" in seen.text
    assert "Omar Haddad came in late" not in seen.text


def test_the_columns_stand_in_the_same_order_for_everybody(make, browser):
    people = [make.user(name=f"Person {letter}") for letter in "ABC"]
    hire = make.hire(people, on_panel=True)
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)

    orders = []
    for person in (hire.manager, people[0], people[2]):
        reveal(looking := browser(person), hire)
        seen = looking.get(debrief(hire))
        orders.append(re.findall(r'<th scope="col" class="typed">(P[^<]+)</th>', seen.html))
    assert orders[0] == orders[1] == orders[2]
    assert orders[0][-1] == "Priya Raman"


def test_stranger_and_made_up_debriefs_do_not_exist(make, browser, complete):
    outsider, other_manager = browser(make.user()), browser(make.manager())

    for person in (outsider, other_manager):
        assert person.get(debrief(complete)).code == 404
        assert opened(person, complete).code == 404
        assert reveal(person, complete).code == 404
    assert browser(complete.manager).get(f"/applications/{'a' * 26}/debrief").code == 404


def test_how_to_read_the_ratings_stands_outside_what_scrolls(make, browser):
    hire = make.hire()
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)

    page = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief").html

    region = page[page.index('aria-label="Ratings of the panel"') :]
    assert "Beside each number" in page
    assert "Beside each number" not in region
