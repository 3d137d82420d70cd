"""A leader who reads German: choosing it, own pages, the report in both languages, goals."""

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
from tests.development.staging import EXECUTION, LEADERSHIP, evaluated, goal_set
from tests.factories import Make
from tests.german import english_on
from tests.page_checks import Page
from tests.reports.paper import Paper

pytestmark = pytest.mark.one_database

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
def reader(page: Browser) -> Browser:
    """The same browser once German was chosen."""
    page.get("/me")
    page.post("/me/language", {"language": "de"})
    return page


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


@pytest.fixture
def goal(make: Make, lucia: User, reader: Browser) -> str:
    """A goal whose check is due, in German words."""
    address = f"/me/goals/{goal_set(make, lucia, utc_now() - timedelta(days=31))}"
    reader.post(f"{address}/change", reader.fields(f"{address}/change") | WORDS)
    return address


def is_german(answer: Answer) -> bool:
    """Whether a page says that it is German, and is, save what it says is not."""
    assert english_on(answer.html) == []
    return '<html lang="de">' in answer.html


def test_no_sentence_of_the_report_on_the_page_is_english(page: Browser, path: str):
    seen = page.get(path)

    assert is_german(seen)
    assert [one for one in ENGLISH.values() if len(one.split()) > 2 and one in seen.text] == []
    assert re.findall(r"\d\.\d", seen.text.replace(" 1.0", "")) == []
    for label in ("PDF herunterladen", "Zum Ziel machen", "Ziel öffnen", "Auf Kurs", "Abmelden"):
        assert label in seen.text


def test_page_and_paper_say_the_same_in_german(page: Browser, path: str):
    read = Paper(page.get(f"{path}.pdf").data)
    text = page.get(path).text

    assert read.catalog["/Lang"] == "de"
    for told in (
        "Echte Führung im Vertrieb",
        "Die vorige Selbsteinschätzung wurde in einer anderen Sprache beantwortet.",
        "Eine Antwort dauerte im Durchschnitt 0,0 Sekunden",
        "Menschen führen: verbessert (+2,1 seit dem letzten Mal, von 2,0 auf 4,1;",
        "Menschen führen: Auf Kurs",
        WORDS["behaviour"],
        GERMAN["scales.leading.report.steps.1"],
    ):
        assert told in text, told
        assert told in read.text, told


@pytest.mark.usefixtures("goal")
def test_own_pages_are_german_to_whoever_chose_it(make: Make, lucia: User, reader: Browser):
    evaluated(make, lucia)
    reader.post("/me/start", {"instrument": "smart-sales-leader-self@1.0"})

    home = reader.get("/me")

    assert is_german(home)
    for told in (
        "Zwischenstand fällig seit",
        "Ihre bisherigen Antworten sind gespeichert. Offen bis",
        "Echte Führung im Vertrieb",
        "Menschen führen, Mit Richtung planen",
        "Fragen, etwa",
        "Zuletzt beantwortet am",
        "Ab dem",
        "Meine Seite",
        "Hilfe (auf Englisch)",
        "Bibliothek EN",
    ):
        assert told in home.text, home.text
    assert re.search(r"\b\d{1,2}\. (Nov|Dez|Jan)\. \d{4}|\b\d{1,2}\. M\w+ \d{4}", home.text)


def test_the_pages_of_a_goal_are_german(reader: Browser, goal: str):
    missing = reader.post(goal, {"progress": "", "note": "", "seen": "0"})
    kept = reader.post(goal, {"progress": "reached", "note": "Ruhiger gefragt.", "seen": "0"})
    closed = reader.post(goal, {"progress": "stuck", "note": "Doch nicht.", "seen": "1"})

    assert all(map(is_german, (reader.get(f"{goal}/change"), missing, kept, closed)))
    assert "Wählen Sie, wie es steht." in missing.text
    assert "<title>Fehler: Ziel: " in missing.html
    assert "Der Zwischenstand ist festgehalten." in kept.text
    assert "Erreicht" in kept.text
    assert "Dieses Ziel ist schon abgeschlossen." in closed.text


