"""Notes and ratings that the kit's page saves while somebody types."""

import json
import re

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.interviews.models import Rating
from assess.interviews.rules import Confidence
from assess.interviews.services import scheduling
from tests.factories import SENDER
from tests.interviews.staging import FRIDAY, card, interview, notes, ratings

UNREADABLE = "We could not read what the page sent. Reload it."


@pytest.fixture
def hire(make):
    hire = make.hire()
    make.declared(hire.interview_id, hire.panel[0])
    return hire


@pytest.fixture
def save(browser, hire):
    """Sends one change as the page's script does, from an open kit."""
    person = browser(hire.panel[0])
    person.get(f"/interviews/{hire.interview_id}")
    return lambda body: person.send(f"/interviews/{hire.interview_id}/save", body)


def note(text, version=0, **more):
    return {"kind": "note", "competency": "strategic", "question": "", "text": text,
            "probes": [], "version": version, **more}  # fmt: skip


def rating(level, version=0, **more):
    return {"kind": "rating", "competency": "strategic", "level": level, "not_asked": False,
            "confidence": None, "version": version, **more}  # fmt: skip


def test_a_save_is_answered_with_the_time_and_the_version(make, save):
    answer = save(note("She dropped 40 accounts."))

    assert answer.status_code == 200
    assert answer.json["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json["saved_at"])
    assert notes(make) == {("strategic", ""): "She dropped 40 accounts."}


@pytest.mark.parametrize("sent", [note("She dropped 40 accounts."), rating(4)])
def test_a_kit_opened_by_somebody_else_does_not_save_into_ones_own(make, hire, browser, sent):
    mei = browser(hire.panel[1])
    make.declared(hire.interview_id, hire.panel[1])
    with make.transaction() as session:
        omars = card(session, hire.interview_id, hire.panel[0]).public_id
    mei.get(f"/interviews/{hire.interview_id}")

    answer = mei.send(f"/interviews/{hire.interview_id}/save", {**sent, "card": omars})

    assert answer.status_code == 403
    assert answer.json["problem"] == "You are signed in as somebody else"
    assert (notes(make), ratings(make)) == ({}, {})


def test_each_save_carries_the_version_of_the_last_one(make, save):
    save(note("She"))
    save(note("She dropped", 1))
    answer = save(note("She dropped 40 accounts.", 2))

    assert (answer.status_code, answer.json["version"]) == (200, 3)
    assert set(notes(make).values()) == {"She dropped 40 accounts."}


def test_a_stale_save_gets_the_other_text_and_changes_nothing(make, save):
    save(note("From the laptop."))

    answer = save(note("From the phone.", probes=[1]))

    assert answer.status_code == 409
    assert answer.json["version"] == 1
    assert answer.json["theirs"] == {"text": "From the laptop.", "probes": []}
    assert set(notes(make).values()) == {"From the laptop."}


def test_the_same_text_from_an_outdated_page_is_no_conflict(save):
    save(note("The same."))
    save(note("The same.", 1, probes=[0]))

    answer = save(note("The same.", 0, probes=[0]))

    assert (answer.status_code, answer.json["version"]) == (200, 2)


def test_a_repeat_after_a_lost_answer_is_saved_once(make, save):
    answers = [save(note("Sent twice.")) for _ in range(2)]

    assert [answer.json["version"] for answer in answers] == [1, 1]
    assert list(notes(make).values()) == ["Sent twice."]


def test_a_save_that_arrives_late_does_not_undo_a_newer_one(make, save):
    save(note("She"))
    save(note("She dropped", 1))

    late = save(note("She d", 1))

    assert late.status_code == 409
    assert set(notes(make).values()) == {"She dropped"}


def test_a_conflict_ends_with_the_version_it_was_told(make, save):
    save(note("Theirs."))
    told = save(note("Mine.")).json["version"]

    answer = save(note("Theirs.\nMine.", told))

    assert answer.status_code == 200
    assert set(notes(make).values()) == {"Theirs.\nMine."}


def test_an_empty_text_clears_a_note(make, save):
    save(note("Not about this candidate."))

    answer = save(note("", 1))

    assert answer.status_code == 200
    assert set(notes(make).values()) == {""}


def test_ratings_save_with_confidence_and_again_without(make, save):
    first = save(rating(4, confidence="high"))
    second = save(rating(None, 1))

    assert (first.json["version"], second.json["version"]) == (1, 2)
    with make.transaction() as session:
        held = session.scalars(select(Rating)).one()
        assert (held.level, held.not_asked, held.confidence) == (None, False, None)


def test_a_stale_rating_gets_the_other_one(make, save):
    save(rating(4, confidence="high"))

    answer = save(rating(None, 0, not_asked=True))

    assert answer.status_code == 409
    assert answer.json["theirs"] == {
        "level": 4, "not_asked": False, "confidence": Confidence.HIGH,
    }  # fmt: skip
    assert ratings(make) == {"strategic": 4}


def test_not_asked_is_kept_as_no_level(make, save):
    save(rating(None, not_asked=True))

    with make.transaction() as session:
        held = session.scalars(select(Rating)).one()
        assert (held.level, held.not_asked) == (None, True)


@pytest.mark.parametrize("message", [note("Late."), rating(2)], ids=["note", "rating"])
def test_after_submission_a_save_is_told_so(make, save, hire, message):
    make.submitted(hire.interview_id, hire.panel[0])

    answer = save({**message, "version": 1})

    assert answer.status_code == 410
    assert answer.json["problem"] == (
        "This scorecard is submitted. To change a rating, use ‘Change a rating’."
    )
    assert "Late." not in notes(make).values()


def test_after_a_cancellation_a_save_is_told_so(make, save, hire):
    with make.transaction() as session:
        scheduling.cancel(
            session, interview(session, hire.interview_id), tell_candidate=False, sender=SENDER,
            actor=session.get(User, hire.manager.id), now=FRIDAY,
        )  # fmt: skip

    answer = save(note("Late."))

    assert (answer.status_code, answer.json["problem"]) == (422, "This interview was cancelled.")


UNKNOWN = [
    (note("x", competency="nothing"), "This competency is not part of your kit."),
    (note("x", competency=""), "This competency is not part of your kit."),
    (note("x", competency="overall"), "This competency is not part of your kit."),
    (note("x", competency="strategic\ud800s"), "This competency is not part of your kit."),
    (note("x", competency="a\x00b"), "This competency is not part of your kit."),
    (rating(3, competency="nothing"), "This competency is not part of your kit."),
    (note("x", question="nothing"), "This question is not part of your kit."),
    (note("x", question="besides"), "This question is not part of your kit."),
    (note("x", question="a\x00b"), "This question is not part of your kit."),
    (rating(0), "Choose one of the five levels, or ‘Not asked’."),
    (rating(6), "Choose one of the five levels, or ‘Not asked’."),
    (rating(10**40), "Choose one of the five levels, or ‘Not asked’."),
    (rating(3, not_asked=True), "Choose a level or ‘Not asked’, not both."),
    (rating(5, competency="overall"), "Choose one of the four answers about the whole interview."),
    (
        rating(None, competency="overall", not_asked=True),
        "Choose one of the four answers about the whole interview.",
    ),
    *((body, UNREADABLE) for body in ({"kind": "score"}, {"kind": None}, {}, [], "note", None, 17)),
]


def test_what_the_kit_does_not_have_is_refused_in_a_sentence(make, save):
    for message, problem in UNKNOWN:
        answer = save(message)
        assert (answer.status_code, answer.json) == (422, {"problem": problem}), message

    assert (notes(make), ratings(make)) == ({}, {})


WRONG = {
    "competency": [True, 1, [2], {"a": 1}],
    "question": [True, 1, ["2"]],
    "text": [True, 1.5, ["2"], {"a": 1}],
    "probes": [True, 1, "0", {"0": 1}, [-1], [20], ["0"], [0.0], [True], [[0]], [None], [10**30]],
    "version": [True, 1.0, "1", [1]],
    "level": [True, 2.0, "2", [2], {"a": 1}],
    "not_asked": [1, "true", []],
    "confidence": [True, 1, ["high"], {"high": 1}, "sure", ""],
}


def test_a_value_of_another_kind_is_refused_and_never_guessed(make, save):
    save(rating(4))

    for field, values in WRONG.items():
        for value in values:
            message = rating(3, 1) if field in rating(3) else note("x")
            assert save({**message, field: value}).status_code == 422, (field, value)

    assert ratings(make) == {"strategic": 4}
    assert notes(make) == {}


def test_the_whole_interview_has_four_answers(make, save):
    for version, level in enumerate([1, 2, 3, 4]):
        assert save(rating(level, version, competency="overall")).status_code == 200

    assert ratings(make) == {"overall": 4}


def test_a_note_of_two_hundred_kilobytes_is_kept_whole(make, save):
    text = "He said: “no”. " * 15_000

    assert save(note(text)).status_code == 200
    assert set(notes(make).values()) == {text.strip()}


def test_a_note_of_three_hundred_kilobytes_is_refused_with_the_limit(make, save):
    answer = save(note("x" * 300_000))

    assert answer.status_code == 422
    assert answer.json["problem"] == "Shorten this note to 250,000 characters or fewer."
    assert notes(make) == {}


TEXTS = {
    "a\x00b": "ab",
    "c\ud800d": "cd",
    "<b>bold</b> </para> <img src=x>": "<b>bold</b> </para> <img src=x>",
    "سلمى قالت: لا": "سلمى قالت: لا",
    "👩‍💻 👨‍👩‍👧": "👩‍💻 👨‍👩‍👧",
    "e\u0301": "é",
    "one\r\ntwo\rthree": "one\ntwo\nthree",
    "  ends  ": "ends",
}


def test_any_text_is_kept_readable(make, save):
    for version, (text, kept) in enumerate(TEXTS.items()):
        assert save(note(text, version)).status_code == 200
        assert set(notes(make).values()) == {kept}


BODIES = ["", "{", "nul", "[" * 100_000, '{"kind":' * 50_000, '{"version":' + "9" * 5_000 + "}"]


def test_a_body_that_is_no_json_is_refused(browser, hire):
    person = browser(hire.panel[0])
    person.get(f"/interviews/{hire.interview_id}")

    for body in BODIES:
        answer = person.client.post(
            f"/interviews/{hire.interview_id}/save", data=body, content_type="application/json",
            headers={"X-CSRFToken": person.token},
        )  # fmt: skip
        assert (answer.status_code, answer.json) == (422, {"problem": UNREADABLE})


def test_without_the_token_nothing_is_saved(make, browser, hire):
    person = browser(hire.panel[0])
    person.get(f"/interviews/{hire.interview_id}")
    person.token = "made up"

    answer = person.send(f"/interviews/{hire.interview_id}/save", note("Forged."))

    assert answer.status_code == 400
    assert notes(make) == {}


def test_an_interview_of_other_people_takes_no_notes(make, browser, hire):
    stranger = browser(make.user())
    stranger.get("/home")

    for public_id in (hire.interview_id, "a" * 26):
        assert stranger.send(f"/interviews/{public_id}/save", note("Mine?")).status_code == 404
    assert notes(make) == {}


def test_two_interviewers_of_one_interview_write_side_by_side(make, browser, hire):
    make.declared(hire.interview_id, hire.panel[1])
    for person in hire.panel:
        opened = browser(person)
        opened.get(f"/interviews/{hire.interview_id}")
        answer = opened.send(f"/interviews/{hire.interview_id}/save", note(f"By {person.name}."))
        assert answer.json["version"] == 1

    with make.transaction() as session:
        texts = [card(session, hire.interview_id, who).notes[0].text for who in hire.panel]
    assert texts == ["By Omar Haddad.", "By Mei Tanaka."]


def test_the_answer_says_nothing_but_time_and_version(save):
    assert set(json.loads(save(rating(3)).data)) == {"saved_at", "version"}
