"""Paper, read back with other people's programs."""