def test_a_form_for_a_goal_is_german_whatever_the_report_was_answered_in(make, lucia, reader):
    report = f"/me/reports/{evaluated(make, lucia)}"
    form = reader.fields(f"{report}/goals/planning")

    asked = reader.get(f"{report}/goals/planning")
    long = reader.post(
        f"{report}/goals/planning", form | WORDS | {"behaviour": "lang " * 300, "helper": ""}
    )

    assert form["first_step"] == GERMAN["scales.planning.report.steps.1"]
    assert f"<h1>Ein Ziel: {GERMAN['scales.planning.title']}</h1>" in asked.html
    assert is_german(asked)
    assert is_german(long)
    assert "Kürzen Sie dies auf höchstens 500 Zeichen; es hat 1.499." in long.text
    assert "Nennen Sie eine Person." in long.text


@pytest.mark.usefixtures("goal")
def test_a_full_plan_says_so_in_german(make: Make, lucia: User, reader: Browser):
    report = f"/me/reports/{evaluated(make, lucia)}"
    for scale in ("leading", "planning"):
        address = f"{report}/goals/{scale}"
        reader.post(address, reader.fields(address) | WORDS)

    full = reader.get(f"{report}/goals/leading")

    assert is_german(full)
    assert "Ein Plan hat höchstens 3 Ziele." in full.text


def test_two_tabs_and_what_goes_wrong_are_told_in_german(reader: Browser, goal: str):
    form = reader.fields(f"{goal}/change")
    reader.post(f"{goal}/change", form | {"helper": "Grace Adeyemi"})
    conflict = reader.post(f"{goal}/change", form | {"helper": "Mei Tanaka"})
    outdated = reader.post(goal, {"progress": "stuck", "note": "Am Montag.", "csrf_token": "old"})
    nowhere = reader.get("/me/goals/nothing")

    assert (conflict.code, outdated.code, nowhere.code) == (409, 400, 404)
    assert all(map(is_german, (conflict, outdated, nowhere)))
    assert "Wer hilft und sieht, ob Sie es tun?" in conflict.text
    assert "Ihr Text steht unten: Senden Sie ihn noch einmal." in outdated.text


def test_the_choice_is_remembered_and_can_be_taken_back(page: Browser):
    before = page.get("/me")
    chosen = page.post("/me/language", {"language": "de"})
    later = page.get("/me/reports/nothing")
    back = page.post("/me/language", {"language": "en"})

    assert '<html lang="en">' in before.html
    assert '<button name="language" value="de" lang="de" class="plain">Deutsch</button>' in (
        before.html
    )
    assert chosen.path == "/me"
    assert is_german(chosen)
    assert is_german(later)
    assert '<html lang="en">' in back.html
    assert "Sign out" in back.text


def test_mails_follow_the_language_a_leader_chose(make: Make, lucia: User, page: Browser):
    def written_to_in() -> str:
        with make.transaction() as session:
            return session.get_one(User, lucia.id).language

    found = [written_to_in()]
    for wanted in ("de", "xx", "en"):
        page.get("/me")
        page.post("/me/language", {"language": wanted})
        found.append(written_to_in())

    assert found == ["en", "de", "de", "en"]


def test_size_and_contrast_stay_when_the_language_changes(page: Browser):
    page.client.set_cookie("display", "en.large.high")
    page.get("/me")

    page.post("/me/language", {"language": "de"})

    assert page.client.get_cookie("display").value == "de.large.high"


@pytest.mark.parametrize("wanted", ["fr", "", "de.large", "<b>"])
def test_a_language_there_is_not_changes_nothing_and_says_so(page: Browser, wanted: str):
    page.get("/me")

    answer = page.post("/me/language", {"language": wanted})

    assert (answer.code, answer.path) == (200, "/me")
    assert "Choose one of the languages on this page." in answer.text
    assert page.client.get_cookie("display") is None


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de-CH,de;q=0.9,en;q=0.5", "de"),
        ("fr,de;q=0.4", "de"),
        ("fr", "en"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
    ],
)
def test_without_a_choice_the_language_of_the_browser_counts(page: Browser, asked, spoken):
    page.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked

    assert f'<html lang="{spoken}">' in page.get("/me").html


