"""Reports by the stack: chosen, looked over, made once each, taken along, gone in time."""

import csv
import io
import re
import shutil
import zipfile
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.desk import queries, rules
from assess.desk.kinds import Paper
from assess.desk.models import Batch, Report
from assess.desk.rules import KEPT, Audience, seconds_left
from assess.jobs import erase_candidates, make_reports, tidy_up
from assess.openings.models import Application
from assess.openings.rules import Stage
from assess.queue import OutboxRow
from assess.web import paging
from tests.desk import staging

NAMES = ["Ajla Hadžić", "Ánh Nguyễn", "سلمى القيسي"]


@pytest.fixture
def grace(make):
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def ready(make):
    """Three candidates with a decision, and one in the middle of the interviews."""
    make.organisation()
    found = staging.decided(make, NAMES)
    make.hire(name="Dov Undecided")
    return found


@pytest.fixture
def folder(app: Flask):
    """Where the files lie; empty, as other tests leave theirs there."""
    found = app.extensions["assess.settings"].papers
    shutil.rmtree(found, ignore_errors=True)
    return found


def started(desk, audience="team", **form):
    """The page of a batch, after the check page said yes."""
    desk.get(f"/reports/{audience}")
    looked = desk.post(f"/reports/{audience}/check", {"whom": "all", **form})
    fields = {
        "new_id": re.findall(r'name="new_id" value="(\w+)"', looked.html)[0],
        "subject": re.findall(r'name="subject" value="(\w+)"', looked.html),
    }
    return looked, desk.post(f"/reports/{audience}", fields), fields


@pytest.mark.usefixtures("ready")
def test_the_check_page_says_who_is_ready_and_why_others_are_not(browser, grace):
    looked, shown, fields = started(browser(grace))

    assert "4 reports: 3 ready, 1 not." in looked.text
    assert re.search("Dov Undecided ?, [^:]+: No debrief is open yet.", looked.text)
    assert len(fields["subject"]) == 3
    assert "0 of 3 made" in shown.text


@pytest.mark.parametrize(("people", "told"), [(2, "2 people"), (3, "more than 2 people")])
def test_all_are_offered_as_long_as_one_batch_holds_them(
    make, browser, grace, monkeypatch, people, told
):
    monkeypatch.setattr(rules, "MOST", 2)
    monkeypatch.setattr(queries, "MOST", 2)
    opening = make.opening()
    for number in range(people):
        make.application(opening, name=f"Ada {number}")

    seen = browser(grace).get("/reports/team")

    assert told in seen.text
    assert ("All 2 people" in seen.text) is (people == 2)


@pytest.mark.usefixtures("ready")
def test_a_batch_is_made_in_the_background_told_by_mail_and_taken_along(app, browser, grace, make):
    desk = browser(grace)
    _, shown, _ = started(desk)
    staging.work(app)

    seen = desk.get(shown.path)
    packed = desk.post(f"{shown.path}/zip", {})
    again = desk.get(shown.path)

    assert "3 of 3 made" in seen.text
    archive = zipfile.ZipFile(io.BytesIO(packed.data))
    assert archive.testzip() is None
    listed = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert sorted(row["name"] for row in listed) == sorted(NAMES)
    assert {row["file"] for row in listed} == {*archive.namelist()} - {"manifest.csv"}
    assert all(archive.read(row["file"]).startswith(b"%PDF") for row in listed)
    assert "Nobody has downloaded anything" in seen.text
    assert "Grace Adeyemi" in again.text.split("Downloads")[1]
    with make.transaction() as session:
        mails = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail")).all()
    assert [mail.payload["subject"] for mail in mails if mail.recipient == grace.email] == [
        "Larkfield Instruments: your reports are ready"
    ]


@pytest.mark.usefixtures("ready")
def test_the_same_form_sent_twice_asks_once(browser, grace, make):
    desk = browser(grace)
    _, shown, fields = started(desk)

    assert desk.post("/reports/team", fields).path == shown.path

    with make.transaction() as session:
        assert len(session.scalars(select(Batch)).all()) == 1
        assert len(session.scalars(select(Report)).all()) == 3


@pytest.mark.usefixtures("ready")
def test_one_report_that_breaks_needs_attention_and_is_tried_again(
    app, browser, grace, monkeypatch, caplog
):
    desk = browser(grace)
    _, shown, _ = started(desk)
    made = make_reports._made

    def breaks_for_one(reading, report):
        if report.name == NAMES[1]:
            raise OSError("no room")
        return made(reading, report)

    monkeypatch.setattr(make_reports, "_made", breaks_for_one)
    staging.work(app)
    attention = desk.get(shown.path)
    monkeypatch.undo()
    desk.post(f"{shown.path}/again", {})
    staging.work(app)

    assert "2 of 3 made, 1 report needs attention" in attention.text
    assert "Something went wrong on our side" in attention.text
    assert "no room" not in attention.html
    assert "3 of 3 made" in desk.get(shown.path).text
    assert "OSError" in caplog.text


