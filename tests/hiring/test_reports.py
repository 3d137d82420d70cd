"""Reports on the page and on paper: the same words, for those who may read them."""

import html
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from assess.accounts.rules import Role
from assess.hiring.rules import Outcome
from assess.openings import rules
from tests.reports.paper import Paper

BLOCKS = re.compile(r"<(p|li|dd|dt|h1|h2|h3|h4|td|th|caption|blockquote)\b[^>]*>(.*?)</\1>", re.S)


@pytest.fixture
def hire(make):
    """A candidate whose debrief is open: agreement, a wide gap, and one thing nobody asked."""
    hire = make.hire(name="Temitope Bankole")
    make.submitted(hire.interview_id, hire.panel[0], {"strategic": 5, "action": 1, "teams": None})
    make.submitted(hire.interview_id, hire.panel[1], {"strategic": 5, "action": 4, "teams": None})
    make.debriefed(hire)
    return hire


@pytest.fixture
def decided(make, hire):
    make.decided(hire)
    return hire


@pytest.fixture
def priya(browser, hire):
    return browser(hire.manager)


def pages(hire):
    start = f"/applications/{hire.application_id}"
    return [f"{start}/{name}" for name in ("report", "report.pdf", "feedback", "feedback.pdf")]


def read(person, hire, edition):
    """An edition as a page and as a paper."""
    path = f"/applications/{hire.application_id}/{edition}"
    return person.get(path), Paper(person.get(f"{path}.pdf").data)


