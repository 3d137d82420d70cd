"""Leaders: self-evaluations, their reports, development plans."""
