"""For each audience of the report centre: whose reports there are, whether they are ready, how one
is made. A new kind of report is one line in `AUDIENCES` and one in `rules.Audience`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, null, select
from sqlalchemy.orm import Session

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.database import utc_now
from assess.desk import of_leaders, of_models
from assess.desk.kinds import Kind, NotReady, Paper
from assess.desk.rules import Audience
from assess.hiring import papers
from assess.onboarding import queries as onboarding
from assess.onboarding.facts import plan_facts
from assess.onboarding.models import OnboardingPlan
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening
from assess.times import in_zone
from reports import candidate, feedback, onboarding_plan

NO_PLAN = "This onboarding plan is not yours to see any more."


def _candidates(actor: User) -> Select[*tuple[Any, ...]]:
    """Candidates of openings the actor runs, whatever their stage.

    Their names are looked up for the rows that are shown, not for those that are counted.
    """
    name = select(Candidate.name).where(Candidate.id == Application.candidate_id)
    return (
        select(
            Application.public_id.label("subject"),
            Application.candidate_id.label("candidate_id"),
            null().label("user_id"),
            name.scalar_subquery().label("name"),
            Opening.title.label("about"),
            Opening.public_id.label("group"),
            Application.sort_name.label("sort"),
        )
        .select_from(Application)
        .join(Opening, Opening.id == Application.opening_id)
        .where(openings.runs(actor))
    )


def _openings(actor: User) -> Select[*tuple[Any, ...]]:
    """The openings those candidates are in."""
    return select(Opening.public_id.label("group"), Opening.title.label("about")).where(
        openings.runs(actor), exists().where(Application.opening_id == Opening.id)
    )


def _new_hires(actor: User) -> Select[*tuple[Any, ...]]:
    """Onboarding plans the actor sees, running or ended."""
    return (
        select(
            OnboardingPlan.public_id.label("subject"),
            Application.candidate_id.label("candidate_id"),
            null().label("user_id"),
            OnboardingPlan.name.label("name"),
            OnboardingPlan.role.label("about"),
            OnboardingPlan.role.label("group"),
            OnboardingPlan.sort_name.label("sort"),
        )
        .select_from(OnboardingPlan)
        .outerjoin(Application, Application.id == OnboardingPlan.application_id)
        .where(onboarding.sees(actor))
    )


def _why_no_plan(session: Session, actor: User, subjects: Sequence[str]) -> dict[str, str]:
    seen = select(OnboardingPlan.public_id).where(
        onboarding.sees(actor), OnboardingPlan.public_id.in_(subjects)
    )
    found = set(session.scalars(seen))
    return {subject: NO_PLAN for subject in subjects if subject not in found}


def _make_plan(session: Session, actor: User, subject: str) -> Paper:
    plan, company = onboarding.get_plan(session, actor, subject), accounts.get_organisation(session)
    if plan is None or company is None:
        raise NotReady(NO_PLAN)
    today = in_zone(utc_now(), company.time_zone).date()
    found = plan_facts(plan, company, today, for_new_hire=False)
    return Paper(onboarding_plan.render(found), "onboarding-plan")


def _why_no_team(session: Session, actor: User, subjects: Sequence[str]) -> dict[str, str]:
    return papers.why_not(session, actor, subjects, for_candidate=False)


def _why_no_feedback(session: Session, actor: User, subjects: Sequence[str]) -> dict[str, str]:
    return papers.why_not(session, actor, subjects, for_candidate=True)


def _make_team(session: Session, actor: User, subject: str) -> Paper:
    _check(_why_no_team(session, actor, [subject]), subject)
    view, company = papers.open_panel(session, actor, subject), accounts.get_organisation(session)
    found = papers.team_report(session, view, company) if view and company else None
    if found is None:
        raise NotReady(papers.NO_RATINGS)
    return Paper(candidate.render(found), "candidate-report")


def _make_feedback(session: Session, actor: User, subject: str) -> Paper:
    _check(_why_no_feedback(session, actor, [subject]), subject)
    view, company = papers.open_panel(session, actor, subject), accounts.get_organisation(session)
    found = papers.feedback_report(session, view, company) if view and company else None
    if found is None:
        raise NotReady(papers.NO_OUTCOME)
    return Paper(feedback.render(found), "feedback")


def _check(reasons: dict[str, str], subject: str) -> None:
    if subject in reasons:
        raise NotReady(reasons[subject])


AUDIENCES = {
    Audience.TEAM: Kind(
        "Hiring team",
        "What the panel saw, with evidence and margins. Not for the candidate.",
        _candidates,
        _why_no_team,
        _make_team,
        groups=_openings,
    ),
    Audience.CANDIDATE: Kind(
        "Candidate",
        "The candidate's own feedback in plain words, once the outcome is final.",
        _candidates,
        _why_no_feedback,
        _make_feedback,
        groups=_openings,
    ),
    Audience.ONBOARDING: Kind(
        "Onboarding",
        "The plan of the first 90 days, a page for each phase.",
        _new_hires,
        _why_no_plan,
        _make_plan,
        "Role",
    ),
    Audience.LEADER: Kind(
        "Leader",
        "A leader’s report belongs to them. Here are those that leaders have released to the "
        "people team, without goals and check-ins.",
        of_leaders.people,
        of_leaders.why_not,
        of_leaders.make,
        "Evaluation",
        empty="Nobody has the role of a leader yet. An administrator gives it, under People.",
    ),
    Audience.MODEL: Kind(
        "Model card",
        "What a learned model rests on, how it did and where it must not be used. It names no "
        "candidate.",
        of_models.people,
        of_models.why_not,
        of_models.make,
        "Role",
        "card",
        "cards",
        "No model has been learned yet. Ask for one on the page of a role, under Outcomes and fit.",
    ),
}
