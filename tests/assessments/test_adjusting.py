"""Requests for adjustments: kept in private, decided with words, and clocks move at once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Adjustment
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import adjustments
from assess.audit.models import AuditEntry
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE
from tests.assessments.staging import Link
from tests.factories import SENDER, Make

MINUTE = timedelta(minutes=1)
WISH = "Twice the time, since I read with a magnifier."


@pytest.fixture
def grace(make: Make) -> User:
    """Somebody of the people team, who decides on adjustments."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, mailed to a candidate at `NOW`."""
    return staging.invite(make, application, manager, PROBE, now=NOW)


def test_a_wish_is_mailed_to_the_people_team_without_its_words(make, do):
    make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)

    told = [one for one in staging.post(make) if "adjustment is asked for" in one.subject]
    assert [letter.name for letter in told] == ["Grace Adeyemi"]
    assert "magnifier" not in " ".join((*told[0].paragraphs, told[0].subject))
    with make.transaction() as session:
        assert session.scalars(select(Adjustment.wish)).all() == [WISH]
        diary = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert "magnifier" not in " ".join(f"{vars(entry)}" for entry in diary)


def test_too_many_wishes_at_once_are_refused(do):
    for n in range(3):
        do(adjustments.ask_for_adjustment, f"Wish {n}", SENDER, NOW)

    with pytest.raises(AssessmentRefused, match="not decided yet"):
        do(adjustments.ask_for_adjustment, "One more", SENDER, NOW)


@pytest.mark.parametrize(
    ("multiplier", "untimed", "minutes"), [(2.0, False, 40), (1.0, True, None)]
)
def test_a_granted_adjustment_moves_a_running_clock_and_is_mailed(
    make, link, do, grace, multiplier, untimed, minutes
):
    staging.started(make, link, NOW)
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)

    _decide(make, grace, granted=True, multiplier=multiplier, untimed=untimed)

    with make.transaction() as session:
        end = staging.attempt(session, link).deadline_at
        assert end == (minutes and NOW + minutes * MINUTE)
    letter = staging.post(make)[-1]
    assert letter.name == "Salma Idrissi"
    assert "We thought about it." in letter.paragraphs


def test_time_given_back_after_an_outage_stays_with_another_multiple(make, link, do, grace):
    staging.started(make, link, NOW)
    with make.transaction() as session:
        staging.attempt(session, link).credited_seconds = 600
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)

    _decide(make, grace, granted=True, multiplier=1.5)

    with make.transaction() as session:
        assert staging.attempt(session, link).deadline_at == NOW + 40 * MINUTE


def test_a_declined_adjustment_changes_nothing_until_it_had_been_granted(make, do, grace):
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)
    multiples = []

    for granted in (False, True, False):
        _decide(make, grace, granted=granted, multiplier=2.0)
        multiples.append(do(lambda _session, held: held.multiplier))

    assert multiples == [1.0, 2.0, 1.0]
    assert len([one for one in _subjects(make) if "your adjustment" in one]) == 3


@pytest.mark.parametrize(
    ("granted", "multiplier", "why"), [(False, 2.0, "Write why"), (True, 1.0, "Say what is set up")]
)
def test_a_decision_that_tells_nothing_is_refused(make, do, grace, granted, multiplier, why):
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)
    mails = len(_subjects(make))

    with pytest.raises(AssessmentRefused, match=why):
        _decide(make, grace, granted=granted, multiplier=multiplier, answer="")

    assert len(_subjects(make)) == mails


def test_only_the_times_on_the_page_can_be_granted(make, do, grace):
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)

    with pytest.raises(AssessmentRefused, match="Choose one of the times"):
        _decide(make, grace, granted=True, multiplier=2.9)


def _subjects(make: Make) -> list[str]:
    return [letter.subject for letter in staging.post(make)]


def _decide(make: Make, actor: User, **decision: Any) -> None:
    with make.transaction() as session:
        request = session.scalars(select(Adjustment)).one()
        usual = {"untimed": False, "answer": "We thought about it."}
        adjustments.decide_adjustment(
            session, request, sender=SENDER, actor=actor, now=NOW, **(usual | decision)
        )
