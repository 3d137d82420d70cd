"""One question a page: answering, leaving, coming back, checking, handing in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from assess.assessments import rules, wording
from assess.assessments.models import Score
from assess.assessments.rules import AttemptStatus
from assess.database import utc_now
from assess.instruments import library
from tests.assessments import staging
from tests.assessments.probe import PROBE, receipts
from tests.assessments.staging import MARKETS, SELF
from tests.browser import Browser, form_fields

LONG = "x" * 201


def test_every_kind_of_question_has_a_page(app, make, application):
    link = staging.invite(make, application, make.manager(), SELF, PROBE)
    page = staging.begun(app, link, part=2)

    seen = [page.get(f"/a/2/q/{n}") for n in range(1, 18)]

    assert {staging.item_of(one) for one in seen} == {i.id for i in library.assessment(PROBE).items}
    assert all("Part 2 · Question" in one.text for one in seen)
    assert all("Continue" in one.text for one in seen)


@pytest.mark.parametrize(
    ("item", "sent", "kept"),
    [
        ("h1", {"h1": "4"}, 4),
        ("market", {"market": "abroad"}, "abroad"),
        ("data", {"data": "40"}, 40),
        ("answer", {"answer": " One.\r\nTwo. "}, "One.\nTwo."),
        ("place", {"place": "At  home"}, "At home"),
        ("rank", {"rank": ["talks", "calls", "plans"]}, ["talks", "calls", "plans"]),
        ("sit", {"sit_best": "call", "sit_worst": "wait"}, {"best": "call", "worst": "wait"}),
        ("several", {"several": ["mail", "phone"]}, ["phone", "mail"]),
        ("agree", {"agree": "agreed"}, "agreed"),
        ("info", {"info": "anything"}, None),
    ],
)
def test_continue_keeps_the_answer_and_shows_it_again(make, link, send, at, page, item, sent, kept):
    seen = send(item, **sent)

    assert seen.path != at(item)
    assert staging.values(make, link) == {item: kept}
    assert ("Saved" in page.get(at(item)).text) is (kept is not None)


@pytest.mark.parametrize(
    ("item", "sent", "said"),
    [
        ("h1", {"h1": "9"}, "Choose one of the five answers on this page."),
        ("h1", {"h1": ["1", "2"]}, "Choose one answer. This page sent several."),
        ("market", {"market": "moon"}, "Choose from the options on this page."),
        ("market", {}, "Answer this question. It cannot be skipped."),
        ("h1", {}, "Choose the answer closest to what you do, or skip it for now."),
        ("sit", {}, "Choose the best and the worst response, or skip it for now."),
        ("several", {}, "Choose every answer that fits, or skip it for now."),
        ("data", {}, "Enter a number, or skip it for now."),
        ("several", {"several": "mail"}, "Choose 1 more, or skip it for now. You chose 1 of 2."),
        ("market", {"then": "skip"}, "Answer this question. It cannot be skipped."),
        ("data", {"data": "many"}, "Enter a whole number from 0 to 200."),
        ("answer", {"answer": LONG}, "Shorten this to 200 characters or fewer; it has 201."),
        ("rank", {"rank": ["talks", "talks", "plans"]}, "Give every line one place."),
        ("sit", {"sit_best": "call"}, "Choose both the best and the worst response."),
        ("sit", {"sit_best": "call", "sit_worst": "call"}, "Choose two different answers"),
        ("several", {"several": ["mail", "phone", "paper"]}, "Choose 2 at most. You chose 3."),
    ],
)
def test_what_is_no_answer_stays_on_the_page_with_what_to_do(
    make, link, send, at, item, sent, said
):
    seen = send(item, **sent)

    assert (seen.code, seen.path) == (200, at(item))
    assert "There is a problem" in seen.text
    assert said in seen.text
    assert seen.page.title.startswith("Error: ")
    kept = {"several": ["mail"], "sit": {"best": "call"}}
    is_begun = "You chose 1 of 2" in said or "Choose both" in said
    assert staging.values(make, link) == ({item: kept[item]} if is_begun else {})


def test_a_text_that_is_too_long_is_still_in_the_field(send):
    assert form_fields(send("answer", answer=LONG).html)["answer"] == LONG


def test_ten_megabytes_are_refused_with_a_sentence(make, link, send):
    seen = send("answer", answer="x" * 10 * 1024 * 1024)

    assert seen.code == 413
    assert seen.page.h1 == ["This is too large to send"]
    assert "Go back: what you wrote is still there." in seen.text
    assert staging.values(make, link) == {}


def test_back_goes_to_the_question_before(send, at, page):
    assert send("data", data="5", then="back").path == at("info")
    assert "Back" not in page.get("/a/1/q/1").text.split("Skip for now")[1]


def test_leaving_says_that_everything_is_kept_and_the_link_leads_back(make, link, send, at, page):
    for item in ("h1", "h2", "h3", "h4"):
        send(item, **{item: "4"})
    seen = send("market", market="abroad", then="leave")

    assert seen.page.h1 == ["Everything is kept"]
    page.get(link.path)
    assert page.post(link.path).path == at("a1")
    assert staging.values(make, link)["market"] == "abroad"


def test_another_device_sees_the_same_order_and_goes_on_at_the_same_question(app, make, link, page):
    first = page.get("/a/1/q/1")
    page.post("/a/1/q/1", form_fields(first.html) | {staging.item_of(first): "3"})
    phone = Browser(app)
    phone.get(f"{link.path}/code")
    phone.post(f"{link.path}/send-code")
    code = staging.post(make)[-1].subject[-6:]

    arrived = phone.post(f"{link.path}/code", {"code": code})

    assert arrived.path == "/a/1/q/2"
    for n in range(1, 17):
        assert staging.item_of(phone.get(f"/a/1/q/{n}")) == staging.item_of(page.get(f"/a/1/q/{n}"))


def test_two_tabs_both_keep_their_text_until_one_is_chosen(make, link, page, at):
    laptop, phone = page.fields(at("answer")), page.fields(at("answer"))
    page.post(at("answer"), laptop | {"answer": "From the laptop."})

    seen = page.post(at("answer"), phone | {"answer": "From the phone."})

    assert seen.code == 409
    assert "Nothing is lost: choose what to keep." in seen.text
    assert "Saved there: From the laptop." in seen.text
    assert form_fields(seen.html)["answer"] == "From the phone."
    assert staging.values(make, link) == {"answer": "From the laptop."}
    page.post(at("answer"), form_fields(seen.html))
    assert staging.values(make, link) == {"answer": "From the phone."}


def test_nothing_and_none_are_different_answers_of_another_tab(page, at):
    laptop, phone = page.fields(at("data")), page.fields(at("data"))
    page.post(at("data"), laptop | {"data": "0"})

    assert "Saved there: 0" in page.post(at("data"), phone | {"data": "7"}).text


def test_going_back_in_the_browser_and_answering_anew_counts(make, link, page, at):
    shown = page.fields(at("h1"))
    page.post(at("h1"), shown | {"h1": "2"})

    page.post(at("h1"), shown | {"h1": "5"})

    assert staging.values(make, link) == {"h1": 5}


def test_questions_wait_for_the_answer_they_depend_on(send, at, page):
    assert send("market", market="home").path == at("info")
    assert "Question 6 of" in page.get(at("data")).text
    assert send("market", market="abroad").path == at("a1")
    page.post(at("a3"), page.fields(at("a3")) | {"a3": "4"})
    assert "Not answered" in page.get("/a/1/check").text
    send("market", market="home")
    assert "I know the holidays." not in page.get("/a/1/check").text


def test_how_many_questions_there_are_is_said_once_it_is_certain(page, at):
    before, after = page.get(at("h1")).text, page.get(at("data")).text

    assert "Question" in before
    assert " of " not in before.partition("·")[0].rpartition("Question")[2]
    assert "Question 6 of 13" in after


def test_time_left_counts_the_longest_way_there_can_still_be_and_the_total_waits_for_it():
    page = wording.questionnaire(MARKETS, "en")
    order = [item.id for item in page.assessment.items]

    def place(item: str, **answers: str) -> tuple[int, int | None, int]:
        found = wording.place(page, order, rules.shown(page.assessment, order, answers), item)
        return found.number, found.total, found.minutes_left

    # By hand: 14 minutes for 46 questions at most, nine of them still to come.
    assert place(order[0]) == (1, None, 14)
    assert place("market") == (38, None, 3)
    assert place("em-deciders", market="emerging") == (39, 42, 1)
    assert place("em-deciders", market="both") == (39, 46, 2)


def test_somebody_without_a_clock_reads_how_long_it_takes_also_where_the_number_is_open(
    app, make, application
):
    page = staging.begun(app, staging.invite(make, application, make.manager(), MARKETS))

    assert "Question 1 · about 14 minutes left" in page.get("/a/1/q/1").text


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "Which response is best"), ("de", "Welche Vorgehensweise ist die beste")],
)
def test_a_situation_that_ends_with_the_question_is_asked_once(
    app, make, application, language, asked
):
    link = staging.invite(make, application, make.manager(), MARKETS)
    page = staging.begun(app, link)
    with make.transaction() as session:
        staging.held(session, link).language = language

    seen = page.get("/a/1/q/35")

    assert asked in seen.page.h1[0]
    assert seen.text.count(asked) == 2  # in the title, and in the heading


@pytest.mark.parametrize(
    ("move", "kept"),
    [("down:calls", "plans calls talks"), ("up:talks", "calls talks plans"),
     ("up:calls", "calls plans talks"), ("up:nothing", "calls plans talks")],
)  # fmt: skip
def test_lines_are_ranked_with_buttons_and_every_press_is_kept(make, link, send, at, move, kept):
    seen = send("rank", "?from=check", rank=["calls", "plans", "talks"], move=move)

    assert seen.path == at("rank")
    assert seen.response.request.query_string == b"from=check"
    assert staging.values(make, link)["rank"] == kept.split()


@pytest.mark.parametrize(("item", "sent"), [("rank", {}), ("h1", {"h1": "3"})])
def test_a_button_that_has_nothing_to_move_makes_no_answer_up(make, link, send, item, sent):
    send(item, move="up:calls", **sent)

    assert staging.values(make, link).get(item) in (None, 3)


def test_fields_that_are_none_of_the_persons_change_nothing(make, link, send, page):
    send("h1", h1="3", score="5", value="5", late="false", deadline_at="2099-01-01", status="x")
    send("market", market="home")
    page.post("/a/1/check", {"score": "5", "value": "5", "multiplier": "3", "receipt": "R-1"})

    with make.transaction() as session:
        held = staging.attempt(session, link)
        assert held.deadline_at < utc_now() + staging.timedelta(minutes=20)
        assert held.receipt != "R-1"
        assert set(session.scalars(select(Score.value))) == {None}


def test_an_example_keeps_nothing(make, link, page):
    page.get("/a/1/practice")
    seen = page.post("/a/1/practice", {"practice": "4", "tab": "x"})

    assert "That is how it works." in seen.text
    assert staging.values(make, link) == {}
    assert page.post("/a/1/practice", {"practice": "9"}).page.title.startswith("Error: ")


def test_the_check_page_says_of_how_much_there_will_be_no_result(send, page):
    send("h1", h1="4")
    assert "nothing can be worked out from them" in page.get("/a/1/check").text

    for item in ("h2", "h3"):
        send(item, **{item: "4"})
    assert "In 1 of 2 areas too few answers are there" in page.get("/a/1/check").text


def test_the_check_page_lists_every_answer_with_a_way_to_change_it(send, at, page):
    send("h1", h1="4")
    seen = page.get("/a/1/check")
    assert "I write down what we agree. Often" in seen.text
    assert "12 questions are not answered. Go to the first of them" in seen.text
    assert "You cannot change answers after this." in seen.text
    assert f"{at('h1')}?from=check" in seen.page.links

    assert send("h1", "?from=check", h1="5").path == "/a/1/check"


def test_handing_in_without_what_is_needed_says_where_it_is(make, link, page):
    page.get("/a/1/check")
    seen = page.post("/a/1/check")

    assert "Some questions must be answered first. They are marked below." in seen.text
    assert "Where do you sell? Not answered Needed" in seen.text
    with make.transaction() as session:
        assert staging.attempt(session, link).status is AttemptStatus.IN_PROGRESS


def test_submit_pressed_twice_at_once_gives_one_receipt_and_one_mail(make, link, send, page):
    send("market", market="home")
    page.get("/a/1/check")
    ready = Barrier(2)
    key = page.client.get_cookie("taking").value
    session_key = page.client.get_cookie("assess").value

    def press(_: int) -> int:
        client = page.client.application.test_client()
        client.set_cookie("taking", key)
        client.set_cookie("assess", session_key)
        ready.wait()
        return client.post("/a/1/check", data={"csrf_token": page.token}).status_code

    with ThreadPoolExecutor() as pool:
        codes = list(pool.map(press, range(2)))

    assert codes == [302, 302]
    assert len(receipts(make)) == 1
    with make.transaction() as session:
        receipt = staging.attempt(session, link).receipt
    assert receipt in page.get("/a/done").text
    assert page.post("/a/1/check").path == "/a/equality"


def test_after_the_first_of_two_parts_the_second_is_offered(app, make, application):
    link = staging.invite(make, application, make.manager(), PROBE, SELF)
    page = staging.begun(app, link, part=2)
    page.get("/a/2/check")

    seen = page.post("/a/2/check")

    assert seen.path == "/a"
    assert "This part is in. Go on with the next one when you are ready." in seen.text
    assert page.get("/a/done").path == "/a"
    assert page.get("/a/2").path == "/a"


def test_what_is_not_there_is_not_found(page):
    paths = ("/a/2", "/a/1/q/0", "/a/1/q/99", "/a/2/q/1", "/a/2/check")

    assert {page.get(path).code for path in paths} == {404}