@pytest.mark.usefixtures("ready")
def test_whoever_is_blind_on_a_panel_gets_no_report_about_it(make, browser):
    blind = make.user(Role.HR_PARTNER, name="Blind Partner")
    hire = make.hire([blind, make.user()], name="Eda Blind")
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)

    looked, _, _ = started(browser(blind))

    assert re.search("Eda Blind ?, [^:]+: Others' ratings are hidden from you", looked.text)
    assert "3 ready, 2 not" in looked.text


@pytest.mark.usefixtures("ready")
def test_who_lost_the_right_between_asking_and_making_gets_nothing(app, make, session, grace):
    with make.transaction() as inside:
        staging.batch_in(inside, grace)
        inside.get_one(User, grace.id).active = False
    staging.work(app)

    reports = session.scalars(select(Report)).all()

    assert {report.problem for report in reports} == {make_reports.NOT_ALLOWED}


@pytest.mark.usefixtures("ready")
def test_a_batch_is_nobody_elses(app, make, browser, grace):
    desk, other = browser(grace), browser(make.user(Role.HR_PARTNER))
    _, shown, _ = started(desk)
    staging.work(app)
    other.get("/reports")

    assert other.get(shown.path).code == 404
    assert other.post(f"{shown.path}/zip", {}).code == 404


@pytest.mark.usefixtures("ready")
def test_after_a_week_files_and_names_are_gone(app, make, grace, session, folder):
    with make.transaction() as inside:
        staging.batch_in(inside, grace)
    staging.work(app)
    held = len([*folder.iterdir()])

    with time_machine.travel(utc_now() + KEPT + timedelta(minutes=1), tick=False):
        tidy_up.run(session, app.extensions["assess.settings"])
        session.commit()

    assert held == 3
    assert not [*folder.iterdir()]
    assert not session.scalars(select(Report)).all()
    assert session.scalars(select(Batch)).one().people == 4


def test_a_report_goes_with_the_candidate_it_is_about(app, make, grace, session, ready, folder):
    with make.transaction() as inside:
        staging.batch_in(inside, grace)
    staging.work(app)
    old = utc_now() - timedelta(days=400)
    mine = Application.public_id == ready[0]
    session.execute(update(Application).where(mine).values(since=old, stage=Stage.NOT_HIRED))
    candidate = session.scalars(select(Application).where(mine)).one().candidate
    candidate.created_at = old
    session.commit()

    erase_candidates.run(session, app.extensions["assess.settings"])
    session.commit()

    assert len(session.scalars(select(Report).where(Report.state == "ready")).all()) == 2
    assert len([*folder.iterdir()]) == 2


def test_the_candidates_own_feedback_waits_for_the_outcome(make, session, grace, ready):
    make.moved(ready[1], "debrief")
    with make.transaction() as inside:
        batch = staging.batch_in(inside, grace, Audience.CANDIDATE)
        assert batch.people == 4
    desk = session.get_one(User, grace.id)
    reasons = staging.why_not(session, desk, Audience.CANDIDATE)

    assert sorted(reasons.values()) == [
        "No debrief is open yet.",
        "The outcome is not final yet.",
    ]


def test_the_time_left_is_said_once_there_is_a_pace():
    now = utc_now()

    assert seconds_left(90, 10, now, now + timedelta(seconds=2)) == 18
    assert seconds_left(90, 4, now, now + timedelta(seconds=2)) is None
    assert seconds_left(0, 10, now, now + timedelta(seconds=2)) is None


def test_a_name_without_latin_letters_leaves_a_file_name_that_says_what_it_is():
    report = Report(name="박혜진", public_id="xpwajp2222")

    assert make_reports._file_name(report, Paper(b"", "onboarding-plan")) == (
        "onboarding-plan-xpwajp.pdf"
    )


@pytest.mark.usefixtures("ready")
def test_ticks_stay_while_one_turns_pages_and_filters(browser, grace, monkeypatch):
    """Whom somebody ticked on the first page is in the batch after the second one."""
    monkeypatch.setattr(paging, "ROWS", 2)
    desk = browser(grace)
    first = desk.get("/reports/team")
    one, two = re.findall(r'name="subject" value="(\w+)"', first.html)

    second = desk.post("/reports/team/choose", {"subject": [one], "page": "2"})
    narrowed = desk.post("/reports/team/choose", {"subject": [one], "name": "Dov"})
    none = desk.post("/reports/team/choose", {"subject": [one], "name": "nobody at all"})
    other = re.findall(r'name="subject" value="(\w+)"', second.html)[-1]
    looked = desk.post("/reports/team/check", {"whom": "ticked", "subject": [one, other]})
    back = desk.get(
        re.search(r'href="([^"]+)">Choose others', looked.html)[1].replace("&amp;", "&")
    )

    for seen in (second, narrowed, none, back):
        assert re.search(f'value="{one}"[^>]* checked', seen.html)
    assert "Ticked elsewhere in the list" in second.text
    assert two not in second.html
    assert 'value="Dov"' in narrowed.html
    assert "Hiring team, 2 reports" in looked.text

    monkeypatch.setattr(rules, "MOST_TICKED", 1)
    many = desk.post("/reports/team/choose", {"subject": [one, two], "page": "2"})
    assert "people can be ticked one by one" in many.text
    assert [one in many.html, two in many.html] == [True, False]
