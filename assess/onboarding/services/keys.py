"""Keys to a plan: links in mails, browsers that were let in, calendars that follow along."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.audit.services import record
from assess.language import speaking
from assess.mail import Letter, Sender
from assess.onboarding import letters
from assess.onboarding.models import OnboardingPlan, PlanChange, PlanKey
from assess.onboarding.rules import Change, KeyKind, OnboardingRefused, Side
from assess.times import in_zone
from assess.tokens import digest, new_token

A_MOMENT = timedelta(minutes=1)
"""A second link within this time was a second press of the button."""


def send_link(
    session: Session, plan: OnboardingPlan, sender: Sender, *, actor: User, now: datetime
) -> bool:
    """Mail the way into their plan to whoever begins; says whether a mail went out.

    Earlier links go on leading there. Raises `OnboardingRefused` once the plan has ended.
    """
    if plan.ended_on is not None:
        raise OnboardingRefused("This plan has ended, so nobody is invited to it any more.")
    recent = select(PlanKey.id).where(
        PlanKey.plan_id == plan.id, PlanKey.kind == KeyKind.LINK, PlanKey.made_at > now - A_MOMENT
    )
    if session.scalar(recent.limit(1)) is not None:
        return False
    today = in_zone(now, plan.time_zone).date()
    with speaking(plan.language):
        letter = letters.welcome(
            plan.name, plan.email, sender.organisation,
            role=plan.role, start_on=plan.start_on, has_begun=plan.start_on < today,
            link=link(session, plan, sender, now),
        )  # fmt: skip
    post(session, plan, letter, f"link {now.isoformat()}", now)
    change = PlanChange(kind=Change.LINK, fields={}, by=actor.name, changed_at=now)
    plan.history.append(change)
    session.flush()
    record(session, "onboarding_plan.invited", plan, actor=actor.public_id)
    return True


def link(session: Session, plan: OnboardingPlan, sender: Sender, now: datetime) -> str:
    """A new address that leads a new hire into their plan."""
    return f"{sender.base_url}/o/{_key(session, plan, KeyKind.LINK, Side.NEW_HIRE, now)}"


def let_in(session: Session, plan: OnboardingPlan, now: datetime) -> str:
    """A key for a browser that came by a link."""
    key = _key(session, plan, KeyKind.BROWSER, Side.NEW_HIRE, now)
    record(session, "onboarding_plan.opened", plan, actor=plan.public_id)
    return key


def calendar(session: Session, plan: OnboardingPlan, side: Side, now: datetime) -> str:
    """A key for one side's calendar; the one before it opens nothing any more."""
    session.execute(
        delete(PlanKey).where(
            PlanKey.plan_id == plan.id, PlanKey.kind == KeyKind.CALENDAR, PlanKey.side == side
        )
    )
    record(session, "onboarding_plan.calendar", plan, actor=plan.public_id, fields={"side": side})
    return _key(session, plan, KeyKind.CALENDAR, side, now)


def about(plan: OnboardingPlan) -> str:
    """How the events of mails about a plan begin."""
    return f"onboarding {plan.public_id} "


def post(session: Session, plan: OnboardingPlan, letter: Letter, what: str, now: datetime) -> None:
    """Send a mail about a plan, once for the same event and reader."""
    mail.post(session, letter, event=f"{about(plan)}{what}", now=now)


def _key(session: Session, plan: OnboardingPlan, kind: KeyKind, side: Side, now: datetime) -> str:
    token = new_token()
    session.add(
        PlanKey(plan_id=plan.id, kind=kind, side=side, token_hash=digest(token), made_at=now)
    )
    session.flush()
    return token
