"""HR's desk: what waits, how openings flow, reports by the stack, lists to take along."""
