"""Tests of what every floor stands on: settings, database, text, time."""
