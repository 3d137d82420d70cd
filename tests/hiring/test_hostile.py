"""Hostile texts from the first form to the last paper: whole pages, a whole PDF, soon."""

import time

import pytest

from tests.browser import form_fields
from tests.reports.paper import Paper

NAME = "<b>Ada</b> </para> <img src=x> {{7*7}} %s سلمى 王小明 👩‍💻"
TEXT = (
    f"{NAME} & &amp; &#0; <i>never closed ]]> ';-- \\ ${{7*7}} "
    '<a href="javascript:alert(1)">x</a> <img src="/etc/passwd"> \u202eexe.gnp\u202c '
    "这是一个很长的中文句子，没有空格。 قالت إنها راجعت القائمة. カタカナ 안녕하세요 สวัสดี 🏴󠁧󠁢󠁳󠁣󠁴󠁿 "
)
LONG = (TEXT + "x" * 1_000 + "\n") * 160
SOON = 10


@pytest.fixture
def hire(make):
    return make.hire()


def fill(browser, make, hire):
    """Everything people type about one candidate, all of it hostile."""
    priya, omar, mei = (browser(person) for person in (hire.manager, *hire.panel))
    application = f"/applications/{hire.application_id}"
    interview = f"/interviews/{hire.interview_id}"

    priya.post(f"{application}/candidate",
               {**priya.fields(f"{application}/candidate"), "name": f"a\x00{NAME}"})  # fmt: skip
    priya.post(f"{interview}/time", {**priya.fields(f"{interview}/time"), "place": TEXT[:500]})
    for person, looking, note in (
        (hire.panel[0], omar, f"n\x00{LONG}"),
        (hire.panel[1], mei, TEXT),
    ):
        make.drafted(hire.interview_id, person)
        looking.get(interview)
        message = {"kind": "note", "competency": "action", "question": "", "text": note}
        assert looking.send(f"{interview}/save", message).status_code == 200
        looking.post(f"{interview}/review", looking.fields(f"{interview}/review"))
    amend = f"{interview}/amend/action"
    omar.post(amend, {**omar.fields(amend), "rating": "4", "evidence": TEXT, "reason": TEXT[:900]})
    priya.get(f"{application}/debrief")
    seen = priya.post(f"{application}/debrief/open")
    decision = {"outcome": "offer", "reasons": ["action", "teams"], "explanation": f"\x00{TEXT}",
                "dissent": TEXT, "decider": NAME}  # fmt: skip
    priya.post(f"{application}/debrief", {**form_fields(seen.html), **decision})
    return priya, omar


@pytest.mark.slow  # a walk through every form, and two hundred kilobytes on paper
def test_whatever_people_type_every_page_and_paper_comes_out_whole(browser, make, hire):
    priya, omar = fill(browser, make, hire)
    application = f"/applications/{hire.application_id}"
    began = time.process_time()

    pages = {page: priya.get(f"{application}{page}")
             for page in ("", "/debrief", "/decisions/1", "/report", "/feedback")}  # fmt: skip
    scorecard = omar.get(f"/interviews/{hire.interview_id}/review")
    papers = {page: Paper(priya.get(f"{application}/{page}.pdf").data)
              for page in ("report", "feedback")}  # fmt: skip

    for page, seen in [*pages.items(), ("scorecard", scorecard)]:
        assert seen.code == 200, page
        assert f"a{NAME}" in seen.text, page
        assert "<img src=x>" not in seen.html.replace("&lt;img", ""), page
        assert 'href="javascript' not in seen.html, page
    assert TEXT.strip() in pages["/decisions/1"].text
    for paper in papers.values():
        assert "<b>Ada</b> </para> <img src=x>" in paper.text
        assert b"/URI" not in paper.pdf
        assert b"/Subtype /Image" not in paper.pdf
    assert pages["/report"].text.count("never closed") > 160
    assert "more characters are in the web version)" in papers["report"].text
    assert "Questions and appeals" in papers["report"].text
    assert time.process_time() - began < SOON


def test_mails_about_an_odd_name_are_whole(browser, hire):
    priya = browser(hire.manager)
    change = f"/applications/{hire.application_id}/candidate"
    priya.post(change, {**priya.fields(change), "name": f"a\x00{NAME}"})
    path = f"/interviews/{hire.interview_id}/time"
    priya.post(path, {**priya.fields(path), "place": TEXT[:500]})

    seen = priya.get("/sandbox/mails")

    assert f"Interview moved: a{NAME}" in seen.text
