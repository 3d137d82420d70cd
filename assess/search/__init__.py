"""Words by which people, what is noted of them, and openings are found."""
