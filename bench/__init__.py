"""Benchmarks: the product measured as it is served, in a copy of its own."""
