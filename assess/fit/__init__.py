"""Outcomes of hires, and what goes with them: weighted profiles, learned models, advice."""
