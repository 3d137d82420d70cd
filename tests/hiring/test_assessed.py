"""A candidate's assessments stand in both reports, as a source of their own."""

from random import Random

import pytest
from sqlalchemy import select

from assess.assessments.services import taking
from assess.assessments.services.taking import Turn
from assess.database import utc_now
from assess.instruments import library
from assess.instruments.items.choices import Judgement
from assess.instruments.items.levels import Levelled
from assess.openings.models import Application
from tests.assessments.staging import SELF, SITUATIONS, attempt, invite_in
from tests.factories import SENDER
from tests.reports.paper import Paper

OFTEN = 4


@pytest.fixture
def hire(make):
    """A candidate whose debrief is open and on whom the decision is taken."""
    hire = make.hire(name="Temitope Bankole")
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 4)
    make.debriefed(hire)
    make.decided(hire)
    return hire


def assessed(make, hire, ref, level=OFTEN):
    """Everything answered at one level, or by the key, and handed in."""
    with make.transaction() as session:
        application = session.scalars(
            select(Application).where(Application.public_id == hire.application_id)
        ).one()
        link = invite_in(session, application, hire.manager, ref)
        held = attempt(session, link)
        taking.begin(session, held, Random(1), utc_now())
        for item in library.assessment(ref).items:
            value = None
            if isinstance(item, Levelled):
                value = 6 - level if item.reverse else level
            elif isinstance(item, Judgement):
                ranked = sorted(item.options, key=lambda option: option.key)
                value = {"best": ranked[-1].id, "worst": ranked[0].id}
            if value is not None:
                taking.answer(session, held, item.id, value, Turn("t", 1, 0), utc_now())
        taking.hand_in(session, held, SENDER, utc_now())


def page(browser, hire, edition):
    return browser(hire.manager).get(f"/applications/{hire.application_id}/{edition}")


def paper(browser, hire, edition):
    path = f"/applications/{hire.application_id}/{edition}.pdf"
    return Paper(browser(hire.manager).get(path).data)


def test_the_team_reads_results_with_their_bands_apart_from_the_interview(make, browser, hire):
    before = page(browser, hire, "report").text
    assessed(make, hire, SELF)
    assessed(make, hire, SITUATIONS)

    seen = page(browser, hire, "report").text

    assert "Assessments, a source of their own" in seen
    assert "4.0 (often)" in seen
    assert "100 of 100" in seen
    assert "likely between" in seen
    assert "2 assessments" in seen
    assert seen.index("Results by competency") < seen.index("Assessments, a source of their own")
    results = before[before.index("Results by competency") : before.index("Evidence")]
    assert results in seen


def test_the_paper_says_what_the_page_says(make, browser, hire):
    assessed(make, hire, SELF)

    text = " ".join(paper(browser, hire, "report").text.split())

    assert "Assessments, a source of their own" in text
    assert "4.0 (often)" in text
    assert "Made for development" in text


def test_the_candidate_reads_words_and_steps_and_no_numbers(make, browser, hire):
    assessed(make, hire, SELF)
    library_texts = library.assessment(SELF).scale("strategic").report

    seen = page(browser, hire, "feedback").text

    told = seen[seen.index("What your own answers describe") : seen.index("What you can ask for")]
    assert " ".join(library_texts.high.split()) in told
    assert not any(sign.isdigit() for sign in told)


def test_without_assessments_the_reports_say_nothing_of_them(browser, hire):
    for edition in ("report", "feedback"):
        seen = page(browser, hire, edition).text
        assert "source of their own" not in seen
        assert "your own answers" not in seen


def test_results_wait_until_the_debrief_is_open(make, browser):
    waiting = make.hire(name="Siobhan Mensah")
    assessed(make, waiting, SELF)
    priya = browser(waiting.manager)

    dossier = priya.get(f"/applications/{waiting.application_id}")

    assert "SMART sales leader: self-assessment" in dossier.text
    assert "4.0" not in dossier.text
    assert priya.get(f"/applications/{waiting.application_id}/report").code == 404
    assert (
        browser(waiting.panel[0]).get(f"/interviews/{waiting.interview_id}").text.count("4.0") == 0
    )


def test_the_report_has_another_number_once_an_assessment_is_in(make, browser, hire):
    before = paper(browser, hire, "report").text
    assessed(make, hire, SELF)

    after = paper(browser, hire, "report").text

    assert before.split("Report")[1][:40] != after.split("Report")[1][:40]
