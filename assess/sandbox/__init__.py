"""The demo company, and what only makes sense in it."""
