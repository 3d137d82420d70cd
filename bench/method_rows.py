"""The rows about methods of `assess.science`, each beside its peer where that is installed.

Peers are tools for this program alone, some under licences the product does not take:
`python3 -m venv .venv-peers && .venv-peers/bin/pip install -r bench/peers.txt`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rows import Figure

PEERS = Path(__file__).resolve().parents[1] / ".venv-peers/bin/python"

METHODS = (
    ("imported", "import of every module but those that learn", "<= 400 ms"),
    ("icc", "all forms of ICC with intervals, 500 x 8", "<= 10 ms"),
    ("alpha", "alpha with intervals and items, 5,000 x 40", "<= 20 ms"),
    ("components", "crossed REML with errors, 200,000 ratings", "<= 3,000 ms, 200 MB"),
    ("graded_5", "graded response model, 5,000 x 40", "<= 2,000 ms"),
    ("graded_50", "graded response model, 50,000 x 40", "<= 12,000 ms, 400 MB"),
    ("trait", "EAP with errors, 50,000 x 40", "<= 1,000 ms"),
    ("facets", "many-facet Rasch by MML with fit, 30,000 ratings", "<= 3,000 ms"),
    ("krippendorff", "Krippendorff's alpha, 10,000 x 20", "as its peer"),
    ("impact", "adverse impact of 1,000,000 rows", "<= 300 ms"),
    ("fisher", "10,000 exact tests with mid-p and interval", "<= 500 ms"),
)

WITH_PEERS = {"icc", "alpha", "krippendorff", "graded_5", "impact", "fisher"}


LEARNED = (
    ("ridge", "an amount learned from 10,000 x 20, nested 10 x 10", "<= 10 s, 300 MB"),
    ("logistic", "an event learned from 10,000 x 20, nested 10 x 10", "<= 60 s, 300 MB"),
)


def learned(tree: Path) -> Iterator[Figure]:
    """P15: a row a kind of outcome, with the duel against the plain mean; one core."""
    for name, work, goal in LEARNED:
        found = _ran(sys.executable, "bench.methods", name, tree)
        row = (found["cpu_ms"], found["ms"]) if found else (None, None)
        yield Figure(
            "P15", work, goal, *row, other=f"{found['mib']:.0f} MiB" if found else "missing"
        )


def measured(tree: Path) -> Iterator[Figure]:
    """A row a method; one core, as a worker has, and bytecode there, as after a first start."""
    _ran(sys.executable, "bench.methods", "imported", tree)
    for name, work, goal in METHODS:
        found = _ran(sys.executable, "bench.methods", name, tree)
        peer = _ran(str(PEERS), "bench.method_peers", name, tree) if name in WITH_PEERS else None
        beside = f"peer {peer['ms']:.1f} ms" if peer else ""
        other = "  ".join(filter(None, [f"{found['mib']:.0f} MiB", beside])) if found else "missing"
        row = (found["cpu_ms"], found["ms"]) if found else (None, None)
        yield Figure("S", work, goal, *row, other=other)


def _ran(python: str, program: str, name: str, tree: Path) -> dict[str, Any] | None:
    """The figures a program prints; nothing where it is not there."""
    if not Path(python).exists():
        return None
    alone = os.environ | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(tree / ".bytecode"),
    }
    run = subprocess.run(
        [python, "-m", program, name], cwd=tree, env=alone, capture_output=True, text=True
    )
    return json.loads(run.stdout) if run.returncode == 0 else None
