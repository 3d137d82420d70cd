"""Pages on which administrators see to people and their roles."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.extensions import db
from tests import statements
from tests.accounts.doors import held, letters
from tests.browser import Answer, Browser, form_fields
from tests.conftest import Transaction
from tests.factories import Make, user_by_email

Opens = Callable[..., Browser]

EMAIL = "noor@larkfield.example"
ARABIC = "نور بنت سعيد الحداد"


@pytest.fixture
def boss(make: Make) -> User:
    return make.user(Role.ADMINISTRATOR, name="Ines Moreira")


@pytest.fixture
def chief(browser: Opens, boss: User) -> Browser:
    """An administrator at work."""
    return browser(boss)


def test_of_two_administrators_who_change_roles_the_second_chooses(
    make: Make, browser: Opens, chief: Browser
):
    omar, second = make.user(name="Omar Haddad"), browser(make.user(Role.ADMINISTRATOR))
    path = f"/people/{omar.public_id}"
    chief_form, second_form = chief.fields(path), second.fields(path)
    chief.post(path, chief_form | {"roles": ["interviewer", "auditor"]})

    seen = second.post(path, second_form | {"roles": ["hiring-manager", "interviewer"]})

    assert seen.code == 409
    assert "Hiring manager: runs openings" in seen.html
    assert "Auditor: reads the diary" in seen.html
    mine = {"conflict-mine-roles": ["hiring-manager", "interviewer"]}
    kept = second.post(path, form_fields(seen.html) | mine)
    assert "Omar Haddad was signed out and has the new roles now." in kept.text
    assert sorted(form_fields(kept.html)["roles"]) == ["hiring-manager", "interviewer"]


def add(chief: Browser, **changed: object) -> Answer:
    chief.get("/people/new")
    sent = {"name": "Noor Haddad", "email": EMAIL, "roles": ["interviewer"]}
    return chief.post("/people/new", sent | changed)


def roles(chief: Browser, user: User, *names: str) -> Answer:
    chief.get(f"/people/{user.public_id}")
    return chief.post(f"/people/{user.public_id}", {"roles": list(names)})


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(User))


def test_everybody_is_listed_with_roles_and_state(
    chief: Browser, make: Make, transaction: Transaction
):
    closed = make.user(name="Closed Person")
    make.user(Role.HR_PARTNER, Role.AUDITOR, name="Grace Adeyemi")
    add(chief)
    with transaction() as session:
        session.get(User, closed.id).active = False

    page = chief.get("/people")

    assert "Grace Adeyemi person-" in page.text
    assert "Auditor, HR partner Open" in page.text
    assert f"Noor Haddad {EMAIL} Interviewer Invited" in page.text
    assert "Closed Person" in page.text
    assert " Closed " in page.text


def test_people_come_fifty_at_a_time(chief: Browser, make: Make):
    for number in range(50):
        make.user(name=f"Reader {number:02}")

    first, second = chief.get("/people"), chief.get("/people?page=2")

    assert "1 to 50 of 51 people" in first.text
    assert "Reader 49" not in first.text
    assert "51 to 51 of 51 people" in second.text
    assert "Reader 49" in second.text


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", "", "1e9", "%00"])
def test_a_page_number_out_of_range_shows_a_page_within(chief: Browser, page: str):
    answer = chief.get(f"/people?page={page}")

    assert answer.code in (200, 404)
    assert answer.code == 404 or "1 person" in answer.text


def test_people_are_listed_with_the_same_number_of_queries(app: Flask, chief: Browser, make: Make):
    with statements.sent(app) as few:
        chief.get("/people")
    for _ in range(10):
        make.user()

    with statements.sent(app) as many:
        chief.get("/people")

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "name", ["Noor Haddad", ARABIC, "🦊", "O'Brien & <b>Sons</b>", "X" * 200, "Single", "a\x00b"]
)
def test_somebody_of_any_name_can_be_invited(app: Flask, chief: Browser, name: str):
    answer = add(chief, name=name)

    assert f"An invitation is on its way to {EMAIL}." in answer.text
    with app.app_context():
        user = user_by_email(db.session, EMAIL)
    assert user.name == name.replace("\x00", "")
    assert chief.get(f"/people/{user.public_id}").code == 200
    assert chief.get("/people").code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter the person's name."),
        ({"name": "  \t\n "}, "Enter the person's name."),
        ({"name": "X" * 200_000}, "Shorten this to 200 characters or fewer; it has 200,000."),
        ({"email": ""}, "Enter the person's mail address."),
        ({"email": "noor"}, "Enter a mail address like name@example.com."),
        ({"email": "noor@larkfield.example, all@x.ch"}, "Enter a mail address like"),
        ({"email": "n" * 200_000 + "@larkfield.example"}, "Enter a mail address like"),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["emperor"]}, "Choose from the options on this page."),
        ({"roles": ["interviewer", "\x00"]}, "Choose from the options on this page."),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, chief: Browser, changed: dict[str, object], sentence: str
):
    answer = add(chief, **changed)

    assert sentence in answer.text
    assert "Noor Haddad" in answer.html or "name" in changed
    assert f'value="{EMAIL}"' in answer.html or "email" in changed
    assert count(app) == 1


def test_an_address_has_one_account_whatever_its_case(app: Flask, chief: Browser):
    add(chief)

    answer = add(chief, email=f" {EMAIL.upper()}")

    assert "Somebody with this mail address has an account already." in answer.text
    assert count(app) == 2


def test_a_line_break_in_a_name_stays_out_of_mails(app: Flask, chief: Browser):
    add(chief, name="Noor\r\nBcc: all@larkfield.example")

    assert letters(app, EMAIL)[0].name == "Noor Bcc: all@larkfield.example"


def test_the_new_person_has_exactly_the_ticked_roles(app: Flask, chief: Browser):
    add(chief, roles=["hiring-manager", "interviewer"])

    with app.app_context():
        user = user_by_email(db.session, EMAIL)
        assert user.role_set == {Role.HIRING_MANAGER, Role.INTERVIEWER}


def test_every_role_is_offered_and_none_is_lost_by_saving_the_page_as_it_is(
    app: Flask, chief: Browser, make: Make
):
    ada = make.user(*(role for role in Role if role is not Role.ADMINISTRATOR))
    path = f"/people/{ada.public_id}"

    chief.post(path, chief.fields(path))

    assert held(app, ada).role_set == set(Role) - {Role.ADMINISTRATOR}
    assert all(role.title in chief.get("/people/new").text for role in Role)


@pytest.mark.parametrize(
    ("named", "purpose"),
    [
        (["leader"], "see how you lead and choose what to work on"),
        (["leader", "interviewer"], "take part in hiring"),
    ],
)
def test_the_mail_to_a_new_person_says_what_the_account_is_for(
    app: Flask, chief: Browser, named: list[str], purpose: str
):
    add(chief, roles=named)

    assert purpose in " ".join(letters(app, EMAIL)[0].paragraphs)


def test_roles_are_changed(app: Flask, chief: Browser, make: Make):
    ada = make.user(name="Ada")

    answer = roles(chief, ada, "hiring-manager", "auditor")

    assert "Ada was signed out and has the new roles now." in answer.text
    assert held(app, ada).role_set == {Role.HIRING_MANAGER, Role.AUDITOR}
    assert "Roles changed" in chief.get("/diary").text


def test_a_role_may_be_kept_while_others_change(app: Flask, chief: Browser, make: Make):
    ada = make.user(Role.INTERVIEWER, Role.AUDITOR)

    roles(chief, ada, "interviewer", "hiring-manager")

    assert held(app, ada).role_set == {Role.INTERVIEWER, Role.HIRING_MANAGER}


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), "Choose at least one role."),
        (("emperor",), "Choose from the options on this page."),
        (("interviewer", "<b>"), "Choose from the options on this page."),
    ],
)
def test_refused_roles_change_nothing(
    app: Flask, chief: Browser, make: Make, names: tuple[str, ...], sentence: str
):
    ada = make.user()

    answer = roles(chief, ada, *names)

    assert sentence in answer.text
    assert held(app, ada).role_set == {Role.INTERVIEWER}


def test_nobody_takes_administration_from_themselves(app: Flask, chief: Browser, boss: User):
    answer = roles(chief, boss, "interviewer")

    assert "Ask another administrator to take this role from you." in answer.text
    assert held(app, boss).role_set == {Role.ADMINISTRATOR}


def test_one_may_take_further_roles_oneself(app: Flask, chief: Browser, boss: User):
    roles(chief, boss, "administrator", "interviewer")

    assert held(app, boss).role_set == {Role.ADMINISTRATOR, Role.INTERVIEWER}


def test_another_administrator_may_be_relieved(app: Flask, chief: Browser, make: Make):
    other = make.user(Role.ADMINISTRATOR)

    roles(chief, other, "interviewer")

    assert held(app, other).role_set == {Role.INTERVIEWER}


def test_an_account_is_closed_and_opened_again(app: Flask, chief: Browser, make: Make):
    ada = make.user(name="Ada")
    page = chief.get(f"/people/{ada.public_id}")

    closed = chief.post(f"/people/{ada.public_id}/access", {"open": ""})
    was_active = held(app, ada).active
    opened = chief.post(f"/people/{ada.public_id}/access", {"open": "yes"})

    assert "Close the account" in page.text
    assert "The account of Ada is closed." in closed.text
    assert "Open the account again" in closed.text
    assert not was_active
    assert "The account of Ada is open." in opened.text
    assert held(app, ada).active


@pytest.mark.parametrize("address", ["access", "invite"])
def test_the_address_of_a_button_leads_to_the_person(chief: Browser, make: Make, address: str):
    ada = make.user()

    assert chief.get(f"/people/{ada.public_id}/{address}").path == f"/people/{ada.public_id}"


def test_nobody_closes_their_own_account(app: Flask, chief: Browser, boss: User):
    chief.get(f"/people/{boss.public_id}")

    answer = chief.post(f"/people/{boss.public_id}/access", {"open": ""})

    assert "Ask another administrator to close your account." in answer.text
    assert held(app, boss).active


def test_closing_twice_is_one_change(app: Flask, chief: Browser, make: Make):
    ada = make.user()
    chief.get(f"/people/{ada.public_id}")

    for _ in range(2):
        chief.post(f"/people/{ada.public_id}/access", {"open": ""})

    assert not held(app, ada).active
    assert chief.get("/diary?action=user.closed").text.count("1 entry") == 1


@pytest.mark.parametrize("who", ["x", "%00", "%ff", "🦊", "0", "x" * 5000, "..", "a" * 26])
def test_an_unknown_person_is_not_there(chief: Browser, who: str):
    chief.get("/people")

    assert chief.get(f"/people/{who}").code in (404, 308)
    assert chief.post(f"/people/{who}/access").code == 404
    assert chief.post(f"/people/{who}/invite").code == 404


def test_html_in_a_name_is_shown_as_text(chief: Browser, make: Make):
    ada = make.user(name="<script>alert(1)</script>")

    page = chief.get(f"/people/{ada.public_id}")

    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.text
