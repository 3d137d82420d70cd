"""A company of any size: people of the demo company's openings, written set by set.

The same number gives the same people. Nothing of them goes through the services, which would
take hours; what stands in the rows is what the services would have left there.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from random import Random
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from assess import bulk
from assess.audit.services import SYSTEM, record
from assess.database import Base, new_public_id
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import Confidence, InterviewStatus, ScorecardStatus
from assess.openings.models import Application, Candidate, Opening, StageMove
from assess.openings.rules import Stage, WaitingFor, furthest
from assess.sandbox.company import Place, Vacancy
from assess.sandbox.loading import Loading
from assess.sandbox.services import load_opening
from assess.text import folded

SEED = 20_261_123
IN_ONE_OPENING = 500
AT_ONCE = 5_000

FIRST = ("Ada", "Ben", "Chloé", "Dariusz", "Elif", "Femi", "Grażyna", "Hana", "Ivo", "Jürgen",
         "Keiko", "Łukasz", "María", "Ngozi", "Óscar", "Priya", "Quentin", "Rania", "Søren",
         "Thảo")  # fmt: skip
LAST = ("Adeyemi", "Brown", "Çelik", "Díaz", "Eriksen", "Fischer", "García", "Haddad", "Ibrahim",
        "Jansen", "Kowalski", "López", "Müller", "Nguyễn", "O'Brien", "Petrov", "Quispe", "Rossi",
        "Šimić", "Tanaka")  # fmt: skip

_WAYS: tuple[tuple[int, tuple[Stage, ...], WaitingFor], ...] = (
    (26, (Stage.NEW,), WaitingFor.INVITATION),
    (14, (Stage.NEW, Stage.INTERVIEW), WaitingFor.SCORECARDS),
    (8, (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF), WaitingFor.DEBRIEF),
    (4, (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER), WaitingFor.ANSWER),
    (6, (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER, Stage.HIRED), WaitingFor.NOBODY),
    (34, (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.NOT_HIRED), WaitingFor.NOBODY),
    (8, (Stage.NEW, Stage.WITHDRAWN), WaitingFor.NOBODY),
)
"""How often candidates go which way, and whose turn it is at its end."""

_TABLES: tuple[type[Base], ...] = (Candidate, Application, StageMove, Interview, Scorecard, Rating)


def add_people(loading: Loading, people: int) -> None:
    """Add so many candidates, in as many openings as they need."""
    session, chance = loading.session, Random(SEED)
    first = {table: _next_id(session, table) for table in _TABLES}
    vacancies = [one for one in loading.company.openings if not one.closed]
    for start in range(0, people, IN_ONE_OPENING):
        number = start // IN_ONE_OPENING
        vacancy = vacancies[number % len(vacancies)]
        title = f"{vacancy.title} ({number + 1})"
        told = {"title": title, "candidates": (), "panel": _whole_panel(vacancy)}
        opening = load_opening(loading, vacancy.model_copy(update=told))
        rows = _people(loading, opening, range(start, min(people, start + IN_ONE_OPENING)),
                       chance, first)  # fmt: skip
        _write(session, rows)
    if session.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            name = table.__tablename__
            top = f"(SELECT max(id) FROM {name})"
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {top})"))
    actor = next(iter(loading.people.values()))
    record(session, "user.crowd-added", actor, actor=SYSTEM, fields={"people": people})


def _whole_panel(vacancy: Vacancy) -> tuple[Place, ...]:
    """The first panel of an opening, of which everybody rates everything."""
    panel = [place for place in vacancy.panel if place.panel == vacancy.panel[0].panel]
    every = tuple(dict.fromkeys(one for place in panel for one in place.rates))
    return tuple(place.model_copy(update={"rates": every}) for place in panel)


def _people(
    loading: Loading, opening: Opening, numbers: range, chance: Random, ids: dict[type[Base], int]
) -> dict[type[Base], list[dict[str, Any]]]:
    """The rows of everybody in one opening."""
    rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in _TABLES}
    plan = opening.plans[0]
    seats = list(plan.seats)
    for number in numbers:
        (way,) = chance.choices(_WAYS, [often for often, _, _ in _WAYS])
        candidate_id, application_id = _take(ids, Candidate), _take(ids, Application)
        began = loading.today - timedelta(days=chance.uniform(1, 400))
        moments = [began + timedelta(days=step * chance.uniform(1, 9)) for step in range(5)]
        moments = sorted(min(one, loading.today) for one in moments)
        rows[Candidate].append(_candidate(candidate_id, number, chance, began))
        person = rows[Candidate][-1]
        rows[Application].append(
            {
                "id": application_id, "public_id": new_public_id(), "version": 1,
                "opening_id": opening.id, "candidate_id": candidate_id,
                "sort_name": person["sort_name"], "stage": way[1][-1], "waiting_for": way[2],
                "furthest": reduce(furthest, way[1]),
                "since": moments[len(way[1]) - 1], "next_at": None, "created_at": began,
                "gave_up": [],
            }
        )  # fmt: skip
        for step, stage in enumerate(way[1]):
            old = way[1][step - 1] if step else None
            rows[StageMove].append(
                {"id": _take(ids, StageMove), "application_id": application_id, "old": old,
                 "new": stage, "reason": "", "at": moments[step], "user_id": None}
            )  # fmt: skip
        if Stage.INTERVIEW in way[1]:
            _interview(rows, ids, application_id, plan.id, seats, moments[1], way[1], chance)
    return rows


def _candidate(id_: int, number: int, chance: Random, began: Any) -> dict[str, Any]:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    email = f"crowd-{number}@mail.example"
    return {
        "id": id_, "public_id": new_public_id(), "version": 1, "name": name, "email": email,
        "phone": f"+44 7700 {number:06}", "sort_name": f"{folded(name)} {email}",
        "created_at": began,
    }  # fmt: skip


def _interview(
    rows: dict[type[Base], list[dict[str, Any]]], ids: dict[type[Base], int], application_id: int,
    plan_id: int, seats: list[Any], at: Any, way: tuple[Stage, ...], chance: Random,
) -> None:  # fmt: skip
    """One interview with the whole panel; the scorecards are in where the candidate went on."""
    interview_id, is_in = _take(ids, Interview), len(way) > 2
    rows[Interview].append(
        {"id": interview_id, "public_id": new_public_id(), "version": 1,
         "application_id": application_id, "plan_id": plan_id, "arranged_by_id": seats[0].user_id,
         "panel": seats[0].panel, "starts_at": at, "minutes": 60, "time_zone": "Europe/London",
         "place": "", "status": InterviewStatus.ARRANGED, "sequence": 0}
    )  # fmt: skip
    ability = chance.gauss(3.2, 0.7)
    for seat in seats:
        card_id = _take(ids, Scorecard)
        rows[Scorecard].append(
            {"id": card_id, "public_id": new_public_id(), "version": 1,
             "interview_id": interview_id, "application_id": application_id,
             "interviewer_id": seat.user_id, "kit": {one: [] for one in seat.competencies},
             "status": ScorecardStatus.SUBMITTED if is_in else ScorecardStatus.NOT_STARTED,
             "asks": [], "declared_at": at, "conflict": "", "passed_on": False,
             "submitted_at": at + timedelta(hours=3) if is_in else None, "saw_others_at": None}
        )  # fmt: skip
        for competency in seat.competencies if is_in else ():
            level = max(1, min(5, round(chance.gauss(ability, 0.7))))
            rows[Rating].append(
                {"id": _take(ids, Rating), "version": 1, "scorecard_id": card_id,
                 "competency": competency, "revision": 0, "level": level, "not_asked": False,
                 "confidence": Confidence.MEDIUM, "evidence": "", "reason": "",
                 "others_seen": False, "saved_at": at}
            )  # fmt: skip


def _write(session: Session, rows: dict[type[Base], list[dict[str, Any]]]) -> None:
    for table, found in rows.items():
        for some in _parts(found):
            bulk.add(session, table.metadata.tables[table.__tablename__], some)


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def _next_id(session: Session, table: type[Base]) -> int:
    return (session.scalar(select(func.max(table.id))) or 0) + 1


def _take(ids: dict[type[Base], int], table: type[Base]) -> int:
    ids[table] += 1
    return ids[table] - 1
