"""Reports of leaders in the report centre: those they released; of others, that there is none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments.models import Attempt
from assess.desk.kinds import NotReady, Paper
from assess.development import papers, queries
from assess.instruments import library
from reports import self_evaluation

NOT_RELEASED = "Has released no report. Only the leader can, on the page of the report."


def people(actor: User) -> Select[*tuple[Any, ...]]:
    """Every report that is released, and every leader who released none.

    Whether those have evaluated themselves at all stands in none of the columns.
    """
    del actor  # all of the people team see the same
    titles = {one.ref: one.title for one in library.all_of("assessments")}
    title = case(titles, value=Attempt.instrument, else_=Attempt.instrument)
    day = func.substr(cast(Attempt.submitted_at, String), 1, 10)
    theirs = queries.released().with_only_columns(
        Attempt.public_id.label("subject"),
        null().label("candidate_id"),
        User.id.label("user_id"),
        (User.name + literal(", ") + day).label("name"),
        title.label("about"),
        Attempt.instrument.label("group"),
        func.lower(User.name).label("sort"),
    )
    released = queries.released().with_only_columns(User.id)
    others = select(
        User.public_id, null(), User.id, User.name, literal("No report"), literal("none"),
        func.lower(User.name),
    ).where(
        User.active, User.id.in_(accounts.ids_who_may(Permission.EVALUATE_SELF)),
        User.id.not_in(released),
    )  # fmt: skip
    both = union_all(theirs, others).subquery()
    return select(both)


def why_not(session: Session, _actor: User, subjects: Sequence[str]) -> dict[str, str]:
    """Everybody who has not released the report."""
    released = queries.released().with_only_columns(Attempt.public_id)
    found = set(session.scalars(released.where(Attempt.public_id.in_(subjects))))
    return {subject: NOT_RELEASED for subject in subjects if subject not in found}


def make(session: Session, _actor: User, subject: str) -> Paper:
    """A released report, as long as it is released."""
    company = accounts.get_organisation(session)
    found = papers.released_report(session, subject, company) if company else None
    if found is None:
        raise NotReady(NOT_RELEASED)
    return Paper(self_evaluation.render(found), "leader-report")
