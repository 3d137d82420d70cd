"""Two openings with everything in them, and addresses for every route of the product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Invitation
from assess.assessments.services import adjustments
from assess.database import new_public_id, utc_now
from assess.desk import papers
from assess.desk import queries as desk
from assess.desk import services as reports
from assess.development import services as development
from assess.development.services import Intention
from assess.fit.services import outcomes
from assess.interviews.models import Interview
from assess.openings.candidate_csv import read
from assess.openings.models import Application, Opening
from assess.openings.services import applications, candidates
from tests.assessments.staging import invite_in
from tests.desk.staging import batch_in
from tests.development.staging import evaluated_in
from tests.factories import SENDER, Hire, Make
from tests.fit import staging as fit
from tests.impact.staging import looked_in
from tests.onboarding import staging as onboarding
from tests.talent import staging as talent


@dataclass(frozen=True)
class World:
    """People, and the ids of one opening they share; `other` is an opening of strangers.

    `decided`: a candidate of the same people on whom the decision is taken.
    """

    people: dict[str, User]
    own: Hire
    other: Hire
    ids: dict[str, str]
    somebody: str
    decided: Hire | None = None


def build(make: Make, folder: Path) -> World:
    """An opening run by one manager with a panel, and another one of other people.

    Of the panel Omar has submitted and Mei has not; the manager does not interview.
    """
    people = {
        "manager": make.manager(name="Priya Raman"),
        "hr": make.user(Role.HR_PARTNER, name="Grace Adeyemi"),
        "leader": make.user(Role.LEADER, name="Lucía Ferrer"),
        "waiting": make.user(name="Mei Tanaka"),
        "submitted": make.user(name="Omar Haddad"),
        "outsider": make.user(name="Zofia Lukasiewicz"),
        "other-manager": make.manager(name="Henrik Solberg"),
        "administrator": make.user(Role.ADMINISTRATOR, name="Ines Moreira"),
        "auditor": make.user(Role.AUDITOR, name="Ruth Castellanos"),
    }
    somebody = make.user(name="Kwame Boateng")
    panel = [people["submitted"], people["waiting"]]
    own = make.hire(panel, manager=people["manager"], name="Temitope Bankole")
    make.submitted(own.interview_id, people["submitted"], 4)
    make.declared(own.interview_id, people["waiting"])
    strangers = [people["outsider"], make.user(name="Daniel Weiss")]
    other = make.hire(strangers, manager=people["other-manager"], name="Siobhan Mensah")
    for person in strangers:
        make.submitted(other.interview_id, person, 2)
    ids = _ids(make, own, folder, people["leader"], people["hr"])
    return World(people, own, other, ids, somebody.public_id)


def with_decision(make: Make, world: World) -> World:
    """The same world with a candidate on whom both interviewers and the manager are done."""
    panel = [world.people["submitted"], world.people["waiting"]]
    hire = make.hire(panel, manager=world.people["manager"], name="Devika Sundaram")
    for person in panel:
        make.submitted(hire.interview_id, person, 4)
    make.debriefed(hire)
    make.decided(hire)
    return replace(world, decided=hire)


def addresses(app: Flask, world: World) -> Iterator[tuple[str, str, list[str]]]:
    """Endpoint, path and methods of every route, filled with every id that could fit."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint == "static" or rule.endpoint.endswith(".static"):
            continue
        names = sorted(rule.arguments)
        for values in product(*(_candidates(rule.endpoint, name, world) for name in names)):
            path = rule.rule
            for name, value in zip(names, values, strict=True):
                path = re.sub(rf"<([^<>]+:)?{name}>", value, path)
            yield rule.endpoint, path, sorted(rule.methods or ())


def _candidates(endpoint: str, name: str, world: World) -> list[str]:
    if name != "public_id":
        return [world.ids.get(name, "nothing")]
    if endpoint.startswith(("openings.", "plans.", "desk.")) or endpoint in (
        "candidates.add",
        "candidates.read_file",
        "candidates.confirm_import",
    ):
        return [world.own.opening_id]
    if endpoint.startswith(("scorecards.", "resumes.")) or (
        endpoint.startswith("interviews.") and endpoint != "interviews.arrange"
    ):
        return [world.own.interview_id]
    if endpoint in ("candidates.download", "candidates.remove", "candidates.back_to_files"):
        return [world.ids["file_id"]]
    if endpoint.startswith("reports.") or endpoint == "hiring.decision":
        return [(world.decided or world.own).application_id]
    if endpoint.startswith("accounts."):
        return [world.somebody]
    return [_above_hiring(endpoint, world)]


def _above_hiring(endpoint: str, world: World) -> str:
    """What assessments, leaders and pools are about; everything else is about an application."""
    if endpoint in ("development.goal", "development.change_goal"):
        return world.ids["goal_id"]
    if endpoint.startswith("development."):
        return world.ids["attempt_id"]
    if endpoint.startswith(("batches.", "batch_files.")):
        return world.ids["stack_id"]
    if endpoint.startswith(("assessing.", "adjusting.")) or endpoint == "inviting.again":
        return world.ids["invitation_id"]
    if endpoint.startswith(("fit.", "fit_candidates.", "outcomes.")):
        return _of_fit(endpoint, world)
    if (
        endpoint.startswith(("pools.", "conversations.", "people_import.", "rediscovery."))
        or endpoint == "pool_members.add"
    ):
        return world.ids["pool_id"]
    if endpoint.startswith("impact."):
        return world.ids["analysis_id"]
    if endpoint.startswith(
        ("pool_members.", "crossing.enter", "crossing.merge", "crossing.compare")
    ):
        return world.ids["member_id"]
    if endpoint.startswith("onboarding"):
        return world.ids["plan_id"]
    return world.own.application_id


