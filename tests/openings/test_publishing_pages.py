"""From a blank role to a published plan, and on to its next versions, through the pages."""

import re

import pytest

from assess.accounts.models import User
from assess.openings import queries
from assess.openings.models import Opening
from assess.openings.rules import OpeningStatus, PlanStatus
from tests.browser import form_fields
from tests.openings.steps import step

GAP = "Strategic is rated by one person. Give it to at least two."


@pytest.fixture
def gappy(make, priya):
    """An opening whose plan has one interviewer only."""
    return make.opening(priya, [make.user(name="Cem")], published=False)


def test_a_blank_role_becomes_a_published_plan_in_four_steps(page, priya, transaction):
    start = form_fields(page.get("/openings/new").html)
    sent = {"new_id": start["new_id"], "template": "regional-sales-leader@1.0"}

    role = page.post("/openings/new", sent)
    kit = page.post(role.path, {**form_fields(role.html), "title": "Head of sales", "then": "next"})
    panel = page.post(kit.path, {**form_fields(kit.html), "then": "next"})
    go = page.post(panel.path, {**form_fields(panel.html), "then": "go"})
    done = page.post(go.path)

    pages = [answer.path.rsplit("/", 1)[1] for answer in (role, kit, panel, go)]
    assert pages == ["role", "kit", "panel", "go"]
    assert "The plan is published as version 1. Add candidates." in done.text
    with transaction() as session:
        opening = session.scalars(queries.openings(session.get(User, priya.id))).one()
        assert (opening.title, opening.status) == ("Head of sales", OpeningStatus.OPEN)
        assert done.path == f"/openings/{opening.public_id}"


def test_a_plan_with_gaps_names_them_and_cannot_be_sent(page, gappy):
    go = page.get(step(gappy, "go"))

    assert GAP in go.text
    assert "Mend the points above first." in go.text
    assert re.search(r"<button disabled[^>]*>Publish version 1", go.html)


def test_a_plan_with_gaps_is_refused_when_it_is_sent_all_the_same(page, gappy, transaction):
    page.get(step(gappy, "go"))

    answer = page.post(step(gappy, "go"))

    assert answer.text.count(GAP) == 2
    with transaction() as session:
        assert session.get(Opening, gappy.id).plans[0].status is PlanStatus.DRAFT


def test_somebody_whose_account_was_closed_leaves_a_gap(page, draft, transaction):
    with transaction() as session:
        opening = session.get(Opening, draft.id)
        opening.plans[0].seats[0].user.active = False

    assert GAP in page.get(step(draft, "go")).text


def test_the_last_step_counts_questions_and_minutes_of_everybody(page, draft):
    text = page.get(step(draft, "go")).text

    assert re.search(r"Person \d+: \d+ questions, about \d+ minutes", text)


def test_who_asks_nothing_takes_no_minutes(page, draft, transaction):
    with transaction() as session:
        seat = session.get(Opening, draft.id).plans[0].seats[0]
        seat.questions, name = [], seat.user.name

    text = page.get(step(draft, "go")).text

    assert f"{name}: no questions" in text
    assert "about 0 minutes" not in text


def test_publishing_twice_ends_in_the_pipeline(page, draft):
    page.get(step(draft, "go"))

    page.post(step(draft, "go"))
    again = page.post(step(draft, "go"))

    assert (again.code, again.path) == (200, f"/openings/{draft.public_id}")
    assert "The plan is published already." in again.text


def test_a_step_of_a_published_plan_shows_the_plan(page, held):
    answers = [page.get(step(held, name)) for name in ("kit", "panel")]

    assert [answer.path for answer in answers] == [step(held, "plan")] * 2
    assert "Change the plan in a new version" in answers[0].text


@pytest.mark.parametrize("name", ["kit", "panel"])
def test_a_step_sent_after_the_plan_was_published_comes_back_with_its_text(page, draft, name):
    typed = "Few clients, large ones, <b>and all of them far away</b>."
    fields = page.fields(step(draft, name))
    page.post(step(draft, "go"))

    answer = page.post(step(draft, name), {**fields, "weights_reason": typed})

    assert answer.code == 409
    assert "The plan was published in the meantime and does not change any more." in answer.text
    assert form_fields(answer.html)["weights_reason"] == typed


def test_a_published_plan_goes_on_as_a_new_version(page, held):
    page.get(step(held, "plan"))

    kit = page.post(f"{step(held, 'plan')}/next")
    again = page.post(f"{step(held, 'plan')}/next")

    assert kit.path == again.path == step(held, "kit")
    assert "Version 2 is being written" in page.get(f"/openings/{held.public_id}").text
    assert "Publish version 2" in page.get(step(held, "go")).text


def test_the_address_of_starting_a_version_leads_to_the_plan(page, held):
    answer = page.get(f"/openings/{held.public_id}/plan/next")

    assert answer.path == f"/openings/{held.public_id}/plan"


def test_every_version_can_be_read_afterwards(page, held):
    page.get(step(held, "plan"))
    page.post(f"{step(held, 'plan')}/next")
    page.post(step(held, "go"))

    newest = page.get(step(held, "plan")).text
    assert "Plan, version 2" in newest
    assert "1 (replaced)" in newest
    assert "Plan, version 1" in page.get(f"{step(held, 'plan')}?version=1").text


def test_a_version_nobody_wrote_shows_the_newest(page, held):
    for number in ("3", "-1", "x", "9" * 5_000, "²"):
        assert "Plan, version 1" in page.get(f"{step(held, 'plan')}?version={number}").text


def test_a_draft_opens_on_its_first_step(page, draft):
    for path in (f"/openings/{draft.public_id}", step(draft, "plan")):
        assert page.get(path).path == step(draft, "role")
