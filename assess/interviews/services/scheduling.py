"""Arrange interviews, move them, cancel them, replace interviewers; mail everybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.audit.services import record
from assess.interviews import calendar, letters, queries, rules
from assess.interviews.letters import Occasion
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import InterviewStatus, ScorecardStatus
from assess.mail import Letter, Sender
from assess.openings import queries as openings
from assess.openings.models import Application, Plan, PlanSeat
from assess.openings.rules import Stage, WaitingFor
from assess.openings.services import applications
from assess.times import in_full, in_zone

QUIET = (7, 20)
"""Hours of the interviewer's day between which reminders may arrive."""

REMINDERS = (timedelta(hours=1), timedelta(hours=24))
ESCALATION = timedelta(hours=72)

LAST_CALL = timedelta(days=10)
"""Nobody is told of a scorecard any more whose interview began so long ago: HR's desk is."""

AT_ONCE = 100
"""So many late scorecards are looked at before others may write."""


@dataclass(frozen=True)
class Time:
    """When and where an interview takes place."""

    starts_at: datetime
    minutes: int
    time_zone: str
    place: str


def arrange(
    session: Session,
    application: Application,
    plan: Plan,
    seats: list[PlanSeat],
    time: Time,
    *,
    public_id: str,
    tell_candidate: bool,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Interview:
    """Arrange an interview and invite everybody; a scorecard waits for each interviewer.

    Raises `InterviewRefused` when somebody has an interview with this candidate already.
    """
    queries.hold(session, application)
    status = dict(queries.panel_status(session, application.id))
    already = [*(user.id for user in status), *application.gave_up]
    panels = {seat.panel for seat in seats}
    rules.check_can_arrange([seat.user_id for seat in seats], already, panels)
    added = _added_since(session, application, seats)
    seen = [s for s in added if _may_have_seen(session, s.user, application, status)]
    interview = Interview(
        public_id=public_id,
        application=application,
        plan=plan,
        arranged_by=actor,
        panel=seats[0].panel,
        starts_at=time.starts_at,
        minutes=time.minutes,
        time_zone=time.time_zone,
        place=time.place,
        scorecards=[
            _empty_card(application, plan, seat, now if seat in seen else None) for seat in seats
        ],
    )
    session.add(interview)
    session.flush()
    if application.stage is Stage.NEW:
        applications.move(session, application, Stage.INTERVIEW, actor=actor, now=now)
    _wait_for_scorecards(session, application, now)
    if not rules.is_for_the_record(interview.starts_at, now):
        _invite(session, interview, sender, tell_candidate=tell_candidate, now=now)
    record(session, "interview.arranged", interview, actor=actor.public_id)
    return interview


def change_time(
    session: Session,
    interview: Interview,
    time: Time,
    *,
    tell_candidate: bool,
    sender: Sender,
    actor: User,
    now: datetime,
) -> None:
    """Move an interview; calendars update the entry they have.

    Nobody is told when it was long over and is corrected for the record.
    """
    rules.check_can_move(interview.status)
    is_over = rules.is_for_the_record(max(interview.starts_at, time.starts_at), now)
    interview.starts_at, interview.minutes = time.starts_at, time.minutes
    interview.time_zone, interview.place = time.time_zone, time.place
    interview.sequence += 1
    session.flush()
    if interview.application.waiting_for is WaitingFor.SCORECARDS:
        _wait_for_scorecards(session, interview.application, now)
    if not is_over:
        _invite(session, interview, sender, tell_candidate=tell_candidate, now=now)
    fields = {"starts_at": time.starts_at.isoformat(), "place": time.place}
    record(session, "interview.moved", interview, actor=actor.public_id, fields=fields)


def cancel(
    session: Session,
    interview: Interview,
    *,
    tell_candidate: bool,
    sender: Sender,
    actor: User,
    now: datetime,
) -> None:
    """Cancel an interview that did not take place; notes already written stay."""
    queries.hold(session, interview.application)
    rules.check_can_cancel(interview.status, [card.status for card in interview.scorecards])
    interview.status = InterviewStatus.CANCELLED
    interview.sequence += 1
    for card in interview.scorecards:
        if ScorecardStatus.CANCELLED in rules.SCORECARD_MOVES[card.status]:
            card.status = ScorecardStatus.CANCELLED
            _release(session, interview, card.interviewer, sender, now)
    session.flush()
    panel = queries.panel_status(session, interview.application_id)
    if not any(status in rules.ACTIVE for _, status in panel):
        applications.wait_for(session, interview.application, WaitingFor.INVITATION, now=now)
    if tell_candidate:
        about = occasion(interview, sender)
        candidate = interview.application.candidate
        letter = letters.candidate_released(candidate.name, candidate.email, about)
        _post(session, interview, letter, sender, calendar.CANCEL, now)
    record(session, "interview.cancelled", interview, actor=actor.public_id)


def replace(
    session: Session,
    card: Scorecard,
    person: User,
    *,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Scorecard:
    """Let somebody else take over a place: same competencies, same questions, empty card."""
    interview = card.interview
    queries.hold(session, interview.application)
    status = dict(queries.panel_status(session, card.application_id))
    application = interview.application
    rules.check_can_replace(
        card.status,
        is_on_panel=person in status,
        has_seen=person.id in application.gave_up,
        passed_on=card.passed_on,
    )
    rules.check_can_move(interview.status)
    if card.status is not ScorecardStatus.STEPPED_BACK:
        card.status = ScorecardStatus.STEPPED_BACK
        card.conflict = f"Replaced by {person.name}."
        card.declared_at = None
        interview.sequence += 1
        _release(session, interview, card.interviewer, sender, now)
    card.passed_on = True
    taken_over = Scorecard(
        application_id=card.application_id,
        interview=interview,
        interviewer=person,
        kit=dict(card.kit),
        asks=list(card.asks),
        saw_others_at=now if _may_have_seen(session, person, application, status) else None,
    )
    session.add(taken_over)
    session.flush()
    if application.waiting_for is WaitingFor.DEBRIEF:
        _wait_for_scorecards(session, application, now)
    about = occasion(interview, sender)
    letter = letters.interviewer_invited(person.name, person.email, about, again=False)
    _post(session, interview, letter, sender, calendar.REQUEST, now)
    record(session, "scorecard.passed-on", taken_over, actor=actor.public_id)
    return taken_over


def _added_since(
    session: Session, application: Application, seats: list[PlanSeat]
) -> list[PlanSeat]:
    """Places that a later version of the plan added; those of the first were blind all along."""
    plan = queries.plan_of(session, application)
    planned = {seat.user_id for seat in plan.seats} if plan else set()
    return [seat for seat in seats if seat.user_id not in planned]


def _may_have_seen(
    session: Session,
    person: User,
    application: Application,
    status: Mapping[User, ScorecardStatus],
) -> bool:
    """Whether somebody could look at scorecards that are in before taking a place."""
    is_one_in = ScorecardStatus.SUBMITTED in status.values()
    return is_one_in and openings.does_run(session, person, application.opening_id)


def remind(
    session: Session, sender: Sender, now: datetime, *, at_once: int = AT_ONCE
) -> Iterator[None]:
    """Chase scorecards that are due; stops the moment one is in, keeps quiet at night.

    Stops after every few, so that its caller commits and others get their turn to write.
    """
    ids = queries.ids_of_late_scorecards(session, now, now - LAST_CALL)
    for start in range(0, len(ids), at_once):
        for card in queries.late_scorecards(session, ids[start : start + at_once]):
            _chase(session, card, sender, now)
        yield


def occasion(interview: Interview, sender: Sender) -> Occasion:
    """What mails say about an interview."""
    return Occasion(
        organisation=sender.organisation,
        role=interview.application.opening.title,
        candidate=interview.application.candidate.name,
        when=in_full(interview.starts_at, interview.time_zone),
        minutes=interview.minutes,
        place=interview.place,
        kit_link=f"{sender.base_url}/interviews/{interview.public_id}",
        contact=sender.contact,
    )


def calendar_entry(
    interview: Interview, letter: Letter, sender: Sender, now: datetime
) -> calendar.Entry:
    """An interview as an entry in the calendar of the person a letter goes to."""
    application = interview.application
    host = sender.base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    description = "\n".join([*letter.paragraphs, letter.link]).strip()
    return calendar.Entry(
        uid=f"{interview.public_id}@{host}",
        sequence=interview.sequence,
        stamp=now,
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        time_zone=interview.time_zone,
        summary=f"Interview: {application.candidate.name}, {application.opening.title}",
        description=description,
        place=interview.place,
        organiser=(interview.arranged_by.name, interview.arranged_by.email),
        attendee=(letter.name, letter.to),
    )


def _wait_for_scorecards(session: Session, application: Application, now: datetime) -> None:
    """Note that it is the interviewers' turn, and when the next interview is."""
    coming = [
        interview.starts_at
        for interview in queries.interviews_of(session, application.id)
        if interview.status is InterviewStatus.ARRANGED and interview.starts_at > now
    ]
    applications.wait_for(
        session, application, WaitingFor.SCORECARDS, now=now, next_at=min(coming, default=None)
    )


def _empty_card(
    application: Application, plan: Plan, seat: PlanSeat, saw_others_at: datetime | None
) -> Scorecard:
    kit = {
        aim.competency: list(aim.questions)
        for aim in plan.aims
        if aim.competency in seat.competencies
    }
    return Scorecard(
        application_id=application.id,
        interviewer=seat.user,
        kit=kit,
        asks=list(seat.questions),
        saw_others_at=saw_others_at,
    )


def _invite(
    session: Session,
    interview: Interview,
    sender: Sender,
    *,
    tell_candidate: bool,
    now: datetime,
) -> None:
    about, again = occasion(interview, sender), interview.sequence > 0
    people = [card.interviewer for card in interview.scorecards if card.status in rules.ACTIVE]
    for person in people:
        letter = letters.interviewer_invited(person.name, person.email, about, again=again)
        _post(session, interview, letter, sender, calendar.REQUEST, now)
    if tell_candidate and interview.ends_at > now:
        candidate = interview.application.candidate
        letter = letters.candidate_invited(candidate.name, candidate.email, about, again=again)
        _post(session, interview, letter, sender, calendar.REQUEST, now)


def _release(
    session: Session, interview: Interview, person: User, sender: Sender, now: datetime
) -> None:
    letter = letters.interviewer_released(person.name, person.email, occasion(interview, sender))
    _post(session, interview, letter, sender, calendar.CANCEL, now)


def _post(
    session: Session, interview: Interview, letter: Letter, sender: Sender, method: str,
    now: datetime,
) -> None:  # fmt: skip
    entry = calendar_entry(interview, letter, sender, now)
    with_calendar = Letter(
        **{**vars(letter), "calendar": calendar.invitation(entry, method), "method": method}
    )
    event = f"interview {interview.public_id} {method} {interview.sequence}"
    mail.post(session, with_calendar, event=event, now=now)


def _chase(session: Session, card: Scorecard, sender: Sender, now: datetime) -> None:
    passed = now - card.interview.ends_at
    about, person = occasion(card.interview, sender), card.interviewer
    for due in REMINDERS:
        if due <= passed < due + timedelta(hours=23) and _is_awake(person, now):
            letter = letters.scorecard_due(person.name, person.email, about)
            event = f"scorecard {card.public_id} due {due}"
            mail.post(session, letter, event=event, now=now)
    if passed >= ESCALATION:
        _escalate(session, card, about, sender, now)


def _escalate(
    session: Session, card: Scorecard, about: Occasion, sender: Sender, now: datetime
) -> None:
    application = card.interview.application
    link = f"{sender.base_url}/applications/{application.public_id}"
    for member in application.opening.members:
        letter = letters.scorecard_late(
            member.user.name, member.user.email, about, card.interviewer.name, link
        )
        mail.post(session, letter, event=f"scorecard {card.public_id} late", now=now)


def _is_awake(person: User, now: datetime) -> bool:
    return QUIET[0] <= in_zone(now, person.time_zone).hour < QUIET[1]
