"""The start page: what comes next for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.interviews import queries
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import ScorecardStatus
from assess.openings.models import Application
from tests.factories import Make


@pytest.fixture
def omar(make):
    return make.user(name="Omar Haddad")


def hired(make: Make, omar, name: str, hours: float = -3):
    """A candidate whom Omar interviews, so many hours from now."""
    return make.hire([omar, make.user()], name=name, starts_in=timedelta(hours=hours))


def listed(seen, heading, *names):
    """Which of these names stand under a heading, in their order."""
    following = seen.text.split(heading)[-1]
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


def test_of_more_than_one_reads_the_oldest_stand_there_and_the_page_says_so(
    make, browser, omar, monkeypatch
):
    hired(make, omar, "Ada Past", -30)
    hired(make, omar, "Ben Older", -60)
    names, here = ("Ada Past", "Ben Older"), "Here are the oldest; more follow"
    everything = browser(omar).get("/home")
    monkeypatch.setattr(queries, "MOST_SHOWN", 1)

    seen = browser(omar).get("/home")

    assert here not in everything.text
    assert here in seen.text
    assert listed(seen, "Scorecards due", *names) == ["Ben Older"]


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
