"""One half of a choice of two: kept at once, shown again, and counted by nobody."""

import pytest

from assess.accounts.rules import Role
from assess.assessments import progress
from assess.assessments.services import scores
from assess.instruments import library
from tests.assessments import staging
from tests.assessments.probe import hand_in, scores_of
from tests.assessments.staging import SITUATIONS, answer, values
from tests.browser import form_fields

HALF = {"best": "call"}
BOTH = "Choose both the best and the worst response."


@pytest.fixture
def saved(page):
    """Sends one half, as the page's script does."""
    body = {"item": "sit", "fields": {"best": ["call"]}, "tab": "a", "turn": 1, "seen": 0}
    return page.send("/a/1/save", body)


def test_the_script_keeps_one_half_at_once(make, link, saved):
    assert (saved.status_code, saved.json["version"]) == (200, 1)
    assert values(make, link) == {"sit": HALF}


@pytest.mark.usefixtures("saved")
def test_a_reload_shows_the_half_and_the_other_one_makes_it_whole(make, link, page, at, send):
    assert form_fields(page.get(at("sit")).html)["sit.best"] == "call"

    send("sit", sit_best="call", sit_worst="wait", seen="1")

    assert values(make, link) == {"sit": {"best": "call", "worst": "wait"}}


@pytest.mark.parametrize("then", ["leave", "back"])
def test_leaving_and_going_back_keep_the_half(make, link, send, at, then):
    seen = send("sit", sit_best="call", then=then)

    assert seen.path == ("/a/pause" if then == "leave" else at("rank"))
    assert values(make, link) == {"sit": HALF}


def test_going_on_still_asks_for_the_other_half(make, link, send, at):
    seen = send("sit", sit_worst="wait")

    assert (seen.code, seen.path) == (200, at("sit"))
    assert BOTH in seen.text
    assert form_fields(seen.html)["sit.worst"] == "wait"
    assert values(make, link) == {"sit": {"worst": "wait"}}


@pytest.mark.usefixtures("saved")
def test_the_check_page_says_what_is_missing_and_the_question_is_where_one_goes_on(
    make, link, page, at
):
    with make.transaction() as session:
        order = staging.attempt(session, link).order[""]
    for item in order[: order.index("sit")]:
        answer(make, link, item, None)

    assert page.get("/a/1").path == at("sit")
    text = page.get("/a/1/check").text
    assert "Best: Call." in text
    assert "Not answered in full" in text


@pytest.mark.usefixtures("saved")
def test_my_data_show_the_half(page):
    text = page.get("/a/my-data/1").text

    assert "Best: Call." in text
    assert "Not answered in full" in text


def test_a_half_is_not_scored(make, link, page):
    answer(make, link, "market", "home")
    answer(make, link, "sit", HALF)
    given = values(make, link)
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        without = scores.without_result(attempt, given)
        assert scores.without_result(attempt, {"market": "home"}) == without

    hand_in(make, link)

    assert scores_of(make, link)["sense"] == (None, 0, 1)
    assert page.get("/a/done").code == 200


@pytest.mark.usefixtures("saved")
def test_whoever_looks_reads_the_same_count_of_whole_answers_and_of_parts(
    make, link, page, browser
):
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        found = progress.of(session, [attempt])[attempt.id]
        invitation = attempt.invitation.public_id
    of = f"{found.answered} of {found.questions}"

    assert (found.answered, found.in_part) == (0, 1)
    own = page.get("/a/my-data").text
    assert f"{of} questions answered; 1 in part, which is kept and does not count" in own
    desk = browser(make.user(Role.HR_PARTNER)).get(f"/assessments/{invitation}")
    assert f"{of} answered, 1 in part, last" in desk.text
    sheet = browser(make.user(Role.HR_PARTNER)).get(f"/assessments/{invitation}/answers/1")
    assert sheet.text.count("Answered in part, which counts as no answer") == 1


def test_the_rest_takes_as_long_with_a_half_as_without(make, application, manager, app):
    link = staging.invite(make, application, manager, SITUATIONS)
    page = staging.begun(app, link)
    before = page.get(link.path).text
    with make.transaction() as session:
        order = staging.attempt(session, link).order
    for item in order[""]:
        if item in order:
            answer(make, link, item, {"best": order[item][0]})

    assert page.get(link.path).text == before


def test_one_half_of_the_example_is_not_a_try(app, make, application, manager):
    link = staging.invite(make, application, manager, SITUATIONS)
    page = staging.guest(app, link)
    item = library.assessment(SITUATIONS).practice
    page.get("/a/1/practice")

    half = page.post("/a/1/practice", {f"{item.id}.best": item.option_ids[0]})
    whole = page.post(
        "/a/1/practice",
        {f"{item.id}.best": item.option_ids[0], f"{item.id}.worst": item.option_ids[1]},
    )

    assert "There is a problem" in half.text
    assert "There is a problem" not in whole.text
