"""The kit on one screen, and its form as it works without script."""

import pytest

from assess.accounts.models import User
from assess.database import utc_now
from assess.interviews.queries import Draft
from assess.interviews.services import scheduling, scorecards
from tests.browser import form_fields
from tests.factories import SENDER
from tests.interviews.staging import card, interview, notes, ratings

NOTE = "n-strategic--besides"
VERSION = "version-n-strategic--besides"


@pytest.fixture
def hire(make):
    hire = make.hire(name="Temitope Bankole")
    make.declared(hire.interview_id, hire.panel[0])
    return hire


@pytest.fixture
def omar(browser, hire):
    return browser(hire.panel[0])


@pytest.fixture
def path(hire):
    return f"/interviews/{hire.interview_id}"


def test_the_kit_shows_question_anchors_and_who_asks_what(omar, path):
    seen = omar.get(path)

    assert "You ask this" in seen.text
    assert "Asked by Mei Tanaka" in seen.text
    assert seen.html.count('class="level-option"') == 6 * 5
    assert "It is not a zero." in seen.text
    assert "Others' ratings are hidden until you submit yours." in seen.text


def test_saving_keeps_notes_probes_and_ratings(omar, path):
    form = omar.fields(path)
    probes = next(name for name in kit_names(omar, path) if name.startswith("p-strategic"))
    sent = {NOTE: "She dropped 40 accounts.", probes: ["0", "1"], "r-strategic": "4",
            "c-strategic": "high", "r-action": "not-asked"}  # fmt: skip

    seen = omar.post(path, {**form, **sent})

    assert "Saved." in seen.text
    again = form_fields(seen.html)
    assert {name: again[name] for name in sent} == sent


def test_saving_untouched_pages_leaves_no_traces(make, omar, path):
    omar.post(path, omar.fields(path))

    assert (notes(make), ratings(make)) == ({}, {})


def test_saving_may_lead_to_the_review(omar, path):
    seen = omar.post(path, {**omar.fields(path), "then": "review"})

    assert seen.path == f"{path}/review"


def test_emptied_notes_and_removed_ratings_are_gone(make, omar, path, hire):
    make.drafted(hire.interview_id, hire.panel[0], 4)
    form = omar.fields(path)
    kept = {name: "" for name in form if name.startswith("n-")}

    omar.post(path, {**form, **kept, "clear": "strategic"})

    assert set(notes(make).values()) == {""}
    assert ratings(make)["strategic"] is None
    assert ratings(make)["action"] == 4


def test_removing_a_rating_saves_the_rest_of_the_page_too(make, omar, path, hire):
    make.drafted(hire.interview_id, hire.panel[0], 4)

    omar.post(path, {**omar.fields(path), NOTE: "Typed just now.", "clear": "strategic"})

    assert notes(make)["strategic", ""] == "Typed just now."


def test_a_made_up_rating_to_remove_removes_nothing(make, omar, path, hire):
    make.drafted(hire.interview_id, hire.panel[0], 4)
    form = omar.fields(path)

    for clear in ("nothing", "overall", "x" * 5_000, "<b>", "\x00"):
        assert omar.post(path, {**form, "clear": clear}).code == 200

    assert ratings(make)["strategic"] == 4


def test_a_level_that_does_not_exist_is_refused_and_the_text_stays(make, omar, path):
    form = omar.fields(path)

    seen = omar.post(path, {**form, NOTE: "Typed just now.", "r-strategic": "9"})

    assert "Choose one of the options on this page." in seen.text
    assert form_fields(seen.html)[NOTE] == "Typed just now."
    assert notes(make) == {}


def test_a_note_that_is_too_long_is_refused_and_stays(make, omar, path):
    text = "x" * 250_001

    seen = omar.post(path, {**omar.fields(path), NOTE: text})

    assert "Shorten this to 250,000 characters or fewer; it has 250,001." in seen.text
    assert form_fields(seen.html)[NOTE] == text
    assert notes(make) == {}


def test_a_made_up_version_is_no_version(make, omar, path, hire):
    make.drafted(hire.interview_id, hire.panel[0], 4)
    form = omar.fields(path)

    for version in ("", "²", "-1", "1e3", "x", "9" * 5_000, "\x00"):
        sent = {**form, VERSION: version, "version-r-strategic": version}
        assert omar.post(path, sent).code == 200
        assert omar.post(path, {**sent, "r-strategic": "2"}).code == 409

    assert ratings(make)["strategic"] == 4


