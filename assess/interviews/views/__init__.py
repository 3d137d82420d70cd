"""Pages about interviews, kits and scorecards."""
