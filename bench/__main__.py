"""`./run bench`: print the performance table; `--against REV` measures a commit beside it."""

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from assess.text import counted
from bench import (
    answering,
    company_rows,
    crowd,
    machine,
    method_rows,
    people_rows,
    rows,
    stack_rows,
    trees,
)
from bench.rows import Figure
from bench.server import Durable, Place, Server

ROWS = """\
P1 an answer kept                P2 a question page           P3 a whole attempt
P4 a crowd that answers          P5 lists of candidates       P6 pages around an interview
P7 a note, a rating, a scorecard P8 reports on paper          P10 start and memory
P11 a million attempts scored    P12 is the ratio at the end of a PostgreSQL row: its CPU over
SQLite's, at most 1.5. COMPANY  lists of 50,000 candidates, part of P5
P9 reports while people answer   P13 people brought in from a file
P14 past people found again      P15 a model learned
S  methods of assess.science, each beside its peer where it is installed (bench/method_rows.py)"""


def main() -> None:
    """Measure the working tree on SQLite and PostgreSQL, and a commit if one is named."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--against", metavar="REV", help="a commit to measure in the same run")
    parser.add_argument("--rounds", type=int, default=3, help="rounds to take the median of")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument(
        "--only", metavar="P5,P13", default="", help="rows to measure, by name; else all of them"
    )
    wanted = parser.parse_args()
    only = frozenset(filter(None, wanted.only.upper().split(",")))
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        subjects = {"now": trees.working_copy(folder / "now")}
        if wanted.against:
            subjects[wanted.against] = trees.commit(folder / "then", wanted.against)
        server = None if wanted.sqlite_only else Durable()
        try:
            results = _measured(subjects, folder, server, wanted.rounds, only)
        finally:
            if server is not None:
                server.stop()
    _print(results)


def _measured(
    subjects: dict[str, Path],
    folder: Path,
    server: Durable | None,
    rounds: int,
    only: frozenset[str],
) -> dict[str, list[Figure]]:
    """Figures of every subject on every database: rounds in turn, medians at the end."""
    runs: dict[str, list[list[Figure]]] = {}
    for number in range(rounds):
        for name, tree in subjects.items():
            label = f"{name}, SQLite" if server else name
            data = folder / f"data-{name}-{number}".replace("/", "-")
            runs.setdefault(label, []).append(_one(Place(tree, data), only))
            if server is not None:
                place = Place(tree, Path(f"{data}-pg"), server, f"bench_{number}_{len(runs)}")
                figures = _one(place, only)
                runs.setdefault(f"{name}, PostgreSQL", []).append(figures)
        print(f"round {number + 1} of {rounds} done, load {machine.load():.1f}", flush=True)
    return {label: _medians(figures) for label, figures in runs.items()}


def _one(place: Place, only: frozenset[str]) -> list[Figure]:
    """The rows somebody asks for, on one database; those of no database with SQLite alone."""
    parts: tuple[tuple[str, Callable[[], Iterable[Figure]]], ...] = (
        ("P1 P2 P3 P4 P5 P6 P7", lambda: _served(place)),
        ("P5 COMPANY", lambda: company_rows.measured(place)),
        ("P9", lambda: stack_rows.measured(place)),
        ("P13 P14", lambda: people_rows.measured(place)),
    )
    if place.server is None:
        parts += (
            ("P8", lambda: [rows.paper(place.tree, place.data)]),
            ("P10", lambda: [rows.started(place.tree, place.data, "")]),
            ("P11", lambda: answering.many(place.tree, place.data)),
            ("P15", lambda: method_rows.learned(place.tree)),
            ("S", lambda: method_rows.measured(place.tree)),
        )
    asked = [part for names, part in parts if not only or only & set(names.split())]
    return [figure for part in asked for figure in part()]


def _served(place: Place) -> Iterator[Figure]:
    url = place.url()
    facts = rows.prepared(place.tree, place.data, url)
    people = answering.invited(place.tree, place.data, url)
    server = Server(place.tree, place.data, url, place.pid)
    try:
        yield from rows.measured(server, facts)
        if people:
            yield from _answered(server, people)
    finally:
        server.stop()
    if not url:
        yield from rows.floor(place.data)


def _answered(server: Server, people: dict[str, Any]) -> Iterator[Figure]:
    yield from answering.measured(server, people)
    yield from crowd.measured(server, people)


def _medians(runs: list[list[Figure]]) -> list[Figure]:
    def median(of: Callable[[Figure], float | None], place: int) -> float | None:
        values = [of(run[place]) for run in runs]
        known = [value for value in values if value is not None]
        return statistics.median(known) if known else None

    return [
        Figure(
            figure.row,
            figure.work,
            figure.goal,
            median(lambda f: f.cpu_ms, place),
            median(lambda f: f.p50_ms, place),
            figure.statements,
            figure.other,
            median(lambda f: f.p95_ms, place),
            max((run[place].errors or 0 for run in runs), default=0)
            if figure.errors is not None
            else None,
        )
        for place, figure in enumerate(runs[-1])
    ]


def _print(results: dict[str, list[Figure]]) -> None:
    rate, loop, load = machine.fdatasync_rate(), machine.loop_ms(), machine.load()
    print(f"\nraw fdatasync {rate:.0f}/s, a plain Python loop {loop:.1f} ms, ", end="")
    print(f"load average {load:.1f}, {counted(os.cpu_count() or 1, 'core')}; medians")
    print("CPU ms of the web process and its database; p50 is the median on the clock\n")
    print(f"{ROWS}\n")
    for label, figures in results.items():
        print(f"== {label}")
        base = {(one.row, one.work): one.cpu_ms for one in _base(label, results)}
        for figure in figures:
            print(_line(figure, base.get((figure.row, figure.work))))
        print()


def _base(label: str, results: dict[str, list[Figure]]) -> list[Figure]:
    """What the ratios of a part divide by: its SQLite on PostgreSQL, else the working tree."""
    commit, _, database = label.rpartition(", ")
    if database == "PostgreSQL":
        return results[f"{commit}, SQLite"]
    first = next(iter(results))
    return results[first] if label != first else []


def _line(figure: Figure, base: float | None) -> str:
    cpu = "" if figure.cpu_ms is None else f"{figure.cpu_ms:6.1f} ms"
    clock = "" if figure.p50_ms is None else f"p50 {figure.p50_ms:5.1f}"
    count = "" if figure.statements is None else f"{figure.statements} statements"
    ratio = f"{figure.cpu_ms / base:.2f}x" if base and figure.cpu_ms else ""
    late = "" if figure.p95_ms is None else f"p95 {figure.p95_ms:5.1f}"
    wrong = "" if figure.errors is None else counted(figure.errors, "error")
    parts = [cpu, clock, late, count, wrong, figure.other, ratio]
    return f"{figure.row:<4}{figure.work:<58}{'  '.join(p for p in parts if p):<66}{figure.goal}"


if __name__ == "__main__":
    main()
