"""The audit as its readers meet it: the question, the answer, and nobody's secret."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import SelfIdentification
from assess.assessments.services import identifying
from assess.audit.models import AuditEntry
from assess.database import Base
from assess.extensions import db
from assess.impact.models import ImpactAnalysis
from assess.openings.models import Opening
from tests import copy_rules
from tests.browser import Browser
from tests.factories import Make
from tests.impact.staging import fill, rows, work
from tests.reports.paper import Paper

CANARY = "Zinnoberrot"


@pytest.fixture
def opening(make: Make) -> Opening:
    """Where everybody applied."""
    return make.opening()


@pytest.fixture
def auditor(make: Make) -> User:
    """Somebody who reads aggregates, and no names."""
    make.organisation()
    return make.user(Role.AUDITOR, name="Ruth Castellanos")


@pytest.fixture
def page(browser, auditor: User) -> Browser:
    """The auditor's browser."""
    return browser(auditor)


def asked(app: Flask, page: Browser):
    """The page after somebody asked and the job has run."""
    page.get("/audit/impact")
    page.post("/audit/impact")
    work(app)
    return page.get("/audit/impact")


def test_before_anybody_looked_it_says_what_will_stand_there(page):
    seen = page.get("/audit/impact")

    assert "Nobody has looked yet." in seen.text
    assert "Work it out" in seen.text


def test_a_gap_beyond_chance_is_the_first_thing_said(app, page, opening):
    fill(app, opening, [*rows(6, 34, gender="woman"), *rows(24, 26, gender="man"), *rows(3, 4)])

    seen = asked(app, page)

    # 6 of 40 beside 24 of 50: .15 / .48, Katz's interval exp(ln .3125 ± 1.96 × .4044).
    assert re.search(
        r"From application to offer: women passed at 0\.31 of the rate of men \(.* between 0\.14 "
        r"and 0\.69, 90 people\)\. Chance hardly explains that\.",
        seen.text,
    )
    assert "7 people said nothing about this" in seen.text
    assert re.search(r"Women 40 6 15% \(7% to 29%\) 0\.31 \(0\.14 to 0\.69\)", seen.text)


def test_without_a_gap_it_says_how_large_a_one_could_have_been_missed(app, page, opening):
    fill(app, opening, [*rows(10, 12, gender="woman"), *rows(11, 12, gender="man"), *rows(1, 1)])

    seen = asked(app, page)

    assert "No difference beyond chance was found." in seen.text
    assert re.search(r"would (often be|have been) missed", seen.text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Nothing can be said yet"),
        (rows(2, 2, gender="woman") + rows(4, 4, gender="man"), "two groups of five or more"),
        (rows(0, 8, gender="woman") + rows(6, 5, gender="man"), "everybody with one outcome said"),
        (rows(1, 5, gender="woman") + rows(2, 6, gender="man") + rows(1, 1), "too few to judge"),
    ],
    ids=["nobody", "one group", "uniform", "few passed"],
)
def test_what_cannot_be_said_is_not_said(app, page, opening, given, said):
    fill(app, opening, given)

    seen = asked(app, page)

    assert said in seen.text
    assert "Chance hardly explains" not in seen.text


def test_applications_of_which_the_refused_are_deleted_do_not_count(app, page, opening):
    fill(app, opening, rows(9, 1, gender="woman"), days_ago=400)
    fill(app, opening, [*rows(6, 6, gender="woman"), *rows(6, 6, gender="man"), *rows(1, 1)])

    seen = asked(app, page)

    assert "Women 12 6 50%" in seen.text
    assert "Nobody of these groups has been decided on at this step yet." in seen.text


def test_a_step_is_told_anew_only_once_five_more_people_are_decided_on(app, page, opening):
    first = [*rows(6, 6, gender="woman"), *rows(6, 6, gender="man"), *rows(1, 1)]
    fill(app, opening, first)
    asked(app, page)

    fill(app, opening, rows(1, 3, gender="woman"), days_ago=20)
    assert "Women 12 6" in asked(app, page).text
    fill(app, opening, rows(0, 1, gender="man"), days_ago=10)
    assert "Women 16 7" in asked(app, page).text


def test_groups_that_apply_for_different_roles_are_compared_within_each(app, make, page, opening):
    """More women are turned away in all, and fewer within each role: they apply where few pass."""
    other = make.opening(template="sales-manager@1.0")
    fill(app, opening, [*rows(6, 24, gender="woman"), *rows(1, 9, gender="man"), *rows(1, 1)])
    fill(app, other, [*rows(9, 1, gender="woman"), *rows(24, 6, gender="man"), *rows(1, 1)])

    seen = asked(app, page)

    # By hand: Σ ad/n over Σ bc/n = (6×9/40 + 9×6/40) / (24×1/40 + 1×24/40) = 2.25.
    assert "the odds of women are 2.25 times those of men" in seen.text
    assert "That points the other way than the table" in seen.text


def test_the_paper_says_what_the_page_says_in_the_words_of_the_house(app, page, opening):
    fill(app, opening, [*rows(6, 34, gender="woman"), *rows(24, 26, gender="man"), *rows(3, 4)])
    seen = asked(app, page)

    link = next(link for link in seen.page.links if link.endswith(".pdf"))
    paper = Paper(page.get(link).data)

    said = " ".join(" ".join(paper.texts).split())
    assert "0.31 of the rate of men" in said
    assert "Is there a difference we must look into?" in said
    assert not re.search("bias-free|compliant|no discrimination", said, re.IGNORECASE)
    assert copy_rules.refused(said) == []
    assert page.get(link).data == page.get(link).data


def test_asking_twice_is_one_look_and_the_diary_knows_who_asked(app, page):
    page.get("/audit/impact")
    page.post("/audit/impact")
    page.post("/audit/impact")
    work(app)
    work(app)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ImpactAnalysis)) == 1
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_kind == "impact_analysis")
        ).all()
    assert list(actions) == ["impact_analysis.asked", "impact_analysis.made"]


def test_what_one_person_said_stands_nowhere_but_under_its_seal(app, page, opening, caplog):
    """Own words of a candidate, looked for in every table, log, page and paper afterwards."""
    said = {"gender": "other", "gender_words": CANARY, "minority": "yes"}
    given = [*rows(6, 6, gender="woman"), *rows(6, 6, gender="man"), *rows(1, 0, **said)]
    *_, somebody = fill(app, opening, given)
    seen = asked(app, page)

    with app.app_context():
        key = app.extensions["assess.settings"].self_id_secret
        assert identifying.said(db.session, somebody, key)["gender_words"] == CANARY
        tables = [
            t for t in Base.metadata.sorted_tables if t.name != SelfIdentification.__tablename__
        ]
        kept = [str(db.session.execute(select(table)).all()) for table in tables]
        told = db.session.scalar(select(ImpactAnalysis.steps))
    link = next(link for link in seen.page.links if link.endswith(".pdf"))
    everything = [seen.html, str(told), caplog.text, *Paper(page.get(link).data).texts, *kept]
    assert not [one for one in everything if CANARY in one]
    assert "another gender" not in seen.text
    assert somebody not in seen.html + str(told)
