"""One candidate: evidence side by side, debrief, decision, candidate reports."""
