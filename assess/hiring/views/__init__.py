"""Pages about one candidate, and of one's own work."""
