"""What must hold on every page, checked whenever a test opens one."""

import re
from collections import Counter
from html.parser import HTMLParser

from tests import copy_rules

_VOID = {"input", "br", "img", "meta", "link", "hr"}


class Page(HTMLParser):
    """The parts of a page that rules speak about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.h1: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.described: set[str] = set()
        self.forms: list[dict[str, str]] = []
        self.tokens = 0
        self.inline: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        """All words of the page, spaces folded."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._inside.append(tag)
        if "id" in found:
            self.ids[found["id"]] += 1
        self.described.update(found.get("aria-describedby", "").split())
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag == "h1":
            self.h1.append("")
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif tag == "label":
            self.labels.add(found.get("for", ""))
        elif tag == "form":
            self.forms.append(found | {"token": ""})
        elif tag in ("input", "select", "textarea"):
            self._control(found)

    def _control(self, found: dict[str, str]) -> None:
        if found.get("name") == "csrf_token" and self.forms:
            self.forms[-1]["token"] = found.get("value", "")
        elif found.get("type") not in ("hidden", "submit"):
            self.controls.append(found)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self._inside[-1:] and "svg" not in self._inside:
            self.title += data
        if "h1" in self._inside and self.h1:
            self.h1[-1] += data
        if not {"script", "style", "pre"} & set(self._inside):
            self.words.append(data)


def check(html: str) -> Page:
    """Check a page against the rules of the house; return its parts."""
    page = Page(html)
    # After the dash stands whose page it is: the product's, or the company's to a candidate.
    title = re.sub("^(Error|Fehler): | – [^–]*$", "", page.title.strip())
    assert title, "the page has no title"
    assert len(page.h1) == 1, f"‘{title}’ has {len(page.h1)} main headings"
    assert _plain(page.h1[0]) == _plain(title), f"heading ‘{page.h1[0]}’, title ‘{title}’"
    twice = [name for name, count in page.ids.items() if count > 1]
    assert not twice, f"‘{title}’ uses the ids {twice} twice"
    assert not page.inline, f"‘{title}’ has inline style or script: {page.inline}"
    unlabelled = [c for c in page.controls if not _has_label(c, page)]
    assert not unlabelled, f"‘{title}’ has controls without a label: {unlabelled}"
    missing = page.described - set(page.ids)
    assert not missing, f"‘{title}’ describes controls by ids that are not there: {missing}"
    bare = [f for f in page.forms if f.get("method", "get") == "post" and not f["token"]]
    assert not bare, f"‘{title}’ has forms without a CSRF token: {bare}"
    said = copy_rules.refused(page.text)
    assert not said, f"‘{title}’ says {said}"
    return page


def _has_label(control: dict[str, str], page: Page) -> bool:
    return bool(
        control.get("aria-label")
        or control.get("aria-hidden")
        or control.get("id", "") in page.labels
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
