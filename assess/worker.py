"""Do the background work: jobs that changes asked for, and those the clock asks for.

The consumer runs in a thread of the web process by default, or alone with `./run worker`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from flask import Flask
from huey import crontab
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assess import mail, queue
from assess.config import Settings
from assess.database import alone, utc_now
from assess.desk import services as reports
from assess.extensions import db
from assess.fit.services import learned
from assess.impact import services as impact
from assess.jobs import (
    carry_people,
    chase_scorecards,
    deliver_mail,
    erase_candidates,
    learn_fit_model,
    let_people_go,
    look_at_answers,
    make_reports,
    measure_impact,
    measure_model,
    mind_the_time,
    remind_leaders,
    remind_newcomers,
    remind_owners,
    tidy_up,
)
from assess.talent import imports

Handler = Callable[[Session, dict[str, Any], Settings, str], None]
Chore = Callable[[Session, Settings], None]

HANDLERS: dict[str, Handler] = {
    mail.KIND: deliver_mail.run,
    reports.KIND: make_reports.run,
    imports.KIND: carry_people.run,
    learned.KIND: learn_fit_model.run,
    learned.GROUPS: measure_model.run,
    impact.KIND: measure_impact.run,
}
"""Which job handles which kind of outbox row."""

CHORES: dict[str, tuple[Chore, Callable[..., bool]]] = {
    "chase_scorecards": (chase_scorecards.run, crontab(minute="*/15")),
    "erase_candidates": (erase_candidates.run, crontab(hour="3", minute="20")),
    "let_people_go": (let_people_go.run, crontab(minute="2")),
    "look_at_answers": (look_at_answers.run, crontab()),
    "mind_the_time": (mind_the_time.run, crontab()),
    "remind_leaders": (remind_leaders.run, crontab(minute="12")),
    "remind_newcomers": (remind_newcomers.run, crontab(minute="17")),
    "remind_owners": (remind_owners.run, crontab(hour="6", minute="40")),
    "tidy_up": (tidy_up.run, crontab(minute="7")),
}
"""What the clock asks for, and when."""

_log = logging.getLogger(__name__)


class Background(Consumer):
    """Huey's consumer inside the web process: signals stay with the web server."""

    def _set_signal_handlers(self) -> None:
        """Leave the process's signals alone."""


def prepare(app: Flask) -> queue.Door:
    """Connect the queue of an application with its jobs."""
    door: queue.Door = app.extensions["assess.queue"]
    door.handler = lambda row_id: handle(app, row_id)
    door.huey.periodic_task(crontab(), name="sweep")(lambda: sweep(app))
    for name, (chore, when) in CHORES.items():
        door.huey.periodic_task(when, name=name)(_timed(app, name, chore))
    return door


def start(app: Flask) -> Background:
    """Begin working in threads beside the web server."""
    consumer = Background(prepare(app).huey, workers=1, max_delay=1.0, check_worker_health=False)
    consumer.start()
    return consumer


def work(app: Flask) -> None:
    """Work in this process until it is told to stop."""
    Consumer(
        prepare(app).huey, workers=2, max_delay=1.0, graceful_signal="TERM", shutdown_timeout=20
    ).run()


def handle(app: Flask, row_id: int) -> None:
    """Do what one outbox row asks for, once; put it off when it fails.

    No transaction is open when the job begins: while a mail server takes its time, people
    go on writing.
    """
    settings: Settings = app.extensions["assess.settings"]
    with app.app_context():
        row = queue.hold(db.session, row_id, utc_now())
        if row is None:
            return
        kind, payload, key = row.kind, row.payload, row.key
        db.session.commit()
        try:
            with _holding_on(app, row_id):
                HANDLERS[kind](db.session, payload, settings, key)
        except Exception as error:
            db.session.rollback()
            _log.warning("outbox row %s (%s) failed: %s", row_id, kind, type(error).__name__)
            row = db.session.get_one(queue.OutboxRow, row_id)
            queue.put_off(row, f"{type(error).__name__}: {error}", utc_now())
        else:
            row = db.session.get_one(queue.OutboxRow, row_id)  # the job may have let go of it
            row.done_at, row.problem = utc_now(), ""
            if settings.mode == "production":
                row.payload = {}  # a letter may hold a link that opens an account
        db.session.commit()


def sweep(app: Flask) -> None:
    """Do what was left behind: rows whose push was lost, or whose next try is due."""
    with app.app_context():
        rows = queue.waiting(db.session, utc_now())
    for row_id in rows:
        handle(app, row_id)


@contextmanager
def _holding_on(app: Flask, row_id: int) -> Iterator[None]:
    """Hold a row for as long as its job runs: no other worker takes it for left behind."""
    is_over = Event()

    def hold_on() -> None:
        while not is_over.wait(queue.LEASE.total_seconds() / 4):
            try:
                with app.app_context():
                    queue.hold_on(db.session, row_id, utc_now())
                    db.session.commit()
            except SQLAlchemyError:
                _log.warning("outbox row %s is held on to at the next try", row_id)

    Thread(target=hold_on, name=f"holds row {row_id}", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _timed(app: Flask, name: str, chore: Chore) -> Callable[[], None]:
    """A chore as the clocks of all workers ask for it: left out while one of them is at it."""

    def run() -> None:
        with app.app_context(), alone(db.engine, name) as is_mine:
            if is_mine:
                chore(db.session, app.extensions["assess.settings"])
                db.session.commit()

    return run
