"""Everything about one candidate on one page, and nothing about ratings."""

from dataclasses import replace

import pytest

from assess.accounts.rules import Role
from tests.factories import EVIDENCE


@pytest.fixture
def hire(make):
    return make.hire(name="Temitope Bankole")


def dossier(hire):
    return f"/applications/{hire.application_id}"


def test_interviews_stand_with_their_people_and_how_far_they_are(make, browser, hire):
    make.submitted(hire.interview_id, hire.panel[0])
    make.drafted(hire.interview_id, hire.panel[1])

    seen = browser(hire.manager).get(dossier(hire))

    assert "Omar Haddad Submitted" in seen.text
    assert "Mei Tanaka Draft" in seen.text
    assert "Replace Mei Tanaka" in seen.text
    assert "Replace Omar Haddad" not in seen.text


def test_the_page_says_nothing_about_ratings(make, browser, hire):
    make.submitted(hire.interview_id, hire.panel[0], 5, note=f"Canary. {EVIDENCE}")

    seen = browser(hire.manager).get(dossier(hire))

    assert "Canary" not in seen.html
    assert 'class="level' not in seen.html


def test_the_history_is_told_newest_first(make, browser, hire):
    for person in hire.panel:
        make.submitted(hire.interview_id, person)

    history = browser(hire.manager).get(dossier(hire)).text.split("History")[1]

    assert history.index("Debrief") < history.index("Interview") < history.index("New")


def test_a_debrief_and_a_decision_lead_on_from_here(make, browser, hire):
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    make.decided(hire)

    html = browser(hire.manager).get(dossier(hire)).html

    for page in ("/debrief", "/decisions/1", "/report", "/feedback"):
        assert f'href="{dossier(hire)}{page}"' in html


def test_a_manager_on_the_panel_reads_no_decision_before_handing_in(make, browser):
    hire, grace = make.hire(on_panel=True), make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person)
    by_hr = replace(hire, manager=grace)
    make.debriefed(by_hr)
    make.decided(by_hr)
    priya = browser(hire.manager)

    before = priya.get(dossier(hire))
    make.submitted(hire.interview_id, hire.manager)
    priya.get(f"{dossier(hire)}/debrief")
    priya.post(f"{dossier(hire)}/ratings")
    after = priya.get(dossier(hire))

    told = ("The evidence on both lies above what the role asks for.", "Make an offer")
    assert not any(words in before.text for words in told)
    assert all(words in after.text for words in told)


def test_a_decision_waits_for_the_look_at_the_others(make, browser):
    """Its page shows everybody's ratings, so opening it would be a look nobody noted."""
    hire, grace = make.hire(on_panel=True), make.user(Role.HR_PARTNER)
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    by_hr = replace(hire, manager=grace)
    make.debriefed(by_hr)
    make.decided(by_hr)
    priya, page = browser(hire.manager), f"{dossier(hire)}/decisions/1"
    priya.get(dossier(hire))

    before = priya.get(page).code
    priya.get(f"{dossier(hire)}/debrief")
    priya.post(f"{dossier(hire)}/ratings")

    assert (before, priya.get(page).code) == (404, 200)


def test_people_without_an_interview_are_named(make, browser):
    manager, panel = make.manager(), [make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")]
    application = make.application(make.opening(manager, panel))
    path = f"/applications/{application.public_id}"
    priya = browser(manager)
    form = priya.fields(f"{path}/interviews/new")
    priya.post(f"{path}/interviews/new", {**form, "seats": form["seats"][:1]})

    seen = priya.get(path)

    assert "No interview yet with Mei Tanaka." in seen.text


def test_odd_names_and_places_are_shown_as_typed(make, browser):
    name = "<b>Ada</b> & سلمى 👩‍💻 </h1>"
    hire = make.hire(name=name)
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/time"
    priya.post(path, {**priya.fields(path), "place": "javascript:alert(1) <script>"})

    seen = priya.get(dossier(hire))

    assert name in seen.text
    assert "javascript:alert(1) <script>" in seen.text
    assert 'href="javascript' not in seen.html


def test_dossiers_of_others_do_not_exist(make, browser, hire):
    for person in (hire.panel[0], make.manager(), make.user(Role.AUDITOR)):
        assert browser(person).get(dossier(hire)).code == 404
    assert browser(hire.manager).get(f"/applications/{'a' * 26}").code == 404
