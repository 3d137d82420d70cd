"""Advice opens after one's own view; cards say the same on page, paper and as a file."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess import mail
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.fit import advice
from assess.fit.models import FitModel
from assess.fit.services import learned, reminders
from assess.hiring.rules import Outcome
from assess.queue import OutboxRow
from tests.factories import SENDER, Hire
from tests.fit.staging import PLAIN, RATED, STAYED, offered, used
from tests.reports.paper import Paper

VIEW = {"conclusion": "3", "reason": "Both examples hold."}


@pytest.fixture
def grace(make) -> User:
    """Somebody of the people team."""
    make.organisation()
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def model_id(make, grace, transaction) -> str:
    """A model that is offered."""
    make.opening()
    with transaction() as session:
        return offered(session, session.get(User, grace.id)).public_id


def put_in_use(transaction, grace):
    with transaction() as session:
        model = session.scalars(select(FitModel)).one()
        learned.put_in_use(
            session, model, "To look twice.", actor=session.get(User, grace.id), now=utc_now(),
            today=utc_now().date(),
        )  # fmt: skip


def decided(make):
    hire = make.hire(name="Temitope Bankole")
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 4)
    make.debriefed(hire)
    return hire


@pytest.mark.usefixtures("model_id")
def test_advice_opens_only_after_ones_own_view(make, browser, grace, transaction):
    put_in_use(transaction, grace)
    hire = decided(make)
    page, address = browser(grace), f"/fit/applications/{hire.application_id}"

    before = page.get(address)
    empty = page.post(address, {"conclusion": "3", "reason": ""})
    after = page.post(address, VIEW)
    told = page.get(f"{address}/words")
    early = page.get(f"{address}/words.pdf")

    assert "the model expects" not in before.text
    assert "Write in a sentence what it rests on." in empty.text
    assert "For Temitope Bankole the model expects" in after.text
    assert "above the 3.1 of the people it learned from" in after.text
    assert "Evidence for the role's requirements" in after.text
    assert "a person did, and is named" in told.text
    assert "once the outcome is final" in early.text
    page.post(address, VIEW | {"conclusion": "1"})
    assert "Evidence for the role's requirements" in page.get(address).text


@pytest.mark.usefixtures("model_id")
def test_words_of_the_model_stand_in_the_feedback_only_where_somebody_puts_them(
    make, browser, grace, transaction
):
    put_in_use(transaction, grace)
    hire, late = decided(make), decided(make)
    page, address = browser(grace), f"/fit/applications/{hire.application_id}"
    feedback = f"/applications/{hire.application_id}/feedback"
    page.post(address, VIEW)
    for one in (hire, late):
        make.decided(one, Outcome.NOT_NOW)
    before = page.get(feedback)
    afterwards = f"/fit/applications/{late.application_id}"
    page.post(afterwards, VIEW)

    german = page.get(f"{address}/words?language=de")
    letter = Paper(page.get(f"{address}/words.pdf?language=de").data)
    silent = page.post(f"{address}/words", {"language": "de"})
    put_in = page.post(f"{address}/words?language=de", {"asked": "yes"})
    shown, paper = page.get(feedback), Paper(page.get(f"{feedback}.pdf").data)
    out = page.post(f"{address}/words", {"then": "take-out"})

    assert "statistical model" not in before.text
    assert "it had no part in it" in page.get(f"{afterwards}/words").text
    assert "Das Modell hat nichts entschieden" in german.text
    assert "Strategisches Denken" in german.text
    assert "Choose why the candidate is told." in silent.text
    assert "They asked. Added by Grace Adeyemi." in put_in.text
    assert "The model decided nothing" in shown.text
    assert "The model decided nothing" in " ".join(paper.text.split())
    assert "Modell" not in paper.text
    assert "Das Modell hat nichts entschieden" in " ".join(letter.text.split())
    assert "statistical" not in letter.text
    assert (paper.catalog["/Lang"], letter.catalog["/Lang"]) == ("en-GB", "de")
    assert "says nothing of a model any more" in out.text
    assert "statistical" not in page.get(feedback).text


@pytest.mark.usefixtures("model_id")
def test_a_candidate_is_told_of_advice_that_was_read_after_its_model_has_gone(
    make, browser, grace, transaction
):
    put_in_use(transaction, grace)
    hire, late = decided(make), decided(make)
    page, address = browser(grace), f"/fit/applications/{hire.application_id}"
    page.post(address, VIEW)
    make.decided(hire, Outcome.NOT_NOW)
    with transaction() as session:
        model = session.scalars(select(FitModel)).one()
        model.expires_on = utc_now().date() - timedelta(days=1)
    ended = page.get(f"{address}/words").text
    with transaction() as session:
        model = session.scalars(select(FitModel)).one()
        model.expires_on = utc_now().date() + timedelta(days=90)
        actor = session.get(User, grace.id)
        learned.withdraw(session, model, "The work has changed.", actor=actor, now=utc_now())

    gone, shown = page.get(f"{address}/words").text, page.get(address)
    never = f"/fit/applications/{late.application_id}"

    assert "The model decided nothing" not in ended  # it had ended before it could be read
    assert "The model decided nothing" in gone
    assert "No model is in use for this role any more" in shown.text
    assert f"{address}/words" in shown.html
    assert "Advice of a learned model" not in page.get(never).text


def test_of_two_models_that_were_read_the_candidate_is_told_of_both():
    means = {"strategic": 1.0, "measurable": 3.01}

    told = advice.for_the_candidate(
        "Larkfield", [(RATED, PLAIN), (STAYED, PLAIN)], means, dict.fromkeys(means, "Action")
    )

    assert "2 statistical models" in told[1]
    assert "how the work of somebody new is rated after 12 months" in told[2]
    assert "whether somebody new is still there after 12 months" in told[3]
    assert told[-1].startswith("The models decided nothing")


def test_the_owner_of_a_model_is_told_before_it_ends_and_once(make, grace, session):
    make.opening()
    owner = session.get(User, grace.id)
    used(session, owner, RATED, days_left=30)
    used(session, owner, STAYED, days_left=31)
    today = utc_now().date()

    for day in (0, 0, 10, 23, 31):
        reminders.remind(session, SENDER, utc_now(), today + timedelta(days=day))

    mails = session.scalars(select(OutboxRow).where(OutboxRow.kind == mail.KIND)).all()
    told = sorted((one.event.split()[-1], one.payload["to"]) for one in mails)
    assert told == [("30", grace.email)] * 2 + [("7", grace.email)] * 2


def test_a_person_puts_a_model_in_use_and_withdraws_it_with_a_reason(browser, grace, model_id):
    page, address = browser(grace), f"/fit/models/{model_id}"
    form = page.fields(address)

    silent = page.post(address, form | {"then": "use", "reason": ""})
    used = page.post(address, form | {"then": "use", "reason": "To look twice."})
    again = page.post(address, form | {"then": "use", "reason": "To look twice."})
    gone = page.post(address, form | {"then": "withdraw", "reason": "The work has changed."})

    assert "Write in a sentence why" in silent.text
    assert "The model is in use, in your name." in used.text
    assert "cannot become ‘In use’" in again.text
    assert "Withdrawn: The work has changed." in gone.text
    assert "Withdrawn on" in gone.text
    assert "Ends on" not in gone.text


def test_a_card_says_the_same_on_page_paper_and_as_a_file(browser, grace, model_id):
    page, address = browser(grace), f"/fit/models/{model_id}"
    shown = page.get(address).text
    paper = Paper(page.get(f"{address}/card.pdf").data)
    held = json.loads(page.get(f"{address}/card.json").data)

    for sentence in ("No outcome is known before.", "It did better.", "It orders nobody"):
        assert sentence in shown
        assert sentence in " ".join(paper.text.split())
    assert held["parameters"]["hash"] == held["parameters_hash"]
    assert held["leakage"] == ["No outcome is known before."]


def test_candidates_stand_by_name_until_somebody_asks_for_an_order(make, browser):
    make.organisation()
    hire = decided(make)
    page, address = browser(hire.manager), f"/fit/openings/{hire.opening_id}"

    by_name = page.get(address)
    asked = page.get(f"{address}?order=result&first=yes")

    assert "By name: the order says nothing." in by_name.text
    assert "There is no order: fewer than two people have a result." in asked.text


def test_who_is_decided_about_stands_beside_those_in_question_only_if_one_asks(make, browser):
    make.organisation()
    manager, panel = make.manager(), (make.user(), make.user())
    opening = make.opening(manager, panel)
    for name in ("Temitope Bankole", "Ilse Rautio"):
        applied = make.application(opening, name=name)
        at = make.interview(applied, manager, starts_in=timedelta(hours=-3))
        hire = Hire(opening.public_id, applied.public_id, at, manager, panel)
        for person in panel:
            make.submitted(at, person, 4)
        make.debriefed(hire)
    page, address = browser(manager), f"/fit/openings/{opening.public_id}"
    both = page.get(address)
    make.decided(hire, Outcome.NOT_NOW)

    one, asked = page.get(address), page.get(f"{address}?who=all")

    assert "Ilse Rautio" in both.text
    assert "Who is still in question of 2" in one.text
    assert "Ilse Rautio" not in one.text
    assert "Ilse Rautio" in asked.text
    assert "Not hired" in asked.text


def test_ratings_somebody_is_still_to_give_blindly_show_on_no_page(make, browser):
    make.organisation()
    hire = make.hire(name="Temitope Bankole")
    make.submitted(hire.interview_id, hire.panel[0], 4)
    page = browser(hire.manager)

    assert "Nobody can be shown yet" in page.get(f"/fit/openings/{hire.opening_id}").text
    alone = page.get(f"/fit/applications/{hire.application_id}").text
    assert "Nothing can be shown yet" in alone


def test_what_is_said_of_a_rating_stays_on_its_scale_and_names_only_what_counts():
    means = {"strategic": 1.0, "measurable": 3.01}

    one = advice.advise("Ada", PLAIN, RATED, "m", means, dict.fromkeys(means, "It"))
    told = advice.for_the_candidate(
        "Larkfield", [(RATED, PLAIN)], means, {"strategic": "A", "measurable": "B"}
    )

    assert "between 1.00 and" in one.said
    assert "It missed more on A. Another" in " ".join(told)


def test_what_a_model_turns_round_is_told_as_it_is_and_is_no_praise():
    titles = {"strategic": "A", "measurable": "B"}
    much, little = {"strategic": 3.11, "measurable": 4.0}, {"strategic": 3.11, "measurable": 2.0}

    def told(means):
        said = advice.for_the_candidate("Larkfield", [(RATED, PLAIN)], means, titles)
        return " ".join(said), advice.advise("Ada", PLAIN, RATED, "m", means, titles)

    (against, page), (favour, other) = told(much), told(little)

    assert "It counted against you that you showed more on B than others" in against
    assert "missed more" not in against
    assert "It counted in your favour that you showed less on B than others" in favour
    assert "what you showed" not in favour
    (reason,) = page.reasons_against
    assert reason.endswith("Among them, less of it went with a better outcome.")
    assert other.reasons_for[0].startswith("B: 2.0, below the 3.0")
