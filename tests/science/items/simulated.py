"""Items with known parameters, and answers drawn from them."""

import csv
from pathlib import Path

import numpy as np

from assess.science.items.curves import graded_item

CASES = Path(__file__).resolve().parents[2] / "reference"


def items_of(case):
    """The fixed items of a reference case."""
    with (CASES / case / "items.csv").open(encoding="utf-8") as file:
        return [
            graded_item(
                float(row["a"]), [float(one) for name, one in row.items() if name[0] == "b"]
            )
            for row in csv.DictReader(file)
        ]


def some_items(seed, count, steps=4):
    """Items of ordinary slopes, their thresholds spread over most people."""
    random = np.random.default_rng(seed)
    return [
        graded_item(float(random.uniform(0.8, 2.2)), np.sort(random.normal(0, 1, steps - 1)))
        for _ in range(count)
    ]


def answered(items, theta, seed, missing=0.0):
    """An answer to each item by people at these places."""
    random = np.random.default_rng(seed)
    columns = []
    for item in items:
        reached = 1 / (1 + np.exp(-(item.slope * theta[:, None] + np.array(item.intercepts))))
        columns.append((random.random(len(theta))[:, None] < reached).sum(axis=1))
    table = np.stack(columns, axis=1).astype(float)
    table[random.random(table.shape) < missing] = np.nan
    return table


def people(seed, count):
    """Places of people, standard normal."""
    return np.random.default_rng(seed).normal(size=count)
