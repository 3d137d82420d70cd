"""The list of openings, and who is where in each: filters, order, pages, number of queries."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import insert

from assess.accounts.rules import Role
from assess.database import new_public_id, utc_now
from assess.openings.models import Application, Candidate
from assess.openings.rules import Stage, WaitingFor
from tests import statements
from tests.browser import form_fields


@pytest.fixture
def fill(transaction):
    """Fills a pipeline with many candidates, in the order of their names."""

    def many(opening, count, *, stage=Stage.NEW):
        now = utc_now()
        with transaction() as session:
            start = session.query(Candidate).count()
            people = [
                {
                    "public_id": new_public_id(),
                    "version": 1,
                    "name": f"Candidate {number:03}",
                    "email": f"many-{number}@mail.example",
                    "phone": "",
                    "created_at": now,
                }
                for number in range(start, start + count)
            ]
            ids = session.scalars(insert(Candidate).returning(Candidate.id), people).all()
            rows = [
                {
                    "public_id": new_public_id(),
                    "version": 1,
                    "opening_id": opening.id,
                    "candidate_id": candidate_id,
                    "sort_name": person["name"].lower(),
                    "stage": stage,
                    "waiting_for": WaitingFor.INVITATION,
                    "since": now,
                    "created_at": now,
                }
                for candidate_id, person in zip(ids, people, strict=True)
            ]
            session.execute(insert(Application), rows)

    return many


def next_page(answer) -> str:
    """Where ‘Next page’ leads."""
    return next(link for link in answer.page.links if "page=" in link)


def test_an_empty_pipeline_says_what_will_stand_here(page, held):
    text = page.get(f"/openings/{held.public_id}").text

    assert "Candidates of this opening stand here, with whose turn it is." in text


def test_a_candidate_stands_with_stage_and_whose_turn_it_is(page, make, held):
    make.application(held, name="Ana Díaz")

    text = page.get(f"/openings/{held.public_id}").text

    assert "Ana Díaz New An interview to be arranged" in text
    assert "All stages (1) New (1) Interview (0)" in text


def test_a_pipeline_never_shows_candidates_of_another_opening(page, make, held, priya):
    make.application(make.opening(priya), name="Somebody Else")

    assert "Somebody Else" not in page.get(f"/openings/{held.public_id}").text


def test_filters_stay_in_their_fields(page, make, held):
    make.application(held, name="Łukasz <b>Żak</b>")
    query = "name=%3Cb%3Elukasz&stage=new&waiting=invitation&sort=longest"

    html = page.get(f"/openings/{held.public_id}?{query}").html

    assert form_fields(html)["name"] == "<b>lukasz"
    assert re.findall('value="([^"]+)" selected', html) == ["new", "invitation", "longest"]


def test_a_filter_that_finds_nobody_says_so_and_how_to_clear_it(page, make, held):
    make.application(held, name="Ana")
    address = f"/openings/{held.public_id}"

    answer = page.get(f"{address}?name=nobody")

    assert "No candidate matches the filters." in answer.text
    assert address in answer.page.links


def test_values_nobody_offered_narrow_nothing(page, make, held):
    make.application(held, name="Ana Díaz")

    for query in ("stage=x", "waiting=%F0%9F%98%80", "sort=x", "page=-1", "page=x", "page=0",
                  "page=" + "9" * 5_000, "page=²", "stage=new&stage=x", "name=%20"):  # fmt: skip
        answer = page.get(f"/openings/{held.public_id}?{query}")

        assert (answer.code, "Ana Díaz" in answer.text) == (200, True)


def test_a_name_to_look_for_may_be_anything(page, make, held):
    make.application(held, name="Ana Díaz")

    for typed in ("%25", "_", "'%22--", "x" * 5_000, "%ED%A0%80", "%F0%9F%98%80"):
        answer = page.get(f"/openings/{held.public_id}?name={typed}")

        assert (answer.code, "No candidate matches" in answer.text) == (200, True)


def test_filters_survive_turning_the_page(page, held, fill):
    fill(held, 60, stage=Stage.INTERVIEW)
    fill(held, 10)
    query = "stage=interview&waiting=invitation&name=cand&sort=longest"

    first = page.get(f"/openings/{held.public_id}?{query}")
    second = page.get(next_page(first))

    assert "1 to 50 of 60 candidates" in first.text
    assert "51 to 60 of 60 candidates" in second.text
    asked = parse_qs(urlsplit(next_page(first)).query)
    assert asked == parse_qs(query) | {"page": ["2"]}
    assert '<option value="interview" selected>' in second.html


def test_candidates_stand_by_name_over_all_pages(page, held, fill):
    fill(held, 120)

    third = page.get(f"/openings/{held.public_id}?page=3")

    assert "101 to 120 of 120 candidates" in third.text
    assert "Candidate 100" in third.text
    assert "Candidate 099" not in third.text


def test_a_page_beyond_the_last_is_the_last(page, held, fill):
    fill(held, 51)

    assert "51 to 51 of 51" in page.get(f"/openings/{held.public_id}?page=99").text


def test_what_comes_next_is_shown_until_it_is_past(page, make, held, priya):
    coming, past = make.application(held, name="Coming"), make.application(held, name="Past")
    make.interview(coming, priya, starts_in=timedelta(days=2))
    make.interview(past, priya, starts_in=timedelta(hours=-3))

    html = page.get(f"/openings/{held.public_id}").html

    rows = {row.split("</bdi>")[0].split("<bdi>")[1]: row for row in html.split("<tr>")[2:]}
    assert {name: '<span class="muted">–</span>' in row for name, row in rows.items()} == {
        "Coming": False,
        "Past": True,
    }


def test_thousands_are_set_apart_wherever_candidates_are_counted(page, held, fill):
    fill(held, 1_060)

    text = page.get(f"/openings/{held.public_id}?page=21").text

    assert "All stages (1,060)" in text
    assert "1,001 to 1,050 of 1,060 candidates" in text
    assert " 1,060 " in page.get("/openings").text


def test_the_number_of_queries_does_not_grow_with_the_pipeline(app, page, held, fill):
    address = f"/openings/{held.public_id}"
    fill(held, 5)
    page.get(address)
    with statements.sent(app) as few:
        page.get(address)
    fill(held, 115)

    with statements.sent(app) as many:
        page.get(address)

    assert len(many) == len(few) + 1 <= 20  # what fits on one page is not counted


def test_the_number_of_queries_does_not_grow_with_the_openings(app, page, make, priya):
    make.opening(priya)
    page.get("/openings")
    with statements.sent(app) as few:
        page.get("/openings")
    for _ in range(4):
        make.opening(priya)

    with statements.sent(app) as many:
        page.get("/openings")

    assert len(many) == len(few)


def test_openings_are_listed_with_status_team_and_number_of_candidates(page, make, held):
    make.application(held)
    make.opening(make.manager(name="Mei Lin"))

    text = page.get("/openings").text

    assert "Regional sales leader Open 1 Priya Raman" in text
    assert "Mei Lin" not in text


@pytest.mark.usefixtures("held")
def test_hr_lists_every_opening(browser, make):
    make.opening(make.manager(name="Mei Lin"))

    text = browser(make.user(Role.HR_PARTNER)).get("/openings").text

    assert "Mei Lin" in text
    assert "Priya Raman" in text


def test_openings_are_narrowed_to_a_status(page, held, draft):
    listed = {
        status: [opening for opening in (held, draft) if opening.public_id in html]
        for status in ("open", "draft", "", "x")
        for html in [page.get(f"/openings?status={status}").html]
    }

    assert listed == {"open": [held], "draft": [draft], "": [held, draft], "x": [held, draft]}
    assert "No opening has this status." in page.get("/openings?status=closed").text


def test_somebody_without_an_opening_is_told_how_to_begin(page):
    assert "Start from a template and be ready in ten minutes." in page.get("/openings").text


def test_an_opening_is_closed_and_opened_again(page, held):
    address = f"/openings/{held.public_id}"
    page.get(address)

    closed = page.post(f"{address}/status", {"status": "closed"})
    opened = page.post(f"{address}/status", {"status": "open"})

    assert "The opening is closed now." in closed.text
    assert "Add a candidate" not in closed.text
    assert "The opening is open now." in opened.text


def test_a_draft_is_not_opened_past_its_plan(page, draft):
    page.get("/openings")

    answer = page.post(f"/openings/{draft.public_id}/status", {"status": "open"})

    assert "Publish a plan first." in answer.text


def test_the_address_of_a_refused_status_leads_to_the_pipeline(page, held):
    page.get(f"/openings/{held.public_id}")
    refused = page.post(f"/openings/{held.public_id}/status", {"status": "x"})

    assert page.get(refused.path).path == f"/openings/{held.public_id}"


def test_a_status_nobody_offered_changes_nothing(page, held):
    page.get(f"/openings/{held.public_id}")

    codes = [
        page.post(f"/openings/{held.public_id}/status", {"status": status}).code
        for status in ("", "x", "DRAFT")
    ]
    draft = page.post(f"/openings/{held.public_id}/status", {"status": "draft"})

    assert codes == [400, 400, 400]
    assert "An opening that is open cannot become draft." in draft.text
    assert "Close this opening" in page.get(f"/openings/{held.public_id}").text
