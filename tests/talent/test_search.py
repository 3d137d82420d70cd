"""One search over people, notes, openings and questions, by what one may see."""

import pytest
from sqlalchemy import func, select, text

from assess.accounts.rules import Role
from assess.search import services as search
from assess.search.models import SearchEntry
from assess.talent import services
from tests.talent.staging import POOL, member, pool


@pytest.mark.parametrize("asked", ["diaz", "DÍA", "ana mail", "ana@mail.exam", "600 000"])
@pytest.mark.usefixtures("ana")
def test_people_are_found_by_beginnings_with_or_without_accents(page, asked):
    answer = page.get(f"/search?for={asked}")

    assert "People: 1" in answer.text
    assert "Ana Díaz" in answer.text
    assert "Pool: Regional sales leader" in answer.text


def test_what_was_said_and_tags_are_found_until_the_person_is_gone(page, ana):
    page.post(ana, page.fields(ana) | {"kind": "conversation", "note": "Möchte nach Süden ziehen."})

    noted = page.get("/search?for=suden mochte&kind=notes").text
    tagged = page.get("/search?for=iberia dairy&kind=notes").text
    page.post(f"{ana}/remove")
    gone = page.get("/search?for=suden").text

    assert "Möchte nach Süden ziehen." in noted
    assert "Notes and tags: 1" in tagged
    assert "Notes and tags: 0" in gone


def test_openings_and_questions_are_found(make, page, priya):
    opening = make.opening(priya)

    answer = page.get("/search?for=regional lead&kind=openings")
    asked = page.get("/search?for=team&kind=questions")

    assert f"/openings/{opening.public_id}" in answer.page.links
    assert "SMART sales leader interview" in asked.text


@pytest.mark.usefixtures("ana")
def test_others_neither_find_nor_count_what_is_not_theirs(make, browser, page, priya):
    make.opening(priya)
    page.get("/search?for=ana")
    other = browser(make.manager(name="Noa Berg"))
    grace = browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))

    hidden = other.get("/search?for=ana").text
    none = other.get("/search?for=regional").text

    assert "People: 0" in hidden
    assert "Openings: 0" in none
    assert "People: 1" in grace.get("/search?for=ana").text


@pytest.mark.parametrize("asked", ['"', "a* OR b", "ana) & (x:*", "''", "NEAR(", "%", "-"])
def test_signs_of_a_query_language_are_only_signs(page, kept, asked):
    page.get(kept)

    assert page.get(f"/search?for={asked.replace('%', '%25').replace('&', '%26')}").code == 200


def test_a_changed_name_is_found_under_the_new_one_and_erasing_leaves_no_word(
    page, kept, ana, transaction
):
    change = f"{ana}/change"
    page.post(change, page.fields(change) | {"reason": "Speaks Portuguese."})

    assert "Notes and tags: 1" in page.get("/search?for=portug").text
    assert "Notes and tags: 0" in page.get("/search?for=opened iberia").text
    page.post(f"{ana}/remove")
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(SearchEntry)) == 0
    assert POOL["title"] in page.get(kept).text


def test_words_that_were_forgotten_leave_no_letter_in_the_index(make, session):
    make.organisation()
    hr = session.merge(make.user(Role.HR_PARTNER))
    who = member(session, pool(session, hr), hr, name="Zzyxcanary Ito")

    services.remove(session, who, actor=hr)
    list(search.wipe(session))

    if session.get_bind().dialect.name == "sqlite":
        blocks = session.scalars(text("SELECT block FROM search_words_data")).all()
        assert not any(b"canary" in block for block in blocks)
    assert session.scalars(select(SearchEntry)).all() == []
