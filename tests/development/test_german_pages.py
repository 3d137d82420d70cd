"""A leader who answers in German: choosing it, the report on the page, a goal out of it."""

import re
from datetime import timedelta

import pytest

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.instruments import library
from assess.instruments.items.levels import Levelled
from assess.jobs import look_at_answers
from tests.browser import Answer, Browser
from tests.development.staging import LEADERSHIP, evaluated
from tests.factories import Make
from tests.german import SAID_IN_ENGLISH
from tests.page_checks import Page
from tests.reports.paper import Paper

GERMAN = library.translations(LEADERSHIP)["de"].texts
ENGLISH = library.assessment(LEADERSHIP).texts()
WORDS = {
    "behaviour": "Zwei Fragen stellen, bevor ich rate.",
    "first_step": "Beide auf eine Karte schreiben.",
    "helper": "Omar Haddad",
    "evidence": "Das Team bringt eigene Pläne mit.",
}


@pytest.fixture
def lucia(make: Make) -> User:
    return make.user(Role.LEADER, name="Lucía Ferrer")


@pytest.fixture
def page(browser, lucia: User) -> Browser:
    return browser(lucia)


@pytest.fixture
def path(app, make: Make, page: Browser, lucia: User) -> str:
    """The report of a second evaluation, in German after an English one, with flags and a goal."""
    items = library.assessment(LEADERSHIP).items
    same = {item.id: 5 for item in items if isinstance(item, Levelled)}
    evaluated(make, lucia, level=2, now=utc_now() - timedelta(days=120))
    report = f"/me/reports/{evaluated(make, lucia, answers=same, language='de')}"
    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])
    page.post(f"{report}/goals/leading", page.fields(f"{report}/goals/leading") | WORDS)
    return report


def article(answer: Answer) -> str:
    """The words of the report on its page."""
    start = answer.html.index('<article class="report" lang="de">')
    return Page(answer.html[start : answer.html.index("</article>")]).text


def test_no_sentence_of_the_report_on_the_page_is_english(page: Browser, path: str):
    text = article(page.get(path))

    assert [part for part in SAID_IN_ENGLISH if part in text] == []
    assert [one for one in ENGLISH.values() if len(one.split()) > 2 and one in text] == []
    assert re.findall(r"\d\.\d", text.replace(" 1.0", "")) == []
    for label in ("PDF herunterladen", "Zum Ziel machen", "Ziel öffnen", "Auf Kurs", "Wie sicher"):
        assert label in text


def test_page_and_paper_say_the_same_in_german(page: Browser, path: str):
    read = Paper(page.get(f"{path}.pdf").data)
    text = article(page.get(path))

    assert read.catalog["/Lang"] == "de"
    for told in (
        "Ihr Bericht: Echte Führung im Vertrieb",
        "Die vorige Selbsteinschätzung wurde in einer anderen Sprache beantwortet.",
        "Eine Antwort dauerte im Durchschnitt 0,0 Sekunden",
        "Menschen führen: verbessert (+2,1 seit dem letzten Mal, von 2,0 auf 4,1;",
        "Menschen führen: Auf Kurs",
        WORDS["behaviour"],
        GERMAN["scales.leading.report.steps.1"],
    ):
        assert told in text, told
        assert told in read.text, told


def test_the_pages_around_it_stay_english_and_name_the_language_of_what_is_not(
    page: Browser, path: str
):
    report, goal = page.get(path), page.get(f"{path}/goals/planning")
    title, step = GERMAN["scales.planning.title"], GERMAN["scales.planning.report.steps.1"]

    assert '<html lang="en">' in report.html
    assert "Sign out" in report.text
    assert f'<h1>A goal: <span lang="de">{title}</span></h1>' in goal.html
    assert page.fields(f"{path}/goals/planning")["first_step"] == step
    assert "First step, this week" in goal.text


def test_german_is_one_press_away_before_the_first_question_and_remembered(page: Browser):
    begun = page.post("/me/start", {"instrument": LEADERSHIP})
    chosen = page.post("/a/display?back=/a/1", page_fields(begun) | {"language": "de"})
    page.post("/me/start", {"instrument": "strategy-execution-self@1.0"})
    other = page.get("/a/1")

    assert '<button name="language" value="de" lang="de"' in begun.html
    assert chosen.path == "/a/1"
    assert GERMAN["title"] in chosen.text
    assert "Beginnen" in chosen.text
    assert '<html lang="de"' in other.html


def page_fields(answer: Answer) -> dict[str, str]:
    """What the form for the language sends besides it."""
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', answer.html)[1]  # type: ignore[index]
        for name in ("size", "contrast")
    }
