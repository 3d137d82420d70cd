"""Mails the calendar asks for: tasks and check-ins that are due, and silence."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from assess.database import insert_into
from assess.language import ENGLISH, speaking
from assess.mail import Letter, Sender
from assess.onboarding import letters, queries, rules, workdays
from assess.onboarding.models import OnboardingPlan, PlanReminder
from assess.onboarding.rules import IsWorking, Side
from assess.onboarding.services import keys
from assess.times import in_zone

AT_ONCE = 50
"""So many plans are looked at before others may write."""

FOR = timedelta(days=3)
"""A reminder that comes later than this after its day is of no use any more."""

AGAIN = timedelta(days=3)
"""So long after its day a check-in is asked for once more."""


@dataclass(frozen=True)
class Reader:
    """Somebody who is reminded, and how they come to the plan."""

    side: Side
    name: str
    email: str
    zone: str
    language: str
    link: Callable[[], str]

    @property
    def is_new_hire(self) -> bool:
        """Whether the plan is their own."""
        return self.side is Side.NEW_HIRE


def remind(
    session: Session, sender: Sender, now: datetime, *, at_once: int = AT_ONCE
) -> Iterator[None]:
    """Post what is due in every running plan, each mail once, in its reader's morning or later.

    Stops after every few plans, so that its caller commits and others get their turn to write.
    """
    ids = queries.ids_of_open_plans(session)
    for start in range(0, len(ids), at_once):
        some = queries.open_plans(session, ids[start : start + at_once])
        sent = queries.reminders_sent(session, some)
        invited = queries.with_link(session, some)
        for plan in some:
            has_link = plan.id in invited
            _remind_of(session, plan, sender, now, sent[plan.id], has_link=has_link)
        yield


def _remind_of(
    session: Session,
    plan: OnboardingPlan,
    sender: Sender,
    now: datetime,
    sent: Collection[str],
    *,
    has_link: bool,
) -> None:
    is_working = workdays.is_working(plan.country, plan.region)
    for reader in _readers(session, plan, sender, now, has_link=has_link):
        here = in_zone(now, reader.zone)
        if not rules.is_reminded_at(here, is_working):
            continue
        with speaking(reader.language):
            for event, write in _due(plan, reader, sender, here.date(), is_working):
                what = f"{reader.side} {event}"
                if what not in sent and _is_new(session, plan, what, now):
                    keys.post(session, plan, write(), what, now)


def _readers(
    session: Session, plan: OnboardingPlan, sender: Sender, now: datetime, *, has_link: bool
) -> Iterator[Reader]:
    """Who is reminded: staff who still have an account, and a new hire who has been let in."""
    address = f"{sender.base_url}/team/plans/{plan.public_id}"
    staff = {Side.MANAGER: plan.manager, Side.BUDDY: plan.buddy, Side.HR: plan.hr}
    for side, user in staff.items():
        if user is not None and user.active:
            yield Reader(side, user.name, user.email, user.time_zone, ENGLISH, lambda: address)
    if has_link:
        yield Reader(
            Side.NEW_HIRE, plan.name, plan.email, plan.time_zone, plan.language,
            lambda: keys.link(session, plan, sender, now),
        )  # fmt: skip


def _due(
    plan: OnboardingPlan, reader: Reader, sender: Sender, today: date, is_working: IsWorking
) -> Iterator[tuple[str, Callable[[], Letter]]]:
    """What a reader is to be told today: the name of each mail, and how it is written."""
    whose = "" if reader.is_new_hire else plan.name
    found = Counter(
        task.due_on for task in plan.tasks if task.owner is reader.side and task.done_on is None
    )
    for due_on, many in found.items():
        if due_on is not None and due_on <= today <= due_on + FOR:
            yield f"tasks {due_on}", lambda on=due_on, many=many: letters.tasks_due(  # type: ignore[misc]
                reader.name, reader.email, sender.organisation,
                whose=whose, due_on=on, many=many, link=reader.link(),
            )  # fmt: skip
    if reader.side in (Side.MANAGER, Side.NEW_HIRE):
        dates = rules.check_dates(plan.start_on, plan.planned_on, is_working)
        for day, due_on in dates.items():
            if not _is_written(plan, day, reader.side) and due_on <= today <= due_on + 2 * AGAIN:
                again = " again" if today >= due_on + AGAIN else ""
                yield f"check-in {day}{again}", lambda day=day, on=due_on: letters.check_in_due(  # type: ignore[misc]
                    reader.name, reader.email, sender.organisation,
                    whose=whose, day=day, due_on=on, link=reader.link(),
                )  # fmt: skip
    since = rules.quiet_since(plan.last_word_on, plan.start_on, plan.planned_on)
    if reader.side in (Side.MANAGER, Side.HR) and rules.is_silent(since, today, ended=False):
        yield (
            f"silent {since}",
            lambda: letters.silent(
                reader.name, reader.email, sender.organisation, whose=plan.name, link=reader.link()
            ),
        )


def _is_written(plan: OnboardingPlan, day: int, side: Side) -> bool:
    return any((one.day, one.side) == (day, side) for one in plan.check_ins)


def _is_new(session: Session, plan: OnboardingPlan, what: str, now: datetime) -> bool:
    """Note that a mail goes out; whether it had not gone out before."""
    row = {"plan_id": plan.id, "what": what, "sent_at": now}
    added = insert_into(session, PlanReminder).values(row).on_conflict_do_nothing()
    return session.scalar(added.returning(PlanReminder.id)) is not None
