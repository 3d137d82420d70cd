"""A small assessment with a norm, one whose norm has expired, and one without."""

from pathlib import Path

import pytest

from tests.assessments.probe import put_on_shelf
from tests.instruments.samples import ASSESSMENT, seal

NORMED, PLAIN, EXPIRED = "normed@1.0", "plain@1.0", "expired@1.0"

NORM = (
    "{name: sales leaders in Europe, population: People who lead sellers., n: 412, "
    "collected: 2026-03-12, expires: 2045-12-31, origin: manual of 2026., mean: 3, sd: 0.5}"
)

PAST = NORM.replace("2045-12-31", "2026-03-13")

TOO_LATE = (
    "No percentile of sales leaders in Europe: the last day of that norm was 13 March 2026, "
    "before these answers were given."
)

AT_FOUR = (
    "Percentile 98 (nearly surely between 87 and 99) of sales leaders in Europe, n = 412, "
    "collected until 12 March 2026, manual of 2026."
)
"""A result of 4 is two spreads above the mean of 3; of 100 normal results 97.7 lie below.

Its error is 0.5 √(1 - 0.8), so z lies 1.96 √(0.2 + 1 / 412 + 4 / 822) = 0.89 to either side.
"""


def with_norms(*norms: str) -> str:
    """The sample whose one scale has these norms."""
    held = f"max_missing: 1\n    norms: [{', '.join(norms)}]"
    return ASSESSMENT.replace("max_missing: 1", held, 1)


def shelve(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Let the library hold them beside what is published."""
    put_on_shelf(monkeypatch, root)
    texts = {"normed": with_norms(NORM), "plain": ASSESSMENT, "expired": with_norms(PAST)}
    for name, text in texts.items():
        folder = root / "assessments" / name
        folder.mkdir()
        text = text.replace("id: sample", f"id: {name}", 1)
        (folder / "1.0.yaml").write_text(text, encoding="utf-8")
    seal(root)
