"""What tests of reports share: a panel that was debriefed, and the facts about it."""

from collections.abc import Callable
from typing import Any

from assess.accounts.models import Organisation, User
from assess.hiring import facts, queries
from reports.candidate import CandidateFacts, CompetencyFacts
from reports.feedback import FeedbackFacts
from tests.factories import Hire, Make

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
        return build(view, view.matrix, session.get_one(Organisation, 1))


def feedback(make: Make, hire: Hire) -> FeedbackFacts:
    """The facts of the candidate's own letter."""
    found: FeedbackFacts = read(make, hire, facts.feedback_facts)
    return found


def one(found: CandidateFacts, name: str) -> CompetencyFacts:
    """One competency of a report."""
    return next(row for row in found.competencies if row.name == name)