def test_two_devices_that_wrote_different_notes_are_shown_both(make, omar, path, hire):
    form = omar.fields(path)
    write(make, hire, "From the phone.")

    seen = omar.post(path, {**form, NOTE: "From the laptop."})

    assert seen.code == 409
    assert "Nothing is lost. Choose for each entry what to keep." in seen.text
    assert "<pre>From the phone.</pre>" in seen.html
    assert "<pre>From the laptop.</pre>" in seen.html
    assert notes(make)["strategic", ""] == "From the phone."


@pytest.mark.parametrize(
    ("pick", "kept"),
    [
        ("mine", "From the laptop."),
        ("theirs", "From the phone."),
        ("both", "From the phone.\nFrom the laptop."),
    ],
)
def test_a_conflict_ends_with_what_was_chosen(make, omar, path, hire, pick, kept):
    form = omar.fields(path)
    write(make, hire, "From the phone.")
    seen = omar.post(path, {**form, NOTE: "From the laptop.", "r-action": "2"})

    omar.post(path, {**form_fields(seen.html), f"conflict-pick-{NOTE}": pick})

    assert notes(make)["strategic", ""] == kept
    assert ratings(make) == {"action": 2}


def test_a_conflict_over_a_rating_names_both(make, omar, path, hire):
    form = omar.fields(path)
    make.drafted(hire.interview_id, hire.panel[0], 4)

    seen = omar.post(path, {**form, "r-strategic": "2"})

    assert seen.code == 409
    assert "<pre>2 Some evidence, with gaps</pre>" in seen.html
    assert "<pre>4 Strong evidence</pre>" in seen.html
    assert ratings(make)["strategic"] == 4


def test_what_nobody_else_touched_is_no_conflict(make, omar, path, hire):
    form = omar.fields(path)
    write(make, hire, "From the phone.")

    seen = omar.post(path, {**form, "r-action": "2", NOTE: "From the phone."})

    assert "Saved." in seen.text
    assert ratings(make) == {"action": 2}


def test_hostile_texts_come_back_as_typed(omar, path):
    text = "<b>bold</b> </textarea><script>x</script> &amp; “سلمى” 👩‍💻"

    seen = omar.post(path, {**omar.fields(path), NOTE: text})

    assert form_fields(seen.html)[NOTE] == text
    assert "<script>x" not in seen.html


@pytest.mark.parametrize("text", ["Short.", "A longer one of more than forty characters."])
def test_text_typed_while_the_interview_was_cancelled_comes_back(make, omar, path, hire, text):
    form = omar.fields(path)
    with make.transaction() as session:
        scheduling.cancel(
            session, interview(session, hire.interview_id), tell_candidate=False, sender=SENDER,
            actor=session.get(User, hire.manager.id), now=utc_now(),
        )  # fmt: skip

    seen = omar.post(path, {**form, NOTE: text})

    assert seen.code == 410
    assert "This interview was cancelled." in seen.text
    assert text in seen.text


def test_text_typed_after_the_scorecard_was_submitted_elsewhere_comes_back(make, omar, path, hire):
    form = omar.fields(path)
    make.submitted(hire.interview_id, hire.panel[0])
    text = "Typed on the other device, and longer than a line."

    seen = omar.post(path, {**form, NOTE: text})

    assert seen.code == 410
    assert "This scorecard is submitted." in seen.text
    assert text in seen.text
    assert text not in notes(make).values()


def test_a_kit_opened_by_somebody_else_gives_the_text_back(make, browser, omar, path, hire):
    fields = omar.fields(path) | {NOTE: "Short."}
    make.declared(hire.interview_id, hire.panel[1])
    mei = browser(hire.panel[1])

    seen = mei.post(path, fields | {"csrf_token": mei.fields(path)["csrf_token"]})

    assert seen.code == 403
    assert "You are signed in as Mei Tanaka" in seen.text
    assert "Short." in seen.text
    assert notes(make) == {}


def test_a_submitted_kit_opens_as_the_scorecard(make, omar, path, hire):
    make.submitted(hire.interview_id, hire.panel[0])

    assert omar.get(path).path == f"{path}/review"


def test_the_calendar_file_is_for_those_who_interview(omar, path, browser, hire):
    assert omar.get(f"{path}/calendar.ics").response.mimetype == "text/calendar"
    assert browser(hire.manager).get(f"{path}/calendar.ics").code == 404


def kit_names(person, path):
    """Names of all fields of the kit, ticked or not."""
    html = person.get(path).html
    return [part.split('"')[0] for part in html.split('name="')[1:]]


def write(make, hire, text):
    """Keep a note as another device of the same person does."""
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[0])
        scorecards.save_note(
            session,
            Draft(own, own.interview.status, None, None),
            competency="strategic",
            question="",
            text=text,
            probes=[],
            version=0,
            actor=own.interviewer,
            now=utc_now(),
        )
