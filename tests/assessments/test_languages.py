"""Somebody who answers reads and writes in their language; staff read English."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from gettext import NullTranslations

import pytest
from flask import Flask, g
from werkzeug.test import TestResponse

from assess import mail
from assess.assessments import letters, wording
from assess.assessments.services import invitations, taking
from assess.database import utc_now
from assess.instruments import library
from assess.instruments.items.levels import Frequency, Levelled
from assess.jobs import mind_the_time
from assess.language import catalogue
from assess.science.scores import words as scale_words
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.factories import SENDER, Make
from tests.german import SAID_IN_ENGLISH, SAID_IN_GERMAN
from tests.page_checks import Page

PULSE = "team-culture-pulse@1.0"
FIELDS = ("tab", "turn", "seen")
GERMAN = {
    assessment.ref: library.translations(assessment.ref)["de"]
    for assessment in library.assessments()
}


class Unsaid(NullTranslations):
    """Notes which messages have no German, and are none already."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: set[str] = set()

    def gettext(self, message: str) -> str:
        if not any(part in message for part in SAID_IN_GERMAN):
            self.messages.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@dataclass(frozen=True)
class Seen:
    """A page as it came."""

    code: int
    html: str

    @property
    def text(self) -> str:
        """The words of the page."""
        return Page(self.html).text

    @property
    def language(self) -> str:
        """What the page says it is written in."""
        return re.search(r'<html lang="([^"]*)"', self.html)[1]  # type: ignore[index]


