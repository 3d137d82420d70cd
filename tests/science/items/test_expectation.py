"""The marginal likelihood: against sums over all places; its slopes against differences."""

import numpy as np
import pytest

from assess.science.items import expectation
from assess.science.items.curves import Grid, grid, quadrature, steps_of
from assess.science.items.expectation import (
    complete_information,
    expect,
    gradient,
    lost_information,
    patterns_of,
)
from tests.science.items.simulated import answered, people, some_items

THETA, LOGS = quadrature()
ITEMS = [*some_items(3, 2, steps=4), *some_items(4, 2, steps=2)]
CODES = steps_of(ITEMS, answered(ITEMS, people(1, 80), 2, missing=0.2))
CODES = CODES[(CODES >= 0).any(axis=1)]
PATTERNS = patterns_of(CODES, 4)


def likelihood(table):
    return expect(PATTERNS, table, THETA, LOGS).log_likelihood


def moved(table, row, column, by):
    values = table.values.copy()
    values[row, column] += by
    return Grid(values)


def slope(table):
    return gradient(table, expect(PATTERNS, table, THETA, LOGS), THETA)


def test_equal_rows_are_put_together():
    found = patterns_of(np.array([[0, 1], [1, 1], [0, 1], [-1, 1]], dtype=np.int8), 2)

    assert sorted(found.people.tolist()) == [1, 1, 2]
    assert found.chosen.sum() == 5


def test_the_likelihood_is_that_of_every_person_at_every_place():
    table = grid(ITEMS)
    logs, total = table.log_chances(THETA), 0.0

    for row in CODES:
        own = sum(logs[item, step] for item, step in enumerate(row) if step >= 0)
        total += np.log(np.exp(own + LOGS).sum())

    assert likelihood(table) == pytest.approx(total, rel=1e-12)


def test_expected_answers_are_as_many_as_there_are():
    counts = expect(PATTERNS, grid(ITEMS), THETA, LOGS).counts.sum(axis=2)

    for item in range(4):
        seen = np.bincount(CODES[CODES[:, item] >= 0, item], minlength=4)
        assert counts[item] == pytest.approx(seen)


def test_slopes_are_those_of_the_likelihood():
    table = grid(ITEMS)
    found = slope(table)

    for row, column in zip(*np.where(table.real), strict=True):
        ends = [likelihood(moved(table, row, column, by)) for by in (1e-5, -1e-5)]
        assert found[row, column] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-5)
    assert (found[~table.real] == 0).all()


@pytest.mark.parametrize("chunk", [7, 2048])
def test_the_observed_information_is_that_of_the_slopes(monkeypatch, chunk):
    monkeypatch.setattr(expectation, "CHUNK", chunk)
    table = grid(ITEMS)
    blocks = complete_information(table, expect(PATTERNS, table, THETA, LOGS), THETA)
    width = table.values.shape[1]
    found = -lost_information(PATTERNS, table, THETA, LOGS)
    for item, block in enumerate(blocks):
        some = slice(item * width, (item + 1) * width)
        found[some, some] += block

    for row, column in zip(*np.where(table.real), strict=True):
        ends = [slope(moved(table, row, column, by)).ravel() for by in (1e-5, -1e-5)]
        assert found[row * width + column] == pytest.approx(
            (ends[1] - ends[0]) / 2e-5, rel=1e-5, abs=1e-4
        )


def test_a_share_of_the_patterns_stands_for_all():
    share = PATTERNS.every(3)

    assert share.people.sum() == pytest.approx(PATTERNS.people.sum())
    assert len(share.chosen) == -(-len(PATTERNS.chosen) // 3)
