"""Forms that invite: one candidate from their page, or many from a list and the pipeline."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from assess.assessments.models import Invitation
from assess.assessments.rules import LatePolicy
from assess.assessments.services.many import MOST
from assess.database import utc_now
from assess.openings.models import Application, Opening
from tests.assessments import staging
from tests.assessments.desk import wall
from tests.assessments.probe import PROBE
from tests.assessments.staging import SELF, SITUATIONS
from tests.browser import Answer, Browser, form_fields
from tests.factories import Make

DAY = timedelta(days=1)
LIST = (
    "name,email\nSalma Idrissi,salma@mail.example\nNobody,no address\nOmar New,omar@mail.example\n"
)


@pytest.fixture
def many(opening: Opening) -> str:
    """Where many are chosen."""
    return f"/openings/{opening.public_id}/assessments/new"


@pytest.fixture
def one(application: Application) -> str:
    """Where one candidate is invited."""
    return f"/applications/{application.public_id}/assessments/new"


def invited(make: Make) -> list[tuple[str, list[str]]]:
    """Who is invited to what, by name."""
    with make.transaction() as session:
        held = session.scalars(select(Invitation)).all()
        return sorted((row.name, [a.instrument for a in row.attempts]) for row in held)


def chosen(page: Browser, path: str, text: str = "", people: tuple[str, ...] = ()) -> Answer:
    """Send a list, or people of the opening, to be looked over."""
    page.get(path)
    file = FileStorage(io.BytesIO(text.encode()), filename="list.csv" if text else "")
    return page.post(path, {"file": file, "people": [*people]})


def test_a_candidate_is_invited_on_the_chosen_terms(make, one, priya):
    end = (utc_now() + 5 * DAY).replace(second=0, microsecond=0)
    fields = priya.fields(one)

    done = priya.post(one, fields | {
        "instruments": [PROBE, SITUATIONS], "closes_at": wall(end), "language": "de",
        "accept_late": "y",
    })  # fmt: skip

    assert "The invitation is on its way." in done.text
    assert "Assessment of Salma Idrissi" in done.text
    assert invited(make) == [("Salma Idrissi", [PROBE, SITUATIONS])]
    with make.transaction() as session:
        held = session.scalars(select(Invitation)).one()
        assert (held.closes_at, held.language, held.late) == (end, "de", LatePolicy.ACCEPT)
    assert [letter.to for letter in staging.post(make)] == ["salma@mail.example"]


def test_the_usual_end_is_five_in_the_afternoon_in_ten_days(one, priya):
    fields = priya.fields(one)

    assert fields["closes_at"] == wall(utc_now() + 10 * DAY)[:10] + "T17:00"
    assert fields["time_zone"] == "Europe/London"


def test_only_what_is_made_for_hiring_is_offered_to_a_candidate(make, many, one, priya):
    sheet = chosen(priya, many, LIST).path

    for path in (one, sheet):
        seen = priya.get(path)
        assert "A probe about 10 minutes" in seen.text
        assert "timed: 20 minutes" in seen.text
        assert f'value="{SITUATIONS}"' in seen.html
        assert "self-assessment" not in seen.text
        assert "made for development stands elsewhere" in seen.text
        refused = priya.post(path, priya.fields(path) | {"instruments": [SELF]})
        assert "options on this page." in refused.text
    assert invited(make) == []


def test_the_same_form_sent_twice_is_one_invitation(make, one, priya):
    fields = priya.fields(one) | {"instruments": [PROBE]}

    first, again = priya.post(one, fields), priya.post(one, fields)

    assert first.path == again.path
    assert len(invited(make)) == len(staging.post(make)) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"instruments": []}, "Choose at least one assessment."),
        ({"closes_at": "2020-01-01T17:00"}, "Choose an end that lies ahead."),
        ({"closes_at": ""}, "Enter date and time."),
        ({"instruments": ["nothing@1.0"]}, "options on this page."),
    ],
)
def test_what_is_missing_is_said_and_nothing_goes_out(make, one, priya, changes, why):
    refused = priya.post(one, priya.fields(one) | {"instruments": [PROBE]} | changes)

    assert why in refused.text
    assert refused.page.title.startswith("Error: ")
    assert invited(make) == []


def test_a_second_invitation_to_the_same_is_refused_on_the_form(make, one, priya):
    priya.post(one, priya.fields(one) | {"instruments": [PROBE]})

    refused = priya.post(one, priya.fields(one) | {"instruments": [PROBE, SITUATIONS]})

    assert "Invited already: A probe." in refused.text
    assert invited(make) == [("Salma Idrissi", [PROBE])]


@pytest.mark.usefixtures("application")
def test_a_list_is_looked_over_before_anybody_is_invited(make, many, priya):
    shown = chosen(priya, many, LIST)

    assert "2 candidates from list.csv. 1 left out." in shown.text
    assert "2 Salma Idrissi salma@mail.example New Nothing yet" in shown.text
    assert "4 Omar New omar@mail.example Comes in when you invite Nothing yet" in shown.text
    assert "no address" in shown.text
    assert invited(make) == []
    assert staging.post(make) == []


@pytest.mark.usefixtures("application")
def test_a_confirmed_list_is_invited_once_and_who_is_new_comes_in(make, opening, many, priya):
    path = chosen(priya, many, LIST).path
    fields = priya.fields(path) | {"instruments": [PROBE]}

    done, again = priya.post(path, fields), priya.post(path, fields)

    assert "2 candidates invited." in done.text
    assert "Salma Idrissi salma@mail.example New A probe" in done.text
    assert "Nobody was invited twice." in again.text
    assert invited(make) == [("Omar New", [PROBE]), ("Salma Idrissi", [PROBE])]
    assert sorted(letter.to for letter in staging.post(make)) == [
        "omar@mail.example",
        "salma@mail.example",
    ]
    assert "Omar New" in priya.get(f"/openings/{opening.public_id}").text


def test_people_of_the_opening_are_ticked_and_counted_once_with_the_list(
    make, opening, application, many, priya
):
    other = make.application(opening, name="Temitope Bankole", email="temi@mail.example")

    shown = chosen(priya, many, LIST, (application.public_id, other.public_id))

    assert "3 candidates (2 from list.csv, 1 chosen here). 1 left out." in shown.text
    assert shown.text.count("salma@mail.example") == 1
    path = shown.path
    priya.post(path, priya.fields(path) | {"instruments": [PROBE]})
    done = "Invited: 3 candidates (2 from list.csv, 1 chosen here). 1 left out."
    assert done in priya.get(path).text
    assert [name for name, _ in invited(make)] == ["Omar New", "Salma Idrissi", "Temitope Bankole"]


def test_who_was_invited_before_is_marked_and_left_out_with_the_reason(
    make, opening, application, many, one, priya
):
    other = make.application(opening, name="Temitope Bankole")
    priya.post(one, priya.fields(one) | {"instruments": [PROBE]})
    assert "invited to an assessment before" in priya.get(many).text

    path = chosen(priya, many, people=(application.public_id, other.public_id)).path
    done = priya.post(path, priya.fields(path) | {"instruments": [PROBE]})

    assert "1 candidate invited. 1 left out: the reasons stand below." in done.text
    assert len(staging.post(make)) == 2
    again = priya.get(path).text
    assert "Invited already: A probe. Salma Idrissi, salma@mail.example" in again
    assert "Invited: 1 candidate chosen here. 1 left out." in again


def test_who_is_unticked_is_neither_invited_nor_brought_in_and_counts_as_left_out(
    make, opening, application, many, priya
):
    path = chosen(priya, many, LIST, (application.public_id,)).path
    fields = priya.fields(path)
    assert sorted(fields["people"]) == ["omar@mail.example", "salma@mail.example"]

    done = priya.post(path, fields | {"instruments": [PROBE], "people": ["salma@mail.example"]})

    assert "1 candidate invited. 2 left out: the reasons stand below." in done.text
    assert [name for name, _ in invited(make)] == ["Salma Idrissi"]
    seen = priya.get(path).text
    assert "4 Not ticked. Omar New, omar@mail.example" in seen
    assert "Invited: 1 candidate from list.csv. 2 left out." in seen
    assert "This page stays for a day" in seen
    assert "Omar New" not in priya.get(f"/openings/{opening.public_id}").text


def test_with_nobody_ticked_somebody_is_asked_for(make, many, priya):
    path = chosen(priya, many, LIST).path

    refused = priya.post(path, priya.fields(path) | {"instruments": [PROBE], "people": []})

    assert "Tick at least one candidate." in refused.text
    assert invited(make) == []


def test_who_stands_twice_in_a_list_is_named_with_both_lines(many, priya):
    shown = chosen(priya, many, f"{LIST}Salma I.,SALMA@mail.example\n").text

    assert "5 The same mail address stands in line 2." in shown
    assert "2 candidates from list.csv. 2 left out." in shown


@pytest.mark.parametrize(
    ("ahead", "doubt"),
    [
        (timedelta(hours=20), "That is less than a day from now."),
        (timedelta(minutes=5), "less time than the assessments take, about 10 minutes."),
    ],
)
def test_a_near_end_goes_out_once_somebody_says_that_it_is_meant(
    make, many, one, priya, ahead, doubt
):
    for path in (one, chosen(priya, many, LIST).path):
        before = len(invited(make))
        fields = priya.fields(path) | {
            "instruments": [PROBE if path == one else SITUATIONS],
            "closes_at": wall(utc_now() + ahead),
            "language": "de",
        }
        asked = priya.post(path, fields)
        assert doubt.partition(",")[0] in asked.text
        assert len(invited(make)) == before
        kept = form_fields(asked.html)
        assert "meant" not in kept
        assert {key: kept[key] for key in fields if key != "csrf_token"} == {
            key: fields[key] for key in fields if key != "csrf_token"
        }

        other = wall(utc_now() + ahead / 2)
        meant = {"meant": re.findall(r'name="meant" value="([^"]+)"', asked.html)[0]}
        again = priya.post(path, kept | meant | {"closes_at": other})
        assert "this is the end I mean" in again.text
        priya.post(path, kept | meant)
        assert len(invited(make)) > before


def test_nobody_chosen_is_asked_for(many, priya):
    assert "Choose a file, or at least one candidate." in chosen(priya, many).text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("%PDF-1.7 a list", "This is a PDF."),
        (
            "name,email\n" + "".join(f"P {n},p{n}@mail.example\n" for n in range(MOST + 1)),
            f"These are {MOST + 1} people. Invite {MOST} or fewer at once.",
        ),
    ],
    ids=["another kind", "too many"],
)
def test_a_list_that_cannot_be_used_says_what_to_do(many, priya, text, why):
    refused = chosen(priya, many, text)

    assert why in refused.text
    assert refused.path == many


def test_a_list_is_found_only_in_its_own_opening(make, manager, many, priya):
    path = chosen(priya, many, LIST).path
    other = make.opening(manager).public_id

    assert priya.get(f"/openings/{other}/assessments/new/{path.rpartition('/')[2]}").code == 404
