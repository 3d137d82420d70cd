"""Weighted profiles, what predicts an outcome, and whether a learned model may be offered."""
