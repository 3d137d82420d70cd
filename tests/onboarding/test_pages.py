"""Staff: start a plan, look at it, write in it, change templates, read ramp time."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assess.accounts.rules import Role
from assess.extensions import db
from assess.onboarding import queries
from assess.onboarding.models import OnboardingPlan, PlanCheckIn
from tests.browser import form_fields
from tests.onboarding import staging
from tests.onboarding.staging import working
from tests.statements import sent

TYPED = {
    "template": "internal-promotion",
    "name": "Amara Nwosu",
    "email": "amara@larkfield.example",
    "role": "Team lead",
    "language": "en",
    "country": "GB",
    "region": "eng",
}


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_plan_by_hand_is_made_once_however_often_the_form_is_sent(page, app, today):
    first_day = working(today + timedelta(days=10))
    form = page.fields("/team/plans/new") | TYPED | {"start_on": str(first_day)}

    made = page.post("/team/plans/new", form)
    again = page.post("/team/plans/new", form)

    assert made.path == again.path
    assert "The first day is ahead." in made.text
    assert "Your old job is with somebody else" in made.text
    assert count(app, OnboardingPlan) == 1


def test_a_first_day_in_the_past_is_refused_and_nothing_typed_is_lost(page, today):
    form = page.fields("/team/plans/new") | TYPED | {"start_on": str(today - timedelta(days=20))}

    refused = page.post("/team/plans/new", form)

    assert "more than two weeks ago" in refused.text
    assert form_fields(refused.html)["name"] == "Amara Nwosu"
    assert form_fields(refused.html)["template"] == "internal-promotion"


def test_a_hire_leads_to_a_plan_whose_outcomes_come_from_the_interview(browser, make, today):
    manager, panel = make.manager(), [make.user(), make.user()]
    hire = make.hire(panel, manager=manager)
    for person in panel:
        make.submitted(hire.interview_id, person, 3)
    make.debriefed(hire)
    make.decided(hire)
    page = browser(manager)
    start = f"/team/plans/new?application={hire.application_id}"

    assert "Onboarding plan" in page.get(f"/applications/{hire.application_id}").text
    form = page.fields(start) | {"start_on": str(working(today + timedelta(days=5)))}
    shown = page.post(start, form)

    assert "From their interviews, a strength to use:" in shown.text
    assert "From their interviews, to build:" in shown.text
    assert page.get(start).path == shown.path  # a hire has one plan


def test_a_tick_stands_with_its_day_and_can_be_taken_back(page, plan):
    task = page.fields(plan)
    shown = page.get(plan)
    first = shown.html.split('name="done" value="')[1][:26]

    ticked = page.post(f"{plan}/tasks", task | {"done": first})
    back = page.post(f"{plan}/tasks", task | {"open": first})

    assert ticked.html.count('name="open"') == shown.html.count('name="open"') + 1
    assert back.html.count('name="open"') == shown.html.count('name="open"')


def test_each_half_of_a_check_in_is_hidden_until_both_are_in(page, plan, noor):
    mine = page.fields(f"{plan}/check-ins/7")
    said = mine | {"helped": "Asked the engineers first.", "decision": "go-on"}

    waiting = page.post(f"{plan}/check-ins/7", said)
    hidden = noor.get("/o/plan/check-ins/7")
    theirs = {"went-well": "The same four questions.", "surprised": "", "in-the-way": ""}
    both = noor.post("/o/plan/check-ins/7", noor.fields("/o/plan/check-ins/7") | theirs)

    assert "reads your half once theirs is in" in waiting.text
    assert "Asked the engineers first." not in hidden.text
    assert "Asked the engineers first." in both.text
    assert "The same four questions." in page.get(f"{plan}/check-ins/7").text


def test_a_check_in_without_an_answer_or_a_decision_is_asked_for(page, plan, app):
    form = page.fields(f"{plan}/check-ins/7")

    refused = page.post(f"{plan}/check-ins/7", form | {"next": "Service figures."})
    empty = page.post(f"{plan}/check-ins/7", form | {"decision": "go-on"})

    assert "Choose what you decide." in refused.text
    assert form_fields(refused.html)["next"] == "Service figures."
    assert "Answer at least one of the questions." in empty.text
    assert count(app, PlanCheckIn) == 0


def test_two_edits_of_one_outcome_meet_on_a_page_with_both_texts(page, plan):
    address = page.get(plan).html.split(f'href="{plan}/outcomes/')[1][:26]
    form = page.fields(f"{plan}/outcomes/{address}")

    page.post(f"{plan}/outcomes/{address}", form | {"evidence": "Met six of nine."})
    late = page.client.post(
        f"{plan}/outcomes/{address}", data=form | {"evidence": "Met everybody."}
    )

    assert late.status_code == 409
    assert "Met six of nine." in late.get_data(as_text=True)
    assert "Met everybody." in late.get_data(as_text=True)


def test_a_buddy_sees_their_tasks_and_nothing_else(browser, make, priya, today):
    omar = make.user(name="Omar Haddad")
    with make.transaction() as session:
        first_day = working(today)
        held = staging.plan(
            session, session.merge(priya), start_on=first_day, today=today,
            buddy=session.merge(omar),
        )  # fmt: skip
        address, secret = f"/team/plans/{held.public_id}", held.outcomes[0].words
    page = browser(omar)

    shown = page.get(address)

    assert "You are the buddy of" in page.get("/team/plans").text
    assert "whom to ask for what" in shown.text
    assert secret not in shown.text
    assert page.client.get(f"{address}/plan.pdf").status_code == 404
    others = browser(make.user()).client.get(address)
    assert others.status_code == 404


@pytest.mark.usefixtures("plan")
def test_editing_a_template_in_use_says_that_plans_keep_theirs(browser, make, app):
    hr = browser(make.user(Role.HR_PARTNER))
    address = "/team/plans/templates/sales-leader/tasks/metrics"
    form = {name: value for name, value in hr.fields(address).items() if name != "then"}

    shown = hr.post(address, form | {"day": "35"})
    access = "/team/plans/templates/sales-leader/tasks/access"
    empty = hr.post(access, form | {"day": "0", "version": "2.1"})
    odd = hr.post(access, form | {"day": "soon", "version": "2.1"})

    assert "this is version 2. They keep theirs." in shown.text
    assert "Version 2" in shown.text
    with app.app_context():
        held = db.session.scalars(select(OnboardingPlan)).one()
        assert held.template_version.number == 1
        assert queries.get_template(db.session, "sales-leader").content.task("metrics").day == 35
    assert "There is no day 0" in empty.text
    assert "Enter a whole number from -60 to 120." in odd.text
    assert "Enter a day." not in odd.text  # one thing is wrong, and is said once


def test_two_add_to_one_template_and_a_copy_has_a_name_of_its_own(browser, make):
    hr = browser(make.user(Role.HR_PARTNER))
    address = "/team/plans/templates/sales-hire"
    form = hr.fields(f"{address}/outcomes/learn") | {"words_de": "", "criterion_de": ""}
    one = form | {"words": "You have met ten clients.", "criterion": "They say so."}

    for entry in (one, one, one | {"words": "You know our prices."}):  # two tabs, one sent twice
        shown = hr.post(f"{address}/outcomes/learn", entry)
    new = hr.fields(f"{address}/copy")
    same = hr.post(f"{address}/copy", new | {"title": "sales hire"})

    assert shown.path == address
    assert shown.text.count("You have met ten clients.") == 2  # a line and its link
    assert "You know our prices." in shown.text
    assert "There is a template ‘sales hire’ already. Choose another name." in same.text
    assert hr.post(f"{address}/copy", new | {"title": "Account manager"}).path != address


def test_a_plan_moves_ends_goes_on_and_is_deleted(page, plan, app, today):
    moved = page.post(
        f"{plan}/start", page.fields(f"{plan}/start") | {"start_on": str(working(today))}
    )
    page.get(f"{plan}/end")
    ended = page.post(f"{plan}/end", {"ending": "stopped"})
    again = page.post(f"{plan}/reopen", {})
    page.get(f"{plan}/remove")
    gone = page.post(f"{plan}/remove", {})

    assert "First day moved from" in moved.text
    assert "0 tasks done before stayed, 25 planned anew." in moved.text
    assert "This plan ended on" in ended.text
    assert "Opened again." in again.text
    assert gone.path == "/team/plans"
    assert count(app, OnboardingPlan) == 0


def test_nothing_is_ticked_in_a_plan_that_has_ended(page, plan):
    tick = re.search(r'name="done" value="(\w+)"', page.get(plan).html)[1]
    page.post(f"{plan}/end", page.fields(f"{plan}/end") | {"ending": "stopped"})

    late = page.post(f"{plan}/tasks", {"done": tick})

    assert "This plan has ended. Nothing more is written in it." in late.text
    assert 'name="done"' not in late.html
    assert "Order accounts" in late.text


def test_a_plan_for_another_manager_leads_back_to_the_list(page, make, today):
    henrik = make.manager(name="Henrik Solberg")
    form = page.fields("/team/plans/new") | TYPED | {"manager": str(henrik.id)}

    made = page.post("/team/plans/new", form | {"start_on": str(working(today))})

    assert made.path == "/team/plans"
    assert "The plan of Amara Nwosu has begun. Its manager looks after it." in made.text


def test_ramp_time_counts_those_who_are_not_there_and_names_nobody(page, plan):
    form = page.fields(f"{plan}/milestones")
    saved = page.post(f"{plan}/milestones", form | {"on_0": "2999-01-01"})

    shown = page.get("/team/plans/ramp?template=sales-leader&milestone=first-deal")

    assert "A milestone is reached on a day that has been." in saved.text
    assert "1 person, 0 there, 1 not yet." in shown.text
    assert "Noor" not in shown.text
    assert "fewer than five people" in shown.text


@pytest.mark.usefixtures("plan")
def test_a_longer_list_takes_no_more_statements(page, app, make, priya, today):
    with sent(app) as few:
        page.get("/team/plans")
    with make.transaction() as session:
        for number in range(3):
            staging.plan(
                session, session.merge(priya), start_on=working(today), today=today,
                email=f"hire{number}@larkfield.example",
            )  # fmt: skip

    with sent(app) as many:
        page.get("/team/plans")

    assert len(many) <= len(few) <= 10


def test_silent_and_overdue_plans_are_found_by_their_lists(page, plan):
    silent = page.get("/team/plans?show=silent")
    overdue = page.get("/team/plans?show=overdue&name=noor")

    assert "No word for 14 days" in silent.text
    assert "Noor Haddad" in overdue.text
    assert "At risk: no word for 14 days." in page.get(plan).text
    assert "No plan matches the filters." in page.get("/team/plans?show=ended").text
