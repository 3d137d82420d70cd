"""Who may open which route: a table over every route and every role, nothing left out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from assess.accounts import security
from assess.accounts.guards import POLICY
from tests.browser import Browser
from tests.factories import Make
from tests.house import world as worlds
from tests.house.world import World

EVERYBODY = {"leader", "manager", "hr", "waiting", "submitted", "outsider", "other-manager",
             "administrator", "auditor"}  # fmt: skip
HIRING = EVERYBODY - {"administrator", "auditor", "leader"}
MANAGING = {"manager", "hr", "other-manager"}
RUNNING = {"manager", "hr"}
PANEL = {"waiting", "submitted"}
ADMIN = {"administrator"}
FIT = MANAGING | {"auditor"}

TABLE: dict[str, set[str]] = {
    "accounts.account": EVERYBODY,
    "accounts.add_person": ADMIN,
    "accounts.back_to_person": ADMIN,
    "accounts.back_to_second_factor": EVERYBODY,
    "accounts.change_access": ADMIN,
    "accounts.diary": {"administrator", "auditor"},
    "accounts.invite_again": ADMIN,
    "accounts.organisation": ADMIN,
    "accounts.people": ADMIN,
    "accounts.person": ADMIN,
    "accounts.system": ADMIN,
    "assessing.act": RUNNING,
    "adjusting.adjust": {"hr"},
    "assessing.answers": {"hr"},
    "assessing.back_to_invitation": MANAGING,
    "inviting.again": {"hr"},
    "inviting.confirm_many": RUNNING,
    "assessing.extend": RUNNING,
    "assessing.index": MANAGING,
    "inviting.invite": RUNNING,
    "inviting.many": RUNNING,
    "assessing.show": RUNNING,
    "batch_files.back_to_batch": {"hr"},
    "batch_files.everything": {"hr"},
    "batch_files.one": {"hr"},
    "batches.again": {"hr"},
    "batches.back_to_batch": {"hr"},
    "batches.back_to_people": {"hr"},
    "batches.check": {"hr"},
    "batches.choose": {"hr"},
    "batches.index": {"hr"},
    "batches.people": {"hr"},
    "batches.remove": {"hr"},
    "batches.show": {"hr"},
    "batches.start": {"hr"},
    "candidates.add": RUNNING,
    "candidates.back_to_files": RUNNING,
    "candidates.change": RUNNING,
    "candidates.confirm_import": RUNNING,
    "candidates.download": RUNNING,
    "candidates.files": RUNNING,
    "candidates.move": RUNNING,
    "candidates.read_file": RUNNING,
    "candidates.remove": RUNNING,
    "desk.home": {"hr"},
    "desk.queue": {"hr"},
    "desk.stage": {"hr"},
    "development.back_to_home": {"leader"},
    "development.change_goal": {"leader"},
    "development.choose_language": {"leader"},
    "development.goal": {"leader"},
    "development.home": {"leader"},
    "development.report": {"leader"},
    "development.release": {"leader"},
    "development.report_pdf": {"leader"},
    "development.set_goal": {"leader"},
    "development.start": {"leader"},
    "fit.card": FIT,
    "fit.card_json": FIT,
    "fit.card_pdf": FIT,
    "fit.decide": {"hr"},
    "fit.index": FIT,
    "fit.learn": {"hr"},
    "fit.role": FIT,
    "fit_candidates.in_words": RUNNING,
    "fit_candidates.letter": RUNNING,
    "fit_candidates.show": RUNNING,
    "fit_candidates.side_by_side": RUNNING,
    "outcomes.confirm": {"manager"},
    "outcomes.index": MANAGING,
    "outcomes.note": RUNNING,
    "outcomes.read_file": MANAGING,
    "assessment_evidence.show": {"hr", "auditor"},
    "exports.show": {"hr"},
    "exports.take": {"hr"},
    "guide_evidence.show": {"hr", "auditor"},
    "hiring.back_to_debrief": HIRING,  # tells nothing of what it leads to
    "hiring.debrief": RUNNING | PANEL,
    "hiring.decision": RUNNING,
    "hiring.dossier": RUNNING,
    "hiring.home": HIRING,
    "hiring.all_work": HIRING,
    "hiring.open_debrief": RUNNING,
    "hiring.give_up_place": RUNNING | PANEL,
    "hiring.show_ratings": RUNNING | PANEL,
    "impact.ask": {"hr", "auditor"},
    "impact.newest": {"hr", "auditor"},
    "impact.paper": {"hr", "auditor"},
    "impact.show": {"hr", "auditor"},
    "interviews.arrange": RUNNING,
    "interviews.cancel": RUNNING,
    "interviews.change_time": RUNNING,
    "interviews.download_calendar": PANEL,
    "interviews.replace": RUNNING,
    "library.assessment": EVERYBODY,
    "library.framework": EVERYBODY,
    "library.guide": EVERYBODY,
    "library.index": EVERYBODY,
    "openings.back_to_pipeline": MANAGING,
    "openings.change_status": RUNNING,
    "openings.index": MANAGING,
    "openings.pipeline": RUNNING,
    "openings.start": MANAGING,
    "plans.back_to_plan": MANAGING,
    "plans.go": RUNNING,
    "plans.kit": RUNNING,
    "plans.panel": RUNNING,
    "plans.published": RUNNING,
    "plans.role": RUNNING,
    "plans.start_new_version": RUNNING,
    "crossing.compare": RUNNING,
    "crossing.enter": RUNNING,
    "crossing.keep": RUNNING,
    "onboarding.index": HIRING,
    "onboarding.pdf": RUNNING,
    "onboarding.show": RUNNING,
    "onboarding.start": MANAGING,
    "onboarding.tick": HIRING,
    "onboarding_keeping.calendar": RUNNING,
    "onboarding_keeping.end": RUNNING,
    "onboarding_keeping.link": RUNNING,
    "onboarding_keeping.move": RUNNING,
    "onboarding_keeping.people": RUNNING,
    "onboarding_keeping.remove": RUNNING,
    "onboarding_keeping.reopen": RUNNING,
    "onboarding_ramp.show": MANAGING,
    "onboarding_running.add_outcome": RUNNING,
    "onboarding_running.check_in": RUNNING,
    "onboarding_running.milestones": RUNNING,
    "onboarding_running.outcome": RUNNING,
    "onboarding_templates.copy": {"hr"},
    "onboarding_templates.index": MANAGING,
    "onboarding_templates.outcome": {"hr"},
    "onboarding_templates.show": MANAGING,
    "onboarding_templates.task": {"hr"},
    "crossing.merge": RUNNING,
    "people_import.columns": RUNNING,
    "people_import.send": RUNNING,
    "people_import.show": RUNNING,
    "pool_members.add": RUNNING,
    "pool_members.change": RUNNING,
    "pool_members.consent": RUNNING,
    "pool_members.correct": RUNNING,
    "pool_members.remove": RUNNING,
    "pool_members.show": RUNNING,
    "conversations.show": RUNNING,
    "pools.back_to_pool": MANAGING,
    "pools.change": RUNNING,
    "pools.index": MANAGING,
    "pools.open_or_close": RUNNING,
    "pools.show": RUNNING,
    "pools.start": MANAGING,
    "rediscovery.past": RUNNING,
    "reports.own": RUNNING,
    "reports.own_pdf": RUNNING,
    "reports.team": RUNNING,
    "reports.team_pdf": RUNNING,
    "resumes.download": PANEL,
    "resumes.index": PANEL,
    "sandbox.back_to_dossier": MANAGING,
    "sandbox.fill_in": RUNNING,
    "search.index": MANAGING,
    "scorecards.amend": {"submitted"},
    "scorecards.declare": PANEL,
    "scorecards.kit": PANEL,
    "scorecards.review": PANEL,
    "scorecards.save": PANEL,
}

PUBLIC = {
    "accounts.accessibility", "accounts.healthz", "accounts.help", "accounts.invitation",
    "accounts.privacy", "accounts.readyz", "accounts.science", "accounts.start",
    "entry.back_to_code", "entry.back_to_landing", "entry.code", "entry.landing",
    "entry.new_link", "entry.not_me",
    "entry.send_code", "foot.accessibility", "foot.display_options", "foot.help", "foot.privacy",
    "newcomer.calendar", "newcomer.landing", "sandbox.back_to_sign_in",
    "sandbox.mails", "sandbox.sign_in", "stay.answer",
}  # fmt: skip

INVITED = {
    "around.adjustment", "around.back_to_equality", "around.equality", "around.my_answers",
    "around.my_data", "around.my_data_file", "around.pause", "around.receipt", "around.withdraw",
    "taking.after", "taking.back_to_part", "taking.check", "taking.done",
    "taking.part", "taking.parts", "taking.practice", "taking.question", "taking.save",
}  # fmt: skip
"""Pages for a browser that was let in by a link, whoever else it is signed in as."""

NEWCOMERS = {
    "newcomer.check_in", "newcomer.make_calendar", "newcomer.outcome", "newcomer.pdf",
    "newcomer.plan", "newcomer.tick",
}  # fmt: skip
"""Pages of a new hire whose browser was let in by a link to their plan."""


def test_every_route_says_who_may_open_it(blank_app: Flask):
    bare = [
        rule.endpoint
        for rule in blank_app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        and rule.endpoint not in security.ENDPOINTS
        and not hasattr(blank_app.view_functions[rule.endpoint], POLICY)
    ]

    assert not bare


def test_every_route_stands_in_the_table(blank_app: Flask):
    known = {
        *TABLE,
        *PUBLIC,
        *INVITED,
        *NEWCOMERS,
        *security.ENDPOINTS,
        "static",
        "security.static",
    }

    assert {rule.endpoint for rule in blank_app.url_map.iter_rules()} == known


def test_no_address_of_a_button_is_a_dead_end_when_opened_like_a_page(blank_app: Flask):
    for_script_or_protected = {"/interviews/<public_id>/save", "/logout"}
    rules = list(blank_app.url_map.iter_rules())
    opened = {rule.rule for rule in rules if "GET" in (rule.methods or ())}

    assert {rule.rule for rule in rules} - opened == for_script_or_protected


@pytest.mark.one_database
@pytest.mark.slow  # walks every route as every role
def test_each_role_opens_exactly_its_routes(
    app: Flask, make: Make, browser: Callable[..., Browser]
):
    world = _world(app, make)
    wrong = []

    for role, person in world.people.items():
        visitor = browser(person)
        for endpoint, path, methods in worlds.addresses(app, world):
            if endpoint in TABLE and "GET" in methods:
                code = visitor.client.get(path, buffered=True).status_code
                if (code != 404) != (role in TABLE[endpoint]):
                    wrong.append((role, endpoint, code))

    assert not wrong


@pytest.mark.one_database
@pytest.mark.slow  # builds a world for each role
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_sends_exactly_its_forms(
    app: Flask, make: Make, browser: Callable[..., Browser], role: str
):
    world = _world(app, make)
    visitor = browser(world.people[role])
    wrong = []

    for endpoint, path, methods in worlds.addresses(app, world):
        if endpoint in TABLE and "GET" not in methods:
            code = _send(visitor, path, world)
            if (code != 404) != (role in TABLE[endpoint]):
                wrong.append((endpoint, code))

    assert not wrong


@pytest.mark.slow  # walks every route as a visitor
def test_visitors_are_sent_to_sign_in(app: Flask, make: Make, browser: Callable[..., Browser]):
    world = _world(app, make)
    visitor = browser()
    visitor.get("/login")

    codes = {
        (endpoint, _open(visitor, "GET" if "GET" in methods else "POST", path, world))
        for endpoint, path, methods in worlds.addresses(app, world)
        if endpoint in TABLE
    }

    assert {code for _, code in codes} <= {302, 401}


@pytest.mark.slow  # walks every route as two roles
def test_what_is_not_yours_looks_like_what_is_not_there(
    app: Flask, make: Make, browser: Callable[..., Browser]
):
    world = _world(app, make)
    stranger = browser(world.people["other-manager"])
    own = {world.own.opening_id, world.own.application_id, world.own.interview_id}
    own |= {world.decided.application_id, world.ids["pool_id"], world.ids["member_id"]}
    own.add(world.ids["plan_id"])
    differing = []

    for endpoint, path, methods in worlds.addresses(app, world):
        found = [id_ for id_ in own if id_ in path]
        if endpoint in TABLE and "GET" in methods and found:
            missing = path.replace(found[0], "a" * 26)
            theirs = stranger.client.get(path).get_data()
            nothing = stranger.client.get(missing).get_data()
            if theirs.replace(found[0].encode(), b"a" * 26) != nothing:
                differing.append(endpoint)

    assert not differing


def _world(app: Flask, make: Make) -> World:
    world = worlds.build(make, app.extensions["assess.settings"].files)
    world = replace(world, ids={**world.ids, "opening_id": world.own.opening_id})
    return worlds.with_decision(make, world)


def _open(visitor: Browser, method: str, path: str, world: World) -> int:
    return (
        visitor.client.get(path, buffered=True).status_code
        if method == "GET"
        else _send(visitor, path, world)
    )


def _send(visitor: Browser, path: str, world: World) -> int:
    if path.endswith("/save"):
        body = {"kind": "rating", "competency": "strategic", "level": 3, "version": 0}
        return visitor.send(path, body).status_code
    data = {"csrf_token": visitor.token, "application": world.own.application_id}
    return visitor.client.post(path, data=data).status_code
