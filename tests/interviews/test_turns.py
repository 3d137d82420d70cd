"""Two people, or two devices, at the same moment: each waits for the other's transaction."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assess.database import utc_now
from assess.interviews import queries
from assess.interviews.queries import Draft
from assess.interviews.services import scorecards
from assess.openings.rules import Stage, WaitingFor
from tests.factories import SENDER
from tests.interviews.staging import arrange_in, card, interview, notes, post


def meanwhile(make, first, second):
    """Do `second` in a thread while the transaction of `first` is still open."""
    with ThreadPoolExecutor(1) as pool:
        with make.transaction() as session:
            first(session)
            running = pool.submit(second)
            time.sleep(0.15)
            assert not running.done()
        return running.result(timeout=20)


@pytest.fixture
def hire(make):
    hire = make.hire()
    make.declared(hire.interview_id, hire.panel[0])
    return hire


def note_on(session, hire, competency, text):
    own = card(session, hire.interview_id, hire.panel[0])
    scorecards.save_note(
        session, Draft(own, own.interview.status, None, None), competency=competency, question="",
        text=text, probes=[], version=0, actor=own.interviewer, now=utc_now(),
    )  # fmt: skip


def rate_on(session, hire, competency, level):
    own = card(session, hire.interview_id, hire.panel[0])
    scorecards.save_rating(
        session, Draft(own, own.interview.status, None, None), competency=competency, level=level,
        not_asked=False, confidence=None, version=0, actor=own.interviewer, now=utc_now(),
    )  # fmt: skip


def test_two_first_notes_of_a_scorecard_are_both_kept(make, browser, hire):
    omar = browser(hire.panel[0])
    omar.get(f"/interviews/{hire.interview_id}")
    message = {"kind": "note", "competency": "action", "text": "By thumb."}

    answer = meanwhile(
        make,
        lambda session: note_on(session, hire, "strategic", "By hand."),
        lambda: omar.send(f"/interviews/{hire.interview_id}/save", message),
    )

    assert answer.status_code == 200
    assert notes(make) == {("strategic", ""): "By hand.", ("action", ""): "By thumb."}


def test_of_two_first_saves_of_one_note_the_second_hears_of_the_first(make, browser, hire):
    omar = browser(hire.panel[0])
    omar.get(f"/interviews/{hire.interview_id}")
    message = {"kind": "note", "competency": "strategic", "text": "By thumb.", "version": 0}

    answer = meanwhile(
        make,
        lambda session: note_on(session, hire, "strategic", "By hand."),
        lambda: omar.send(f"/interviews/{hire.interview_id}/save", message),
    )

    assert answer.status_code == 409
    assert answer.json["theirs"]["text"] == "By hand."
    assert notes(make) == {("strategic", ""): "By hand."}


def test_of_two_first_saves_of_one_rating_the_second_hears_of_the_first(make, browser, hire):
    omar = browser(hire.panel[0])
    omar.get(f"/interviews/{hire.interview_id}")
    message = {"kind": "rating", "competency": "strategic", "level": 4, "version": 0}

    answer = meanwhile(
        make,
        lambda session: rate_on(session, hire, "strategic", 2),
        lambda: omar.send(f"/interviews/{hire.interview_id}/save", message),
    )

    assert answer.status_code == 409
    assert answer.json["theirs"]["level"] == 2


def test_no_save_slips_in_behind_the_submission(make, browser, hire):
    make.drafted(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])
    omar.get(f"/interviews/{hire.interview_id}")
    message = {"kind": "note", "competency": "action", "question": "", "text": "By thumb."}

    answer = meanwhile(
        make,
        lambda session: scorecards.submit(
            session, card(session, hire.interview_id, hire.panel[0]), sender=SENDER, now=utc_now()
        ),
        lambda: omar.send(f"/interviews/{hire.interview_id}/save", message),
    )

    assert answer.status_code == 410
    assert "By thumb." not in notes(make).values()


def test_the_last_two_scorecards_handed_in_at_once_complete_the_panel(make, browser, hire):
    for person in hire.panel:
        make.drafted(hire.interview_id, person)
    mei = browser(hire.panel[1])
    form = mei.fields(f"/interviews/{hire.interview_id}/review")

    meanwhile(
        make,
        lambda session: scorecards.submit(
            session, card(session, hire.interview_id, hire.panel[0]), sender=SENDER, now=utc_now()
        ),
        lambda: mei.post(f"/interviews/{hire.interview_id}/review", form),
    )

    with make.transaction() as session:
        held = interview(session, hire.interview_id).application
        assert (held.stage, held.waiting_for) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)
    assert [letter.to for letter in post(make) if "Ready" in letter.subject] == [hire.manager.email]


def test_a_scorecard_handed_in_twice_at_once_is_handed_in_once(make, browser, hire):
    make.drafted(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])
    form = omar.fields(f"/interviews/{hire.interview_id}/review")

    seen = meanwhile(
        make,
        lambda session: scorecards.submit(
            session, card(session, hire.interview_id, hire.panel[0]), sender=SENDER, now=utc_now()
        ),
        lambda: omar.post(f"/interviews/{hire.interview_id}/review", form),
    )

    assert (seen.code, seen.path) == (200, f"/applications/{hire.application_id}/debrief")
    assert "This scorecard is submitted." not in seen.text


def test_invitations_sent_twice_at_once_are_sent_once(make, browser):
    manager, panel = make.manager(), [make.user(), make.user()]
    application = make.application(make.opening(manager, panel))
    priya = browser(manager)
    form = priya.fields(f"/applications/{application.public_id}/interviews/new")
    with make.transaction() as session:
        plan = queries.plan_of(session, application)
        form["seats"] = [str(seat.id) for seat in plan.seats]

    seen = meanwhile(
        make,
        lambda session: arrange_in(session, application, panel, manager),
        lambda: priya.post(f"/applications/{application.public_id}/interviews/new", form),
    )

    assert "has an interview with this candidate" in seen.text
    with make.transaction() as session:
        assert len(queries.interviews_of(session, application.id)) == 1
