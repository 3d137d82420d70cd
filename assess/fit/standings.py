"""Candidates of one opening with their weighted profiles, as somebody who runs it may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assess.accounts.models import Organisation, User
from assess.fit import evidence, profile
from assess.fit.evidence import Rated
from assess.fit.profile import Aim, Weighted
from assess.hiring import margins
from assess.instruments import library
from assess.openings.models import Application, Opening, Plan
from assess.openings.rules import RUNNING
from assess.science.panel.results import Zone
from assess.times import in_full
from reports.model_letter import LetterFacts


@dataclass(frozen=True)
class Standing:
    """One candidate, the plan they are judged by, and their profile."""

    rated: Rated
    plan: Plan
    weighted: Weighted

    @property
    def is_open(self) -> bool:
        """Whether it is still to be said what becomes of the candidate."""
        return self.rated.stage in RUNNING


def of_opening(session: Session, actor: User, opening: Opening) -> list[Standing]:
    """Everybody whose ratings may be read, by name."""
    people = evidence.of_opening(session, actor, opening)
    plans = _plans(session, {one.plan_id for one in people})
    alike: dict[tuple[str, str], list[Rated]] = defaultdict(list)
    for one in people:
        alike[_asked(plans[one.plan_id])].append(one)
    spreads = {
        key: margins.error_of_ratings(
            evidence.sheets_of(group), weights_of(plans[group[0].plan_id])
        )
        for key, group in alike.items()
    }
    found = []
    for one in people:
        plan = plans[one.plan_id]
        levels = {aim.competency: one.levels(aim.competency) for aim in plan.aims}
        weighted = profile.weigh(aims_of(plan), levels, spreads[_asked(plan)])
        found.append(Standing(one, plan, weighted))
    return found


def letter(
    application: Application, company: Organisation, told: Sequence[str], language: str,
    now: datetime,
) -> LetterFacts:  # fmt: skip
    """What a candidate is told of the models that were read, as a letter in their language."""
    digest = sha256(f"{application.public_id}|{language}|{told!r}".encode()).hexdigest()
    return LetterFacts(
        language=language,
        organisation=company.name,
        candidate=application.candidate.name,
        opening=application.opening.title,
        report_id=f"L-{digest[:8].upper()}",
        data_of=in_full(now, company.time_zone, language),
        paragraphs=tuple(told),
        contact=company.contact,
    )


def aims_of(plan: Plan) -> list[Aim]:
    """What a plan wants, with what the role cannot do without."""
    framework = library.framework(plan.framework)
    needed = profile.must_haves(weights_of(plan))
    return [
        Aim(
            aim.competency,
            framework.competency(aim.competency).title,
            Zone(aim.zone_low, aim.zone_high),
            aim.weight,
            aim.competency in needed,
        )
        for aim in plan.aims
    ]


def weights_of(plan: Plan) -> dict[str, float]:
    """How much each competency of a plan counts."""
    return {aim.competency: aim.weight for aim in plan.aims}


def _plans(session: Session, ids: set[int]) -> dict[int, Plan]:
    statement = select(Plan).where(Plan.id.in_(ids)).options(selectinload(Plan.aims))
    return {plan.id: plan for plan in session.scalars(statement)}


def _asked(plan: Plan) -> tuple[str, str]:
    return plan.guide_hash, plan.framework_hash
