"""The methods of docs/science.md, read for the page that "Why?" leads to.

The file is Markdown of the plainest kind: an anchor before each heading, one paragraph below
the first, and five lines to a method. Whatever else stands in it is refused, not half shown.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "science.md"

LABELS = ("What it says", "Formula", "Guard", "Source", "Code")

_ANCHOR = re.compile(r'<a id="([a-z][a-z0-9-]*)"></a>')
_LINE = re.compile(r"- \*\*([^*:]+):\*\* (.+)")
_CODE = re.compile(r"`([\w./]+\.py)`")
_MARKUP = re.compile(r"[*_\[\]<>#`|]")


@dataclass(frozen=True)
class Method:
    """One method: its lines by their label, and the files it stands in."""

    anchor: str
    title: str
    lines: tuple[tuple[str, str], ...]
    code: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """Methods that belong together."""

    anchor: str
    title: str
    methods: tuple[Method, ...]


@dataclass(frozen=True)
class Page:
    """The whole of it."""

    title: str
    introduction: str
    chapters: tuple[Chapter, ...]

    @property
    def anchors(self) -> list[str]:
        """Every place a link may lead to."""
        return [
            anchor
            for chapter in self.chapters
            for anchor in (chapter.anchor, *(method.anchor for method in chapter.methods))
        ]


@lru_cache(maxsize=1)
def page() -> Page:
    """What the product shows; read once in a process."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Page:
    """A page from its source. Raises `ValueError` for what this page cannot show."""
    head, introduction, *blocks = [block for block in text.strip().split("\n\n") if block.strip()]
    chapters: list[Chapter] = []
    while blocks:
        anchor, heading, *blocks = blocks
        if heading.startswith("## "):
            chapters.append(Chapter(_anchor(anchor), _plain(heading[3:]), ()))
        elif heading.startswith("### ") and chapters and blocks:
            last = chapters[-1]
            method = _method(_anchor(anchor), _plain(heading[4:]), blocks.pop(0))
            chapters[-1] = Chapter(last.anchor, last.title, (*last.methods, method))
        else:
            raise ValueError(f"An anchor and a heading are expected before: {heading[:60]}")
    whole = Page(_plain(head.removeprefix("# ")), introduction.replace("`", ""), tuple(chapters))
    if len(set(whole.anchors)) < len(whole.anchors):
        raise ValueError("Two places have the same anchor.")
    return whole


def _method(anchor: str, title: str, block: str) -> Method:
    found = [_LINE.fullmatch(line) for line in block.splitlines()]
    lines = [(line[1], line[2]) for line in found if line]
    if [label for label, _ in lines] != [*LABELS] or None in found:
        raise ValueError(f"{title}: five lines are expected, {', '.join(LABELS)}.")
    *said, (_, code) = lines
    if _CODE.sub("", code).strip(", "):
        raise ValueError(f"{title}: Code names files and nothing else.")
    return Method(
        anchor,
        title,
        tuple((label, _plain(text)) for label, text in said),
        tuple(_CODE.findall(code)),
    )


def _anchor(block: str) -> str:
    found = _ANCHOR.fullmatch(block)
    if found is None:
        raise ValueError(f"An anchor is expected instead of: {block[:60]}")
    return found[1]


def _plain(text: str) -> str:
    if _MARKUP.search(text):
        raise ValueError(f"Only plain text can be shown: {text[:60]}")
    return text
