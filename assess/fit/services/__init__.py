"""Verbs about outcomes, models and views."""
