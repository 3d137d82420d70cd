"""Pages about openings, plans, candidates and the library."""
