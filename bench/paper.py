"""Run inside a copy of the product: render a six-page report many times, print JSON."""

import json
import os
import statistics
import sys
import time

from bench.machine import resident_mib
from reports import candidate
from tests.reports import people

ROUNDS = 40


def main() -> None:
    """Median milliseconds, memory and size of the candidate report in steady state."""
    facts = people.candidate()
    data = candidate.render(facts)
    for _ in range(5):
        candidate.render(facts)
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        candidate.render(facts)
        times.append((time.process_time() - start) * 1000)
    pages = data.count(b"/Type /Page\n") or data.count(b"/Type /Page ")
    json.dump(
        {
            "ms": statistics.median(times),
            "mib": resident_mib(os.getpid()),
            "pages": pages,
            "kb": len(data) / 1000,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