class Reader:
    """Somebody with a browser, whose pages may have titles in any language."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._token = ""

    def get(self, path: str) -> Seen:
        """Open a page."""
        return self._seen(self._client.get(path, follow_redirects=True))

    def post(self, path: str, data: dict[str, str] | None = None) -> Seen:
        """Send a form with the token of the page opened last."""
        sent = {"csrf_token": self._token, **(data or {})}
        return self._seen(self._client.post(path, data=sent, follow_redirects=True))

    def begin(self, link: Link, language: str = "de", part: int = 1) -> None:
        """Come in by a link and go to the first question of a part."""
        self.get(link.path)
        self.post(link.path, {"language": language})
        self.get(f"/a/{part}")
        self.post(f"/a/{part}")

    def answer(self, value: str) -> str:
        """Answer the first question; gives its id."""
        seen = self.get("/a/1/q/1")
        item = staging.item_of(seen)
        self.post("/a/1/q/1", {**hidden(seen), item: value})
        return item

    def _seen(self, response: TestResponse) -> Seen:
        seen = Seen(response.status_code, response.get_data(as_text=True))
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', seen.html)
        self._token = found[1] if found else self._token
        return seen


@contextmanager
def listening() -> Iterator[Unsaid]:
    """Every message that is looked up in German meanwhile and not found."""
    german = catalogue("de")
    unsaid = Unsaid()
    german.add_fallback(unsaid)
    try:
        yield unsaid
    finally:
        german._fallback = None


@pytest.fixture
def invited(make: Make) -> Callable[..., Link]:
    """Invites a candidate in German."""
    make.organisation()
    manager = make.manager()
    opening = make.opening(manager)

    def invite(*instruments: str, language: str = "de") -> Link:
        candidate = make.application(opening)
        return staging.invite(make, candidate, manager, *instruments, language=language)

    return invite


def hidden(seen: Seen) -> dict[str, str]:
    """The hidden fields of a question page."""
    found = {n: re.search(rf'name="{n}"[^>]*value="([^"]*)"', seen.html) for n in FIELDS}
    return {name: value[1] for name, value in found.items() if value}


def test_the_first_page_is_in_the_language_of_the_invitation(app: Flask, invited):
    seen = Reader(app).get(invited().path)

    assert seen.language == "de"
    assert "Unterbrechen und weitermachen können Sie bis" in seen.text
    assert "Uhr (Zeit in London)" in seen.text


def test_the_first_page_offers_the_other_language(app: Flask, invited):
    link = invited(language="en")

    english = Reader(app).get(link.path)
    german = Reader(app).get(f"{link.path}?language=de")

    assert "Deutsch" in english.text
    assert "Start" in english.text
    assert german.language == "de"
    assert "Starten" in german.text


def test_who_starts_in_german_goes_on_in_german(app: Flask, invited):
    link, browser = invited(language="en"), Reader(app)

    browser.get(f"{link.path}?language=de")
    seen = browser.post(link.path, {"language": "de"})

    assert seen.language == "de"
    assert GERMAN[staging.SELF].texts["title"] in seen.text
    assert "Beginnen" in seen.text


def test_a_question_is_asked_and_answered_in_german(app: Flask, make: Make, invited):
    link, browser = invited(), Reader(app)
    browser.begin(link)

    seen = browser.get("/a/1/q/1")
    item = browser.answer("4")
    checked = browser.get("/a/1/check")

    assert GERMAN[staging.SELF].texts[f"items.{item}.text"] in seen.text
    assert "Fast nie Selten Manchmal Oft Fast immer" in seen.text
    assert staging.values(make, link) == {item: 4}
    assert "Oft" in checked.text
    assert "Prüfen Sie Ihre Antworten" in checked.text


@pytest.mark.parametrize("ref", [staging.SITUATIONS, staging.EXECUTION, staging.MARKETS])
def test_every_word_of_the_path_has_its_german(app: Flask, make: Make, invited, ref: str):
    link = invited(ref, PULSE)

    with listening() as unsaid:
        pages = _walk(app, make, link)

    words = "\n".join(page.text for page in pages)
    assert unsaid.messages == set()
    assert {page.language for page in pages} == {"de"}
    assert [part for part in SAID_IN_ENGLISH if part in words] == []


def test_answers_mean_the_same_in_both_languages(app: Flask, make: Make, invited):
    german, english = invited(PULSE), invited(PULSE, language="en")

    for link, language in ((german, "de"), (english, "en")):
        browser = Reader(app)
        browser.begin(link, language)
        browser.answer("5")

    assert [*staging.values(make, german).values()] == [5]
    assert [*staging.values(make, english).values()] == [5]


def test_a_text_without_german_is_english_and_says_so(app: Flask):
    assessment = library.assessment(PULSE)
    page = wording.Page(assessment, "de", assessment.texts(), {"title": "Kurzbefragung"})

    with app.test_request_context():
        g.language = "de"
        said = page.say("introduction")

    assert page.say("title") == "Kurzbefragung"
    assert said.startswith('<span lang="en">Eight short statements')
    assert said.endswith('<span class="tag">auf Englisch</span>')


@pytest.mark.parametrize("ref", GERMAN)
def test_a_line_that_asks_for_an_answer_asks_for_its_german_word(app: Flask, ref: str):
    items = [item for item in library.assessment(ref).items if isinstance(item, Levelled)]
    asking = [item for item in items if item.attention is not None]

    with app.test_request_context():
        g.language = "de"
        words = scale_words.frequencies()

    for item in asking:
        assert isinstance(item, Frequency)
        assert item.attention is not None
        assert f"„{words[item.attention - 1]}“" in GERMAN[ref].texts[f"items.{item.id}.text"]


def test_an_invitation_is_written_in_the_language_of_the_invitation(make: Make, invited):
    invited(PULSE)

    [letter] = staging.post(make)
    assert letter.subject.startswith("Larkfield: Ihr Assessment für ")
    assert "Es dauert etwa 2 Minuten." in letter.paragraphs[1]
    assert letter.paragraphs[1].endswith("Uhr (Zeit in London).")
    assert letter.action == "Assessment öffnen"


def test_an_invitation_in_english_stays_english(make: Make, invited):
    invited(PULSE, language="en")

    [letter] = staging.post(make)
    assert ": your assessment for " in letter.subject
    assert letter.paragraphs[1].startswith("It takes about 2 minutes.")
    assert letter.paragraphs[1].endswith("London time.")


def test_a_reminder_from_the_clock_is_written_in_german(app: Flask, make: Make, invited):
    link = invited(PULSE)
    with make.transaction() as session:
        held = staging.held(session, link)
        held.closes_at = utc_now() + timedelta(hours=70)
        held.sent_at = held.created_at = utc_now() - timedelta(days=7)
        session.flush()
        mind_the_time.run(session, app.extensions["assess.settings"])

    letter = staging.post(make)[-1]
    assert "Ihr Assessment ist offen bis" in letter.subject
    assert "noch nicht abgegeben" in letter.paragraphs[0]
    assert "Dieser Link ersetzt den früheren." in letter.paragraphs


def test_a_new_link_and_a_code_are_written_in_german(make: Make, invited):
    link = invited(PULSE)
    with make.transaction() as session:
        held = staging.held(session, link)
        taking.send_code(session, held, SENDER, utc_now())
        invitations.reissue(session, held, SENDER, utc_now(), "system")

    code, new = staging.post(make)[-2:]
    assert re.fullmatch(r"Larkfield: Ihr Code ist \d{6}", code.subject)
    assert "Er gilt 10 Minuten lang und nur einmal." in code.text
    assert "Frühere Links funktionieren nicht mehr." in new.text


def test_a_receipt_is_written_in_german(make: Make, invited):
    link = invited(PULSE)
    staging.started(make, link)
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link), SENDER, utc_now())

    letter = staging.post(make)[-1]
    assert letter.subject == "Larkfield: Ihre Antworten sind da"
    assert re.search(r"Uhr \(Zeit in London\)\. Eingangsnummer: R-", letter.paragraphs[0])


@pytest.mark.parametrize(
    ("granted", "changes_time", "words"),
    [
        (True, True, "Ihre Anpassung ist eingerichtet. Ihre Zeit gilt für jeden Teil mit "
                     "Zeitlimit, den Sie noch nicht abgegeben haben."),
        (True, False, "Ihre Anpassung ist eingerichtet."),
        (False, False, "Wir konnten die Anpassung, um die Sie gebeten haben, nicht einrichten."),
    ],
)  # fmt: skip
def test_a_decision_on_an_adjustment_is_written_in_german(
    app: Flask, granted: bool, changes_time: bool, words: str
):
    about = letters.Occasion("Larkfield", "Leitung", 20, "morgen", "", "de")

    with app.app_context():
        letter = letters.adjustment_decided(
            "Ada", "a@x.example", about, "Gern.", granted=granted, changes_time=changes_time
        )

    assert letter.subject == "Larkfield: Ihre Anpassung"
    assert letter.paragraphs == (words, "Gern.")


def test_staff_read_of_a_german_invitation_in_english(make: Make, invited):
    link = invited(PULSE)
    with make.transaction() as session:
        held = staging.held(session, link)
        invitations.say_not_me(session, held, SENDER, utc_now())

    letter = staging.post(make)[-1]
    assert letter.subject.startswith("An assessment link reached somebody else")
    assert letter.action == "Open the invitation"


def test_writing_in_german_leaves_the_page_of_who_sends_in_english(app: Flask):
    about = letters.Occasion("Larkfield", "Leitung", 20, "morgen", "", "de")

    with app.test_request_context():
        before = scale_words.frequencies()
        letter: mail.Letter = letters.new_link("Ada", "a@x.example", about, "https://x.example")
        after = scale_words.frequencies()

    assert "Assessment" in letter.subject
    assert before == after == ["Almost never", "Seldom", "Sometimes", "Often", "Almost always"]


def _walk(app: Flask, make: Make, link: Link) -> list[Seen]:
    """Every kind of page on the way of somebody who errs once in each place."""
    browser, other = Reader(app), Reader(app)
    pages = [browser.get(link.path), browser.post(link.path, {"language": "de"})]
    pages += [other.get(f"{link.path}/{page}") for page in ("code", "not-me")]
    pages += [other.post(f"{link.path}/code", {"code": code}) for code in ("", "000000")]
    pages.append(other.post(f"{link.path}/send-code"))
    for part in (1, 2):
        pages += [browser.get(f"/a/{part}"), browser.get(f"/a/{part}/practice")]
        pages += [browser.post(f"/a/{part}/practice"), browser.post(f"/a/{part}")]
        for n in _one_of_each_look(make, link, part):
            pages += _ask(browser, f"/a/{part}/q/{n}")
        pages += [browser.get(f"/a/{part}/check"), browser.post(f"/a/{part}/check")]
    pages += [browser.get(f"/a/{page}") for page in ("equality", "my-data", "adjustment", "pause")]
    pages += [browser.post("/a/adjustment", {"wish": wish}) for wish in ("", "Zeit")]
    pages += [browser.get("/a/adjustment"), browser.post("/a/equality", {"gender": "man"})]
    return [*pages, browser.get("/a/done")]


def _one_of_each_look(make: Make, link: Link, part: int) -> list[int]:
    """Numbers of questions that look different."""
    with make.transaction() as session:
        attempt = staging.attempt(session, link, part)
        items = map(library.assessment(attempt.instrument).item, attempt.order[""])
        looks = {item.look: n for n, item in enumerate(items, start=1) if not item.show_if}
    return [*looks.values()]


def _ask(browser: Reader, path: str) -> list[Seen]:
    """A question, an answer that cannot be read, and saving it unanswered for later."""
    seen = browser.get(path)
    item, sent = staging.item_of(seen), hidden(seen)
    wrong = browser.post(path, {**sent, item: "x" * 20_001, f"{item}.best": "none"})
    return [seen, wrong, browser.post(path, {**sent, "then": "leave"})]
