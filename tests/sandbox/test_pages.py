"""Pages of the demo: be anybody, fill in other people's scorecards, read the mails."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from assess import migrate
from assess.accounts.models import Organisation, User
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.interviews.models import Scorecard
from assess.interviews.rules import ScorecardStatus
from assess.sandbox import services
from assess.sandbox.company import company
from tests.browser import form_fields
from tests.conftest import SECRET
from tests.factories import EVIDENCE

pytestmark = pytest.mark.one_database


def fill(person, hire):
    person.get(f"/applications/{hire.application_id}")
    return person.post(f"/sandbox/applications/{hire.application_id}/fill")


def statuses(make):
    with make.transaction() as session:
        return {
            card.interviewer.name: card.status.value for card in session.scalars(select(Scorecard))
        }


def sign_in(browser, person):
    visitor = browser(None)
    visitor.get("/login")
    return visitor, visitor.post("/sandbox/sign-in", {"person": person})


def test_demo_data_refuse_a_production_configuration(make, app):
    settings: Settings = app.extensions["assess.settings"]
    production = settings.model_copy(update={"mode": "production"})

    with (
        make.transaction() as session,
        pytest.raises(services.SandboxRefused, match="never loaded into it"),
    ):
        services.load(session, company(), production, utc_now())

    with make.transaction() as session:
        assert session.scalars(select(User)).all() == []


def test_demo_data_refuse_an_installation_that_is_set_up(make, app):
    make.organisation()

    with (
        make.transaction() as session,
        pytest.raises(services.SandboxRefused, match="set up already"),
    ):
        services.load(session, company(), app.extensions["assess.settings"], utc_now())


def test_a_press_signs_in_as_somebody_made_up(make, browser):
    person = make.user(name="Omar Haddad")

    visitor, seen = sign_in(browser, person.public_id)

    assert "Omar Haddad" in seen.text
    assert visitor.get("/home").code == 200


def test_a_press_changes_who_one_is(make, browser):
    omar, mei = make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")
    visitor, _ = sign_in(browser, omar.public_id)

    seen = visitor.post("/sandbox/sign-in", {"person": mei.public_id})

    assert "Mei Tanaka" in seen.text
    assert "Omar Haddad" not in seen.text


def test_a_press_leads_to_the_page_that_asked_for_signing_in(make, browser):
    visitor, person = browser(None), make.user()
    refused = visitor.get("/library?from=mail")
    link = next(link for link in refused.page.links if link.startswith("/login?"))
    sent = form_fields(visitor.get(link).html) | {"person": person.public_id}

    seen = visitor.post("/sandbox/sign-in", sent)

    assert seen.path == "/library"
    assert sent["next"] == "/library?from=mail"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "http://[", "\x00"]
)
def test_a_press_never_leads_to_another_site(make, browser, elsewhere):
    visitor = browser(None)
    visitor.get("/login")
    sent = {"person": make.user().public_id, "next": elsewhere}

    seen = visitor.post("/sandbox/sign-in", sent, follow=False)

    target = urlsplit(seen.response.headers.get("Location", ""))
    assert (target.scheme, target.netloc) == ("", "")
    assert seen.code in (302, 400)


def test_the_addresses_of_the_buttons_of_the_demo_lead_on(make, browser):
    hire = make.hire()

    filled = browser(hire.manager).get(f"/sandbox/applications/{hire.application_id}/fill")

    assert filled.path == f"/applications/{hire.application_id}"
    assert browser(None).get("/sandbox/sign-in").path == "/login"


def test_real_people_are_neither_offered_nor_signed_in(make, browser):
    real = make.user(name="Real Person", sandbox=False)

    visitor, seen = sign_in(browser, real.public_id)

    assert seen.code == 404
    assert "Real Person" not in visitor.get("/login").text
    assert visitor.get("/home").code == 401


def test_people_who_cannot_sign_in_yet_or_any_more_are_not_offered(make, browser):
    invited = make.user(name="Invited Person", password_hash=None)
    gone = make.user(name="Gone Person")
    with make.transaction() as session:
        session.get_one(User, gone.id).active = False

    for person in (invited, gone):
        visitor, seen = sign_in(browser, person.public_id)
        assert seen.code == 404
        assert person.name not in visitor.get("/login").text


@pytest.mark.parametrize("person", ["", "nobody", "\x00", "1", "x" * 5_000])
def test_nobody_made_up_on_the_spot_is_signed_in(browser, person):
    assert sign_in(browser, person)[1].code == 404


def test_signing_in_by_a_press_needs_the_form(make, browser):
    visitor = browser(None)

    seen = visitor.client.post("/sandbox/sign-in", data={"person": make.user().public_id})

    assert seen.status_code == 400


@pytest.mark.parametrize("path", ["/sandbox/mails", "/sandbox/sign-in"])
def test_in_production_there_is_no_sandbox(tmp_path, path):
    settings = Settings(
        _env_file=None, mode="production", data=tmp_path, secret_key=SECRET,
        base_url="https://assess.larkfield.example", smtp_host="mail.larkfield.example",
        mail_from="Assess <assess@larkfield.example>",
    )  # fmt: skip
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(db.engine)
    client = app.test_client()

    assert client.get(path, base_url="https://assess.larkfield.example").status_code in (404, 405)


def test_filling_in_hands_in_everybody_elses_scorecard(make, browser):
    hire = make.hire(on_panel=True)

    seen = fill(browser(hire.manager), hire)

    assert "Sandbox: 2 other scorecards filled in." in seen.text
    assert statuses(make) == {
        "Priya Raman": "not-started",
        "Omar Haddad": "submitted",
        "Mei Tanaka": "submitted",
    }
    assert "Others' ratings are hidden until you submit yours." in seen.text


def test_filling_in_twice_hands_in_nothing_more(make, browser):
    hire = make.hire()
    fill(browser(hire.manager), hire)

    seen = fill(browser(hire.manager), hire)

    assert "Sandbox: 0 other scorecards filled in." in seen.text


def test_filling_in_finishes_what_somebody_began(make, browser):
    hire = make.hire()
    make.drafted(hire.interview_id, hire.panel[0], 5, note=f"Begun. {EVIDENCE}")

    seen = fill(browser(hire.manager), hire)

    assert "Sandbox: 2 other scorecards filled in." in seen.text


def test_filling_in_leaves_scorecards_that_are_in_alone(make, browser):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0], 2, note=f"Mine. {EVIDENCE}")

    fill(browser(hire.manager), hire)

    with make.transaction() as session:
        card = session.scalars(
            select(Scorecard).where(Scorecard.interviewer_id == hire.panel[0].id)
        ).one()
        assert {note.text for note in card.notes} == {f"Mine. {EVIDENCE}"}


@pytest.mark.parametrize("status", [ScorecardStatus.STEPPED_BACK, ScorecardStatus.CANCELLED])
def test_filling_in_wakes_nobody_who_does_not_interview(make, browser, status):
    hire = make.hire()
    with make.transaction() as session:
        for card in session.scalars(select(Scorecard)):
            card.status = status

    seen = fill(browser(hire.manager), hire)

    assert "Sandbox: 0 other scorecards filled in." in seen.text


def test_nobody_fills_in_for_real_people(make, browser):
    hire = make.hire([make.user(name="Real Person", sandbox=False), make.user(name="Made Up")])

    fill(browser(hire.manager), hire)

    assert statuses(make) == {"Real Person": "not-started", "Made Up": "submitted"}


def test_in_a_real_company_nothing_is_filled_in(make, browser):
    hire = make.hire()
    priya = browser(hire.manager)
    priya.get(f"/applications/{hire.application_id}")
    with make.transaction() as session:
        session.get_one(Organisation, 1).sandbox = False

    assert priya.post(f"/sandbox/applications/{hire.application_id}/fill").code == 404
    assert set(statuses(make).values()) == {"not-started"}


@pytest.mark.parametrize("path", ["/sandbox/mails", "/sandbox/sign-in"])
def test_a_real_company_has_no_pages_of_the_demo(make, browser, path):
    visitor, person = browser(None), make.user()
    visitor.get("/login")
    with make.transaction() as session:
        session.get_one(Organisation, 1).sandbox = False

    answer = visitor.get(path) if path.endswith("mails") else visitor.post(
        path, {"person": person.public_id}
    )  # fmt: skip

    assert answer.code == 404


def test_only_those_who_run_an_opening_fill_in(make, browser):
    hire = make.hire()

    for person in (hire.panel[0], make.manager()):
        reader = browser(person)
        reader.get("/home")
        assert reader.post(f"/sandbox/applications/{hire.application_id}/fill").code == 404
    assert set(statuses(make).values()) == {"not-started"}


def test_the_page_of_mails_says_where_they_really_go_out(app, make, browser, monkeypatch):
    make.organisation()
    before = browser(None).get("/sandbox/mails").text
    set_up = app.extensions["assess.settings"].model_copy(update={"smtp_host": "mail.example"})
    monkeypatch.setitem(app.extensions, "assess.settings", set_up)

    seen = browser(None).get("/sandbox/mails").text

    assert "The demo sends nothing." in before
    assert "go out through mail.example" in seen
    assert "sends nothing" not in seen


def test_mails_stand_on_screen_newest_first(make, browser):
    hire = make.hire(name="Temitope Bankole")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)

    seen = browser(None).get("/sandbox/mails")

    assert seen.text.index("Ready for the debrief") < seen.text.index("Interview with you")
    assert "To Omar Haddad, person-2@larkfield.example" in seen.text
    assert "BEGIN:VCALENDAR" in seen.html


def test_before_anything_happened_the_page_says_what_will_be_here(browser):
    assert "No mail yet." in browser(None).get("/sandbox/mails").text


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "9" * 40, "²", ""])
def test_a_page_of_mails_that_is_not_there_is_the_nearest_one(make, browser, page):
    make.hire()

    seen = browser(None).get(f"/sandbox/mails?page={page}")

    assert "Interview with you" in seen.text


def test_the_strip_says_that_everything_is_made_up(browser, make):
    make.organisation()

    assert "everybody in it are made up" in browser(None).get("/login").text
