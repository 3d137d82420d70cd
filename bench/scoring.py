"""Run inside a copy of the product: score a million attempts at once, print JSON."""

import json
import resource
import statistics
import sys
import time

import numpy as np

from assess.instruments import library
from assess.instruments.assessment import Assessment
from assess.instruments.items.levels import Levelled
from assess.science.scores import scoring
from assess.science.scores.scoring_many import ManyScores, score_levels
from bench.prepare_answering import REF

PEOPLE, ITEMS, ROUNDS, COMPARED = 1_000_000, 40, 5, 500


def main() -> None:
    """Median milliseconds on the clock and of CPU, and the most memory there was."""
    assessment = library.assessment(REF)
    scored = [item.id for item in assessment.items if item.scales and isinstance(item, Levelled)]
    items = scored[:ITEMS]
    levels = np.random.default_rng(7).integers(0, 6, (PEOPLE, ITEMS), dtype=np.int8)
    clocks, cpus = [], []
    for _ in range(ROUNDS):
        start, begun = time.perf_counter(), time.process_time()
        found = score_levels(assessment, items, levels)
        clocks.append((time.perf_counter() - start) * 1000)
        cpus.append((time.process_time() - begun) * 1000)
    _compare(assessment, items, levels[:COMPARED], found)
    json.dump(
        {
            "people": PEOPLE,
            "items": ITEMS,
            "ms": statistics.median(clocks),
            "cpu_ms": statistics.median(cpus),
            "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        },
        sys.stdout,
    )


def _compare(
    assessment: Assessment, items: list[str], levels: np.ndarray, found: ManyScores
) -> None:
    """Some of the people scored one by one, as the pages do it."""
    for person, row in enumerate(levels):
        answers = {item: int(level) for item, level in zip(items, row, strict=True) if level}
        one = {score.scale: score.value for score in scoring.score(assessment, answers)}
        for scale, value in zip(found.scales, found.values[person], strict=True):
            same = np.isnan(value) if one[scale] is None else abs(one[scale] - value) < 1e-5
            assert same, (person, scale, one[scale], value)


if __name__ == "__main__":
    main()
