"""The desk: evidence side by side, debrief, decision, candidate reports."""