def test_pages_of_staff_stay_english(reader: Browser):
    for address in ("/account", "/library", "/help", "/nothing"):
        answer = reader.get(address)

        assert '<html lang="en">' in answer.html
        assert "Skip to the content" in answer.text


def test_a_report_can_be_read_in_the_other_language(page: Browser, path: str):
    german, english = page.get(path), page.get(f"{path}?language=en")
    paper = Paper(page.get(f"{path}.pdf?language=en").data)
    labels = [re.findall(rf'{path}\?language=(\w\w)" lang="(\w\w)"[^>]*>([^<]+)<', one.html)
              for one in (german, english)]  # fmt: skip

    assert labels == [[("en", "en", "Read in English")], [("de", "de", "Auf Deutsch lesen")]]
    assert '<html lang="en">' in english.html
    assert f'href="{path}.pdf?language=en"' in english.html
    assert f'href="{path}.pdf"' in german.html
    assert "True sales leadership" in english.text
    assert "You answered in another language." in english.text
    assert ENGLISH["scales.leading.report.steps.1"] in english.text
    assert "The same answer to" in english.text or "An answer took" in english.text
    assert paper.catalog["/Lang"] == "en-GB"
    assert ENGLISH["scales.leading.report.steps.1"] in paper.text


def test_an_english_report_read_in_german_is_all_german(make: Make, lucia: User, page: Browser):
    report = f"/me/reports/{evaluated(make, lucia)}"

    assert '<html lang="en">' in page.get(report).html
    assert is_german(page.get(f"{report}?language=de"))


def test_ones_own_words_keep_their_language(make: Make, lucia: User, page: Browser):
    own = next(item.id for item in library.assessment(LEADERSHIP).items if item.type == "long")
    report = f"/me/reports/{evaluated(make, lucia, answers={own: 'I listen.'})}"

    assert '<p lang="en">I listen.</p>' in page.get(f"{report}?language=de").html
    assert "<p>I listen.</p>" in page.get(report).html


@pytest.mark.parametrize("ending", ["", ".pdf"])
@pytest.mark.parametrize("wanted", ["fr", "", "DE", "de.x"])
def test_a_report_in_a_language_it_is_not_in_is_refused(page, path, ending, wanted):
    answer = page.get(f"{path}{ending}?language={wanted}")

    assert answer.code == 404
    assert "This report cannot be read in that language." in answer.text


def test_why_leads_from_the_report_to_how_results_are_worked_out(page: Browser, path: str):
    english, german = page.get(f"{path}?language=en"), page.get(path)

    anchors = re.findall(r'hreflang="en" href="/help/science#([\w-]+)">', german.html)
    assert {"sem", "change", "careless", "reliability"} <= set(anchors)
    assert "Warum? (auf Englisch)" in german.text
    assert "Why?" in english.text


def test_german_is_one_press_away_before_the_first_question_and_remembered(page: Browser):
    begun = page.post("/me/start", {"instrument": LEADERSHIP})
    chosen = page.post("/a/display?back=/a/1", page_fields(begun) | {"language": "de"})
    page.post("/me/start", {"instrument": EXECUTION})
    other = page.get("/a/1")

    assert '<button name="language" value="de" lang="de"' in begun.html
    assert chosen.path == "/a/1"
    assert GERMAN["title"] in chosen.text
    assert "Beginnen" in chosen.text
    assert '<html lang="de"' in other.html


def test_what_is_begun_on_a_german_page_is_asked_in_german(page: Browser):
    page.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    page.get("/me")

    begun = page.post("/me/start", {"instrument": LEADERSHIP})

    assert GERMAN["title"] in begun.text


def test_what_leads_out_of_a_report_stays_with_the_reader(page: Browser, path: str):
    heading = Page(page.get(f"{path}/goals/planning").html).h1

    assert heading == [f"A goal: {ENGLISH['scales.planning.title']}"]


def page_fields(answer: Answer) -> dict[str, str]:
    """What the form for the language sends besides it."""
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', answer.html)[1]  # type: ignore[index]
        for name in ("size", "contrast")
    }