def _of_fit(endpoint: str, world: World) -> str:
    """What outcomes and fit are about."""
    if endpoint.startswith("fit."):
        return world.ids["model_id"]
    if endpoint == "outcomes.note":
        return world.ids["hired_id"]
    is_opening = endpoint == "fit_candidates.side_by_side"
    return world.own.opening_id if is_opening else world.own.application_id


def _leaders(session: Session, leader: User) -> dict[str, str]:
    """An evaluation somebody handed in, and a goal out of it."""
    attempt = evaluated_in(session, leader)
    goal = development.set_goal(
        session,
        session.get_one(User, leader.id),
        attempt,
        "planning",
        Intention("Ask first", "On Monday", "Omar", "They answer"),
        public_id=new_public_id(),
        starts_on=utc_now().date(),
        now=utc_now(),
    )
    return {"attempt_id": attempt.public_id, "goal_id": goal.public_id}


def _begun(session: Session, manager: User) -> dict[str, str]:
    """A plan for somebody new whom the manager looks after."""
    today = utc_now().date()
    keeper = session.get_one(User, manager.id)
    plan = onboarding.plan(session, keeper, start_on=onboarding.working(today), today=today)
    return {
        "plan_id": plan.public_id,
        "outcome_id": plan.outcomes[0].public_id,
        "phase": "learn",
        "day": "7",
        "key": "sales-leader",
        "item": "metrics",
        "entry": "learn",
    }


def _pooled(session: Session, manager: User) -> dict[str, str]:
    """A pool of the manager, with somebody in it."""
    keeper = session.get_one(User, manager.id)
    held = talent.pool(session, keeper)
    member = talent.member(session, held, keeper)
    batch = talent.batch(session, held, keeper)
    return {
        "pool_id": held.public_id,
        "member_id": member.public_id,
        "other_id": talent.member(
            session, held, keeper, email="twin@mail.example"
        ).candidate.public_id,
        "batch_id": batch.public_id,
    }


def _stacked(session: Session, hr: User, folder: Path) -> dict[str, str]:
    """A batch of reports HR asked for, one of which is made."""
    batch = batch_in(session, hr)
    report = session.scalars(desk.reports(batch)).first()
    assert report is not None
    papers.write(folder.parent / "papers", report.public_id, b"%PDF")
    reports.note_made(session, report.id, "report.pdf", b"%PDF", utc_now())
    return {"stack_id": batch.public_id, "report_id": report.public_id}


def _outcomes(session: Session, manager: User, opening_id: int) -> dict[str, str]:
    """Somebody hired into another opening of the manager, a file about them, and a model."""
    actor = session.get_one(User, manager.id)
    fit.hire_many(session, session.get_one(Opening, opening_id), fit.Past(1))
    hired = session.scalars(select(Application).where(Application.opening_id == opening_id)).one()
    kept = outcomes.keep_import(
        session, [], [], "outcomes.csv", actor=actor, now=utc_now(), today=utc_now().date()
    )
    return {
        "hired_id": hired.public_id,
        "sheet_id": kept.public_id,
        "model_id": fit.offered(session, actor).public_id,
        "template": fit.TEMPLATE,
        "months": "12",
    }


def _ids(make: Make, hire: Hire, folder: Path, leader: User, hr: User) -> dict[str, str]:
    past = make.opening(hire.manager)
    with make.transaction() as session:
        application = session.scalars(
            select(Application).where(Application.public_id == hire.application_id)
        ).one()
        actor = session.get(User, hire.manager.id)
        resume = applications.add_resume(
            session,
            application,
            file_name="cv.txt",
            data=b"Sales leader",
            folder=folder,
            actor=actor,
            now=utc_now(),
        )
        opening = session.scalars(select(Opening).where(Opening.public_id == hire.opening_id)).one()
        for plan in opening.plans:
            plan.show_resume = True
        sheet = read(b"name,email\nAda,ada@mail.example\n")
        kept = candidates.keep_import(
            session, opening, sheet, "list.csv", actor=actor, now=utc_now()
        )
        interview = session.scalars(
            select(Interview).where(Interview.public_id == hire.interview_id)
        ).one()
        link = invite_in(session, application, actor)
        invitation = session.scalars(
            select(Invitation).where(Invitation.public_id == link.invitation_id)
        ).one()
        adjustment = adjustments.ask_for_adjustment(
            session, invitation, "More time, please.", SENDER, utc_now()
        )
        return {
            "file_id": resume.public_id,
            "import_id": kept.public_id,
            "card_id": interview.scorecards[1].public_id,
            "competency": "strategic",
            "ref": "smart-sales-leader@1.0",
            "assessment_ref": "smart-sales-leader-self@1.0",
            "number": "1",
            "n": "1",
            "part": "1",
            "verb": "remind",
            "queue": "scorecards",
            "section": "due",
            "audience": "team",
            "listing": "openings",
            **_stacked(session, hr, folder),
            "stage": "interview",
            "scale": "planning",
            **_leaders(session, leader),
            **_pooled(session, actor),
            **_begun(session, actor),
            **_outcomes(session, actor, past.id),
            "analysis_id": looked_in(session, actor),
            "token": "nothing",
            "invitation_id": invitation.public_id,
            "adjustment_id": adjustment.public_id,
        }
