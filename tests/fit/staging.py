"""Hires with ratings and outcomes as many as a test needs, written into the database at once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.database import new_public_id, utc_now
from assess.fit.models import FitModel, HireOutcome
from assess.fit.rules import Learned, Measure, ModelStatus, Target
from assess.fit.services import learned
from assess.hiring.models import Debrief, Decision
from assess.hiring.rules import Outcome
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import OVERALL, InterviewStatus, ScorecardStatus
from assess.openings.models import Application, Candidate, Opening, Plan, StageMove
from assess.openings.rules import Stage, WaitingFor
from assess.science.fit.guards import Kind
from assess.science.fit.model import Model, to_mapping

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
TEMPLATE = "regional-sales-leader@1.0"
RATED = Target(Measure.RATING, 12)
STAYED = Target(Measure.STAYED, 12)


def day(days: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=days)


@dataclass(frozen=True)
class Past:
    """How many were hired, and how what they became hangs on what was seen."""

    hires: int = 0
    signal: float = 0.0
    seed: int = 1
    constant: bool = False
    copied: bool = False


def hire_many(session: Session, opening: Opening, past: Past) -> None:
    """People hired 500 days ago, each rated by two, with a rating and whether they stayed.

    With a signal the first competency speaks for the outcome and the second against it, so that
    the plain mean knows nothing of it.
    """
    plan = session.scalars(select(Plan).where(Plan.opening_id == opening.id)).one()
    names = [aim.competency for aim in plan.aims]
    raters = [seat.user_id for seat in plan.seats][:2]
    random = np.random.default_rng(past.seed)
    levels = random.integers(1, 6, size=(past.hires, 2, len(names)))
    means = levels.mean(axis=1)
    ratings = 3 + past.signal * (means[:, 0] - means[:, 1]) / 2
    ratings = np.clip(np.round(ratings + random.normal(0, 0.6, past.hires), 1), 1, 5)
    if past.copied:
        ratings = means[:, 0]
    if past.constant:
        ratings = np.full(past.hires, 4.0)
    overall = random.integers(1, 5, size=(past.hires, 2))
    first = _people(session, opening, plan, past.hires)
    cards, given = [], []
    for person in range(past.hires):
        for place, rater in enumerate(raters):
            number = len(cards) + 1
            cards.append(_card(first + person, number, rater))
            own = dict(zip(names, levels[person, place].tolist(), strict=True))
            given += _ratings(number, own | {OVERALL: int(overall[person, place])})
    session.execute(insert(Scorecard), cards)
    session.execute(insert(Rating), given)
    session.execute(
        insert(HireOutcome),
        [_outcome(first + at, float(one), raters[0]) for at, one in enumerate(ratings)],
    )
    session.flush()
    session.expire_all()


def _people(session: Session, opening: Opening, plan: Plan, many: int) -> int:
    """Candidates hired long ago with a debrief and a decision; ids begin with what comes back."""
    manager, first = opening.members[0].user_id, 1000
    ids = range(first, first + many)
    then = NOW - timedelta(days=500)
    plain = {"opening_id": opening.id, "since": then, "created_at": then, "version": 1}
    session.execute(
        insert(Candidate),
        [
            {
                "id": one, "public_id": new_public_id(), "name": f"Hire {one}", "version": 1,
                "email": f"hire-{one}@mail.example", "sort_name": f"hire {one}",
                "created_at": then,
            }
            for one in ids
        ],
    )  # fmt: skip
    session.execute(
        insert(Application),
        [
            {
                **plain, "id": one, "public_id": new_public_id(), "candidate_id": one,
                "sort_name": f"hire {one}", "stage": Stage.HIRED,
                "waiting_for": WaitingFor.NOBODY, "gave_up": [],
            }
            for one in ids
        ],
    )  # fmt: skip
    moves = [{"application_id": one, "new": Stage.HIRED, "at": then} for one in ids]
    session.execute(insert(StageMove), moves)
    session.execute(
        insert(Interview),
        [
            {
                "id": one, "public_id": new_public_id(), "application_id": one, "version": 1,
                "plan_id": plan.id, "arranged_by_id": manager, "panel": 1, "sequence": 0,
                "starts_at": then - timedelta(days=9), "minutes": 60, "time_zone": "UTC",
                "status": InterviewStatus.ARRANGED,
            }
            for one in ids
        ],
    )  # fmt: skip
    opened = then - timedelta(days=3)
    session.execute(
        insert(Debrief),
        [
            {
                "public_id": new_public_id(), "application_id": one, "opened_at": opened,
                "opened_by_id": manager,
            }
            for one in ids
        ],
    )  # fmt: skip
    session.execute(
        insert(Decision),
        [
            {
                "public_id": new_public_id(), "application_id": one, "number": 1,
                "outcome": Outcome.OFFER, "reasons": [], "explanation": "Because.",
                "decider": "Priya", "recorded_by_id": manager, "decided_at": opened, "basis": {},
            }
            for one in ids
        ],
    )  # fmt: skip
    return first


def _card(application: int, number: int, rater: int) -> dict[str, object]:
    return {
        "id": 5000 + number, "public_id": new_public_id(), "version": 1,
        "interview_id": application, "application_id": application, "interviewer_id": rater,
        "status": ScorecardStatus.SUBMITTED, "kit": {}, "asks": [],
        "submitted_at": NOW - timedelta(days=505),
    }  # fmt: skip


def _ratings(number: int, levels: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "scorecard_id": 5000 + number, "competency": name, "level": level, "version": 1,
            "revision": 0, "not_asked": False, "others_seen": False,
            "saved_at": NOW - timedelta(days=506),
        }
        for name, level in levels.items()
    ]  # fmt: skip


def _outcome(application: int, rating: float, by: int) -> dict[str, object]:
    return {
        "public_id": new_public_id(), "application_id": application, "months": 12, "version": 1,
        "rating": rating, "stayed": True, "rater": "Somebody Else", "found_on": day(-120),
        "entered_by_id": by, "entered_at": NOW,
    }  # fmt: skip


def learner(session: Session, opening: Opening) -> User:
    """Somebody who asks for models, over all openings."""
    found = session.get(User, opening.members[0].user_id)
    assert found is not None
    return found


PLAIN = Model(
    kind=Kind.AMOUNT, names=("strategic", "measurable"), means=(3.1, 3.0), sds=(0.8, 0.7),
    weights=(0.5, -0.4), intercept=3.4,
    covariances=((0.004, 0.0, 0.0), (0.0, 0.004, 0.0), (0.0, 0.0, 0.004)), residual_sd=0.6,
    lows=(1.0, 1.0), highs=(5.0, 5.0), penalty=4.0, n=150, events=None, data_hash="0" * 64,
    learner="ridge regression",
)  # fmt: skip
"""A model as it might have been learned."""

CARD = {
    "format": 1, "template": TEMPLATE, "framework": "smart-sales-leader@1.0",
    "target": {"measure": "rating", "months": 12},
    "competencies": [
        {"id": "strategic", "title": "Strategic", "weight": 1.0},
        {"id": "measurable", "title": "Measurable", "weight": 1.0},
    ],
    "hires": 150, "rated": 320, "outcomes_from": "2025-01-10", "outcomes_until": "2026-08-01",
    "ratings_until": "2026-08-01", "from_panel": 3, "leakage": ["No outcome is known before."],
    "subgroups": {},
}  # fmt: skip


def offered(session: Session, actor: User, target: Target = RATED) -> FitModel:
    """A model that is offered, without learning anything."""
    model = learned.ask(session, TEMPLATE, target, actor=actor, now=NOW)
    begun = learned.begin(session, model.public_id, NOW)
    assert begun is model
    found = Learned(ModelStatus.OFFERED, "It did better.", dict(CARD), to_mapping(PLAIN))
    learned.finish(session, model, found, NOW)
    session.commit()
    return model


def used(session: Session, owner: User, target: Target, *, days_left: int) -> FitModel:
    """A model in use, in somebody's name, that ends in so many days."""
    model = offered(session, owner, target)
    today = utc_now().date()
    learned.put_in_use(session, model, "To look twice.", actor=owner, now=NOW, today=today)
    model.expires_on = today + timedelta(days=days_left)
    session.flush()
    return model
