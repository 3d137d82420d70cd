"""The demo company loaded through the services, once for each database."""

import pytest
from sqlalchemy import func, select

from assess import worker
from assess.accounts.models import User
from assess.audit import queries as audit
from assess.audit.rules import Finding
from assess.config import Settings
from assess.database import utc_now
from assess.desk.models import Report
from assess.desk.rules import ReportState
from assess.extensions import db
from assess.fit.models import FitModel
from assess.fit.rules import ModelStatus
from assess.hiring import queries as hiring
from assess.impact import queries as impact
from assess.impact.models import ImpactAnalysis
from assess.instruments import library
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import ScorecardStatus
from assess.openings.models import Application, Candidate, Opening
from assess.queue import OutboxRow
from assess.sandbox import services, wave
from assess.sandbox.company import company
from assess.talent import queries as talent
from assess.talent import rediscovery
from assess.talent.models import Pool
from tests import conftest
from tests.browser import Browser
from tests.factories import user_by_email

PRIYA = "priya.raman@larkfield.example"


@pytest.fixture(scope="module")
def demo(blank_app, backend):
    """The product with the demo company in it; loading takes seconds, so nothing changes it."""
    settings = blank_app.extensions["assess.settings"]
    with blank_app.app_context():
        if backend == "sqlite":
            conftest._restore(settings.data)
        else:
            conftest._empty()
        with db.sessionmaker() as session:
            services.load(session, company(), settings, utc_now())
            session.commit()
    return blank_app


@pytest.fixture
def session(demo):
    with demo.app_context(), db.sessionmaker() as session:
        yield session


def application(session, name):
    return session.scalars(
        select(Application).join(Application.candidate).where(Candidate.name == name)
    ).one()


def panel(session, name):
    hr = user_by_email(session, "grace.adeyemi@larkfield.example")
    return hiring.panel_view(session, hr, application(session, name).public_id)


def test_openings_and_candidates_are_at_different_stages(session):
    stages = set(session.scalars(select(Application.stage)))

    assert sorted(session.scalars(select(Opening.status))) == ["closed"] * 4 + ["open"] * 3
    written = wave.HIRES + wave.APPLICANTS
    assert session.scalar(select(func.count(Application.id))) == 39 + written
    assert len(stages) == 7


def test_two_interviewers_disagree_strongly(session):
    view = panel(session, "Temitope Bankole")

    top = view.matrix.rows[0]
    assert top.competency.id == "action"
    assert top.ratings in ((2, 5), (5, 2))
    assert top.discuss


def test_a_scorecard_is_missing_and_everybody_can_see_whose(session):
    view = panel(session, "سلمى القيسي")

    assert not view.readiness.complete
    assert any(name.startswith("Mei Tanaka") for name in view.readiness.missing)


def test_a_rating_was_changed_after_the_debrief_with_its_reason(session):
    changed = session.scalars(select(Rating).where(Rating.revision > 0)).one()

    assert changed.others_seen
    assert changed.reason


def test_somebody_stepped_back(session):
    stepped = session.scalars(
        select(Scorecard).where(Scorecard.status == ScorecardStatus.STEPPED_BACK)
    ).all()

    assert len(stepped) == 1
    assert stepped[0].conflict


def test_people_in_the_pool_wait_for_attention_for_every_reason_there_is(session):
    pool, other = session.scalars(select(Pool).order_by(Pool.id))
    today = utc_now().date()

    found = talent.numbers(session, [pool], today)[pool.id]

    assert [one.user.name for one in pool.keepers] == ["Priya Raman"]
    assert found.people == 10 + 7
    assert all(found.ready.values())
    assert set(found.waiting.values()) == {1}
    assert talent.numbers(session, [other], today)[other.id].people == 4
    assert [one.candidate.name for one in talent.run_out(session, today, 1)] == []


