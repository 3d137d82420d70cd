"""Makes people, openings, candidates and scorecards through the real services.

Every method commits and gives back plain ids or detached rows, so that nothing of the
database stays open when a browser comes next.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts import queries as account_queries
from assess.accounts import services as accounts
from assess.accounts.models import Organisation, User
from assess.accounts.rules import Role
from assess.audit.services import SYSTEM
from assess.database import new_public_id, utc_now
from assess.hiring import queries as hiring_queries
from assess.hiring import services as hiring
from assess.hiring.rules import Outcome
from assess.instruments import library
from assess.interviews import blindness, sheets
from assess.interviews import queries as interview_queries
from assess.interviews.models import Scorecard
from assess.interviews.queries import Draft
from assess.interviews.rules import OVERALL, Confidence
from assess.interviews.services import scheduling, scorecards
from assess.interviews.services.scheduling import Time
from assess.mail import Sender
from assess.openings import queries as opening_queries
from assess.openings.models import Application, Opening, PlanSeat
from assess.openings.rules import Seat
from assess.openings.services import applications, candidates, openings, plans

SENDER = Sender("Larkfield", "people@larkfield.example", "http://127.0.0.1:8000")
EVIDENCE = "Named the client's target figure and showed how the plan was changed to reach it."


Row = TypeVar("Row")


@dataclass(frozen=True)
class Hire:
    """An application with its interview: what most tests start from."""

    opening_id: str
    application_id: str
    interview_id: str
    manager: User
    panel: tuple[User, ...]


class Make:
    """Makes things; defaults are valid, a test names only what it cares about."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Session]]) -> None:
        self.transaction = transaction
        self._numbers = count(1)

    def organisation(self) -> None:
        """The company, once."""
        with self.transaction() as session:
            if session.get(Organisation, 1) is None:
                accounts.found_organisation(
                    session,
                    name="Larkfield Instruments",
                    time_zone="Europe/London",
                    contact="people@larkfield.example",
                    sandbox=True,
                )

    def user(
        self,
        *roles: Role,
        name: str = "",
        password_hash: str | None = "unused",
        sandbox: bool = True,
    ) -> User:
        """Somebody with an account; not set up yet without a password hash."""
        number = next(self._numbers)
        with self.transaction() as session:
            user = accounts.add_user(
                session,
                name=name or f"Person {number}",
                email=f"person-{number}@larkfield.example",
                roles=frozenset(roles or {Role.INTERVIEWER}),
                time_zone="Europe/London",
                actor=SYSTEM,
                now=utc_now(),
                password_hash=password_hash,
                sandbox=sandbox,
            )
            session.flush()
            return _detached(session, user)

    def manager(self, **kwargs: str) -> User:
        """A hiring manager."""
        return self.user(Role.HIRING_MANAGER, **kwargs)

    def opening(
        self,
        manager: User | None = None,
        panel: Iterable[User] = (),
        *,
        template: str = "regional-sales-leader@1.0",
        published: bool = True,
    ) -> Opening:
        """An opening; everybody on the panel rates everything unless there are many."""
        manager = manager or self.manager()
        people = list(panel) or [self.user(), self.user()]
        with self.transaction() as session:
            actor = _again(session, manager)
            opening = openings.start_opening(
                session,
                library.role_template(template),
                public_id=new_public_id(),
                people=[],
                actor=actor,
                now=utc_now(),
            )
            plan = opening.plans[0]
            everything = frozenset(aim.competency for aim in plan.aims)
            seats = [Seat(1, user.id, user.name, everything, frozenset()) for user in people]
            plans.change_panel(session, plan, seats, actor=actor, now=utc_now())
            if published:
                session.refresh(plan, ["seats"])
                plans.publish(session, opening, plan, actor=actor, now=utc_now())
            return _detached(session, opening)

    def application(self, opening: Opening, *, name: str = "", email: str = "") -> Application:
        """A candidate in the pipeline of an opening."""
        number = next(self._numbers)
        with self.transaction() as session:
            held = _again(session, opening)
            actor = held.members[0].user
            return _detached(
                session,
                candidates.add_candidate(
                    session,
                    held,
                    name=name or f"Candidate {number}",
                    email=email or f"candidate-{number}@mail.example",
                    phone="",
                    actor=actor,
                    now=utc_now(),
                ),
            )

    def hire(
        self,
        panel: Iterable[User] = (),
        *,
        manager: User | None = None,
        on_panel: bool = False,
        starts_in: timedelta = timedelta(hours=-3),
        name: str = "",
    ) -> Hire:
        """A candidate with an interview; by default it is just over."""
        manager = manager or self.manager(name="Priya Raman")
        people = list(panel) or [self.user(name="Omar Haddad"), self.user(name="Mei Tanaka")]
        if on_panel:
            people = [manager, *people]
        opening = self.opening(manager, people)
        application = self.application(opening, name=name)
        interview_id = self.interview(application, manager, starts_in=starts_in)
        return Hire(opening.public_id, application.public_id, interview_id, manager, tuple(people))

    def interview(
        self,
        application: Application,
        manager: User,
        *,
        starts_in: timedelta = timedelta(hours=-3),
        people: Iterable[User] = (),
    ) -> str:
        """An interview with the whole panel, or with some of it; gives its public id."""
        with self.transaction() as session:
            held = _again(session, application)
            plan = interview_queries.plan_of(session, held)
            assert plan is not None
            wanted = {user.id for user in people}
            seats: list[PlanSeat] = [
                seat for seat in plan.seats if not wanted or seat.user_id in wanted
            ]
            interview = scheduling.arrange(
                session,
                held,
                plan,
                seats,
                Time(utc_now() + starts_in, 60, "Europe/London", "Room 2"),
                public_id=new_public_id(),
                tell_candidate=True,
                sender=SENDER,
                actor=_again(session, manager),
                now=utc_now(),
            )
            return interview.public_id

    def declared(self, interview_id: str, user: User) -> None:
        """Somebody without a conflict of interest."""
        with self.transaction() as session:
            card = _card(session, user, interview_id)
            if card.declared_at is None:
                scorecards.declare(
                    session, card, conflict=False, explanation="", sender=SENDER, now=utc_now()
                )

    def drafted(
        self,
        interview_id: str,
        user: User,
        levels: int | dict[str, int | None] = 3,
        *,
        overall: int | None = 3,
        note: str = EVIDENCE,
    ) -> None:
        """A scorecard with notes and ratings that is not in yet; `None` is not asked."""
        self.declared(interview_id, user)
        with self.transaction() as session:
            card = _card(session, user, interview_id)
            for competency in card.competencies:
                level = levels if isinstance(levels, int) else levels.get(competency, 3)
                _rate(session, card, competency, level, note)
            if overall is not None:
                _rate(session, card, OVERALL, overall, "")

    def submitted(
        self,
        interview_id: str,
        user: User,
        levels: int | dict[str, int | None] = 3,
        *,
        overall: int = 3,
        note: str = EVIDENCE,
        now: datetime | None = None,
    ) -> None:
        """A scorecard that is in."""
        self.drafted(interview_id, user, levels, overall=overall, note=note)
        with self.transaction() as session:
            card = _card(session, user, interview_id)
            scorecards.submit(session, card, sender=SENDER, now=now or utc_now())

    def debriefed(self, hire: Hire, *, reason: str = "The offer round closes today.") -> None:
        """An application whose debrief is open."""
        with self.transaction() as session:
            actor = _again(session, hire.manager)
            view = hiring_queries.panel_view(session, actor, hire.application_id)
            assert view is not None
            hiring.open_debrief(session, view, reason=reason, actor=actor, now=utc_now())
            card = blindness.own_submitted(session, actor, view.application.id)
            if card is not None:
                scorecards.reveal(session, card, utc_now())

    def decided(self, hire: Hire, outcome: Outcome = Outcome.OFFER) -> None:
        """An application with a decision."""
        with self.transaction() as session:
            actor = _again(session, hire.manager)
            view = hiring_queries.panel_view(session, actor, hire.application_id)
            assert view is not None
            assert view.matrix is not None
            hiring.decide(
                session,
                view,
                view.matrix,
                outcome=outcome,
                reasons=[aim.competency for aim in view.plan.aims[:2]],
                explanation="The evidence on both lies above what the role asks for.",
                dissent="",
                decider=actor.name,
                seen=len(view.decisions),
                actor=actor,
                now=utc_now(),
            )

    def moved(self, application_id: str, *stages: str) -> None:
        """An application moved by hand."""
        with self.transaction() as session:
            held = session.scalars(
                select(Application).where(Application.public_id == application_id)
            ).one()
            for stage in stages:
                applications.move(
                    session,
                    held,
                    opening_queries.Stage(stage),
                    reason="For the test.",
                    actor=None,
                    now=utc_now(),
                )


