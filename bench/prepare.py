"""Run inside a copy of the product: fill a database, count statements, print ids as JSON."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine, event, insert, select

from assess import config, migrate
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.hiring import queries, services
from assess.openings.models import Application, Candidate, Opening, StageMove
from assess.openings.rules import Stage, WaitingFor
from tests.browser import Browser
from tests.factories import Make

PEOPLE = 8
SMALL, LARGE = 1_000, 50_000


def main() -> None:
    """Fill the database the environment names and say what is in it."""
    app = create_app(config.load())
    with app.app_context():
        migrate.upgrade(db.engine)
    transaction = transactions(app)
    make = Make(transaction)
    make.organisation()
    manager = make.manager(name="Priya Raman")
    panel = [make.user(name=f"Interviewer {number}") for number in range(PEOPLE)]
    opening = make.opening(manager, panel, template="bench@1.0")
    hires = {
        name: _interviewed(make, opening, manager, panel, name)
        for name in ("kit", "submit", "debrief", "report")
    }
    for user in panel:
        for name in ("debrief", "report"):
            make.submitted(hires[name][1], user, 3 + user.id % 3)
    with transaction() as session:
        for name in ("debrief", "report"):
            _open_debrief(session, hires[name][0], manager)
    sizes = {}
    for size in (SMALL, LARGE):
        sizes[str(size)] = _filled(transaction, make.opening(manager, panel), size)
    hr = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    facts = {
        "manager": manager.public_id,
        "hr": hr.public_id,
        "panel": [user.public_id for user in panel],
        "kit": hires["kit"][1],
        "debrief": hires["debrief"][0],
        "report": hires["report"][0],
        "submit": _many_interviews(make, opening, manager, panel),
        "lists": sizes,
    }
    facts["statements"] = _statements(app, facts, manager, panel)
    with app.app_context():
        tidied(db.engine)
    json.dump(facts, sys.stdout)


def transactions(app: Flask) -> Callable[[], "_Transaction"]:
    """Sessions that commit at the end of their `with` block."""
    return lambda: _Transaction(app)


class _Transaction:
    def __init__(self, app) -> None:
        self.context = app.app_context()

    def __enter__(self):
        self.context.push()
        self.session = db.sessionmaker()
        return self.session

    def __exit__(self, kind, *_rest) -> None:
        if kind is None:
            self.session.commit()
        self.session.close()
        self.context.pop()


def _interviewed(make: Make, opening: Opening, manager: User, panel: list[User], name: str):
    application = make.application(opening, name=f"Candidate for {name}")
    interview = make.interview(application, manager)
    for user in panel:
        make.declared(interview, user)
    return application.public_id, interview


def _many_interviews(make: Make, opening, manager, panel) -> list[str]:
    """Complete drafts of one interviewer, ready to be handed in one after the other."""
    ready = []
    for number in range(30):
        _, interview = _interviewed(make, opening, manager, panel, f"submit {number}")
        make.drafted(interview, panel[0], 4, overall=None)
        ready.append(interview)
    return ready


def _open_debrief(session, application_id: str, manager: User) -> None:
    actor = session.get(User, manager.id)
    view = queries.panel_view(session, actor, application_id)
    services.open_debrief(session, view, reason="", actor=actor, now=utc_now())


def _filled(transaction, opening: Opening, size: int) -> str:
    """Put so many candidates into an opening, spread over stages."""
    now, stages = utc_now(), list(Stage)
    with transaction() as session:
        people = [
            {
                "public_id": new_public_id(), "name": f"Candidate {n:05}", "version": 1,
                "email": f"c{n}-{size}@mail.example", "phone": "", "created_at": now,
            }
            for n in range(size)
        ]  # fmt: skip
        session.execute(insert(Candidate), people)
        found = session.execute(
            select(Candidate.id, Candidate.name, Candidate.email).where(
                Candidate.email.endswith(f"-{size}@mail.example")
            )
        ).all()
        rows = [
            {
                "public_id": new_public_id(), "opening_id": opening.id, "candidate_id": row.id,
                "sort_name": f"{row.name.lower()} {row.email}", "version": 1,
                "stage": stages[row.id % len(stages)], "waiting_for": WaitingFor.INVITATION,
                "since": now - timedelta(minutes=row.id), "created_at": now,
            }
            for row in found
        ]  # fmt: skip
        session.execute(insert(Application), rows)
        session.execute(
            insert(StageMove),
            [{"application_id": n, "new": Stage.NEW, "reason": "", "at": now}
             for n in session.scalars(select(Application.id).where(
                 Application.opening_id == opening.id))],
        )  # fmt: skip
    return opening.public_id


def tidied(engine: Engine) -> None:
    """Do what PostgreSQL's own cleaner does within minutes of so many new rows."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _statements(app, facts: dict, manager: User, panel: list[User]) -> dict[str, int]:
    """How many SQL statements each request takes."""
    counted = {"n": 0}
    with app.app_context():
        engine = db.engine
    event.listen(
        engine, "before_cursor_execute", lambda *_: counted.__setitem__("n", counted["n"] + 1)
    )
    found = {}
    visitor, interviewer = Browser(app, manager), Browser(app, panel[0])
    for name, path in paths(facts).items():
        one = interviewer if name == "kit" else visitor
        one.get(path)
        counted["n"] = 0
        assert one.get(path).code == 200, path
        found[name] = counted["n"]
    interviewer.get(f"/interviews/{facts['kit']}")
    for name in ("warm up", "autosave"):
        counted["n"] = 0
        body = {"kind": "note", "competency": "strategic", "question": "", "text": name,
                "probes": [], "version": 0 if name == "warm up" else 1}  # fmt: skip
        answer = interviewer.send(f"/interviews/{facts['kit']}/save", body)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found[name] = counted["n"]
    found.pop("warm up")
    return found


def paths(facts: dict) -> dict[str, str]:
    """The pages that are measured."""
    large = facts["lists"][str(LARGE)]
    return {
        "list of 1,000": f"/openings/{facts['lists'][str(SMALL)]}?stage=interview&page=2",
        "list of 50,000": f"/openings/{large}?stage=interview&page=2",
        "list of 50,000 by time": f"/openings/{large}?sort=longest&page=3",
        "kit": f"/interviews/{facts['kit']}",
        "debrief": f"/applications/{facts['debrief']}/debrief",
    }


if __name__ == "__main__":
    main()
