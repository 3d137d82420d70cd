"""The start page: what comes next for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.hiring import home
from assess.interviews import queries
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import ScorecardStatus
from assess.openings.models import Application
from assess.web import paging
from tests.factories import Make


@pytest.fixture
def omar(make):
    return make.user(name="Omar Haddad")


def hired(make: Make, omar, name: str, hours: float = -3):
    """A candidate whom Omar interviews, so many hours from now."""
    return make.hire([omar, make.user()], name=name, starts_in=timedelta(hours=hours))


def listed(seen, heading, *names):
    """Which of these names stand under a heading, in their order."""
    following = seen.text.partition(heading)[2]
    for other in ("Scorecards due", "Now and next", "Done this month", "Ready for you"):
        if other != heading:
            following = following.split(other)[0]
    return sorted((name for name in names if name in following), key=following.index)


def test_an_interviewer_sees_what_is_due_and_what_comes(make, browser, omar):
    hired(make, omar, "Ada Past", -30)
    hired(make, omar, "Ben Older", -60)
    hired(make, omar, "Cleo Later", 50)
    hired(make, omar, "Dov Soon", 2)
    names = ("Ada Past", "Ben Older", "Cleo Later", "Dov Soon")

    seen = browser(omar).get("/home")

    assert listed(seen, "Scorecards due", *names) == ["Ben Older", "Ada Past"]
    assert listed(seen, "Now and next", *names) == ["Dov Soon", "Cleo Later"]


def test_of_more_than_a_few_the_first_stand_there_and_a_page_has_all(
    make, browser, omar, monkeypatch
):
    monkeypatch.setattr(paging, "FEW", 1)
    monkeypatch.setattr(paging, "ROWS", 2)
    names = ("Ben Older", "Ada Past", "Cleo Third", "Dov Fourth")
    for name, hours in zip(names[:2], (-60, -30), strict=True):
        hired(make, omar, name, hours)
    hired(make, omar, "Eda Soon", 5)
    first = browser(omar).get("/home")
    for name, hours in zip(names[2:], (-20, -10), strict=True):
        hired(make, omar, name, hours)

    seen = browser(omar)
    pages = [seen.get(f"/home/due?page={number}").text for number in (1, 2)]

    assert listed(first, "Scorecards due", *names) == ["Ben Older"]
    assert "See all 2 : Scorecards due" in first.text
    assert first.text.count("See all") == 1
    assert [[name for name in names if name in page] for page in pages] == [
        list(names[:2]),
        list(names[2:]),
    ]
    assert "Eda Soon" in seen.get("/home/next").text
    assert "Nothing stands here" in seen.get("/home/done").text
    assert seen.get("/home/elsewhere").code == 404
    monkeypatch.setattr(home, "MOST_TOLD", 3)
    assert "See all, more than 3 : Scorecards due" in seen.get("/home").text


def test_an_interview_under_way_stands_first_however_much_is_due(make, browser, omar, monkeypatch):
    monkeypatch.setattr(paging, "FEW", 1)
    for name, hours in (("Ada Past", -30), ("Ben Older", -60), ("Cleo Now", -0.5), ("Dov Soon", 2)):
        hired(make, omar, name, hours)

    seen = browser(omar)

    names = ("Ada Past", "Ben Older", "Cleo Now", "Dov Soon")
    assert listed(seen.get("/home"), "Now and next", *names) == ["Cleo Now"]
    due = seen.get("/home/due").text
    assert [name for name in names if name in due] == ["Ada Past", "Ben Older"]


def test_an_interview_under_way_is_not_overdue(make, browser, omar):
    hired(make, omar, "Ada Now", -0.5)

    assert listed(browser(omar).get("/home"), "Now and next", "Ada Now") == ["Ada Now"]


def test_what_is_in_stands_among_the_done_of_this_month(make, browser, omar):
    first, second = hired(make, omar, "Ada First"), hired(make, omar, "Ben Second")
    for hire in (first, second):
        make.submitted(hire.interview_id, omar)
    old = hired(make, omar, "Cleo Long Ago", -60 * 24)
    make.submitted(old.interview_id, omar)
    with make.transaction() as session:
        card = session.scalars(
            select(Scorecard).join(Interview).where(Interview.public_id == old.interview_id,
                                                    Scorecard.interviewer_id == omar.id)
        ).one()  # fmt: skip
        card.submitted_at -= timedelta(days=32)

    seen = browser(omar).get("/home")

    names = ("Ada First", "Ben Second", "Cleo Long Ago")
    assert set(listed(seen, "Done this month", *names)) == {"Ada First", "Ben Second"}
    assert listed(seen, "Scorecards due", *names) == []


@pytest.mark.parametrize("status", [ScorecardStatus.STEPPED_BACK, ScorecardStatus.CANCELLED])
def test_what_one_does_not_interview_any_more_is_gone(make, browser, omar, status):
    hire = hired(make, omar, "Ada Gone")
    with make.transaction() as session:
        queries.get_own_scorecard(session, omar, hire.interview_id).status = status

    assert "Ada Gone" not in browser(omar).get("/home").html


def test_interviews_of_others_are_not_mine(make, browser, omar):
    make.hire(name="Ada Foreign")

    assert "Ada Foreign" not in browser(omar).get("/home").html


def test_debriefs_and_decisions_due_stand_on_top_longest_waiting_first(make, browser):
    manager = make.manager(name="Priya Raman")
    hires = [make.hire(manager=manager, name=name) for name in ("Ada Ready", "Ben Open")]
    make.hire(manager=manager, name="Cleo Waiting")
    for hire in hires:
        for person in hire.panel:
            make.submitted(hire.interview_id, person)
    make.debriefed(hires[1])

    seen = browser(manager).get("/home")

    assert listed(seen, "Ready for you", "Ada Ready", "Ben Open", "Cleo Waiting") == [
        "Ada Ready",
        "Ben Open",
    ]
    assert "Open the debrief on Ada Ready" in seen.text
    assert "Decide on Ben Open" in seen.text


def test_what_is_decided_is_not_due_any_more(make, browser):
    hire = make.hire(name="Ada Decided")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    make.decided(hire)

    assert "Ada Decided" not in browser(hire.manager).get("/home").html


def test_others_debriefs_are_hidden_from_managers_and_shown_to_hr(make, browser):
    hire = make.hire(name="Ada Ready")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)

    assert "Ada Ready" not in browser(make.manager()).get("/home").html
    assert "Ada Ready" in browser(make.user(Role.HR_PARTNER)).get("/home").html


def test_a_withdrawn_candidate_waits_for_no_debrief(make, browser):
    hire = make.hire(name="Ada Gone")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    with make.transaction() as session:
        application = session.scalars(select(Application)).one()
        application.stage = "withdrawn"

    seen = browser(hire.manager).get("/home")

    assert listed(seen, "Ready for you", "Ada Gone") == []


def test_names_are_shown_as_typed(make, browser, omar):
    hired(make, omar, "<b>Ada</b> & سلمى 👩‍💻 </a>")

    assert "<b>Ada</b> & سلمى 👩‍💻 </a>" in browser(omar).get("/home").text
