"""Load the demo company through the real services, and help one person play everybody."""

from datetime import datetime, timedelta
from hashlib import sha256

from flask_security import hash_password
from sqlalchemy import update
from sqlalchemy.orm import Session

from assess import bulk
from assess.accounts import queries as account_queries
from assess.accounts import services as accounts
from assess.accounts.models import User
from assess.audit.services import SYSTEM
from assess.config import Settings
from assess.database import new_public_id
from assess.hiring import margins
from assess.hiring import queries as hiring_queries
from assess.hiring import services as hiring
from assess.instruments import library
from assess.interviews import blindness, sheets
from assess.interviews import queries as interview_queries
from assess.interviews.models import Interview, Scorecard
from assess.interviews.queries import Draft
from assess.interviews.rules import EXTREMES, OVERALL, Confidence, ScorecardStatus
from assess.interviews.services import scheduling, scorecards
from assess.interviews.services.scheduling import Time
from assess.mail import Sender
from assess.openings import queries as opening_queries
from assess.openings.models import Application, Opening, PlanSeat
from assess.openings.rules import OpeningStatus, Seat
from assess.openings.services import applications, candidates, openings, plans
from assess.queue import OutboxRow
from assess.sandbox import answering, beginning, past, pooling, underway, wave
from assess.sandbox.company import Applicant, Card, Company, Rated, Sitting, Vacancy
from assess.sandbox.loading import Loading


class SandboxRefused(Exception):
    """The demo cannot be loaded here; the text says why."""


def check_may_load(session: Session, settings: Settings) -> None:
    """Refuse demo data in production, and over data that is there already."""
    if settings.mode != "demo":
        raise SandboxRefused(
            "ASSESS_MODE is production: the demo company is never loaded into it. Use another "
            "ASSESS_DATA with ASSESS_MODE=demo."
        )
    if account_queries.get_organisation(session) is not None:
        raise SandboxRefused("This installation is set up already; the demo is not loaded over it.")


def check_may_serve(session: Session, settings: Settings) -> None:
    """Refuse to run in production on data that hold the demo company, or anybody of it."""
    if settings.mode == "production" and account_queries.holds_sandbox(session):
        raise SandboxRefused(
            "ASSESS_MODE is production, but these data hold the demo company, whose sign-ins are "
            "known to everyone. Use another ASSESS_DATA or ASSESS_DATABASE_URL, or go back to "
            "ASSESS_MODE=demo."
        )


def load(session: Session, company: Company, settings: Settings, now: datetime) -> Loading:
    """Fill an empty installation with the demo company. Raises `SandboxRefused`."""
    check_may_load(session, settings)
    accounts.found_organisation(
        session,
        name=company.name,
        time_zone=company.time_zone,
        contact=company.contact,
        sandbox=True,
    )
    password_hash = hash_password(company.password)
    people = {
        person.key: accounts.add_user(
            session,
            name=person.name,
            email=person.email,
            roles=frozenset(person.roles),
            time_zone=person.time_zone,
            actor=SYSTEM,
            now=now,
            password_hash=password_hash,
            sandbox=True,
        )
        for person in company.people
    }
    sender = Sender(company.name, company.contact, settings.address)
    loading = Loading(session, company, people, sender, now)
    for vacancy in company.openings:
        load_opening(loading, vacancy)
    load_opening(loading, past.vacancy())
    past.load_outcomes(loading)
    earlier, this_year = (load_opening(loading, one) for one in wave.vacancies())
    wave.fill(loading, earlier, this_year, settings.self_id_secret)
    bulk.look_over(session)
    past.refuse(loading)
    for leader in company.leaders:
        answering.load_leader(loading, leader)
    for warm in company.pools:
        pooling.load_pool(loading, warm)
    for newcomer in company.newcomers:
        beginning.load_newcomer(loading, newcomer)
    loading = underway.bring_people(loading)
    session.flush()
    session.execute(update(OutboxRow).values(done_at=now))
    underway.set_going(loading, past.past().template, company.openings[0].title)
    return loading


