"""The last look and handing in: what is missing, what it sets off, and only once."""

import re

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.database import utc_now
from assess.interviews.models import Note, Scorecard
from assess.interviews.rules import ScorecardRefused
from assess.interviews.services import scorecards
from assess.openings.models import Application, Opening
from assess.openings.rules import Aim, OpeningRefused, Stage, WaitingFor
from assess.openings.services import plans
from tests.factories import EVIDENCE, SENDER
from tests.interviews.staging import card, post, ratings

EXTREME = {"strategic": 5, "action": 1}


@pytest.fixture
def hire(make):
    return make.hire(name="Temitope Bankole")


@pytest.fixture
def path(hire):
    return f"/interviews/{hire.interview_id}/review"


def submit(make, hire, person):
    with make.transaction() as session:
        own = card(session, hire.interview_id, person)
        scorecards.submit(session, own, sender=SENDER, now=utc_now())


def status(make, hire, person):
    with make.transaction() as session:
        return card(session, hire.interview_id, person).status.value


def test_the_review_shows_every_rating_with_its_evidence(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0], {"strategic": 4, "action": None})

    seen = browser(hire.panel[0]).get(path)

    assert "Strategic 4 Named the client's target figure" in seen.text
    assert "Action — not asked" in seen.text


def test_the_review_points_out_notes_without_rating_and_ratings_without_note(
    make, browser, hire, path
):
    make.drafted(hire.interview_id, hire.panel[0], note="")
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[0])
        rating = next(one for one in own.ratings if one.competency == "teams")
        session.delete(rating)
        session.add(Note(
            scorecard_id=own.id, competency="teams", text="Heard it.", saved_at=utc_now()
        ))  # fmt: skip

    seen = browser(hire.panel[0]).get(path)

    assert seen.text.count("Rating but no note") == 4
    assert seen.text.count("Note but no rating") == 1


def test_words_about_the_person_are_advice_and_no_obstacle(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0], note="Likeable, charming, a quiet person.")
    omar = browser(hire.panel[0])

    seen = omar.get(path)
    omar.post(path, omar.fields(path))

    assert "About the person: charming, likeable, quiet" in seen.text
    assert status(make, hire, hire.panel[0]) == "submitted"


def test_everything_missing_is_listed_with_a_link_to_where_it_is_mended(make, browser, hire, path):
    make.declared(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])

    seen = omar.post(path, omar.fields(path))

    listed = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', seen.html)
    kit = path.removesuffix("/review")
    assert (f"{kit}#s-action", "Choose a rating for Action or select ‘Not asked’.") in listed
    assert ("#r-overall-0", "Choose what the whole interview says about the role.") in listed
    assert 'id="r-overall-0"' in seen.html
    assert status(make, hire, hire.panel[0]) != "submitted"


def test_an_extreme_rating_without_evidence_is_sent_back(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0], EXTREME, note="Said so.")
    omar = browser(hire.panel[0])

    seen = omar.post(path, omar.fields(path))

    for title, level in (("Strategic", 5), ("Action", 1)):
        assert f"Write down what you saw for {title}: a rating of {level} rests" in seen.text
    assert status(make, hire, hire.panel[0]) == "draft"


def test_what_was_chosen_stays_on_the_page_after_a_refusal(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0], EXTREME, note="", overall=None)
    omar = browser(hire.panel[0])

    seen = omar.post(path, {**omar.fields(path), "r-overall": "2"})

    assert re.search(r'<input checked[^>]*name="r-overall"[^>]*value="2"', seen.html)
    assert ratings(make).get("overall") is None


@pytest.mark.parametrize("choice", ["", "0", "5", "not-asked", "²", "x" * 1_000])
def test_the_whole_interview_needs_one_of_four_answers(make, browser, hire, path, choice):
    make.drafted(hire.interview_id, hire.panel[0], overall=None)
    omar = browser(hire.panel[0])

    seen = omar.post(path, {**omar.fields(path), "r-overall": choice})

    assert seen.code == 200
    assert status(make, hire, hire.panel[0]) == "draft"


def test_submitting_leads_to_the_panel_and_closes_the_kit(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])

    seen = omar.post(path, omar.fields(path))

    assert seen.path == f"/applications/{hire.application_id}/debrief"
    assert omar.get(f"/interviews/{hire.interview_id}").path == path
    assert "Your scorecard: Temitope Bankole" in omar.get(path).text


def test_submitting_twice_is_submitting_once(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])
    form = omar.fields(path)
    omar.post(path, form)
    with make.transaction() as session:
        first = card(session, hire.interview_id, hire.panel[0]).submitted_at

    again = omar.post(path, {**form, "r-overall": "1"})

    assert "This scorecard is submitted." in again.text
    assert "Evidence for the role's requirements" in again.text
    with make.transaction() as session:
        assert card(session, hire.interview_id, hire.panel[0]).submitted_at == first
    assert ratings(make)["overall"] == 3


