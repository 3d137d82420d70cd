"""Assess: hire and grow leaders with structured evidence."""
