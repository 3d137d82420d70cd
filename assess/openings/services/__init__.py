"""What can be done to openings, plans, candidates and applications."""
