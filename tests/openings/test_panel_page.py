"""The third step: people come and go, panels are proposed, and everybody asks something."""

import pytest

from assess.accounts.rules import Role
from assess.openings import queries
from assess.openings.models import Opening
from tests.browser import form_fields
from tests.openings.steps import send, step

AGAIN = "Choose somebody who is not on this panel yet, then press the button again."


@pytest.fixture
def cem(make):
    """Somebody who may interview and sits on no panel."""
    return make.user(name="Cem Aydin")


@pytest.fixture
def panel(page, draft):
    """Presses a button of the panel page, with some fields changed."""
    return lambda then, **changes: send(page, step(draft, "panel"), **{"then": then, **changes})


@pytest.fixture
def seats(transaction, draft):
    """Reads who sits on which panel, as pairs of panel and id."""

    def read():
        with transaction() as session:
            plan = session.get(Opening, draft.id).plans[0]
            return [(seat.panel, seat.user_id) for seat in plan.seats]

    return read


def test_somebody_is_added_and_rates_nothing_yet(panel, seats, cem):
    before = seats()

    answer = panel("add:1", person=str(cem.id))

    assert seats() == [*before, (1, cem.id)]
    assert "Cem Aydin rates nothing. Give them a competency, or take them off." in answer.text


def test_what_is_ticked_is_kept_when_somebody_is_added(panel, seats, cem):
    (_, first), *_ = seats()

    answer = panel("add:1", person=str(cem.id), **{f"rates-1-{first}": ["teams"]})

    assert form_fields(answer.html)[f"rates-1-{first}"] == ["teams"]


def test_adding_nobody_strangers_or_the_same_again_says_what_to_do(panel, seats, page, draft):
    before = seats()
    people = ["", "²", "9" * 30, str(before[0][1])]

    answers = [panel("add:1", person=person) for person in people]

    assert all(AGAIN in answer.text for answer in answers)
    assert seats() == before
    assert page.get(step(draft, "panel")).code == 200


def test_a_panel_nobody_offered_is_not_made(panel, seats, cem):
    before = seats()
    numbers = ["", "0", "3", "²", "9" * 30]

    answers = [panel(f"add:{number}", person=str(cem.id)) for number in numbers]

    assert all(answer.code == 200 and AGAIN in answer.text for answer in answers)
    assert seats() == before


def test_an_auditor_cannot_be_made_to_interview(panel, seats, make):
    before, auditor = seats(), make.user(Role.AUDITOR)

    panel("add:1", person=str(auditor.id))

    assert seats() == before


def test_somebody_is_taken_off(panel, seats):
    (_, first), (_, second) = seats()

    answer = panel(f"off:1-{first}")

    assert seats() == [(1, second)]
    assert "Strategic is rated by one person. Give it to at least two." in answer.text


def test_everybody_can_be_taken_off_and_a_panel_proposed_anew(panel, seats, priya):
    for _, person in seats():
        answer = panel(f"off:1-{person}")
    assert "Choose who interviews: at least two people." in answer.text

    panel("propose")

    assert len(seats()) == 4
    assert seats()[0] == (1, priya.id)


def test_buttons_nobody_offered_change_nothing(panel, seats):
    before = seats()

    for then in ("", "off:1", "off:9-9", "dance:1", ":"):
        assert panel(then).code == 200

    assert seats() == before


def test_a_second_panel_needs_somebody_who_sits_on_both(panel, seats, cem, make):
    (_, first), _ = seats()
    dan = make.user(name="Dan Okafor")
    panel("add:2", person=str(cem.id), **{f"rates-1-{first}": ["teams"]})

    apart = panel("add:2", person=str(dan.id)).text
    joined = panel("add:2", person=str(first)).text

    assert "Some panels share no interviewer" in apart
    assert "Some panels share no interviewer" not in joined
    assert [seat for seat in seats() if seat[0] == 2] == [(2, cem.id), (2, dan.id), (2, first)]


def test_two_panels_are_published_through_the_page(page, panel, seats, draft):
    (_, first), (_, second) = seats()
    everything = ["strategic", "measurable", "action", "relationships", "teams"]
    panel("add:2", person=str(first))
    panel("add:2", person=str(second))

    panel("go", **{f"rates-2-{first}": everything, f"rates-2-{second}": everything})
    go = page.get(step(draft, "go"))

    assert "Still to do" not in go.text
    assert "The plan is published" in page.post(step(draft, "go")).text


def test_a_question_is_given_to_somebody(page, panel, seats, draft):
    _, (_, second) = seats()

    panel("go", **{"asks-1-m-sit-agendas": str(second)})

    fields = page.fields(step(draft, "panel"))
    assert fields["asks-1-m-sit-agendas"] == str(second)


def test_a_question_given_to_nobody_passes_to_somebody_who_rates_it(page, panel, draft):
    fields = page.fields(step(draft, "panel"))

    panel("go", **{name: "" for name in fields if name.startswith("asks-")})

    assert "has nobody who asks it" not in page.get(step(draft, "go")).text


def test_values_nobody_offered_are_refused_and_the_rest_is_kept(panel, seats):
    (_, first), (_, second) = seats()
    tampered = [
        {f"rates-1-{first}": ["nothing"]},
        {f"rates-1-{first}": ["teams", "<b>"]},
        {"asks-1-m-sit-agendas": "999"},
        {"asks-1-m-sit-agendas": "x" * 200_000},
    ]

    for changes in tampered:
        answer = panel("go", **{f"rates-1-{second}": ["teams"], **changes})

        assert "on this page." in answer.text
        assert form_fields(answer.html)[f"rates-1-{second}"] == ["teams"]


def test_somebody_whose_account_was_closed_leaves_the_page_and_the_plan(
    page, panel, seats, draft, transaction
):
    (_, first), (_, second) = seats()
    with transaction() as session:
        session.get(Opening, draft.id).plans[0].seats[0].user.active = False

    assert f"rates-1-{first}" not in page.get(step(draft, "panel")).html
    panel("go")

    assert seats() == [(1, second)]


def test_a_panel_that_rates_too_much_is_a_caution_only(page, draft):
    assert (
        "rates 5 competencies. With 4 or fewer the notes get better."
        in page.get(step(draft, "panel")).text
    )


def test_the_proposed_panel_spares_those_who_are_busy(panel, seats, make, priya):
    busy = [make.user(name=name) for name in ("Ab", "Ac", "Ad", "Ae")]
    make.opening(panel=busy)

    panel("propose")

    people = {person for _, person in seats()}
    assert priya.id in people
    assert not people & {user.id for user in busy}


def test_a_draft_counts_only_those_who_can_still_sign_in(session, draft):
    plan = session.get(Opening, draft.id).plans[0]
    plan.seats[0].user.active = False
    session.flush()

    assert len(queries.seats(plan)) == 1
