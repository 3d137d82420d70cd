"""The page an opening begins on: templates, earlier openings, the same form sent twice."""

import re
from threading import Thread
from time import sleep

from assess.accounts.models import User
from assess.database import utc_now
from assess.instruments import library
from assess.openings import queries
from assess.openings.services import openings

TEMPLATE = "regional-sales-leader@1.0"
NEW = "/openings/new"


def start(page, **choice):
    """Choose what to start from."""
    return page.post(NEW, {"new_id": page.fields(NEW)["new_id"], **choice})


def count_openings(transaction, user) -> int:
    """How many openings somebody runs."""
    with transaction() as session:
        return len(session.scalars(queries.openings(session.get(User, user.id))).all())


def test_every_template_is_offered_with_what_it_rates(page):
    text = page.get(NEW).text

    for template in library.latest_role_templates():
        assert template.title in text
        framework = library.framework(template.framework)
        assert all(framework.competency(target.id).title in text for target in template.targets)


def test_the_proposed_panel_needs_no_mending(page):
    role = start(page, template=TEMPLATE)

    go = page.get(role.path.replace("role", "go"))

    assert "Publish version 1" in go.text
    assert "Still to do" not in go.text
    assert all(name in go.text for name in ("Priya Raman", "Omar Haddad", "Mei Tanaka"))


def test_the_same_start_sent_twice_is_one_opening(page, priya, transaction):
    new_id = page.fields(NEW)["new_id"]

    first = page.post(NEW, {"new_id": new_id, "template": TEMPLATE})
    second = page.post(NEW, {"new_id": new_id, "template": TEMPLATE})

    assert first.path == second.path == f"/openings/{new_id}/role"
    assert count_openings(transaction, priya) == 1


def test_the_same_start_sent_twice_at_the_same_moment_is_one_opening(page, priya, transaction):
    new_id, answers = page.fields(NEW)["new_id"], []
    sent = {"new_id": new_id, "template": TEMPLATE}
    second = Thread(target=lambda: answers.append(page.post(NEW, sent)))

    with transaction() as session:
        openings.start_opening(
            session,
            library.role_template(TEMPLATE),
            public_id=new_id,
            people=[],
            actor=session.get(User, priya.id),
            now=utc_now(),
        )
        second.start()
        sleep(0.2)
    second.join()

    assert (answers[0].code, answers[0].path) == (200, f"/openings/{new_id}/role")
    assert count_openings(transaction, priya) == 1


def test_an_id_that_was_not_minted_here_is_replaced(page):
    for new_id in ("", "short", "A" * 26, "é" * 26, "a" * 25 + "\0", "1" * 26, "a" * 200_000):
        role = page.post(NEW, {"new_id": new_id, "template": TEMPLATE})

        assert role.code == 200
        assert re.fullmatch("/openings/[a-z2-7]{26}/role", role.path)


def test_a_start_from_nothing_is_a_page_that_does_not_exist(page):
    templates = ["", "../../etc/passwd", "nobody@1.0", "regional-sales-leader@9.9", "\0@1.0"]
    choices = [
        {},
        *({"template": ref} for ref in templates),
        {"source": "nobody"},
        {"source": "\0"},
    ]

    assert [start(page, **choice).code for choice in choices] == [404] * len(choices)


def test_the_id_of_somebody_elses_opening_starts_and_shows_nothing(page, make):
    taken = make.opening().public_id

    assert page.post(NEW, {"new_id": taken, "template": TEMPLATE}).code == 404


def test_an_earlier_opening_is_copied(page, held):
    role = start(page, source=held.public_id)

    assert role.path != f"/openings/{held.public_id}/role"
    assert "Publish version 1" in page.get(role.path.replace("role", "go")).text


def test_somebody_elses_opening_is_neither_offered_nor_copied(page, make):
    other = make.opening()

    assert other.public_id not in page.get(NEW).html
    assert start(page, source=other.public_id).code == 404
