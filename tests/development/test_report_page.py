"""A leader's report on the page and on paper: the same words on both."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from assess.accounts.rules import Role
from assess.database import utc_now
from assess.instruments import library
from assess.instruments.items.levels import Levelled
from assess.jobs import look_at_answers
from reports import leader_wording
from tests.browser import Answer
from tests.development.staging import LEADERSHIP, evaluated
from tests.reports.paper import Paper

THOUGHT = "I learned <b>to wait</b> & listen.\nZeit für Fehler 👍"
WORDS = {
    "behaviour": "Ask two questions before I give advice.",
    "first_step": "Write both on a card.",
    "helper": "Omar Haddad",
    "evidence": "Sellers bring a plan of their own.",
}

ONLY_ON_PAGE = {"How sure", "Your goal:  On track"}
"""The table beside the picture, and what leads to the goal."""

MARGIN = re.compile(r"For Lucía|S-")
"""What stands at the foot of every page of the paper, and once on the page."""


class Blocks(HTMLParser):
    """What stands in the paragraphs, lists, tables and headings of an article."""

    KINDS = frozenset({"h1", "h2", "h3", "p", "li", "dd", "dt", "th", "td"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open, self._aside = False, 0
        self.feed(html.split('<article class="report">')[1].split("</article>")[0])

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "svg"):
            self._aside += 1
        if tag in self.KINDS:
            self._open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "svg"):
            self._aside -= 1
        if tag in self.KINDS:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open and not self._aside:
            self.found[-1] += data


@dataclass(frozen=True)
class Both:
    """One report twice."""

    page: Answer
    paper: Paper


@pytest.fixture
def read(app, make, browser) -> Callable[[], Both]:
    """A leader's second evaluation, with own words, a goal, and the same answer everywhere."""
    lucia = make.user(Role.LEADER, name="Lucía Ferrer")
    items = library.assessment(LEADERSHIP).items
    thought = next(item.id for item in items if item.type == "long")
    same = {item.id: 5 for item in items if isinstance(item, Levelled)}
    evaluated(make, lucia, level=2, now=utc_now() - timedelta(days=120))
    path = f"/me/reports/{evaluated(make, lucia, answers=same | {thought: THOUGHT})}"
    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])
    page = browser(lucia)
    page.post(f"{path}/goals/leading", page.fields(f"{path}/goals/leading") | WORDS)
    return lambda: Both(page.get(path), Paper(page.get(f"{path}.pdf").data))


def folded(text: str) -> str:
    """Without white space, bullets and numbers of lists: lines break elsewhere on paper."""
    return re.sub(r"^[1-9]\. |[\s•]", "", text, flags=re.MULTILINE)


def test_page_and_paper_say_the_same_words(read):
    both = read()
    said = [text.strip() for text in Blocks(both.page.html).found if text.strip()]
    lines = [line for page in both.paper.texts for line in page.splitlines()]

    on_paper, on_page = folded(both.paper.text), folded(both.page.text)
    only_on_page = {text for text in said if folded(text) not in on_paper}
    assert {text for text in only_on_page if not MARGIN.match(text)} == ONLY_ON_PAGE
    only_on_paper = [line for line in lines if folded(line) not in on_page]
    assert [line for line in only_on_paper if not MARGIN.match(line)] == ["Your own report"]
    for told in ("Since ", leader_wording.FLAGS, WORDS["behaviour"], "improved (+2.1"):
        assert any(told in text for text in said), told


def test_what_somebody_wrote_is_shown_as_it_was_typed(read):
    both = read()

    assert "I learned &lt;b&gt;to wait&lt;/b&gt; &amp; listen." in both.page.html
    assert "I learned <b>to wait</b> & listen." in both.paper.text


def test_each_picture_has_a_table_with_the_same_values_beside_it(read):
    page = read().page

    tables = re.findall(r"<figure.*?</figure>.*?<tbody>(.*?)</tbody>", page.html, re.DOTALL)
    assert [table.count("<tr>") for table in tables] == [3, 2]
    assert page.html.count('role="img"') == 4  # two pictures, each drawn for a phone as well
    assert "4.1 (often)" in tables[0]


def test_a_page_without_a_result_is_as_short_as_the_paper(make, browser):
    ada = make.user(Role.LEADER, name="Ada Łuczak")
    path = f"/me/reports/{evaluated(make, ada, level=None)}"

    page, paper = browser(ada).get(path), Paper(browser(ada).get(f"{path}.pdf").data)

    assert len(paper.texts) == 1
    assert leader_wording.NO_RESULT in page.text
    assert "<figure" not in page.html
    assert "Make it a goal" not in page.text
    assert "All questions 0 of 38" in page.text


def test_looking_at_the_answers_leaves_the_number_a_report_was_first_read_with(app, make, browser):
    ada = make.user(Role.LEADER)
    path = f"/me/reports/{evaluated(make, ada)}"
    page = browser(ada)
    first = re.findall(r"S-[A-Z2-7]{8}[-0-9]*", page.get(path).text)
    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])

    second = re.findall(r"S-[A-Z2-7]{8}[-0-9]*", page.get(path).text)

    assert re.fullmatch(rf"{first[0]}-\d{{3}}", second[0])
    assert second[1] == first[0]


def test_the_paper_is_kept_out_of_caches_under_a_plain_name(make, browser):
    ada = make.user(Role.LEADER, name="Ada Łuczak")
    found = browser(ada).get(f"/me/reports/{evaluated(make, ada)}.pdf").response

    assert found.mimetype == "application/pdf"
    assert re.fullmatch(
        r'inline; filename="my-report-ada-luczak-\d{4}-\d\d-\d\d-true-sales-leadership.pdf"',
        found.headers["Content-Disposition"],
    )
    assert "no-store" in found.headers["Cache-Control"]
