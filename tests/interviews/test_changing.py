"""Move interviews, cancel them, pass places on: the entries people have follow."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.interviews import queries
from assess.interviews.models import Scorecard
from assess.interviews.rules import InterviewRefused, InterviewStatus, ScorecardStatus
from assess.interviews.services import scheduling
from assess.interviews.services.scheduling import Time
from assess.openings.models import Application
from assess.openings.rules import WaitingFor
from tests.factories import SENDER
from tests.interviews.staging import FRIDAY, card, entry, hours, interview, notes, post

LATER = Time(FRIDAY + hours(26), 45, "Europe/Oslo", "https://meet.larkfield.example/lyra")


def move(make, hire, time=LATER, *, tell_candidate=True, by=None):
    with make.transaction() as session:
        held = interview(session, hire.interview_id)
        scheduling.change_time(
            session, held, time, tell_candidate=tell_candidate, **_by(session, by or hire.manager)
        )


def cancel(make, hire, *, tell_candidate=True):
    with make.transaction() as session:
        held = interview(session, hire.interview_id)
        scheduling.cancel(
            session, held, tell_candidate=tell_candidate, **_by(session, hire.manager)
        )


def replace(make, hire, old, new):
    with make.transaction() as session:
        held = next(
            one
            for one in interview(session, hire.interview_id).scorecards
            if one.interviewer_id == old.id
        )
        scheduling.replace(session, held, session.get(User, new.id), **_by(session, hire.manager))


def _by(session, actor):
    return {"sender": SENDER, "actor": session.get(User, actor.id), "now": utc_now()}


def statuses(make, hire):
    with make.transaction() as session:
        cards = interview(session, hire.interview_id).scorecards
        return {one.interviewer.name: one.status.value for one in cards}


def test_a_moved_interview_updates_the_entry_everybody_has(make):
    hire = make.hire(starts_in=hours(26))
    first = post(make)

    move(make, hire)

    second = post(make, before=len(first))
    assert [letter.to for letter in second] == [letter.to for letter in first]
    assert {str(entry(letter)["UID"]) for letter in first + second} == {
        f"{hire.interview_id}@127.0.0.1"
    }
    assert {entry(letter)["SEQUENCE"] for letter in first} == {0}
    assert {entry(letter)["SEQUENCE"] for letter in second} == {1}
    assert {entry(letter).decoded("DTSTART") for letter in second} == {LATER.starts_at}
    assert {letter.method for letter in second} == {"REQUEST"}


def test_nobody_invites_a_candidate_to_an_interview_that_is_over(make):
    hire = make.hire(starts_in=hours(-3))

    assert [letter.to for letter in post(make)] == [user.email for user in hire.panel]


def test_the_sequence_grows_with_every_move(make):
    hire = make.hire()

    for _ in range(3):
        move(make, hire)

    assert entry(post(make)[-1])["SEQUENCE"] == 3


def test_whoever_arranged_it_stays_the_organiser_in_calendars(make, browser):
    hire = make.hire()
    hr = make.user(Role.HR_PARTNER, name="Grace Adeyemi")

    move(make, hire, by=hr)

    download = browser(hire.panel[0]).get(f"/interviews/{hire.interview_id}/calendar.ics")
    entries = [*map(entry, post(make)), Calendar.from_ical(download.data).walk("VEVENT")[0]]
    assert {str(one["ORGANIZER"]) for one in entries} == {f"mailto:{hire.manager.email}"}


def test_mails_about_a_move_say_so(make):
    hire = make.hire()
    posted = len(post(make))

    move(make, hire)

    for letter in post(make, before=posted):
        assert "has moved" in letter.text
        assert "Saturday 4 December 2027, 13:00 Oslo time" in letter.text


def test_the_candidate_may_be_told_of_a_move_by_other_ways(make):
    hire = make.hire()
    posted = len(post(make))

    move(make, hire, tell_candidate=False)

    assert len(post(make, before=posted)) == len(hire.panel)


def test_a_cancelled_interview_leaves_every_calendar(make):
    hire = make.hire(starts_in=hours(26))
    first = post(make)

    cancel(make, hire)

    second = post(make, before=len(first))
    assert {letter.to for letter in second} == {letter.to for letter in first}
    assert {letter.method for letter in second} == {"CANCEL"}
    assert {str(entry(letter)["STATUS"]) for letter in second} == {"CANCELLED"}
    assert {entry(letter)["SEQUENCE"] for letter in second} == {1}
    assert {str(entry(letter)["UID"]) for letter in second} == {f"{hire.interview_id}@127.0.0.1"}


def test_cancelling_ends_the_scorecards_and_keeps_what_was_noted(make):
    hire = make.hire()
    make.drafted(hire.interview_id, hire.panel[0], note="She dropped 40 accounts.")

    cancel(make, hire)

    assert set(statuses(make, hire).values()) == {"cancelled"}
    assert "She dropped 40 accounts." in notes(make).values()
    with make.transaction() as session:
        held = interview(session, hire.interview_id)
        assert held.status is InterviewStatus.CANCELLED
        assert held.application.waiting_for is WaitingFor.INVITATION


@pytest.mark.parametrize("end", ["not-hired", "withdrawn"])
def test_an_interview_cancelled_after_the_end_makes_nobody_wait(make, end):
    hire = make.hire(starts_in=hours(26))
    make.moved(hire.application_id, end)
    with make.transaction() as session:
        since = interview(session, hire.interview_id).application.since

    cancel(make, hire)

    with make.transaction() as session:
        ended = interview(session, hire.interview_id).application
        assert (ended.waiting_for, ended.next_at) == (WaitingFor.NOBODY, None)
        assert ended.since == since


def test_what_took_place_cannot_be_cancelled(make):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0])
    posted = len(post(make))

    with pytest.raises(InterviewRefused, match="A scorecard is in, so this interview took place"):
        cancel(make, hire)

    assert statuses(make, hire) == {"Omar Haddad": "submitted", "Mei Tanaka": "not-started"}
    assert len(post(make)) == posted


@pytest.mark.parametrize("change", [move, cancel])
def test_a_cancelled_interview_stays_as_it_is(make, change):
    hire = make.hire()
    cancel(make, hire)

    with pytest.raises(InterviewRefused, match="This interview was cancelled. Arrange a new one."):
        change(make, hire)


def test_after_a_cancelled_interview_the_same_people_may_be_asked_again(make):
    hire = make.hire()
    cancel(make, hire)
    with make.transaction() as session:
        application = session.scalars(select(Application)).one()
        session.expunge_all()

    again = make.interview(application, hire.manager)

    assert again != hire.interview_id


def test_whoever_stepped_back_alone_leaves_nobody_to_wait_for(make):
    hire = make.hire()
    with make.transaction() as session:
        card(session, hire.interview_id, hire.panel[0]).status = ScorecardStatus.STEPPED_BACK

    cancel(make, hire)

    with make.transaction() as session:
        held = interview(session, hire.interview_id).application
        assert held.waiting_for is WaitingFor.INVITATION


def test_who_takes_over_gets_the_same_questions_on_an_empty_scorecard(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    make.drafted(hire.interview_id, hire.panel[0])

    replace(make, hire, hire.panel[0], ana)

    with make.transaction() as session:
        old, new = (card(session, hire.interview_id, who) for who in (hire.panel[0], ana))
        assert (new.kit, new.asks) == (old.kit, old.asks)
        assert (new.notes, new.ratings, new.declared_at) == ([], [], None)
        assert new.status is ScorecardStatus.NOT_STARTED
        assert old.status is ScorecardStatus.STEPPED_BACK


def test_who_is_replaced_is_released_and_who_takes_over_is_invited(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    posted = len(post(make))

    replace(make, hire, hire.panel[0], ana)

    released, invited = post(make, before=posted)
    assert (released.to, released.method) == (hire.panel[0].email, "CANCEL")
    assert (invited.to, invited.method) == (ana.email, "REQUEST")
    assert entry(released)["UID"] == entry(invited)["UID"]
    assert entry(released)["SEQUENCE"] == 1


def test_a_replaced_interviewer_has_declared_no_conflict(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    make.declared(hire.interview_id, hire.panel[0])

    replace(make, hire, hire.panel[0], ana)

    with make.transaction() as session:
        old = card(session, hire.interview_id, hire.panel[0])
        assert old.conflict == "Replaced by Ana Díaz."
        assert not old.has_conflict


def test_a_scorecard_that_is_in_does_not_pass_to_somebody_else(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    make.submitted(hire.interview_id, hire.panel[0])

    with pytest.raises(InterviewRefused, match="it cannot pass to somebody else"):
        replace(make, hire, hire.panel[0], ana)


def test_nobody_takes_over_a_second_place_with_the_same_candidate(make):
    hire = make.hire()

    with pytest.raises(InterviewRefused, match="has an interview with the candidate already"):
        replace(make, hire, hire.panel[0], hire.panel[1])


def test_a_moved_interview_reaches_those_who_interview_now(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    replace(make, hire, hire.panel[0], ana)
    posted = len(post(make))

    move(make, hire, tell_candidate=False)

    told = {letter.to for letter in post(make, before=posted)}
    assert told == {ana.email, hire.panel[1].email}


def test_others_keep_their_scorecards_when_somebody_is_replaced(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    make.drafted(hire.interview_id, hire.panel[1], note="Mei's own note on this.")

    replace(make, hire, hire.panel[0], ana)

    assert statuses(make, hire) == {
        "Omar Haddad": "stepped-back",
        "Mei Tanaka": "draft",
        "Ana Díaz": "not-started",
    }
    assert set(notes(make).values()) == {"Mei's own note on this."}


def test_who_interviews_whom_follows_a_replacement(make):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    replace(make, hire, hire.panel[0], ana)

    with make.transaction() as session:
        (card_of_ana,) = session.scalars(
            select(Scorecard).where(Scorecard.interviewer_id == ana.id)
        )
        held = card_of_ana.interview
        raters = queries.raters_by_candidate(session, held.plan_id)
        assert raters == {held.application_id: {ana.id, hire.panel[1].id}}