def _rate(session: Session, card: Scorecard, competency: str, level: int | None, note: str) -> None:
    question = next(iter(card.kit.get(competency, [])), "")
    notes = {(n.competency, n.question): n for n in card.notes}
    ratings = sheets.current(card.ratings)
    held_note, held = notes.get((competency, question)), ratings.get(competency)
    if note:
        scorecards.save_note(
            session,
            Draft(card, card.interview.status, held_note, None),
            competency=competency,
            question=question,
            text=note,
            probes=[],
            version=held_note.version if held_note else 0,
            actor=card.interviewer,
            now=utc_now(),
        )
    scorecards.save_rating(
        session,
        Draft(card, card.interview.status, None, held),
        competency=competency,
        level=level,
        not_asked=level is None,
        confidence=Confidence.MEDIUM if competency != OVERALL else None,
        version=held.version if held else 0,
        actor=card.interviewer,
        now=utc_now(),
    )


def _card(session: Session, user: User, interview_id: str) -> Scorecard:
    card = interview_queries.get_own_scorecard(session, user, interview_id)
    assert card is not None
    return card


def _again(session: Session, row: Row) -> Row:
    found = session.get(type(row), row.id)  # type: ignore[attr-defined]
    assert found is not None
    return found


def _detached(session: Session, row: Row) -> Row:
    session.flush()
    session.refresh(row)
    session.expunge_all()
    return row


def user_by_email(session: Session, email: str) -> User:
    """Somebody by address."""
    user = account_queries.get_user_by_email(session, email)
    assert user is not None
    return user
