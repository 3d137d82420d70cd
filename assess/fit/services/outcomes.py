"""Note what became of hires, one by one or from a file."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.fit import queries, rules
from assess.fit.models import HireOutcome, OutcomeImport
from assess.fit.outcome_table import Problem, Row
from assess.fit.queries import Hire
from assess.fit.rules import FitRefused, Found
from assess.times import in_words

NOT_YOURS = "Nobody hired into an opening of yours has this mail address."


def note(
    session: Session, hire: Hire, months: int, found: Found, *, actor: User, now: datetime,
    today: date,
) -> HireOutcome:  # fmt: skip
    """Note what was found of a hire at one time, or correct it. Raises `FitRefused`."""
    rules.check_outcome(found, months, hire.hired_on(actor.time_zone), today)
    outcome = hire.outcomes.get(months)
    if outcome is None:
        outcome = HireOutcome(application_id=hire.id, months=months)
        session.add(outcome)
        hire.outcomes[months] = outcome
    outcome.rating, outcome.stayed, outcome.ramped = found.rating, found.stayed, found.ramped
    outcome.rater, outcome.found_on = found.rater, found.on
    outcome.entered_by_id, outcome.entered_at = actor.id, now
    session.flush()
    record(
        session, "outcome.noted", outcome, actor=actor.public_id,
        fields={**asdict(found), "months": months},
    )  # fmt: skip
    return outcome


def keep_import(
    session: Session, rows: Sequence[Row], problems: Sequence[Problem], file_name: str, *,
    actor: User, now: datetime, today: date,
) -> OutcomeImport:  # fmt: skip
    """Keep what a file holds until somebody confirms it; rows nobody may take in are problems."""
    hires = queries.hires_by_email(session, actor, sorted({row.email for row in rows}))
    refused = {row.line: why for row in rows if (why := _why_not(row, hires, actor, today))}
    also = [Problem(row.line, refused[row.line], _told(row)) for row in rows if row.line in refused]
    kept = OutcomeImport(
        user_id=actor.id,
        file_name=file_name,
        rows=[asdict(row) for row in rows if row.line not in refused],
        problems=[asdict(one) for one in sorted([*problems, *also], key=lambda one: one.line)],
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def confirm_import(
    session: Session, kept: OutcomeImport, *, actor: User, now: datetime, today: date
) -> int:
    """Take in every outcome of a kept file; return how many. Twice takes in nothing twice."""
    session.refresh(kept, ["done_at"])
    if kept.done_at is not None:
        return 0
    rows = [Row(**row) for row in kept.rows]
    hires = queries.hires_by_email(session, actor, sorted({row.email for row in rows}))
    taken = 0
    for row in rows:
        if not _why_not(row, hires, actor, today) and row.months not in hires[row.email].outcomes:
            hire = hires[row.email]
            note(session, hire, row.months, found_of(row), actor=actor, now=now, today=today)
            taken += 1
    kept.done_at = now
    session.flush()
    record(session, "outcomes.imported", kept, actor=actor.public_id, fields={"count": taken})
    return taken


def found_of(row: Row) -> Found:
    """A row of a file as what was found."""
    on = date.fromisoformat(row.on)
    return Found(row.rating, row.stayed, row.ramped, row.rater, on)


def _why_not(row: Row, hires: dict[str, Hire], actor: User, today: date) -> str:
    """Why a row stays out; empty when it may come in."""
    hire = hires.get(row.email)
    if hire is None:
        return NOT_YOURS
    found = found_of(row)
    try:
        rules.check_outcome(found, row.months, hire.hired_on(actor.time_zone), today)
    except FitRefused as refusal:
        return str(refusal)
    held = hire.outcomes.get(row.months)
    if held is not None and held.found != found:
        return (
            f"Something else is noted for {row.months} months, by {held.rater} on "
            f"{in_words(held.found_on)}. Change it on the page of this person if it is wrong."
        )
    return ""


def _told(row: Row) -> str:
    said = [row.email, f"{row.months} months"]
    said += [] if row.rating is None else [f"rating {row.rating:g}"]
    said += [] if row.stayed is None else [f"still here: {'yes' if row.stayed else 'no'}"]
    said += [] if row.ramped is None else [f"full target: {'yes' if row.ramped else 'no'}"]
    return ", ".join([*said, row.rater, row.on])
