"""Two people write one plan: the second one sees both texts, chooses, and nothing is lost."""

import re
from collections import defaultdict
from html import unescape

import pytest

from assess.openings import queries
from assess.openings.models import Opening
from assess.openings.services import openings
from tests.openings.steps import send, step


@pytest.fixture
def mei(browser, make, draft, transaction):
    """The browser of somebody who runs the same opening."""
    other = make.manager(name="Mei Lin")
    with transaction() as session:
        opening = session.get(Opening, draft.id)
        actor = opening.members[0].user
        openings.change_team(session, opening, {actor.id, other.id}, actor=actor)
    return browser(other)


def both_texts(conflict) -> list[str]:
    """What the page shows side by side."""
    return [unescape(text) for text in re.findall("<pre>(.*?)</pre>", conflict.html, re.DOTALL)]


def answer(page, conflict, **picks):
    """Choose on the page that shows both texts, and continue; ‘mine’ is ticked beforehand."""
    assert conflict.code == 409
    sent = defaultdict(list)
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', conflict.html):
        sent[name].append(unescape(value))
    ready = dict.fromkeys(re.findall('name="(conflict-pick-[^"]+)"', conflict.html), "mine")
    chosen = {f"conflict-pick-{name}": pick for name, pick in picks.items()}
    assert chosen.keys() <= ready.keys()
    return page.post(conflict.path, {**sent, **ready, **chosen})


def test_a_stale_role_shows_both_texts_and_nothing_is_saved(page, mei, draft):
    mine = {**page.fields(step(draft, "role")), "title": "Head of <b>sales</b>"}
    send(mei, step(draft, "role"), title="Sales lead")

    conflict = page.post(step(draft, "role"), mine)

    assert conflict.code == 409
    assert both_texts(conflict) == ["Head of <b>sales</b>", "Sales lead"]
    assert mei.fields(step(draft, "role"))["title"] == "Sales lead"


@pytest.mark.parametrize(("pick", "kept"), [("mine", "Head of sales"), ("theirs", "Sales lead")])
def test_the_second_one_chooses(page, mei, draft, pick, kept):
    mine = {**page.fields(step(draft, "role")), "title": "Head of sales", "location": "Lyon"}
    send(mei, step(draft, "role"), title="Sales lead")

    answer(page, page.post(step(draft, "role"), mine), title=pick)

    saved = page.fields(step(draft, "role"))
    assert (saved["title"], saved["location"]) == (kept, "Lyon")


def test_lists_can_keep_the_lines_of_both(page, mei, draft):
    mine = {**page.fields(step(draft, "role")), "outcomes": "Grow\r\nKeep"}
    send(mei, step(draft, "role"), outcomes="Learn")

    answer(page, page.post(step(draft, "role"), mine), outcomes="both")

    assert page.fields(step(draft, "role"))["outcomes"].split() == ["Learn", "Grow", "Keep"]


def test_two_who_wrote_the_same_have_no_conflict(page, mei, draft):
    mine = {**page.fields(step(draft, "role")), "title": "Sales lead", "then": "next"}
    send(mei, step(draft, "role"), title="Sales lead")

    assert page.post(step(draft, "role"), mine).path == step(draft, "kit")


def test_a_team_changed_meanwhile_is_not_overwritten(page, mei, make, draft):
    mine = page.fields(step(draft, "role"))
    third = make.manager(name="Eva Third")
    send(mei, step(draft, "role"), team=[*mine["team"], str(third.id)])

    conflict = page.post(step(draft, "role"), mine)

    assert conflict.code == 409
    assert both_texts(conflict) == ["Mei Lin, Priya Raman", "Eva Third, Mei Lin, Priya Raman"]


def test_a_stale_conflict_is_shown_again_when_a_third_one_saved(page, mei, draft):
    mine = {**page.fields(step(draft, "role")), "title": "Mine"}
    send(mei, step(draft, "role"), title="Second")
    first = page.post(step(draft, "role"), mine)
    send(mei, step(draft, "role"), title="Third")

    again = answer(page, first, title="mine")

    assert again.code == 409
    assert both_texts(again) == ["Mine", "Third"]


