"""What the script of a page gets that asks for the next question with its answer."""

import pytest
from sqlalchemy import event

from assess.extensions import db
from tests import statements
from tests.assessments import staging

SCRIPT = {"X-Answer-With": "page"}


@pytest.fixture
def go_on(page, at):
    """Sends the form of a question as the script does; gives the response."""

    def send(item, **said):
        fields = page.fields(at(item))
        names = {name.replace("_", "."): value for name, value in said.items()}
        return page.client.post(at(item), data=fields | names, headers=SCRIPT)

    return send


def test_the_answer_is_kept_and_the_next_question_comes_at_once(make, link, page, go_on):
    answer = go_on("market", market="abroad")

    address = answer.headers["Content-Location"]
    assert answer.status_code == 200
    assert staging.values(make, link) == {"market": "abroad"}
    assert staging.item_of(page.get(address)) == "a1"
    assert 'data-item="a1"' in answer.text
    assert f"back={address}&amp;" in answer.text


def test_what_is_no_question_is_left_to_the_browser(page, at, go_on):
    left = page.client.post(
        at("h1"), data=page.fields(at("h1")) | {"h1": "2", "then": "leave"}, headers=SCRIPT
    )
    last = go_on("agree", agree="agreed")

    assert (left.status_code, left.headers["Location"]) == (204, "/a/pause")
    assert (last.status_code, last.headers["Location"]) == (204, "/a/1/check")


def test_what_is_not_taken_is_shown_at_the_same_address(make, link, go_on):
    answer = go_on("data", data="a dozen")

    assert answer.status_code == 200
    assert "Content-Location" not in answer.headers
    assert 'value="a dozen"' in answer.text
    assert staging.values(make, link) == {}


def test_from_the_check_page_it_leads_back_there(page, at):
    fields = page.fields(f"{at('h1')}?from=check")

    answer = page.client.post(f"{at('h1')}?from=check", data=fields | {"h1": "2"}, headers=SCRIPT)

    assert (answer.status_code, answer.headers["Location"]) == (204, "/a/1/check")


def test_an_answer_takes_few_statements_and_one_transaction(app, page, at, go_on):
    begun: list[object] = []
    note = begun.append
    go_on("h1", h1="1")
    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)

    for value in ("2", "3"):
        with statements.sent(app) as saved:
            body = {"item": "h2", "fields": {"": [value]}, "tab": "a", "turn": int(value)}
            assert page.send("/a/1/save", body).status_code == 200
        assert len(saved) <= 6
    assert len(begun) == 2

    address = at("h3")
    fields = page.fields(address) | {"h3": "4"}
    begun.clear()
    with statements.sent(app) as onward:
        page.client.post(address, data=fields, headers=SCRIPT)
    assert len(onward) <= 9
    assert len(begun) == 1
    event.remove(engine, "commit", note)
