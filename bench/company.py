"""Run inside a copy of the product: a company of 50,000 candidates, and the ways to its lists.

`python -m bench.company` fills the database of the environment as `./run demo --people 50000`
does, and prints as JSON what it took, who may sign in, and every list with its statements.
"""

import json
import sys
import time

from flask import Flask
from sqlalchemy import event, func, select

from assess import config, migrate, worker
from assess.accounts.models import User
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.interviews.models import Rating
from assess.openings.models import Application, Opening
from assess.sandbox import crowd, services
from assess.sandbox.company import company
from bench.prepare import tidied
from tests.browser import Browser

PEOPLE = 50_000
RATINGS = 500_000

HR, MANAGER, INTERVIEWER = "grace.adeyemi", "priya.raman", "omar.haddad"
LISTS = (
    ("opening page of HR", HR, "/hr"),
    ("stuck candidates, page 3", HR, "/hr/waiting/stuck?page=3"),
    ("overdue scorecards", HR, "/hr/waiting/scorecards"),
    ("ready debriefs of a name", HR, "/hr/waiting/debriefs?name=ada"),
    ("openings", HR, "/openings?page=2"),
    ("a pipeline by name", HR, "/openings/{opening}?stage=interview"),
    ("a pipeline by time", HR, "/openings/{opening}?sort=longest&page=2"),
    ("people of a report", HR, "/reports/team?page=3"),
    ("people of a report by name", HR, "/reports/team?name=kowalski"),
    ("pools", HR, "/pools"),
    ("search", HR, "/search?q=ada"),
    ("work of a hiring manager", MANAGER, "/home"),
    ("work of an interviewer", INTERVIEWER, "/home"),
)  # fmt: skip
"""What each list is, who opens it, and where it stands."""


def main() -> None:
    """Make the company, and count what every list takes."""
    app = create_app(config.load())
    with app.app_context():
        migrate.upgrade(db.engine)
        begun = time.process_time()
        loading = services.load(db.session, company(), config.load(), utc_now())
        crowd.add_people(loading, PEOPLE)
        db.session.commit()
        took = time.process_time() - begun
        worker.prepare(app)
        worker.sweep(app)  # a model is learned, which would take the server's time
        tidied(db.engine)
        ratings = db.session.scalar(select(func.count()).select_from(Rating)) or 0
        assert ratings >= RATINGS, ratings
        assert (db.session.scalar(select(func.count()).select_from(Application)) or 0) >= PEOPLE
        title = Opening.title.endswith("(1)")
        opening = db.session.scalars(select(Opening.public_id).where(title)).one()
        people = {one.email.split("@")[0]: one for one in db.session.scalars(select(User))}
        db.session.commit()
    lists = [
        (name, people[who].public_id, path.format(opening=opening)) for name, who, path in LISTS
    ]
    json.dump(
        {"cpu_s": took, "ratings": ratings, "lists": _counted(app, lists, people)}, sys.stdout
    )


def _counted(
    app: Flask, lists: list[tuple[str, str, str]], people: dict[str, User]
) -> list[dict[str, object]]:
    sent = {"n": 0}
    with app.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda *_: sent.__setitem__("n", sent["n"] + 1)
        )
    by_id = {one.public_id: one for one in people.values()}
    found: list[dict[str, object]] = []
    for name, who, path in lists:
        visitor = Browser(app, by_id[who])
        visitor.get(path)
        sent["n"] = 0
        assert visitor.get(path).code == 200, path
        found.append({"name": name, "who": who, "path": path, "statements": sent["n"]})
    return found


if __name__ == "__main__":
    main()
