"""What the machine can do at the moment: figures are only worth something beside this."""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def fdatasync_rate(seconds: float = 1.0) -> float:
    """How often a second a 4 kB write can be made durable, in the folder tests use."""
    block = os.urandom(4096)
    with tempfile.NamedTemporaryFile(dir=tempfile.gettempdir()) as file:
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            os.pwrite(file.fileno(), block, 0)
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.perf_counter() - start)


def loop_ms(steps: int = 500_000) -> float:
    """CPU milliseconds a fixed loop of plain Python takes: how fast one core is now."""

    def once() -> float:
        start, total = time.process_time(), 0
        for step in range(steps):
            total += step * step % 7
        return (time.process_time() - start) * 1000

    return statistics.median(once() for _ in range(5))


def timed(work: Callable[[], object], rounds: int = 3, *, warm: bool = True) -> None:
    """Print the median milliseconds of some work, on the clock and of CPU, and the most memory.

    Without `warm` the first time is the only one.
    """
    if warm:
        work()
    clocks, cpus = [], []
    for _ in range(rounds if warm else 1):
        start, begun = time.perf_counter(), time.process_time()
        work()
        clocks.append((time.perf_counter() - start) * 1000)
        cpus.append((time.process_time() - begun) * 1000)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"ms": statistics.median(clocks), "cpu_ms": statistics.median(cpus), "mib": mib}
    json.dump(figures, sys.stdout)


def load() -> float:
    """Load average of the last minute."""
    return os.getloadavg()[0]


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all its threads and children, in seconds."""
    return sum(_own(one) for one in (pid, *_children(pid)))


def resident_mib(pid: int) -> float:
    """Memory of a process that is in RAM, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _own(pid: int) -> float:
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total / 1e9


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(child) for child in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += direct
        for child in direct:
            found += _children(child)
    return found
