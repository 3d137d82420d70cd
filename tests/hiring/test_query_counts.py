"""Pages ask the database as often for eight interviewers as for two."""

import pytest

from tests import statements

PAGES = {
    "kit": "/interviews/{interview}",
    "review": "/interviews/{interview}/review",
    "dossier": "/applications/{application}",
    "debrief": "/applications/{application}/debrief",
    "decision": "/applications/{application}/decisions/1",
    "report": "/applications/{application}/report",
    "feedback": "/applications/{application}/feedback",
    "home": "/home",
}
MOST = 25
"""No page of these needs more statements, however large the panel."""


def counted(app, make, browser, interviewers):
    """How many statements each page takes for its reader, with so many interviewers."""
    people = [make.user() for _ in range(interviewers - 1)]
    hire = make.hire(people, on_panel=True)
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    make.debriefed(hire)
    make.decided(hire)
    waiting = make.hire([hire.manager, *people], manager=hire.manager)
    make.drafted(waiting.interview_id, hire.manager)
    reader = browser(hire.manager)
    found = {}
    for name, page in PAGES.items():
        shown = waiting if name in ("kit", "review") else hire
        path = page.format(interview=shown.interview_id, application=shown.application_id)
        reader.get(path)
        with statements.sent(app) as sent:
            assert reader.get(path).code == 200, path
        found[name] = len(sent)
    return found


@pytest.mark.slow  # two whole hires, one of them with eight interviewers
def test_every_page_takes_as_many_statements_for_eight_interviewers_as_for_two(app, make, browser):
    two, eight = (counted(app, make, browser, number) for number in (2, 8))

    assert two == eight
    assert max(eight.values()) <= MOST


@pytest.mark.slow  # many interviews for one person
def test_the_start_page_takes_as_many_statements_for_many_interviews_as_for_one(app, make, browser):
    omar = make.user()
    reader, found = browser(omar), []
    for number in (1, 5):
        for _ in range(number):
            make.hire([omar, make.user()])
            make.submitted(make.hire([omar, make.user()]).interview_id, omar)
        reader.get("/home")
        with statements.sent(app) as sent:
            reader.get("/home")
        found.append(len(sent))

    assert found[0] == found[1]


def test_an_autosave_takes_few_statements(app, make, browser):
    hire = make.hire()
    make.declared(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])
    omar.get(f"/interviews/{hire.interview_id}")
    path, found = f"/interviews/{hire.interview_id}/save", []

    for version in range(3):
        message = {"kind": "note", "competency": "strategic", "text": "x" * version + "x",
                   "version": version}  # fmt: skip
        with statements.sent(app) as sent:
            assert omar.send(path, message).status_code == 200
        found.append(len(sent))

    assert found[1] == found[2] <= 8
