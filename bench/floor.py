"""The least that could do such work: Flask, SQLAlchemy Core, two tables, one template.

Nobody signs in, nothing is checked, no diary is kept. What the product takes over this is
the price of what it does; the ratio stays the same when the machine has a slow day.
"""

import os
from pathlib import Path

from flask import Flask, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, event, insert
from waitress import serve

ROWS, SHOWN = 50_000, 50

METADATA = MetaData()
NOTE = Table("note", METADATA, Column("id", Integer, primary_key=True), Column("text", Text))
PERSON = Table(
    "person",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("stage", Integer, index=True),
    Column("name", Text),
    Column("email", Text),
)
PAGE = """<!doctype html><title>People</title><table>{% for row in rows %}
<tr><td><a href="/{{ row.id }}">{{ row.name }}</a></td><td>{{ row.email }}</td></tr>
{% endfor %}</table>"""


def create_app(path: Path) -> Flask:
    """A page that keeps a text durably, and a page that lists people."""
    app, engine = Flask("floor"), create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def durable(connection, _record) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    METADATA.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(NOTE), [{"id": 1, "text": ""}])
        people = [
            {"stage": number % 8, "name": f"Candidate {number}", "email": f"{number}@mail.example"}
            for number in range(ROWS)
        ]
        connection.execute(insert(PERSON), people)

    @app.post("/save")
    def save() -> ResponseReturnValue:
        text = str(request.get_json()["text"])
        with engine.begin() as connection:
            connection.execute(NOTE.update().where(NOTE.c.id == 1).values(text=text))
        return {"kept": len(text)}

    @app.get("/list")
    def people_page() -> ResponseReturnValue:
        statement = PERSON.select().where(PERSON.c.stage == 3).order_by(PERSON.c.id)
        with engine.connect() as connection:
            rows = connection.execute(statement.limit(SHOWN).offset(SHOWN)).all()
        return render_template_string(PAGE, rows=rows)

    @app.get("/login")
    def ready() -> ResponseReturnValue:
        return "ready"

    return app


if __name__ == "__main__":
    database = Path(os.environ["ASSESS_DATA"]) / "floor.db"
    serve(create_app(database), port=int(os.environ["PORT"]), ident=None, _quiet=True)
