"""The tests: pure ones without fixtures, the others on a real database, some in a real browser."""