def test_a_stale_kit_shows_what_both_chose_in_words(page, mei, draft):
    mine = {**page.fields(step(draft, "kit")), "strategic-low": "1.5", "then": "next"}
    send(mei, step(draft, "kit"), **{"strategic-low": "2", "show_resume": "y"})

    conflict = page.post(step(draft, "kit"), mine)

    assert conflict.code == 409
    assert "Strategic: from level" in conflict.text
    assert "Interviewers see the résumé in the kit" in conflict.text
    assert sorted(both_texts(conflict)) == ["1.5", "2", "no", "yes"]


def test_a_stale_kit_is_merged_field_by_field(page, mei, draft):
    mine = {**page.fields(step(draft, "kit")), "strategic-low": "1.5", "teams-low": "1"}
    send(mei, step(draft, "kit"), **{"strategic-low": "2", "show_resume": "y"})
    conflict = page.post(step(draft, "kit"), mine)

    answer(page, conflict, **{"show_resume": "theirs"})

    saved = page.fields(step(draft, "kit"))
    assert (saved["strategic-low"], saved["teams-low"]) == ("1.5", "1")
    assert saved["show_resume"] == ["y"]


def test_questions_chosen_meanwhile_are_kept_when_theirs_are_picked(page, mei, draft):
    mine = page.fields(step(draft, "kit"))
    send(mei, step(draft, "kit"), **{"measurable-questions": ["m-sit-agendas"]})
    conflict = page.post(step(draft, "kit"), mine)

    answer(page, conflict, **{"measurable-questions": "theirs"})

    assert page.fields(step(draft, "kit"))["measurable-questions"] == ["m-sit-agendas"]


def test_a_stale_panel_is_merged(page, mei, draft, transaction):
    fields = page.fields(step(draft, "panel"))
    first, second = sorted(name for name in fields if name.startswith("rates-1-"))
    send(mei, step(draft, "panel"), **{"then": "go", first: ["teams"]})

    conflict = page.post(
        step(draft, "panel"), {**fields, second: ["action", "teams"], "then": "go"}
    )
    answer(page, conflict, **{first: "theirs"})

    with transaction() as session:
        plan = session.get(Opening, draft.id).plans[0]
        rated = {f"rates-1-{s.person}": s.competencies for s in queries.seats(plan)}
        assert rated == {first: {"teams"}, second: {"action", "teams"}}


def test_somebody_added_meanwhile_stays_on_the_panel(page, mei, make, draft, transaction):
    cem = make.user(name="Cem Aydin")
    mine = page.fields(step(draft, "panel"))
    send(mei, step(draft, "panel"), then="add:1", person=str(cem.id))
    send(mei, step(draft, "panel"), **{"then": "go", f"rates-1-{cem.id}": ["teams"]})

    conflict = page.post(step(draft, "panel"), {**mine, "then": "go"})
    answer(page, conflict, **{f"rates-1-{cem.id}": "theirs"})

    with transaction() as session:
        plan = session.get(Opening, draft.id).plans[0]
        assert [seat.competencies for seat in plan.seats if seat.user_id == cem.id] == [["teams"]]


def test_somebody_taken_off_meanwhile_does_not_come_back(page, mei, draft, transaction):
    mine = page.fields(step(draft, "panel"))
    first, _ = sorted(name for name in mine if name.startswith("rates-1-"))
    send(mei, step(draft, "panel"), then=f"off:1-{first.rpartition('-')[2]}")

    refused = page.post(step(draft, "panel"), {**mine, "then": "go"})

    assert refused.code in (200, 409)
    with transaction() as session:
        assert len(session.get(Opening, draft.id).plans[0].seats) == 1


def test_two_saves_in_a_row_from_one_window_are_no_conflict(page, draft):
    send(page, step(draft, "role"), title="One")

    again = send(page, step(draft, "role"), title="Two")

    assert again.path == step(draft, "kit")


def test_only_what_differs_is_asked_about(page, mei, draft):
    fields = page.fields(step(draft, "panel"))
    field = "asks-1-m-sit-agendas"
    people = {name.rpartition("-")[2] for name in fields if name.startswith("rates-1-")}
    other = (people - {fields[field]}).pop()
    send(mei, step(draft, "panel"), **{"then": "go", field: other})

    conflict = page.post(step(draft, "panel"), {**fields, "then": "go"})

    assert re.findall('name="conflict-pick-([^"]+)" value="mine"', conflict.html) == [field]