def squeezed(text):
    """Text without white space and capitals: lines begin and break elsewhere on paper."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", " ", text))).casefold()


def everything(paper):
    """All a paper says, to the eye and to the ear."""
    alts = " ".join(element.alt for element in paper.tree.walk())
    return squeezed(f"{html.escape(paper.said(paper.tree))} {html.escape(alts)} {paper.text}")


@pytest.mark.parametrize("edition", ["report", "feedback"])
@pytest.mark.slow  # reads every piece of a tagged paper back
def test_every_sentence_of_the_page_stands_on_paper(priya, decided, edition):
    page, paper = read(priya, decided, edition)

    article = re.search(r"<article.*?</article>", page.html, re.S).group()
    article = re.sub(r"<svg.*?</svg>|<a class=\"button.*?</a>|data of", "", article, flags=re.S)
    said = everything(paper)
    sentences = {
        sentence
        for _, block in BLOCKS.findall(article)
        for sentence in re.split(r"(?<=[.:,·])\s", html.unescape(re.sub(r"<[^>]+>", "", block)))
    }
    missing = [s for s in sentences if squeezed(html.escape(s)).rstrip(".,:·") not in said]
    assert missing == []
    assert len(sentences) > 20


@pytest.mark.parametrize("edition", ["report", "feedback"])
@pytest.mark.slow  # reads every piece of a tagged paper back
def test_every_sentence_on_paper_stands_on_the_page(priya, decided, edition):
    page, paper = read(priya, decided, edition)

    told = squeezed(page.html)
    pieces = [e for e in paper.tree.walk() if e.pieces and e.tag not in ("Lbl", "Figure")]
    missing = [paper.said(e) for e in pieces if squeezed(html.escape(paper.said(e))) not in told]
    assert [words for words in missing if words != "Your feedback"] == []
    assert len(pieces) > 20


def test_another_reader_reads_the_same_words(priya, decided):
    pdf = priya.get(f"/applications/{decided.application_id}/report.pdf").data

    text = " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())

    assert "Temitope Bankole" in text
    assert "Strategic: clearly above what the role asks for" in text
    assert "The evidence on both lies above what the role asks for." in text


def test_downloading_twice_gives_the_same_bytes(priya, decided):
    for path in pages(decided)[1::2]:
        assert priya.get(path).data == priya.get(path).data


def test_a_report_is_a_pdf_to_look_at_and_to_keep_from_others(priya, decided):
    for path, name in zip(pages(decided)[1::2], ("candidate-report", "feedback"), strict=True):
        response = priya.get(path).response
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"] == (
            f'inline; filename="{name}-temitope-bankole.pdf"'
        )
        assert response.headers["Cache-Control"] == "no-store"
        assert response.get_data().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("سلمى القيسي", "candidate"),
        ("👩‍💻", "candidate"),
        ("Ánh Nguyễn-Łukasz", "anh-nguyen-lukasz"),
        ('a"; filename="evil.exe', "a-filename-evil-exe"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 200, "x" * 80),
        ("A\r\nSet-Cookie: x=1", "a-set-cookie-x-1"),
    ],
)
def test_file_names_are_plain_whatever_people_are_called(make, browser, name, file_name):
    hire = make.hire(name=name)
    make.submitted(hire.interview_id, hire.panel[0])
    make.debriefed(hire)

    response = browser(hire.manager).get(pages(hire)[1]).response

    assert response.headers["Content-Disposition"] == (
        f'inline; filename="candidate-report-{file_name}.pdf"'
    )


def test_before_the_debrief_is_open_there_is_no_report(make, browser):
    hire = make.hire()
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    priya = browser(hire.manager)

    assert [priya.get(path).code for path in pages(hire)] == [404] * 4


def test_before_the_decision_there_is_no_feedback(priya, hire):
    assert [priya.get(path).code for path in pages(hire)] == [200, 200, 404, 404]


@pytest.mark.parametrize("path", ["feedback", "feedback.pdf"])
def test_after_a_decision_for_more_evidence_there_is_no_feedback_yet(make, priya, hire, path):
    make.decided(hire, Outcome.MORE_EVIDENCE)

    page = priya.get(f"/applications/{hire.application_id}/{path}", follow=True)

    assert "The feedback opens once a decision is taken" in page.text
    assert "Dear" not in page.text


def test_after_more_evidence_the_next_outcome_opens_the_feedback(make, priya, hire):
    make.decided(hire, Outcome.MORE_EVIDENCE)
    make.moved(hire.application_id, "debrief")
    make.decided(hire, Outcome.NOT_NOW)

    assert priya.get(pages(hire)[2]).code == 200


def test_the_page_about_privacy_says_how_long_in_the_words_of_the_rule(browser):
    text = browser(None).get("/privacy").text

    assert text.count(rules.KEPT_CANDIDATES) == 9
    assert rules.KEPT_DIARY in text


def test_after_the_decision_there_are_both(priya, decided):
    assert [priya.get(path).code for path in pages(decided)] == [200] * 4


def test_reports_are_for_those_who_run_the_opening(make, browser, decided):
    assert browser(make.user(Role.HR_PARTNER)).get(pages(decided)[0]).code == 200
    others = [decided.panel[0], make.user(), make.manager(), make.user(Role.ADMINISTRATOR),
              make.user(Role.AUDITOR)]  # fmt: skip
    for person in others:
        reader = browser(person)
        assert [reader.get(path).code for path in pages(decided)] == [404] * 4


def test_a_manager_on_the_panel_gets_no_report_before_looking_at_the_ratings(make, browser):
    hire = make.hire(on_panel=True)
    grace = make.user(Role.HR_PARTNER)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person)
    hr = browser(grace)
    hr.get(f"/applications/{hire.application_id}/debrief")
    hr.post(f"/applications/{hire.application_id}/debrief/open", {"reason": "It cannot wait."})
    priya = browser(hire.manager)

    assert [priya.get(path).code for path in pages(hire)] == [404] * 4
    assert hr.get(pages(hire)[0]).code == 200


def test_the_report_of_a_made_up_candidate_does_not_exist(priya, hire):
    assert priya.get(f"/applications/{'a' * 26}/report").code == 404
    assert priya.get(f"/applications/{hire.application_id}x/report").code == 404


def test_the_feedback_names_nobody_on_page_or_paper(priya, decided):
    page, paper = read(priya, decided, "feedback")

    for text in (page.html.split("<article")[1], paper.text):
        for hidden in ("Omar", "Mei Tanaka", "Priya", "an offer", "clearly above", "Interviewer A"):
            assert hidden not in text


def test_the_team_report_names_the_decider_and_no_interviewer(priya, decided):
    page, paper = read(priya, decided, "report")

    for text in (page.html.split("<article")[1], paper.text):
        assert "Priya Raman" in text
        assert "Omar" not in text
        assert "Interviewer A" in text
