"""Gunicorn and friends start here."""

from assess.cli import make_app

app = make_app()
