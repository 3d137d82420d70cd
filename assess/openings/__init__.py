"""What we look for and who applied: openings, plans, candidates, applications."""
