"""The new hire: in by a link, in their language, their half of the plan and no more."""

import io

from pypdf import PdfReader
from sqlalchemy import func, select

from assess.extensions import db
from assess.onboarding.models import PlanKey
from tests.browser import Browser, form_fields
from tests.german import english_on
from tests.onboarding import staging

PHASES = ("Lernen", "Beitragen", "Führen")


def keys(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(PlanKey))


def test_opening_the_link_changes_nothing_and_a_wrong_one_opens_nothing(app, page, plan):
    page.get(f"{plan}/link")
    page.post(f"{plan}/link", {})
    page.post(f"{plan}/link", {})  # the second press of the button
    (link,) = staging.links(app)
    visitor = Browser(app)

    shown = visitor.get(link)

    assert "Noor Haddad" in shown.text
    assert keys(app) == 1
    assert visitor.client.get("/o/plan").status_code == 410
    assert visitor.client.get("/o/wrong").status_code == 410


def test_another_mail_address_ends_every_link_so_far(app, page, plan, noor):
    form = page.fields(f"{plan}/people") | {"email": "noor.h@larkfield.example"}

    page.post(f"{plan}/people", form)

    assert noor.client.get("/o/plan").status_code == 410
    assert Browser(app).client.get(staging.links(app)[-1]).status_code == 410


def test_a_new_hire_ticks_their_own_tasks_and_no_others(noor, page, plan):
    own = noor.get("/o/plan")
    mine = own.html.split('name="done" value="')[1][:26]
    every = page.get(plan).html.split('name="done" value="')[1:]
    theirs = next(one[:26] for one in every if one[:26] not in own.html)

    ticked = noor.post("/o/plan/tasks", {"done": mine})
    refused = noor.client.post("/o/plan/tasks", data={"csrf_token": noor.token, "done": theirs})

    assert f'name="open" value="{mine}"' in ticked.html
    assert refused.status_code == 404


def test_a_new_hire_reads_the_source_of_an_outcome_and_no_finding(noor, page, plan):
    address = noor.get("/o/plan").html.split("/o/plan/outcomes/")[1][:26]
    form = noor.fields(f"/o/plan/outcomes/{address}")

    asked = noor.post(f"/o/plan/outcomes/{address}", form | {"progress": "reached"})
    kept = noor.post(
        f"/o/plan/outcomes/{address}", form | {"progress": "under-way", "evidence": "Six of nine."}
    )

    assert "what shows that it is reached" in asked.text
    assert "Six of nine." in kept.text
    assert "Six of nine." in page.get(plan).text


def test_every_page_of_a_german_plan_is_in_german(browser, make, app, priya, today):
    page = browser(priya)
    with make.transaction() as session:
        start_on = staging.ago(8, today)
        held = staging.plan(
            session, session.merge(priya), start_on=start_on, today=start_on, language="de"
        )
        address = f"/team/plans/{held.public_id}"
    page.get(f"{address}/link")
    page.post(f"{address}/link", {})
    link = staging.links(app)[-1]
    noor = Browser(app)
    landing = noor.client.get(link).get_data(as_text=True)
    noor.client.post(link, data=form_fields(landing))
    pages = ["/o/plan", "/o/plan/check-ins/7", "/o/plan/check-ins/90", "/o/plan/calendar"]
    own = noor.client.get("/o/plan").get_data(as_text=True)
    pages.append("/o/plan/outcomes/" + own.split("/o/plan/outcomes/")[1][:26])

    found = {one: english_on(noor.client.get(one).get_data(as_text=True)) for one in pages}
    paper = PdfReader(io.BytesIO(noor.client.get("/o/plan/plan.pdf").data))

    assert english_on(landing) == []
    assert {one: said for one, said in found.items() if said} == {}
    assert len(own.encode()) + 32_000 < 50 * 1024
    heads = [" ".join(one.extract_text().split("\n")[:3]) for one in paper.pages]
    assert len(paper.pages) == 4
    assert [name in head for name, head in zip(PHASES, heads[1:], strict=True)] == [True] * 3


def test_a_calendar_follows_the_plan_until_another_address_is_made(noor):
    noor.get("/o/plan/calendar")
    first = noor.post("/o/plan/calendar", {}).html.split("/o/calendar/")[1].split("<")[0]
    feed = noor.client.get(f"/o/calendar/{first}")
    noor.get("/o/plan/calendar")
    noor.post("/o/plan/calendar", {})

    assert feed.mimetype == "text/calendar"
    text = feed.get_data(as_text=True).replace("\r\n ", "")
    assert "SUMMARY:Check-in of day 30" in text
    assert "Noor Haddad" in text
    assert noor.client.get(f"/o/calendar/{first}").status_code == 404


def test_the_foot_of_a_plan_tells_of_plans_and_leads_back_there(noor):
    feet = [one for one in noor.get("/o/plan").page.links if one.startswith("/a/")]
    seen = [noor.get(one) for one in feet]

    assert len(seen) == 4
    assert all("/o/plan" in one.page.links for one in seen)
    help, privacy = seen[:2]
    assert "Neither reads the other before their own is in." in help.text
    assert "Until you ask that the plan is deleted." in privacy.text
    assert not any("questionnaire" in one.text or "not hired" in one.text for one in seen)
    assert "Bis Sie darum bitten" in noor.get(feet[1].replace("=en", "=de")).text
