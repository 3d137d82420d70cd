"""Questionnaires as data: read, checked, locked and found by id and version."""
