"""How a rule is tried on many values: the same ones each time, however busy the machine is."""

from hypothesis import HealthCheck, settings

tried = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
"""Stands above `@given`."""
