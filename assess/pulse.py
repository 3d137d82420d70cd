"""The pulse of a server: signs of life, and time back for those who answer after a silence."""

import logging
from threading import Event, Thread

from flask import Flask

from assess.assessments import clock
from assess.assessments.services import outages
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db

_log = logging.getLogger(__name__)


class Pulse:
    """Writes every `clock.STEP` that people are served, from the start to an orderly stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._is_back = Event()
        self._is_stopped = Event()
        self._thread = Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Give back what was lost until now, before anybody is served, and go on signing."""
        self._thread.start()
        self._is_back.wait()

    def stop(self) -> None:
        """Leave the last sign: from here on nobody is served."""
        self._is_stopped.set()
        self._thread.join()
        self._sign()

    def _run(self) -> None:
        self._sign()
        self._is_back.set()
        while not self._is_stopped.wait(clock.STEP.total_seconds()):
            self._sign()

    def _sign(self) -> None:
        """A sign that cannot be written is one that is missing: that silence is credited later."""
        settings: Settings = self._app.extensions["assess.settings"]
        try:
            with self._app.app_context():
                if self._is_back.is_set():
                    outages.beat(db.session, utc_now())
                else:
                    outages.come_back(db.session, utc_now(), alone=settings.processes == 1)
                db.session.commit()
        except Exception as error:
            _log.warning("no sign of life was written: %s", type(error).__name__)


def start_when_asked(app: Flask) -> Pulse:
    """Let a process of another server begin with its first request: it may be forked before."""
    pulse = Pulse(app)
    waiting = [pulse]

    @app.before_request
    def begin() -> None:
        if waiting:
            waiting.pop().start()

    return pulse