def test_the_bench_of_the_pool_has_people_with_a_result(session):
    pool = session.scalars(select(Pool).order_by(Pool.id)).first()
    role = library.role_template(pool.template)

    found, _ = rediscovery.bench(session, pool.keepers[0].user, pool, role, None)

    assert (found.n, found.unknown) == (2, 15)


def test_everything_happened_before_now_or_is_still_to_come(session):
    now = utc_now()

    written = session.scalars(
        select(Interview)
        .join(Interview.scorecards)
        .where(Scorecard.status == ScorecardStatus.SUBMITTED)
    ).unique()
    assert all(interview.starts_at < now for interview in written)
    assert session.scalar(select(func.max(Rating.saved_at))) < now


def test_no_mail_waits_to_be_sent(session):
    assert session.scalar(select(func.count(OutboxRow.id))) > 20
    waiting = session.scalars(select(OutboxRow.kind).where(OutboxRow.done_at.is_(None)))
    assert sorted(waiting) == ["learn_fit_model", "measure_impact", "reports"]


def test_the_diary_of_the_demo_is_whole(demo, session):
    settings: Settings = demo.extensions["assess.settings"]

    verdict = audit.verify(session, settings.audit_secret, settings.data / "none.log")

    assert verdict.finding is Finding.WHOLE
    assert verdict.count > 100


def test_every_candidate_and_report_can_be_opened(demo, session):
    named = select(Application.public_id).order_by(Application.id)
    ids = list(session.scalars(named))[: 39 + 2]  # of the others, who are alike, two will do
    priya = user_by_email(session, PRIYA)
    session.close()
    browser = Browser(demo, priya)

    for public_id in ids:
        seen = browser.get(f"/applications/{public_id}")
        if seen.code == 404:
            continue
        assert seen.code == 200
        for page in ("/debrief", "/decisions/1", "/report", "/feedback", "/feedback.pdf"):
            if f"/applications/{public_id}{page}" in seen.html:
                assert browser.get(f"/applications/{public_id}{page}").code == 200


def test_one_debrief_shows_results_corrected_for_who_rated_and_another_says_why_not(demo, session):
    ids = [application(session, name).public_id for name in ("Emeka Oduya", "Ánh Nguyễn")]
    priya = user_by_email(session, PRIYA)
    session.close()
    browser = Browser(demo, priya)

    shown, withheld = (browser.get(f"/applications/{one}/debrief").text for one in ids)

    assert "Corrected for who rated: " in shown
    assert "because raters differ in severity by more than chance" in shown
    assert "are tied as the highest" in shown
    assert "the mean ratings have a reliability of" in shown
    assert "A corrected result is not shown, because it takes 10 candidates" in withheld
    report = browser.get(f"/applications/{ids[0]}/report").text
    assert "; corrected " in report
    assert report.count("are tied as the highest") == 1
    assert "The strongest evidence is on" not in report


def test_loading_twice_is_refused(demo, session):
    settings = demo.extensions["assess.settings"]

    with pytest.raises(services.SandboxRefused, match="set up already"):
        services.load(session, company(), settings, utc_now())


def test_the_worker_finds_a_model_to_offer_rates_to_tell_and_reports_to_make(demo):
    """Last of all: it changes the demo company, as the first minute of a real one would."""
    worker.sweep(demo)
    worker.sweep(demo)

    with demo.app_context(), db.sessionmaker() as session:
        found = {one.months: one for one in session.scalars(select(FitModel))}
        assert found[6].status is ModelStatus.REFUSED
        assert found[12].status is ModelStatus.OFFERED
        assert found[12].card["gain"]["low"] > 0
        assert found[12].card["subgroups"]["is_told"]
        analysis = session.scalars(select(ImpactAnalysis)).one()
        told = [one for step in impact.steps_of(analysis) for one in step.told if one.cells]
        assert len(told) >= 8
        states = set(session.scalars(select(Report.state)))
        assert states == {ReportState.READY}
        names = list(session.scalars(select(Candidate.name)))
        assert len({*names}) == len(names)
        assert not {*names} & {*session.scalars(select(User.name))}
