"""The page of methods: what docs/science.md says, shown whole or not at all."""

import pytest

from assess.web import methods

LINES = "\n".join(
    ["- **What it says:** One.", "- **Formula:** Two.", "- **Guard:** Three.",
     "- **Source:** Four.", "- **Code:** `panel.py`, `facets/mml.py`"]
)  # fmt: skip
SOURCE = f"""\
# How

All of it, in `assess`.

<a id="first"></a>

## First things

<a id="mean"></a>

### The mean

{LINES}
"""


def test_a_page_is_read_from_plain_markdown():
    page = methods.read(SOURCE)

    assert (page.title, page.introduction) == ("How", "All of it, in assess.")
    assert page.anchors == ["first", "mean"]
    (method,) = page.chapters[0].methods
    assert method.lines[1] == ("Formula", "Two.")
    assert method.code == ("panel.py", "facets/mml.py")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('<a id="mean"></a>\n\n', "", "An anchor and a heading"),
        ('<a id="mean">', '<a id="Mean it">', "An anchor is expected"),
        ('id="mean"', 'id="first"', "the same anchor"),
        ("- **Guard:** Three.\n", "", "five lines are expected"),
        ("Three.", "Three.\n  And more.", "five lines are expected"),
        ("### The mean", "#### The mean", "a heading"),
        ("## First things", "### First things", "a heading"),
        ("Two.", "Two *and* more.", "Only plain text"),
        ("`panel.py`", "`panel.py` and others", "Code names files"),
    ],
)
def test_what_cannot_be_shown_is_refused(old, new, why):
    with pytest.raises(ValueError, match=why):
        methods.read(SOURCE.replace(old, new))


def test_visitors_read_every_method_with_its_five_lines(browser):
    answer = browser().get("/help/science")

    for chapter in methods.page().chapters:
        for method in chapter.methods:
            assert f'id="{method.anchor}"' in answer.html
            assert all(" ".join(text.split()) in answer.text for _, text in method.lines)
            assert all(name in answer.text for name in method.code)


def test_help_leads_to_the_methods(browser):
    assert "/help/science" in browser().get("/help").page.links
