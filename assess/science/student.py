"""The quantile of Student's t in plain Python, for pages that load no numerical library."""

import math
from functools import lru_cache
from statistics import NormalDist

NORMAL_FROM = 100_000.0
"""With so many degrees of freedom t is the normal distribution to all digits that are shown."""

STRIPS = 128
"""Of Simpson's rule; the integrand is smooth, so that they give seven digits."""

CLOSE = 1e-12


@lru_cache(maxsize=512)
def quantile(degrees: float, level: float = 0.95) -> float:
    """The t that the absolute value stays below with probability `level`: 2.776 for 4 degrees.

    With t = √n tan a that probability is 2 c ∫ cosⁿ⁻¹ from 0 to a, c = Γ((n + 1) / 2) /
    (√π Γ(n / 2)) (Abramowitz & Stegun 1964, 26.7). It is concave in a, so that Newton's steps
    from 0 climb to it and never past it. Degrees need not be whole.

    Raises `ValueError` for degrees that are not above 0 or a level outside 0 to 1.
    """
    if not degrees > 0:
        raise ValueError("degrees: give a number above 0.")
    if not 0 < level < 1:
        raise ValueError("level: give a share between 0 and 1, such as 0.95.")
    if degrees >= NORMAL_FROM:
        return NormalDist().inv_cdf((1 + level) / 2)
    logs = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)
    density = 2 * math.exp(logs) / math.sqrt(math.pi)
    angle = 0.0
    while True:
        missing = level - density * _integral(degrees - 1, angle)
        step = missing / (density * math.pow(math.cos(angle), degrees - 1))
        angle += step
        if step < CLOSE:
            return math.sqrt(degrees) * math.tan(angle)


def _integral(power: float, angle: float) -> float:
    """∫ cosᵖ from 0 to an angle, by Simpson's rule."""
    width = angle / STRIPS
    odd = math.fsum(math.pow(math.cos(width * place), power) for place in range(1, STRIPS, 2))
    even = math.fsum(math.pow(math.cos(width * place), power) for place in range(2, STRIPS, 2))
    last = math.pow(math.cos(angle), power)
    return width / 3 * (1 + 4 * odd + 2 * even + last)
