"""The first two steps: what is refused says what to do, and what was typed stays."""

import pytest

from assess.accounts.rules import Role
from assess.database import utc_now
from assess.instruments import library
from assess.openings.models import Opening
from assess.openings.services import openings
from tests.browser import form_fields
from tests.openings.steps import send, step


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("title", "", "Enter a title, for example Regional sales leader."),
        ("title", "x" * 201, "Shorten this to 200 characters or fewer; it has 201."),
        ("location", "x" * 200_000, "Shorten this to 200 characters or fewer; it has 200,000."),
        ("outcomes", "", "Enter at least one outcome."),
        ("outcomes", "x" * 200_000, "Keep each line to 200 characters or fewer."),
        ("must_haves", "\n".join("abcdefghijklm"), "Keep this to 12 lines or fewer."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_role_that_cannot_be_saved_says_what_to_do(page, draft, field, typed, advice):
    answer = send(page, step(draft, "role"), **{"location": "Lyon & <b>sud</b>", field: typed})

    kept = form_fields(answer.html)
    assert (answer.code, answer.path) == (200, step(draft, "role"))
    assert advice in answer.text
    assert kept[field] == typed
    assert field == "location" or kept["location"] == "Lyon & <b>sud</b>"


def test_control_characters_and_blanks_are_nothing(page, draft):
    answer = send(page, step(draft, "role"), title="\0\x1b ", outcomes="\r\n \0 \r\n")

    assert "Enter a title" in answer.text
    assert "Enter at least one outcome." in answer.text


def test_half_a_character_does_no_harm(page, draft):
    fields = page.fields(step(draft, "role"))
    body = f"csrf_token={page.token}&version={fields['version']}&title=Head%ED%A0%80+of+sales"

    answer = page.client.post(
        step(draft, "role"), data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200
    assert "Enter at least one outcome." in answer.get_data(as_text=True)


def test_a_team_is_chosen_from_people_who_may_run_openings(page, make, draft):
    make.user(Role.HR_PARTNER, name="Hana Reed")
    make.user(Role.AUDITOR, name="Aud Itor")

    text = page.get(step(draft, "role")).text

    assert "Hana Reed" in text
    assert "Aud Itor" not in text
    assert "Omar Haddad" not in text


def test_a_team_of_nobody_or_of_strangers_is_refused(page, make, draft):
    interviewer = make.user()
    tried = {
        "Choose at least one person who runs the opening.": [[]],
        "Choose from the options on this page.": [["0"], [str(interviewer.id)], ["x", "1; drop"]],
    }

    for advice, teams in tried.items():
        for team in teams:
            assert advice in send(page, step(draft, "role"), team=team).text


def test_whoever_leaves_the_team_ends_on_the_list_of_openings(page, make, draft):
    other = make.manager()

    answer = send(page, step(draft, "role"), team=[str(other.id)])

    assert (answer.code, answer.path) == (200, "/openings")
    assert "You do not run ‘Regional sales leader’ any more." in answer.text


def test_a_saved_step_can_lead_straight_to_the_last(page, draft):
    answers = [send(page, step(draft, name), then="check") for name in ("role", "kit")]

    assert {answer.path for answer in answers} == {step(draft, "go")}


def test_a_role_can_be_corrected_after_publishing(page, held):
    answer = send(page, step(held, "role"), title="Head of sales, north")

    assert answer.path == f"/openings/{held.public_id}"
    assert "Head of sales, north" in answer.text


def test_a_kit_shows_all_questions_and_where_they_come_from(page, draft):
    kit = page.get(step(draft, "kit"))

    guide = library.guide("smart-sales-leader@1.0")
    assert all(question.text in kit.text for question in guide.questions)
    assert "/library/frameworks/smart-sales-leader@1.0" in kit.page.links
    assert "/library/guides/smart-sales-leader@1.0" in kit.page.links


REFUSED = [
    ({"strategic-weight": "3", "weights_reason": ""}, "Say why the competencies do not count"),
    ({"strategic-weight": "-1"}, "Choose one of the options on this page."),
    ({"strategic-questions": []}, "Choose at least one question on Strategic."),
    ({"strategic-questions": ["t-past-favour"]}, "Choose from the options on this page."),
    ({"strategic-low": "4", "strategic-high": "2"}, "Choose an upper level that is not below"),
    ({"strategic-low": "abc"}, "Choose one of the options on this page."),
    ({"strategic-high": "nan"}, "Choose one of the options on this page."),
    ({"strategic-high": ""}, "Choose one of the options on this page."),
    ({"optional_behaviours": ["nothing"]}, "Choose from the options on this page."),
    ({"weights_reason": "x" * 501}, "Shorten this to 500 characters or fewer; it has 501."),
]


def test_a_kit_that_cannot_be_saved_says_what_to_do(page, draft):
    fields = page.fields(step(draft, "kit"))

    for changes, advice in REFUSED:
        answer = page.post(step(draft, "kit"), {**fields, **changes})

        assert (answer.code, answer.path) == (200, step(draft, "kit"))
        assert advice in answer.text


def test_a_refused_kit_keeps_what_was_chosen(page, draft):
    chosen = {
        "strategic-low": "1.5",
        "teams-weight": "3",
        "show_resume": ["y"],
        "measurable-questions": ["m-sit-agendas"],
    }

    answer = send(page, step(draft, "kit"), **chosen)

    kept = form_fields(answer.html)
    assert "Say why" in answer.text
    assert {name: kept[name] for name in chosen} == chosen


def test_a_question_on_a_behaviour_left_off_is_refused_at_the_top_of_the_page(page, draft):
    guide = library.guide("smart-sales-leader@1.0")
    framework = library.framework("smart-sales-leader@1.0")
    optional = {b.id for c in framework.competencies for b in c.behaviours if b.optional}
    question = next(q for q in guide.questions if set(q.behaviours) <= optional)
    field = f"{question.competency}-questions"

    answer = send(page, step(draft, "kit"), **{field: [question.id]})

    assert "There is a problem" in answer.text
    assert "only shows a behaviour you left off" in answer.text
    assert form_fields(answer.html)[field] == [question.id]


def test_unequal_weights_are_saved_with_their_reason(page, draft):
    reason = "Few clients, <i>large</i> ones."

    send(page, step(draft, "kit"), **{"strategic-weight": "2", "weights_reason": reason})

    go = page.get(step(draft, "go"))
    assert "twice" in go.text
    assert f"Why weights differ: {reason}" in go.text


@pytest.fixture
def scored(page, draft, transaction):
    """A second version is being written when the first scorecard comes in."""
    page.get(step(draft, "go"))
    page.post(step(draft, "go"))
    page.post(f"{step(draft, 'plan')}/next")
    send(page, step(draft, "kit"), **{"strategic-low": "1"})
    with transaction() as session:
        openings.note_first_score(session, session.get(Opening, draft.id), utc_now())


@pytest.mark.usefixtures("scored")
def test_a_locked_kit_says_since_when_and_refuses_other_targets(page, draft):
    answer = send(page, step(draft, "kit"), **{"strategic-low": "2"})

    assert "Target zones and weights are locked since" in answer.text
    assert "Target zones and weights are locked: the first scorecard" in answer.text
    assert "Expected: level 3.5 to 4.5. Counts once." in answer.text


@pytest.mark.usefixtures("scored")
def test_what_was_changed_before_the_lock_is_mended_by_saving_the_kit(page, draft):
    refused = page.post(step(draft, "go"))
    assert "Go to step 2, which shows them, and press Continue." in refused.text

    send(page, step(draft, "kit"))

    assert "published as version 2" in page.post(step(draft, "go")).text


@pytest.mark.usefixtures("scored")
def test_a_locked_kit_still_takes_other_questions(page, draft):
    answer = send(page, step(draft, "kit"), **{"measurable-questions": ["m-sit-agendas"]})

    assert answer.path == step(draft, "panel")
