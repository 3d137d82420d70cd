"""Gunicorn and friends start here."""

from assess import pulse
from assess.cli import make_app

app = make_app()
pulse.start_when_asked(app)
