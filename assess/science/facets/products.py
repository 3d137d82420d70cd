"""Products of tall tables, in pieces that a linear algebra library keeps on one core.

Spread over cores, a product of many rows and few columns waits for the slowest core; on a
server that is busy otherwise it was seen to take forty times as long as on one core.
"""

import numpy as np

from assess.science.facets.ratings import Matrix

ON_ONE_CORE = 200_000
"""OpenBLAS keeps a product of fewer multiplications (262,144) on one core."""

FEWEST_ROWS = 16
"""In pieces of fewer rows the pieces cost more than what they save."""


def across(one: Matrix, other: Matrix) -> Matrix:
    """one' other: the sum over rows of the products of each two columns."""
    width = one.shape[1] * other.shape[1]
    rows = ON_ONE_CORE // max(1, width)
    if not width or rows < FEWEST_ROWS:
        result: Matrix = one.T @ other
        return result
    whole = len(one) - len(one) % rows
    pieces = one[:whole].reshape(-1, rows, one.shape[1])
    others = other[:whole].reshape(-1, rows, other.shape[1])
    found: Matrix = np.matmul(pieces.transpose(0, 2, 1), others).sum(axis=0)
    return found + one[whole:].T @ other[whole:]
