"""Find what a page is about among what somebody may see; anything else does not exist."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from assess.accounts.guards import POLICY, actor, settings, zone
from assess.database import utc_now
from assess.extensions import db
from assess.onboarding import queries
from assess.onboarding.models import OnboardingPlan, PlanOutcome, PlanTask
from assess.onboarding.queries import TemplateView
from assess.onboarding.rules import KeyKind, Side
from assess.times import in_zone
from assess.tokens import digest
from assess.web import display

View = TypeVar("View", bound=Callable[..., Any])

NEWCOMER = "newcomer"
"""The policy of pages for a new hire whose browser was let in by a link."""

KEPT_SECONDS = 180 * 24 * 60 * 60
"""How long a browser stays let in."""


def plan_or_404(public_id: str) -> OnboardingPlan:
    """A plan the actor sees."""
    found = queries.get_plan(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def template_or_404(key: str) -> TemplateView:
    """A template of plans."""
    found = queries.get_template(db.session, key)
    if found is None:
        abort(404)
    return found


def outcome_or_404(plan: OnboardingPlan, public_id: str) -> PlanOutcome:
    """An outcome of a plan."""
    found = next((one for one in plan.outcomes if one.public_id == public_id), None)
    if found is None:
        abort(404)
    return found


def task_or_404(plan: OnboardingPlan, public_id: str | None, *sides: Side) -> PlanTask:
    """A task of a plan that one of these sides does; of any side, where none is named."""
    found = next((one for one in plan.tasks if one.public_id == public_id), None)
    if found is None or (sides and found.owner not in sides):
        abort(404)
    return found


def cookie_name() -> str:
    """The cookie of a browser in which a new hire reads their plan."""
    return "__Host-newcomer" if settings().secure else "newcomer"


def newcomer(view: View) -> View:
    """Only for a browser that was let in by a link to a plan that is still open."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.language = display.language()
        key = request.cookies.get(cookie_name(), "")
        found = by_key(key, KeyKind.BROWSER) if key else None
        if found is None:
            return not_let_in()
        g.plan = found
        g.language = display.chosen_language() or found.language
        g.zone = found.time_zone
        return view(*args, **kwargs)

    setattr(guarded, POLICY, NEWCOMER)
    return guarded  # type: ignore[return-value]


def own_plan() -> OnboardingPlan:
    """The plan this browser was let into; only behind `@newcomer`."""
    found = g.plan
    assert isinstance(found, OnboardingPlan)
    return found


def own_today(plan: OnboardingPlan) -> date:
    """The day on a new hire's clock."""
    return in_zone(utc_now(), plan.time_zone).date()


def by_key(token: str, kind: KeyKind, side: Side = Side.NEW_HIRE) -> OnboardingPlan | None:
    """Whose plan a key opens for a side."""
    here = in_zone(utc_now(), zone()).date()
    found = queries.plan_by_key(db.session, digest(token), kind, here)
    return found[0] if found and found[1] is side else None


def not_let_in() -> ResponseReturnValue:
    """The page for a browser nobody knows, and for links that lead nowhere any more."""
    return render_template("onboarding/over.html"), 410


def let_in(response: Response, key: str) -> None:
    """Let this browser in until the plan is long over."""
    response.set_cookie(
        cookie_name(), key, max_age=KEPT_SECONDS, path="/",
        secure=settings().secure, httponly=True, samesite="Lax",
    )  # fmt: skip
