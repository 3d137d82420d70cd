"""What is known of people hired for a role: their results beforehand, and what became of them."""

import math
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assess.fit import evidence
from assess.fit.evidence import Rated
from assess.fit.models import HireOutcome
from assess.fit.rules import Found, Measure, Target, is_on_panel
from assess.instruments import library
from assess.interviews.rules import OVERALL
from assess.openings.models import Application, Opening, Plan
from assess.openings.rules import PlanStatus, Stage


@dataclass(frozen=True)
class Row:
    """One hire: a mean for each competency (NaN where nobody gave a level), and an outcome."""

    application_id: int
    public_id: str
    means: tuple[float, ...]
    overall: float
    outcome: float
    found_on: date
    from_panel: bool


@dataclass(frozen=True)
class Gathered:
    """Everybody who was rated for a role, and the outcomes of those who were hired."""

    template: str
    framework: str
    plan: Plan
    names: tuple[str, ...]
    titles: dict[str, str]
    weights: dict[str, float]
    people: tuple[Rated, ...]
    outcomes: dict[int, dict[int, Found]]

    def rows(self, target: Target) -> list[Row]:
        """Hires with this outcome."""
        found = []
        for one in self.people:
            held = self.outcomes.get(one.application_id, {}).get(target.months)
            value = held.value(target.measure) if held else None
            if held is not None and value is not None:
                found.append(self._row(one, value, held))
        return found

    def applicants(self) -> list[tuple[float, ...]]:
        """The results of everybody who was rated, hired or not."""
        return [self._means(one) for one in self.people]

    @property
    def targets(self) -> dict[Target, int]:
        """How many hires have each outcome."""
        counts: dict[Target, int] = {}
        rated = {one.application_id for one in self.people}
        for application, by_month in self.outcomes.items():
            for months, held in by_month.items() if application in rated else ():
                for measure in Measure:
                    if held.value(measure) is not None:
                        target = Target(measure, months)
                        counts[target] = counts.get(target, 0) + 1
        return counts

    def _row(self, one: Rated, value: float, held: Found) -> Row:
        return Row(
            one.application_id, one.public_id, self._means(one), one.mean(OVERALL), value,
            held.on, is_on_panel(held.rater, one.raters),
        )  # fmt: skip

    def _means(self, one: Rated) -> tuple[float, ...]:
        return tuple(one.mean(name) for name in self.names)


def of_role(session: Session, template: str) -> Gathered | None:
    """What is known of a role by its newest plan; nothing while none is published."""
    plan = newest_plan(session, template)
    if plan is None:
        return None
    framework = library.framework(plan.framework)
    names = tuple(aim.competency for aim in plan.aims)
    return Gathered(
        template=template,
        framework=plan.framework,
        plan=plan,
        names=names,
        titles={name: framework.competency(name).title for name in names},
        weights={aim.competency: aim.weight for aim in plan.aims},
        people=tuple(evidence.of_role(session, template, plan.framework_hash)),
        outcomes=_outcomes(session, template),
    )


def newest_plan(session: Session, template: str) -> Plan | None:
    """The plan published last for a role."""
    statement = (
        select(Plan)
        .join(Opening, Opening.id == Plan.opening_id)
        .where(Opening.template == template, Plan.status == PlanStatus.PUBLISHED)
        .options(selectinload(Plan.aims))
        .order_by(Plan.published_at.desc(), Plan.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def _outcomes(session: Session, template: str) -> dict[int, dict[int, Found]]:
    statement = (
        select(HireOutcome)
        .join(Application, Application.id == HireOutcome.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(Opening.template == template, Application.stage == Stage.HIRED)
    )
    found: dict[int, dict[int, Found]] = {}
    for one in session.scalars(statement):
        found.setdefault(one.application_id, {})[one.months] = one.found
    return found


def complete(row: Row) -> bool:
    """Whether a hire has a result on every competency and an overall view."""
    return not any(math.isnan(one) for one in (*row.means, row.overall))
