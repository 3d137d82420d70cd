"""A leader's report as the people team gets it once the leader released it: without goals."""

from sqlalchemy.orm import Session

from assess.accounts.models import Organisation
from assess.assessments import queries as assessments
from assess.development import facts, queries
from reports.leader_facts import SelfFacts


def released_report(session: Session, public_id: str, company: Organisation) -> SelfFacts | None:
    """The facts of a released report in the language it was answered in; none otherwise.

    Goals and check-ins stay with the leader, so the pages for them are empty.
    """
    found = queries.get_released(session, public_id)
    if found is None:
        return None
    attempt, leader = found
    answers = assessments.counting_answers(session, attempt)
    before = queries.before(session, leader, attempt)
    quality = facts.noticed(attempt, assessments.get_finding(session, attempt), attempt.language)
    return facts.self_facts(attempt, answers, before, [], leader, company, quality)
