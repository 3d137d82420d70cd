"""The rows about a hundred thousand people: brought into a pool from a file, and found again."""

from collections.abc import Iterator
from pathlib import Path

from bench.rows import Figure, prepared
from bench.server import Place

FASTER = "<= 150 ms p95"


def measured(place: Place) -> Iterator[Figure]:
    """Reading and importing a file, the longest turn of a writer, and lists of past people."""
    data = Path(f"{place.data}-people")
    found = prepared(place.tree, data, place.url("_people"), program="bench.people")
    seconds = found["read_s"] + found["import_s"]
    said = f"read {found['read_s']:.0f} s, in {found['import_s']:.0f} s"
    turn = f"longest turn {found['longest_turn_ms']:.0f} ms"
    yield Figure(
        "P13", "import of 100,000 people", "<= 30 s, 300 MB",
        cpu_ms=found["cpu_s"] * 1000, p50_ms=seconds * 1000,
        other=f"{said}  {turn}  {found['mib']:.0f} MiB",
    )  # fmt: skip
    for name, one in found["lists"].items():
        yield Figure(
            "P14", f"past people of 100,000: {name}", FASTER,
            p50_ms=one["p50_ms"], p95_ms=one["p95_ms"],
        )  # fmt: skip
