"""What tests of reports share: a panel that was debriefed, and the facts about it."""

from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import select

from assess.accounts.models import Organisation, User
from assess.assessments.services import taking
from assess.assessments.services.taking import Turn
from assess.database import utc_now
from assess.hiring import facts, margins, queries
from assess.instruments import library
from assess.instruments.items.choices import Judgement
from assess.instruments.items.levels import Levelled
from assess.openings.models import Application
from reports.candidate import CandidateFacts, CompetencyFacts
from reports.feedback import FeedbackFacts
from tests.assessments.staging import Link, attempt, invite_in
from tests.factories import SENDER, Hire, Make

OFTEN = 4

LEVELS: tuple[dict[str, int | None], ...] = (
    {"strategic": 5, "measurable": 4, "action": 1, "relationships": 3, "teams": None},
    {"strategic": 5, "measurable": 3, "action": 4, "relationships": 3, "teams": None},
)
"""Agreement, a wide gap, and one thing nobody asked."""


def with_debrief(make: Make, *panel: int | dict[str, int | None], name: str = "") -> Hire:
    """A candidate whose debrief is open, rated so by two people."""
    make.organisation()
    hire = make.hire(name=name)
    for person, levels in zip(hire.panel, panel, strict=True):
        make.submitted(hire.interview_id, person, levels)
    make.debriefed(hire)
    return hire


def read(make: Make, hire: Hire, build: Callable[..., Any] = facts.candidate_facts) -> Any:
    """The facts as the report page builds them."""
    with make.transaction() as session:
        actor = session.get_one(User, hire.manager.id)
        view = queries.panel_view(session, actor, hire.application_id)
        assert view is not None
        company = session.get_one(Organisation, 1)
        if build is facts.candidate_facts:
            return build(view, margins.around(session, view, company.time_zone), company)
        return build(view, view.matrix, company)


def feedback(make: Make, hire: Hire) -> FeedbackFacts:
    """The facts of the candidate's own letter."""
    found: FeedbackFacts = read(make, hire, facts.feedback_facts)
    return found


def one(found: CandidateFacts, name: str) -> CompetencyFacts:
    """One competency of a report."""
    return next(row for row in found.competencies if row.name == name)


def invited(make: Make, hire: Hire, ref: str) -> Link:
    """The candidate has a link to an assessment and has not opened it."""
    with make.transaction() as session:
        application = session.scalars(
            select(Application).where(Application.public_id == hire.application_id)
        ).one()
        return invite_in(session, application, hire.manager, ref)


def assessed(
    make: Make,
    hire: Hire,
    ref: str,
    level: int = OFTEN,
    *,
    language: str = "en",
    without: int = 0,
) -> None:
    """Everything answered at one level, or by the key, and handed in; `without` the first few."""
    link = invited(make, hire, ref)
    with make.transaction() as session:
        held = attempt(session, link)
        held.invitation.language = language
        taking.begin(session, held, Random(1), utc_now())
        scored = [item for item in library.assessment(ref).items if item.scales]
        for item in scored[without:]:
            value: Any = None
            if isinstance(item, Levelled):
                value = 6 - level if item.reverse else level
            elif isinstance(item, Judgement):
                ranked = sorted(item.options, key=lambda option: option.key)
                value = {"best": ranked[-1].id, "worst": ranked[0].id}
            if value is not None:
                taking.answer(session, held, item.id, value, Turn("t", 1, 0), utc_now())
        taking.hand_in(session, held, SENDER, utc_now())
