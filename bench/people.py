"""Run inside a copy of the product: a hundred thousand people brought in, and found again.

`python -m bench.people` prints the figures as JSON; the database is the one of the environment.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import func, insert, select

from assess import config, garbage, migrate
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import Base, new_public_id, utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.instruments import library
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import Stage, WaitingFor
from assess.talent import batches, imports, queries, rediscovery, searching
from assess.talent.models import PeopleBatch, Pool, PoolMember
from assess.talent.people_file import Terms
from assess.talent.rediscovery import Order, Search
from assess.talent.rules import Readiness
from assess.talent.services import start_pool
from bench.prepare import tidied, transactions
from tests.factories import Make

PEOPLE = 100_000
ROUNDS = 20
CHUNK = 5_000
GIVEN = ("Ana", "Jörg", "Mei", "Omar", "Zofia", "Ben", "Noor", "Iker", "Lucía", "Temi")
FAMILY = ("Díaz", "Weiß", "Tanaka", "Haddad", "Nowak", "Ito", "Bakker", "Arana", "Costa", "Ade")


def main() -> None:
    """Fill the database the environment names, and print what each step takes."""
    app = create_app(config.load())
    with app.app_context():
        migrate.upgrade(db.engine)
    make = Make(transactions(app))
    make.organisation()
    hr = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    opening = make.opening(make.manager(name="Priya Raman"))
    garbage.collect_seldom()  # as every process that works
    figures = _import(app, hr)
    _seen(app, opening)
    with app.app_context():
        tidied(db.engine)
    json.dump(figures | {"lists": _found(app, hr)}, sys.stdout)


def _import(app: Flask, hr: User) -> dict[str, float]:
    path = Path(app.extensions["assess.settings"].files) / "people"
    path.write_text("".join(_lines()), encoding="utf-8")
    with app.app_context(), path.open("rb") as file:
        session, now = db.session, utc_now()
        actor = session.get_one(User, hr.id)
        pool = start_pool(
            session, public_id=new_public_id(), title="Sales", template="regional-sales-leader@1.0",
            purpose="", keepers={hr.id: 1}, actor=actor, now=now,
        )  # fmt: skip
        batch = imports.keep_file(
            session, pool, file, public_id=new_public_id(), file_name="people.csv",
            stored_as="people", actor=actor, now=now,
        )  # fmt: skip
        terms = Terms(
            batches.columns_of(batch), None, Readiness.LATER, "Met at the fair.",
            now.date() + timedelta(days=90), now.date(), None, "Form",
        )  # fmt: skip
        imports.start_reading(session, batch, terms, actor=actor, now=now)
        session.commit()
        held, start = session.get_one(PeopleBatch, batch.id), time.perf_counter()
        cpu = time.process_time()
        longest = _carry(imports.read(session, held, file, now.date()))
        read = time.perf_counter() - start
        session.refresh(held)
        imports.start_import(session, held, same_phone=False, actor=actor, now=now)
        session.commit()
        batch_id, start = held.id, time.perf_counter()
        longest = max(
            longest, _carry(imports.bring_in(session, batch_id, today=now.date(), now=now))
        )
        brought, cpu = time.perf_counter() - start, time.process_time() - cpu
        assert session.get_one(PeopleBatch, batch_id).handled == PEOPLE
        assert session.scalar(select(func.count()).select_from(PoolMember)) == PEOPLE
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "cpu_s": cpu,
        "read_s": read,
        "import_s": brought,
        "longest_turn_ms": longest,
        "mib": mib,
    }


def _carry(chunks: Iterator[None]) -> float:
    """Commit every chunk; gives the longest a chunk took, in milliseconds."""
    longest, begun = 0.0, time.perf_counter()
    for _ in chunks:
        db.session.commit()
        longest, begun = max(longest, time.perf_counter() - begun), time.perf_counter()
    return longest * 1000


def _lines() -> Iterator[str]:
    chance = Random(4)
    yield "name,email,phone,ready,why this person,target markets\n"
    for number in range(PEOPLE):
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {number}"
        ready = chance.choice(("now", "6-12 months", "later"))
        market = chance.choice(("Iberia", "Nordics", "Dairy"))
        yield f"{name},p{number}@mail.example,+49 30 {number:07},{ready},Opened a region,{market}\n"


def _seen(app: Flask, opening: Opening) -> None:
    """Everybody rated by a panel: set-based, as it would be after years."""
    tables, chance, now = Base.metadata.tables, Random(5), utc_now()
    targets = [one.id for one in library.role_template("regional-sales-leader@1.0").targets]
    with app.app_context():
        people = db.session.execute(select(Candidate.id, Candidate.sort_name)).all()
        for start in range(0, len(people), CHUNK):
            some = people[start : start + CHUNK]
            db.session.execute(insert(tables["application"]), [
                {"public_id": new_public_id(), "opening_id": opening.id, "candidate_id": one.id,
                 "sort_name": one.sort_name, "stage": Stage.NOT_HIRED, "furthest": Stage.DEBRIEF,
                 "waiting_for": WaitingFor.NOBODY, "since": now, "created_at": now, "gave_up": [],
                 "version": 1}
                for one in some
            ])  # fmt: skip
            ids = db.session.execute(
                select(Application.id, Application.candidate_id)
                .order_by(Application.id)
                .offset(start)
            ).all()
            evidence = []
            for held in ids:
                shown = chance.sample(targets, chance.randint(2, len(targets)))
                on = now.date() - timedelta(chance.randint(1, 1500))
                evidence.append({
                    "candidate_id": held.candidate_id, "application_id": held.id,
                    "opening_id": opening.id, "source": "panel", "framework": "smart-sales-leader",
                    "made_with": "smart-sales-leader@1.0", "covered": len(shown),
                    "competencies": "".join(f"|{one}|" for one in shown), "overall": 3.4,
                    "overall_error": 0.4, "shown_on": on,
                    "newest": True,
                })  # fmt: skip
            db.session.execute(insert(tables["past_evidence"]), evidence)
            db.session.commit()


def _found(app: Flask, hr: User) -> dict[str, dict[str, float]]:
    """Milliseconds of a list as the page asks for it, by what it is narrowed to."""
    with app.app_context():
        actor = db.session.get_one(User, hr.id)
        pool = db.session.scalars(select(Pool)).one()
        role, today = library.role_template(pool.template), utc_now().date()

        def ask(search: Search) -> Callable[[], object]:
            def read() -> object:
                number = db.session.scalar(rediscovery.count_found(actor, role, search, today))
                rows = db.session.scalars(
                    rediscovery.found(actor, role, search, today).limit(50)
                ).all()
                return number, rediscovery.seen(db.session, actor, pool, role, rows, today)

            return read

        asked = {
            "all": Search(),
            "two competencies, two years": Search(("strategic", "action"), years=2),
            "stage reached": Search(reached=Stage.DEBRIEF),
            "ready now, a market": Search(readiness=Readiness.NOW, tag="Iberia"),
            "newest": Search(order=Order.NEWEST),
        }
        found = {name: _timed(ask(search)) for name, search in asked.items()}
        for words in ("diaz 777", "iberia"):
            found[f"search {words}"] = _timed(
                lambda w=words: searching.counts(db.session, actor, w)
            )
        found["tags"] = _timed(lambda: queries.tags_in(db.session, pool))
        return found


def _timed(work: Callable[[], object]) -> dict[str, float]:
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
        db.session.expire_all()
    return {"p50_ms": statistics.median(taken), "p95_ms": sorted(taken)[int(0.95 * ROUNDS) - 1]}


if __name__ == "__main__":
    main()
