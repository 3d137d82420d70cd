"""Somebody who answers an assessment: the pages they open, and what the pages send."""

import json
import re
from dataclasses import dataclass
from typing import Any, Self

from bench.server import Visitor

TEXT = "I asked each of them what they would do first, and wrote down what we agreed. " * 3
_ITEM = re.compile(r'data-item="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(tab|seen)" value="([^"]*)"')


@dataclass(frozen=True)
class Question:
    """What a question page asks, and what it carries along."""

    item: str
    tab: str
    seen: str
    is_text: bool

    @classmethod
    def read(cls, page: str) -> Self:
        """Raises `ValueError` when the page asks nothing."""
        item = _ITEM.search(page)
        if item is None:
            raise ValueError(f"this page asks nothing: {page[:500]}")
        return cls(item[1], **dict(_HIDDEN.findall(page)), is_text="<textarea" in page)

    def form(self, level: int) -> dict[str, str]:
        """What its form sends."""
        answer = TEXT.strip() if self.is_text else str(level)
        return {self.item: answer, "tab": self.tab, "turn": "1", "seen": self.seen}

    def save(self, item: str, level: int, turn: int) -> dict[str, object]:
        """What its script sends, for an item with levels."""
        fields = {"": [str(level)]}
        return {"item": item, "fields": fields, "tab": self.tab, "turn": turn, "seen": 0}


class Candidate(Visitor):
    """A browser in which somebody answers; `key` lets it in where a link did before."""

    def __init__(self, port: int, key: str = "", seconds: float = 60) -> None:
        super().__init__(port, seconds=seconds)
        if key:
            self.cookies["taking"] = key

    def begin(self, token: str) -> str:
        """Open the link, press Start and Begin; gives where the first question is."""
        self.open(f"/i/{token}")
        self.press(f"/i/{token}", {"language": "en"})
        self.get(self.location)
        self.open(self.location)
        return self.press("/a/1", {})

    def open(self, path: str) -> str:
        """A page that is there."""
        status, page = self.get(path)
        assert status == 200, (status, path, page)
        return page.decode()

    def press(self, path: str, fields: dict[str, str]) -> str:
        """A form that is accepted; gives where it leads."""
        status, page = self.post(path, fields)
        assert status == 302, (status, path, page)
        return self.location

    def answer(self, path: str, level: int) -> tuple[str, dict[str, Any]]:
        """Open a question and answer it; gives where that leads, and the answer."""
        question = Question.read(self.open(path))
        form = question.form(level)
        answer = form[question.item] if question.is_text else level
        return self.press(path, form), {question.item: answer}

    def go_on(self, path: str, page: str, level: int) -> tuple[str, str, dict[str, Any]]:
        """Answer a question as the script of its page does: the next page comes with it.

        Gives where that leads, the page there, which is empty where there is no question, and
        the answer.
        """
        question = Question.read(page)
        form = question.form(level)
        answer = form[question.item] if question.is_text else level
        status, found = self.post(path, form, {"X-Answer-With": "page"})
        if status == 302:
            found = b""  # a commit from before: the script follows
        assert status in (200, 204, 302), (status, path, found)
        return self.location, found.decode(), {question.item: answer}

    def kept(self) -> tuple[str, dict[str, Any]]:
        """The status and the answers, as the person can download them."""
        part = json.loads(self.open("/a/my-data.json"))["parts"][0]
        return part["status"], {item: one["answer"] for item, one in part["answers"].items()}
