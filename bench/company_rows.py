"""The rows about a company of 50,000 candidates: what it takes to make, and every list of it."""

from collections.abc import Iterator
from pathlib import Path

from bench.rows import Figure, repeated
from bench.rows import prepared as filled
from bench.server import Place, Server, Visitor

GOAL = "<= 12 ms, <= 12 queries"
ROUNDS, WARM_UP = 15, 3


def measured(place: Place) -> Iterator[Figure]:
    """A row a list, asked for as a browser does."""
    data, url = Path(f"{place.data}-company"), place.url("_company")
    facts = filled(place.tree, data, url, program="bench.company")
    yield Figure(
        "P5", "a company of 50,000 candidates made", "<= 60,000 ms",
        cpu_ms=facts["cpu_s"] * 1000, other=f"{facts['ratings']:,} ratings",
    )  # fmt: skip
    server = Server(place.tree, data, url, place.pid)
    try:
        visitors: dict[str, Visitor] = {}
        server.settle()
        for one in facts["lists"]:
            if one["who"] not in visitors:
                visitors[one["who"]] = Visitor(server.port, one["who"])
            yield _list(server, visitors[one["who"]], one)
    finally:
        server.stop()


def _list(server: Server, visitor: Visitor, one: dict[str, object]) -> Figure:
    sizes: list[int] = []

    def ask(_number: int) -> None:
        status, page = visitor.get(str(one["path"]))
        assert status == 200, one
        sizes.append(len(page))

    cpu, clock = repeated(server, ask, ROUNDS, WARM_UP)
    assert len(set(sizes[WARM_UP:])) <= 3, "the list changed while it was asked for"
    return Figure(
        "P5", f"50,000: {one['name']}", GOAL, cpu, clock, int(str(one["statements"])),
        other=f"{sizes[-1] // 1000} kB",
    )  # fmt: skip
