"""Two earlier rounds of the demo company: enough hires for a model, enough applicants for rates.

Written set by set, as through the services it would take a minute; what stands in the rows is
what the services would have left there. The same numbers give the same people. In what became
of the hires a pattern is planted: two competencies tell it, and the plain mean of five does not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, product
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.services import identifying
from assess.audit.services import SYSTEM, record
from assess.database import new_public_id
from assess.fit.models import HireOutcome
from assess.hiring.models import Debrief, Decision
from assess.hiring.rules import Outcome
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import OVERALL, Confidence, InterviewStatus, ScorecardStatus
from assess.openings.models import Application, Candidate, Opening, StageMove
from assess.openings.rules import Stage, WaitingFor
from assess.sandbox import resting
from assess.sandbox.company import Place, Vacancy
from assess.sandbox.loading import Loading
from assess.search import services as search
from assess.search.rules import Kind
from assess.text import folded

SEED = 20_261_124
HIRES = 126
APPLICANTS = 96

FIRST = ("Adaeze", "Anselm", "Bente", "Caio", "Dagny", "Edurne", "Fintan", "Giulia", "Hamza",
         "Ilse", "Jovana", "Kerstin", "Leocadia", "Milos", "Nkechi", "Orsolya", "Pelagia",
         "Rasmus", "Saoirse", "Tarek", "Ulla", "Vasco", "Wanjiru", "Yaron", "Zainab")  # fmt: skip
LAST = ("Abara", "Bergqvist", "Castellano", "Dragan", "Eikeland", "Fagerholm", "Garrigues",
        "Halloran", "Iwasaki", "Jelinek", "Kipkemboi", "Lindholm-Roux", "Marangoni", "Naseem",
        "Ostrowski", "Pereira", "Quilligan", "Rautio", "Sarkisian", "Torvund", "Ubani",
        "Verhoeven", "Wassef", "Yilmazer", "Zubiri")  # fmt: skip

PANEL = (
    Place(person="kwame", rates=("measurable", "action", "relationships", "teams")),
    Place(person="ana", rates=("strategic", "measurable", "action", "teams")),
    Place(person="omar", rates=("strategic", "action", "relationships", "teams")),
)
RATERS = ("Henrik Solberg", "Ines Delacroix", "Tom Aldridge")
TELLS = {"action": 0.95, "teams": 0.6}
"""How much of the outcome each competency tells; the others tell nothing."""

RUN = (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER, Stage.HIRED)
WAYS = (
    (34, (Stage.NEW, Stage.NOT_HIRED)),
    (6, (Stage.NEW, Stage.WITHDRAWN)),
    (36, (*RUN[:3], Stage.NOT_HIRED)),
    (6, (*RUN[:4], Stage.WITHDRAWN)),
    (14, RUN),
)
"""How many of the applicants of this year went which way."""

Rows = list[dict[str, Any]]
Ways = Sequence[tuple[tuple[Stage, ...], int]]


def vacancies() -> tuple[Vacancy, Vacancy]:
    """The opening of earlier years, and that of this year."""
    return (
        _vacancy("Regional sales leaders, earlier years", 1100),
        _vacancy("Regional sales leaders, this year", 365),
    )


def fill(loading: Loading, earlier: Opening, this_year: Opening, key: bytes) -> None:
    """Hires with outcomes into one opening, applicants of whom many said something of themselves
    into the other."""
    chance = Random(SEED)
    names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
    chance.shuffle(names)
    ago = [chance.randrange(420, 980) for _ in range(HIRES)]
    written = _write(loading, earlier, [(RUN, days) for days in ago], names[:HIRES], chance)
    _outcomes(loading, earlier, written, ago, chance)
    ways = [way for many, way in WAYS for _ in range(many)]
    recent: Ways = [(way, chance.randrange(30, 320)) for way in ways]
    written = _write(loading, this_year, recent, names[HIRES:], chance)
    _say(loading, written, key, chance)


def _vacancy(title: str, started: int) -> Vacancy:
    return Vacancy(
        template="regional-sales-leader@1.0", title=title, location="Europe", run_by="priya",
        started=started, panel=PANEL, closed=True, candidates=(),
    )  # fmt: skip


def _write(
    loading: Loading, opening: Opening, ways: Ways,
    names: list[str], chance: Random,
) -> list[tuple[int, str]]:  # fmt: skip
    """Everybody as far as they came, so many days ago; ids of their applications."""
    session, applied = loading.session, [loading.today - timedelta(days=d + 40) for _, d in ways]
    people = [_person(name, at) for name, at in zip(names, applied, strict=False)]
    ids = _add(session, Candidate, people)
    search.add(session, Kind.PERSON, {
        id_: f"{one['name']} {one['email']}" for id_, one in zip(ids, people, strict=True)
    })  # fmt: skip
    moments = [[at + timedelta(days=9 * n) for n in range(len(way))]
               for (way, _), at in zip(ways, applied, strict=True)]  # fmt: skip
    rows = [
        {
            "public_id": new_public_id(), "version": 1, "opening_id": opening.id,
            "candidate_id": id_, "sort_name": person["sort_name"], "stage": way[-1],
            "waiting_for": WaitingFor.NOBODY, "since": at[-1], "created_at": at[0], "gave_up": [],
        }
        for id_, person, (way, _), at in zip(ids, people, ways, moments, strict=True)
    ]  # fmt: skip
    made = _add(session, Application, rows)
    session.execute(insert(StageMove), [
        {"application_id": id_, "old": old, "new": new, "at": at, "reason": "", "user_id": None}
        for id_, (way, _), when in zip(made, ways, moments, strict=True)
        for (old, new), at in zip(pairwise((None, *way)), when, strict=True)
    ])  # fmt: skip
    met = [(id_, way, at) for id_, (way, _), at in zip(made, ways, moments, strict=True)
           if Stage.DEBRIEF in way]  # fmt: skip
    _meet(loading, opening, met, chance)
    record(session, "opening.people-written", opening, actor=SYSTEM, fields={"people": len(made)})
    return list(zip(made, [row["public_id"] for row in rows], strict=True))


def _person(name: str, at: datetime) -> dict[str, Any]:
    email = f"{'.'.join(folded(name).split())}@letterbox.example"
    return {
        "public_id": new_public_id(), "version": 1, "name": name, "email": email, "phone": "",
        "sort_name": f"{folded(name)} {email}", "created_at": at,
    }  # fmt: skip


def _meet(
    loading: Loading, opening: Opening, met: list[tuple[int, tuple[Stage, ...], list[datetime]]],
    chance: Random,
) -> None:  # fmt: skip
    """Interviews with the whole panel, ratings given alone, debriefs and decisions."""
    session, plan = loading.session, opening.plans[0]
    actor, names = loading.people["priya"], [aim.competency for aim in plan.aims]
    interviews = _add(session, Interview, [
        {
            "public_id": new_public_id(), "version": 1, "application_id": id_,
            "plan_id": plan.id, "arranged_by_id": actor.id, "panel": 1, "starts_at": at[1],
            "minutes": 60, "time_zone": "Europe/London", "place": "Room 2.04",
            "status": InterviewStatus.ARRANGED, "sequence": 0,
        }
        for id_, _, at in met
    ])  # fmt: skip
    cards: Rows = []
    levels: list[dict[str, int]] = []
    for interview, (id_, _, at) in zip(interviews, met, strict=True):
        able = {name: chance.gauss(3.2, 0.8) for name in names}
        for seat in plan.seats:
            cards.append(_card(interview, id_, seat.user_id, seat.competencies, at[1]))
            levels.append(_levels(able, seat.competencies, chance))
    numbers = _add(session, Scorecard, cards)
    session.execute(insert(Rating), [
        {
            "scorecard_id": number, "version": 1, "competency": name, "revision": 0,
            "level": level, "not_asked": False, "evidence": "", "reason": "",
            "confidence": None if name == OVERALL else Confidence.MEDIUM,
            "others_seen": False, "saved_at": card["submitted_at"],
        }
        for number, card, given in zip(numbers, cards, levels, strict=True)
        for name, level in given.items()
    ])  # fmt: skip
    session.execute(insert(Debrief), [
        {"public_id": new_public_id(), "application_id": id_, "opened_at": at[2],
         "opened_by_id": actor.id, "early_reason": ""}
        for id_, _, at in met
    ])  # fmt: skip
    raters = [seat.user.name for seat in plan.seats]
    panels = (levels[at : at + len(raters)] for at in range(0, len(levels), len(raters)))
    session.execute(insert(Decision), [
        _decision(*one, resting.basis(plan, list(zip(raters, given, strict=True))), actor)
        for one, given in zip(met, panels, strict=True)
    ])  # fmt: skip


def _card(
    interview: int, application: int, user: int, competencies: list[str], at: datetime
) -> dict[str, Any]:
    return {
        "public_id": new_public_id(), "version": 1, "interview_id": interview,
        "application_id": application, "interviewer_id": user,
        "kit": {one: [] for one in competencies}, "status": ScorecardStatus.SUBMITTED,
        "asks": [], "declared_at": at - timedelta(days=1), "conflict": "", "passed_on": False,
        "submitted_at": at + timedelta(hours=3), "saw_others_at": None,
    }  # fmt: skip


def _levels(able: dict[str, float], seen: list[str], chance: Random) -> dict[str, int]:
    """What one interviewer gives: near what somebody can do, and a whole from all of it."""
    given = {name: _level(chance.gauss(able[name], 0.6), 5) for name in seen}
    whole = sum(able.values()) / len(able) - 0.5 + chance.gauss(0, 0.25)
    return given | {OVERALL: _level(whole, 4)}


def _level(value: float, most: int) -> int:
    return max(1, min(most, round(value)))


def _decision(
    application: int,
    way: tuple[Stage, ...],
    at: list[datetime],
    basis: dict[str, Any],
    actor: User,
) -> dict[str, Any]:
    offered = Stage.OFFER in way
    return {
        "public_id": new_public_id(), "application_id": application, "number": 1,
        "outcome": Outcome.OFFER if offered else Outcome.NOT_NOW,
        "reasons": ["Strategic", "Action"], "dissent": "", "decider": actor.name,
        "explanation": "What the panel saw on both, against what the role asks for.",
        "recorded_by_id": actor.id, "decided_at": at[2] + timedelta(days=2), "basis": basis,
    }  # fmt: skip


def _outcomes(
    loading: Loading, opening: Opening, hired: list[tuple[int, str]], ago: list[int],
    chance: Random,
) -> None:  # fmt: skip
    """At 3 and 6 months whether somebody is still there, at 12 a rating: the planted pattern."""
    session, ids = loading.session, [id_ for id_, _ in hired]
    seen: dict[int, dict[str, list[int]]] = {id_: {} for id_ in ids}
    given = (
        select(Scorecard.application_id, Rating.competency, Rating.level)
        .join(Rating)
        .join(Application, Application.id == Scorecard.application_id)
        .where(Application.opening_id == opening.id, Rating.competency.in_(TELLS))
        .order_by(Rating.id)
    )
    for application, competency, level in session.execute(given):
        if level is not None:
            seen[application].setdefault(competency, []).append(level)
    rows: Rows = []
    for turn, (id_, days) in enumerate(zip(ids, ago, strict=True)):
        means = {name: sum(one) / len(one) for name, one in seen[id_].items()}
        told = sum(weight * (means[name] - 3.2) for name, weight in TELLS.items())
        rating = round(2 * max(1.0, min(5.0, 3.1 + told + chance.gauss(0, 0.9)))) / 2
        hired_on = loading.today - timedelta(days=days + 4)
        for months, found in ((3, None), (6, None), (12, rating)):
            rows.append(
                {
                    "public_id": new_public_id(), "version": 1, "application_id": id_,
                    "months": months, "rating": found, "stayed": True, "ramped": None,
                    "rater": RATERS[turn % len(RATERS)],
                    "found_on": (hired_on + timedelta(days=30 * months + 5)).date(),
                    "entered_by_id": loading.people["priya"].id, "entered_at": loading.today,
                }
            )  # fmt: skip
    session.execute(insert(HireOutcome), rows)


def _say(loading: Loading, people: list[tuple[int, str]], key: bytes, chance: Random) -> None:
    """What four in five of the applicants said of themselves, sealed."""
    for _, public_id in people:
        gender = chance.choices(("woman", "man", "other", "not-said"), (44, 48, 2, 6))[0]
        minority = chance.choices(("yes", "no", "not-said"), (22, 70, 8))[0]
        if chance.random() < 0.8:
            answers = {"gender": gender, "minority": minority}
            identifying.keep(loading.session, public_id, answers, key, loading.today.date())


def _add(session: Session, table: Any, rows: Rows) -> list[int]:
    """Write rows and give their ids, in the same order."""
    made = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows))
