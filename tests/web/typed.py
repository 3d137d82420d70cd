"""Texts people type, and whether a page still has them."""

from tests.browser import Answer, form_fields

LONG = "She described how she dropped 40 off-strategy accounts, and why."
AWKWARD = [
    LONG,
    "<b>bold</b> & \"quoted\" </textarea><script>alert('x')</script>",
    "first line\r\nsecond line",
    "🎻 عربي 漢字",
    "x" * 200_000,
]


def kept(answer: Answer, typed: str) -> bool:
    """Whether the page would send the same text again."""
    lines = "\n".join(typed.splitlines())
    return any("\n".join(str(v).splitlines()) == lines for v in form_fields(answer.html).values())
