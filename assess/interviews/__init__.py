"""Interviews, kits and scorecards, blind until one's own is in."""
