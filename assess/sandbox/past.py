"""Hires of an earlier opening of the demo company: who they were, and what became of them."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from assess.fit import gathering, queries
from assess.fit.rules import Found, Measure, Target
from assess.fit.services import learned, outcomes
from assess.hiring.rules import Outcome
from assess.later import later
from assess.openings.rules import Stage
from assess.sandbox.company import (
    Applicant,
    Debriefed,
    Decided,
    Moved,
    Part,
    Place,
    Sitting,
    Vacancy,
)
from assess.sandbox.loading import Loading

if TYPE_CHECKING:
    from assess.fit import lacking
else:
    lacking = later("assess.fit.lacking")

PATH = Path(__file__).with_name("past.yaml")
BEFORE_HIRE = 30
"""Days from the interview to the first day: the debrief and the decision lie between."""

TARGET = Target(Measure.RATING, 6)


class Hired(Part):
    """Somebody hired so many days ago, and what was found by months."""

    name: str
    email: str
    days: int
    given: dict[str, str]
    outcomes: dict[int, str]


class Past(Part):
    """An opening that is over."""

    template: str
    title: str
    location: str
    run_by: str
    started: int
    panel: tuple[Place, ...]
    raters: tuple[str, ...]
    hired: tuple[Hired, ...]


@lru_cache(maxsize=1)
def past() -> Past:
    """The opening as written."""
    return Past.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def vacancy() -> Vacancy:
    """The same as any other opening of the demo company."""
    held = past()
    return Vacancy(
        template=held.template, title=held.title, location=held.location, run_by=held.run_by,
        started=held.started, panel=held.panel, closed=True,
        candidates=tuple(_applicant(one) for one in held.hired),
    )  # fmt: skip


def load_outcomes(loading: Loading) -> None:
    """What became of everybody."""
    session, held = loading.session, past()
    actor = loading.people[held.run_by]
    hires = queries.hires_by_email(session, actor, [one.email for one in held.hired])
    for turn, one in enumerate(held.hired):
        rater = held.raters[turn % len(held.raters)]
        for months, said in one.outcomes.items():
            found = _found(loading, one, months, said, rater)
            outcomes.note(
                session, hires[one.email], months, found,
                actor=actor, now=loading.today, today=loading.today.date(),
            )  # fmt: skip


def refuse(loading: Loading) -> None:
    """A model that is asked for and refused, as few have this outcome."""
    session, actor = loading.session, loading.people["grace"]
    model = learned.ask(session, past().template, TARGET, actor=actor, now=loading.today)
    learned.begin(session, model.public_id, loading.today)
    gathered = gathering.of_role(session, past().template)
    assert gathered is not None
    refused = lacking.refused(gathered, TARGET)
    assert refused is not None
    learned.finish(session, model, refused, loading.today)


def _applicant(one: Hired) -> Applicant:
    days = one.days + BEFORE_HIRE
    return Applicant(
        name=one.name,
        email=one.email,
        added=days + 10,
        interviews=(Sitting(days=-days, hour=10, place="Room 2.04", people=tuple(one.given)),),
        given=one.given,
        debrief=Debriefed(days=days - 4),
        decision=Decided(
            days=days - 5,
            outcome=Outcome.OFFER,
            reasons=("strategic", "action"),
            explanation="Both lie where the role asks for them, with evidence from all three.",
            decider="Priya Raman",
        ),
        moves=(Moved(days=one.days, stage=Stage.HIRED, reason="Signed the contract."),),
    )


def _found(loading: Loading, one: Hired, months: int, said: str, rater: str) -> Found:
    rating, stayed, ramped = (None if part == "-" else part for part in said.split())
    on = (loading.today - timedelta(days=one.days - months * 30)).date()
    return Found(
        float(rating) if rating else None,
        stayed == "yes" if stayed else None,
        ramped == "yes" if ramped else None,
        rater,
        on,
    )