def fill_in(
    session: Session, application: Application, company: Company, *, besides: User,
    sender: Sender, now: datetime,
) -> int:  # fmt: skip
    """Hand in every other demo scorecard of an application; return how many."""
    filled = 0
    for interview in interview_queries.interviews_of(session, application.id):
        for card in interview.scorecards:
            waits = card.status in (ScorecardStatus.NOT_STARTED, ScorecardStatus.DRAFT)
            if waits and card.interviewer_id != besides.id and card.interviewer.sandbox:
                content = _made_up(card, company)
                _declare(session, card, content, sender, now)
                _write(session, interview, card, content, sender, now)
                filled += 1
    return filled


def load_opening(loading: Loading, vacancy: Vacancy) -> Opening:
    """An opening with its plan and its candidates."""
    session, actor = loading.session, loading.people[vacancy.run_by]
    started = loading.at(-vacancy.started)
    opening = openings.start_opening(
        session,
        library.role_template(vacancy.template),
        public_id=new_public_id(),
        people=[],
        actor=actor,
        now=started,
    )
    openings.change_role(
        session,
        opening,
        title=vacancy.title,
        location=vacancy.location,
        outcomes=opening.outcomes,
        must_haves=opening.must_haves,
        actor=actor,
    )
    _load_plan(loading, opening, vacancy, actor, started)
    for applicant in vacancy.candidates:
        written = loading.company.written_out(vacancy, applicant)
        _load_candidate(loading, opening, written, actor)
    if vacancy.closed:
        openings.set_status(session, opening, OpeningStatus.CLOSED, actor=actor)
    return opening


def _load_plan(
    loading: Loading, opening: Opening, vacancy: Vacancy, actor: User, now: datetime
) -> None:
    session, plan = loading.session, opening.plans[0]
    plans.change_kit(
        session,
        plan,
        opening_queries.aims(plan),
        behaviours_off=[b for b in plan.behaviours_off if b not in vacancy.use_behaviours],
        show_resume=vacancy.show_resume,
        weights_reason="",
        actor=actor,
        now=now,
    )
    seats = []
    for place in vacancy.panel:
        person = loading.people[place.person]
        rates = frozenset(place.rates)
        seats.append(Seat(place.panel, person.id, person.name, rates, frozenset()))
    plans.change_panel(session, plan, seats, actor=actor, now=now)
    session.refresh(plan, ["seats"])
    plans.publish(session, opening, plan, actor=actor, now=now)


def _load_candidate(loading: Loading, opening: Opening, applicant: Applicant, actor: User) -> None:
    session = loading.session
    application = candidates.add_candidate(
        session,
        opening,
        name=applicant.name,
        email=applicant.email,
        phone=applicant.phone,
        actor=actor,
        now=loading.at(-applicant.added),
    )
    for link in applicant.links:
        answering.load_link(loading, application, link, actor)
    for sitting in applicant.interviews:
        _load_interview(loading, application, sitting, applicant, actor)
    _load_debrief(loading, application, applicant, actor)
    for key, card in applicant.cards.items():
        _load_amendments(loading, application, loading.people[key], card)
    _load_decision(loading, application, applicant, actor)
    for step in applicant.moves:
        applications.move(
            session,
            application,
            step.stage,
            reason=step.reason,
            actor=actor,
            now=loading.at(-step.days),
        )


def _load_interview(
    loading: Loading, application: Application, sitting: Sitting, applicant: Applicant, actor: User
) -> None:
    session = loading.session
    plan = application.opening.plans[0]
    seats = {seat.user_id: seat for seat in plan.seats if seat.panel == sitting.panel}
    chosen: list[PlanSeat] = [seats[loading.people[key].id] for key in sitting.people]
    starts_at = loading.at(sitting.days, sitting.hour)
    interview = scheduling.arrange(
        session,
        application,
        plan,
        chosen,
        Time(starts_at, 60, loading.company.time_zone, sitting.place),
        public_id=new_public_id(),
        tell_candidate=True,
        sender=loading.sender,
        actor=actor,
        now=min(starts_at - timedelta(days=3), loading.today),
    )
    written = starts_at + timedelta(hours=3)
    for card in interview.scorecards:
        key = next(k for k in sitting.people if loading.people[k].id == card.interviewer_id)
        if key in applicant.cards:
            content = applicant.cards[key]
            _declare(session, card, content, loading.sender, starts_at - timedelta(hours=18))
            _write(session, interview, card, content, loading.sender, written)


