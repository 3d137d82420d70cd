"""The start page of a leader: what to do next, and nobody else's things."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.development import services
from assess.development.rules import Progress
from tests.browser import Browser
from tests.development.staging import LEADERSHIP, evaluated, goal_set
from tests.factories import Make

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def leader(make: Make) -> User:
    """A leader whose clock stands in London."""
    return make.user(Role.LEADER, name="Lucía Ferrer")


@pytest.fixture
def page(browser, leader: User) -> Browser:
    """Their browser, on a morning in November."""
    with time_machine.travel(NOW, tick=False):
        yield browser(leader)


def test_at_first_there_are_only_evaluations_to_begin(page):
    home = page.get("/me")

    assert "Choose one. You answer alone and read your report at once" in home.text
    assert home.text.count("Begin :") + home.text.count("Begin: ") == 5
    assert "Team culture" not in home.text
    for scale in ("Strategic management", "Selling skill"):  # one cannot pose as the other
        assert scale in home.text
    for heading in ("Goals", "Go on", "Reports"):
        assert f"<h2>{heading}</h2>" not in home.html


def test_an_evaluation_that_is_begun_can_be_gone_on_with_and_not_begun_again(page):
    first = page.post("/me/start", {"instrument": LEADERSHIP})
    again = page.post("/me/start", {"instrument": LEADERSHIP})
    home = page.get("/me")

    assert (first.path, again.path) == ("/a/1", "/a/1")
    assert "Your answers so far are kept. Open until Sunday 20 December" in home.text
    assert "You have begun this one. Go on with it above." in home.text
    assert home.html.count(f'value="{LEADERSHIP}"') == 1


def test_from_the_receipt_one_press_leads_to_the_report(page):
    page.post("/me/start", {"instrument": LEADERSHIP})
    page.post("/a/1")
    page.post("/a/1/check")

    done = page.get("/a/done")

    (link,) = re.findall(r'href="(/me/reports/[^"]+)"', done.html)
    assert page.get(link).code == 200


def test_what_is_not_offered_here_cannot_be_begun(page):
    page.get("/me")

    for ref in ("smart-sales-leader-sjt@1.0", "team-culture-pulse@1.0", "nothing@1.0", ""):
        answer = page.post("/me/start", {"instrument": ref})
        assert answer.path == "/me"
        assert "Choose one of the evaluations on this page." in answer.text


def test_too_soon_is_refused_with_the_day_on_the_page_and_behind_it(make, leader, page):
    evaluated(make, leader, now=NOW - 10 * DAY)

    home = page.get("/me")
    answer = page.post("/me/start", {"instrument": LEADERSHIP})

    assert "Last answered on 10 November 2026." in home.text
    assert "Answer it again from 10 December 2026 on. Sooner, it would show your" in home.text
    assert f'value="{LEADERSHIP}"' not in home.html
    assert answer.path == "/me"
    assert "You answered this on 10 November 2026." in answer.text


def test_several_reports_stand_newest_first_each_with_its_day_and_paper(make, leader, page):
    older = evaluated(make, leader, now=NOW - 100 * DAY)
    newer = evaluated(make, leader, now=NOW - 40 * DAY)

    home = page.get("/me")

    links = [link for link in home.page.links if link.startswith("/me/reports/")]
    assert links == [
        f"/me/reports/{newer}", f"/me/reports/{newer}.pdf",
        f"/me/reports/{older}", f"/me/reports/{older}.pdf",
    ]  # fmt: skip
    assert home.text.index("11 Oct 2026") < home.text.index("12 Aug 2026")
    assert "Answer again" in home.text


def test_a_check_that_is_due_says_since_when_and_leads_to_the_note(make, leader, page):
    due, fresh, closed = (goal_set(make, leader, NOW - days * DAY) for days in (30, 29, 60))
    with make.transaction() as session:
        one = services.queries.get_goal(session, session.get_one(User, leader.id), closed)
        services.check_in(
            session, one, Progress.REACHED, "Done.", seen=0, actor=one.user, now=NOW - 20 * DAY
        )

    home = page.get("/me")

    assert home.text.count("check-in due since") == 1
    assert "check-in due since 20 November 2026" in home.text
    assert "next check on 21 November 2026" in home.text
    assert f"/me/goals/{due}#check-in" in home.page.links
    for other in (fresh, closed):
        assert f"/me/goals/{other}#check-in" not in home.page.links
    assert home.page.links.index(f"/me/goals/{fresh}") < home.page.links.index(
        f"/me/goals/{closed}"
    )


def test_after_the_last_check_a_goal_asks_to_be_closed(make, leader, page):
    held = goal_set(make, leader, NOW - 91 * DAY)
    path = f"/me/goals/{held}"

    page.post(path, {**page.fields(path), "progress": "on-track", "note": "Still at it."})

    assert "no check is left: close it, or go on" in page.get("/me").text


def test_nothing_of_another_leader_can_be_opened_or_changed(make, browser, leader, page):
    report, held = evaluated(make, leader), goal_set(make, leader, NOW)
    other = browser(make.user(Role.LEADER))

    home = other.get("/me")
    paths = [
        f"/me/reports/{report}", f"/me/reports/{report}.pdf",
        f"/me/reports/{report}/goals/leading", f"/me/goals/{held}", f"/me/goals/{held}/change",
    ]  # fmt: skip
    assert [other.get(path).code for path in paths] == [404] * 5
    assert [page.get(path).code for path in paths] == [200] * 5
    other.get("/me")
    sent = {"progress": "dropped", "note": "Not mine.", "behaviour": "Nothing.", "first_step": "N.",
            "helper": "N.", "evidence": "N."}  # fmt: skip
    assert [other.post(path, sent).code for path in paths[2:]] == [404] * 3
    assert "Reports" not in home.text
    assert "On track" in page.get(f"/me/goals/{held}").text


def test_an_evaluation_that_is_not_handed_in_has_no_report(make, leader, page):
    with make.transaction() as session:
        one = services.start(session, session.get_one(User, leader.id), LEADERSHIP, now=NOW)
        path = f"/me/reports/{one.attempts[0].public_id}"

    assert [page.get(f"{path}{end}").code for end in ("", ".pdf", "/goals/leading")] == [404] * 3


def test_who_is_no_leader_has_no_such_pages(make, browser):
    somebody = browser(make.user(Role.INTERVIEWER))

    assert somebody.get("/me").code == 404


def test_answers_about_oneself_close_with_signing_out(page):
    page.post("/me/start", {"instrument": LEADERSHIP})
    assert page.get("/a/my-data").code == 200

    page.post("/logout")

    assert page.get("/a/my-data").code == 401
    assert page.client.get("/a/my-data.json").status_code == 401


def test_a_report_without_a_result_says_so_where_it_is_listed(make, browser):
    ada = make.user(Role.LEADER)
    evaluated(make, ada, level=None)

    assert "too few answers for a result" in browser(ada).get("/me").text