def test_the_service_takes_a_second_submission_for_the_first(make, hire):
    make.submitted(hire.interview_id, hire.panel[0])
    posted = len(post(make))

    submit(make, hire, hire.panel[0])

    assert len(post(make)) == posted


def test_an_untouched_scorecard_cannot_be_handed_in(make, hire):
    make.declared(hire.interview_id, hire.panel[0])

    with pytest.raises(ScorecardRefused, match="Open the kit and rate the candidate first."):
        submit(make, hire, hire.panel[0])


def test_evidence_on_another_competency_does_not_count(make, hire):
    make.drafted(hire.interview_id, hire.panel[0], note="")
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[0])
        next(one for one in own.ratings if one.competency == "action").level = 5
        session.add(Note(
            scorecard_id=own.id, competency="teams", text=EVIDENCE, saved_at=utc_now()
        ))  # fmt: skip

    with pytest.raises(ScorecardRefused, match="Write down what you saw for Action"):
        submit(make, hire, hire.panel[0])


def test_the_first_submitted_score_locks_zones_and_weights(make, hire):
    make.submitted(hire.interview_id, hire.panel[0])

    with make.transaction() as session:
        opening = session.scalars(select(Opening)).one()
        actor = session.get(User, hire.manager.id)
        plan = plans.start_new_version(session, opening, actor=actor, now=utc_now())
        aims = [Aim(aim.competency, "", (1.0, 2.0), 1.0, tuple(aim.questions))
                for aim in plan.aims]  # fmt: skip
        with pytest.raises(OpeningRefused, match="Target zones and weights are locked"):
            plans.change_kit(
                session, plan, aims, behaviours_off=[], show_resume=False, weights_reason="",
                actor=actor, now=utc_now(),
            )  # fmt: skip


def test_a_submission_before_the_last_changes_nothing_for_the_candidate(make, hire):
    posted = len(post(make))

    make.submitted(hire.interview_id, hire.panel[0])

    with make.transaction() as session:
        held = session.scalars(select(Application)).one()
        assert (held.stage, held.waiting_for) == (Stage.INTERVIEW, WaitingFor.SCORECARDS)
    assert len(post(make)) == posted


def test_the_last_submission_opens_the_way_to_the_debrief(make, hire):
    posted = len(post(make))

    for person in hire.panel:
        make.submitted(hire.interview_id, person)

    with make.transaction() as session:
        held = session.scalars(select(Application)).one()
        assert (held.stage, held.waiting_for) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)
    (letter,) = post(make, before=posted)
    assert letter.to == hire.manager.email
    assert letter.link.endswith(f"/applications/{hire.application_id}/debrief")


def test_the_panel_waits_for_planned_people_without_an_interview(make):
    manager, panel = make.manager(), [make.user(), make.user()]
    application = make.application(make.opening(manager, panel))
    interview_id = make.interview(application, manager)
    with make.transaction() as session:
        gone = session.scalars(
            select(Scorecard).where(Scorecard.interviewer_id == panel[1].id)
        ).one()
        session.delete(gone)

    make.submitted(interview_id, panel[0])

    with make.transaction() as session:
        assert session.get(Application, application.id).stage is Stage.INTERVIEW


def test_who_stepped_back_is_not_waited_for(make, hire):
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[1])
        scorecards.declare(
            session, own, conflict=True, explanation="", sender=SENDER, now=utc_now()
        )

    make.submitted(hire.interview_id, hire.panel[0])

    with make.transaction() as session:
        assert session.scalars(select(Application)).one().stage is Stage.DEBRIEF


def test_a_scorecard_that_comes_in_late_leaves_an_open_debrief_open(make, hire):
    make.submitted(hire.interview_id, hire.panel[0])
    make.debriefed(hire)

    make.submitted(hire.interview_id, hire.panel[1])

    with make.transaction() as session:
        held = session.scalars(select(Application)).one()
        assert (held.stage, held.waiting_for) == (Stage.DEBRIEF, WaitingFor.DECISION)


def test_no_mail_says_anything_about_a_rating(make, hire):
    for person, level in zip(hire.panel, (1, 5), strict=True):
        make.submitted(hire.interview_id, person, level, note=f"Canary {level}: {EVIDENCE}")
    make.debriefed(hire)
    make.decided(hire)

    told = " ".join(letter.text + letter.html + letter.calendar for letter in post(make))

    assert not re.search("canary|rated|rating of|level|above|below|evidence for", told, re.I)


def test_other_peoples_reviews_do_not_exist(make, browser, hire, path):
    make.submitted(hire.interview_id, hire.panel[0])

    assert browser(make.user()).get(path).code == 404
    assert browser(hire.manager).get(path).code == 404
    assert "Before the kit opens" in browser(hire.panel[1]).get(path).text
