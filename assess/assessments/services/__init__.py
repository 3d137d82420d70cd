"""Writes of this floor."""