def _declare(
    session: Session, card: Scorecard, content: Card, sender: Sender, now: datetime
) -> None:
    if card.declared_at is None:
        scorecards.declare(
            session,
            card,
            conflict=bool(content.conflict),
            explanation=content.conflict,
            sender=sender,
            now=now,
        )


def _write(
    session: Session, interview: Interview, card: Scorecard, content: Card, sender: Sender,
    now: datetime,
) -> None:  # fmt: skip
    """Note, rate and, where there is an overall view, hand in."""
    if content.conflict:
        return
    for competency, rated in content.ratings.items():
        _write_one(session, interview, card, competency, rated, now)
    if content.overall is not None:
        overall = Rated(level=content.overall)
        _write_one(session, interview, card, OVERALL, overall, now)
        session.refresh(card, ["notes", "ratings"])
        scorecards.submit(session, card, sender=sender, now=now)


def _write_one(
    session: Session, interview: Interview, card: Scorecard, competency: str, rated: Rated,
    now: datetime,
) -> None:  # fmt: skip
    notes = {(note.competency, note.question): note for note in card.notes}
    ratings = sheets.current(card.ratings)
    question = next(iter(card.kit.get(competency, [])), "")
    note, rating = notes.get((competency, question)), ratings.get(competency)
    if rated.note:
        scorecards.save_note(
            session,
            Draft(card, interview.status, note, None),
            competency=competency,
            question=question,
            text=rated.note.strip(),
            probes=[0],
            version=note.version if note else 0,
            actor=card.interviewer,
            now=now,
        )
    scorecards.save_rating(
        session,
        Draft(card, interview.status, None, rating),
        competency=competency,
        level=rated.level,
        not_asked=rated.not_asked,
        confidence=rated.confidence,
        version=rating.version if rating else 0,
        actor=card.interviewer,
        now=now,
    )


def _load_debrief(
    loading: Loading, application: Application, applicant: Applicant, actor: User
) -> None:
    if applicant.debrief is None:
        return
    session, now = loading.session, loading.at(-applicant.debrief.days, 15)
    view = hiring_queries.panel_view(session, actor, application.public_id)
    assert view is not None
    hiring.open_debrief(session, view, reason=applicant.debrief.early_reason, actor=actor, now=now)
    for card in blindness.submitted_scorecards(session, application.id):
        scorecards.reveal(session, card, now)


def _load_amendments(
    loading: Loading, application: Application, person: User, content: Card
) -> None:
    for change in content.amend:
        card = blindness.own_submitted(loading.session, person, application.id)
        assert card is not None
        scorecards.amend(
            loading.session,
            card,
            competency=change.competency,
            level=change.level,
            not_asked=False,
            evidence=change.evidence,
            reason=change.reason,
            version=sheets.current(card.ratings)[change.competency].revision,
            now=(card.saw_others_at or loading.today) + timedelta(minutes=25),
        )


def _load_decision(
    loading: Loading, application: Application, applicant: Applicant, actor: User
) -> None:
    if applicant.decision is None:
        return
    session, decided = loading.session, applicant.decision
    view = hiring_queries.panel_view(session, actor, application.public_id)
    assert view is not None
    found = margins.around(session, view, "UTC")
    assert found is not None
    hiring.decide(
        session,
        view,
        found.matrix,
        outcome=decided.outcome,
        reasons=list(decided.reasons),
        explanation=decided.explanation,
        dissent=decided.dissent,
        decider=decided.decider,
        seen=len(view.decisions),
        actor=actor,
        now=loading.at(-decided.days, 16),
    )


def _made_up(card: Scorecard, company: Company) -> Card:
    """A plausible scorecard, always the same for the same place."""
    levels = sorted(company.fill.keys() - EXTREMES)
    ratings = {}
    for competency in card.competencies:
        seed = sha256(f"{card.interviewer_id}|{competency}".encode()).digest()
        level = levels[seed[0] % len(levels)]
        notes = company.fill[level]
        ratings[competency] = Rated(
            level=level, confidence=Confidence.MEDIUM, note=notes[seed[1] % len(notes)]
        )
    return Card(ratings=ratings, overall=3)
