"""Results of assessments in the debrief: beside the ratings, and hidden as long as those are."""

from datetime import timedelta
from random import Random

import pytest

from assess.accounts.models import User
from assess.assessments.services import again, taking
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.hiring.rules import why_results_wait
from assess.jobs import look_at_answers
from reports import second_source
from tests.assessments.staging import SELF, SITUATIONS, attempt, held
from tests.factories import SENDER
from tests.hiring.staging import assessed, invited

RESULT = "100 of 100"
TITLE = "Judgement in sales leadership situations"


def debrief(hire):
    return f"/applications/{hire.application_id}/debrief"


@pytest.fixture
def hire(make):
    """One scorecard in, one not, and an assessment handed in."""
    make.organisation()
    hire = make.hire(name="Temitope Bankole")
    make.submitted(hire.interview_id, hire.panel[0])
    assessed(make, hire, SITUATIONS)
    return hire


@pytest.fixture
def opened(make, hire):
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)
    return hire


def test_results_stand_after_the_matrix_with_their_bands(browser, opened):
    seen = browser(opened.manager).get(debrief(opened)).text

    told = seen[seen.index("Ratings of the panel") :]
    told = told[told.index(second_source.TITLE) : told.index("2. Discuss differences")]
    assert RESULT in told
    assert "likely between" in told
    assert second_source.NOT_MIXED in told


def test_somebody_on_the_panel_reads_them_with_the_ratings(browser, opened):
    mei = browser(opened.panel[1])
    before = mei.get(debrief(opened))
    assert RESULT not in before.text
    assert "when yours is in and you ask for them" in before.text

    mei.post(f"/applications/{opened.application_id}/ratings")

    assert RESULT in mei.get(debrief(opened)).text


def test_who_has_not_handed_in_learns_nothing_even_once_the_debrief_is_open(make, browser, hire):
    make.debriefed(hire)

    seen = browser(hire.panel[1]).get(debrief(hire))

    assert "Others' ratings are hidden until you submit yours." in seen.text
    assert "ssessment" not in seen.html.split("<main")[1].split("</main>")[0]


def test_before_the_debrief_the_page_says_what_is_in_and_when_it_is_read(browser, hire):
    seen = browser(hire.manager).get(debrief(hire)).text

    assert f"{second_source.TITLE} Results are read once the debrief is open" in seen
    assert "handed in on" in seen
    assert RESULT not in seen


def test_a_conflict_of_interest_hides_them_for_good(make, browser):
    hire = make.hire(on_panel=True)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person)
    assessed(make, hire, SITUATIONS)
    priya = browser(hire.manager)
    priya.get(f"/interviews/{hire.interview_id}/declare")
    priya.post(f"/interviews/{hire.interview_id}/declare", {"conflict": "yes"})

    seen = priya.get(debrief(hire))

    assert "You stepped back because of a conflict of interest" in seen.text
    assert second_source.TITLE not in seen.text
    assert RESULT not in seen.text


def test_what_is_not_in_yet_is_named_with_its_day(make, browser):
    hire = make.hire(name="Siobhan Mensah")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    invited(make, hire, SITUATIONS)

    for page in ("debrief", "report"):
        seen = browser(hire.manager).get(f"/applications/{hire.application_id}/{page}").text
        assert f"{second_source.NOT_IN} Situations of a sales leader: not begun; open until" in seen


def test_one_chance_that_ran_out_and_another_that_runs_are_told_apart(make, browser):
    hire = make.hire(name="Siobhan Mensah")
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    first = invited(make, hire, SITUATIONS)
    with make.transaction() as session:
        part = attempt(session, first)
        taking.begin(session, part, Random(1), utc_now())
        taking.close_overdue(session, part.id, SENDER, utc_now() + timedelta(days=30))
    priya = browser(hire.manager)
    alone = priya.get(debrief(hire)).text

    with make.transaction() as session:
        again.ask_again(
            session, held(session, first), "The power failed.",
            Terms(utc_now() + timedelta(days=9), "Europe/London"),
            public_id=new_public_id(), sender=SENDER,
            actor=session.get_one(User, hire.manager.id), now=utc_now(),
        )  # fmt: skip
    both = priya.get(debrief(hire)).text

    for seen in (alone, both):
        assert second_source.TIME_RAN_OUT in seen
        assert "too few for a result" in seen
    assert second_source.NOT_IN not in alone
    assert "Situations of a sales leader: not begun; open until" in both


def test_what_was_never_begun_is_said_to_have_been_open_once_its_end_is_past(
    make, browser, opened, time_machine
):
    invited(make, opened, SELF)
    before = browser(opened.manager).get(debrief(opened)).text

    time_machine.move_to(utc_now() + timedelta(days=30))
    after = browser(opened.manager).get(debrief(opened)).text

    title = "SMART sales leader: self-assessment: not begun;"
    assert f"{title} open until" in before
    assert f"{title} was open until" in after


def test_the_page_says_while_nobody_has_looked_at_the_way_of_answering(make, browser, opened, app):
    priya = browser(opened.manager)
    for page in (debrief(opened), f"/applications/{opened.application_id}/report"):
        assert second_source.NOT_LOOKED_AT in priya.get(page).text

    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])

    for page in (debrief(opened), f"/applications/{opened.application_id}/report"):
        assert second_source.NOT_LOOKED_AT not in priya.get(page).text


def test_the_candidates_page_leads_to_where_results_are_read(browser, hire, make):
    priya = browser(hire.manager)
    address = f"/applications/{hire.application_id}"

    before = priya.get(address)
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)
    after = priya.get(address)

    assert "Results are read once the debrief is open" in before.text
    assert "Results stand in the debrief and in the candidate report" in after.text
    for seen in (before, after):
        assert f'href="{address}/debrief#assessments"' in seen.html


@pytest.mark.parametrize(
    ("opened", "sees_panel", "has_conflict", "said"),
    [
        (True, True, False, ""),
        (False, True, False, "once the debrief is open"),
        (True, False, False, "with the others' ratings"),
        (False, False, False, "once the debrief is open"),
        (True, True, True, "conflict of interest"),
        (False, False, True, "conflict of interest"),
    ],
)
def test_results_are_hidden_as_ratings_are_and_until_the_debrief(
    opened, sees_panel, has_conflict, said
):
    why = why_results_wait(opened=opened, sees_panel=sees_panel, has_conflict=has_conflict)

    assert said in why
    assert bool(why) is bool(said)
