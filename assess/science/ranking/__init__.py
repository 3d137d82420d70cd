"""Who is ahead, and how probably, as far as the data say so."""
