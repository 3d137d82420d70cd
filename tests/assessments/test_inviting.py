"""Links go out, are sent again, end and come back; people are reminded and get their time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments import queries, rules
from assess.assessments.models import Adjustment, Invitation, Sitting
from assess.assessments.rules import AssessmentRefused, Over
from assess.assessments.services import invitations, taking
from assess.audit.models import AuditEntry
from assess.audit.words import action
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, hand_in, put_on_shelf
from tests.assessments.staging import SELF, SITUATIONS, Link
from tests.factories import SENDER, Make

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WISH = "Twice the time, since I read with a magnifier."


@pytest.fixture
def grace(make: Make) -> User:
    """Somebody of the people team, who decides on adjustments."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture(autouse=True)
def link(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Link:
    """The probe, mailed to a candidate at `NOW`, open for ten days."""
    put_on_shelf(monkeypatch, tmp_path)
    manager = make.manager(name="Priya Raman")
    held = make.application(make.opening(manager), name="Salma Idrissi")
    return staging.invite(make, held, manager, PROBE, now=NOW)


@pytest.fixture
def do(make: Make, link: Link) -> Callable[..., Any]:
    """Calls a service with the invitation as it is now."""

    def call(service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with make.transaction() as session:
            return service(session, staging.held(session, link), *args, **kwargs)

    return call


@pytest.fixture
def remind(make: Make) -> Callable[..., int]:
    """Reminds everybody whose reminder is due at a moment; gives how many."""

    def run(now: Any) -> int:
        with make.transaction() as session:
            due = invitations.reminders_due(session, now)
            for one in due:
                invitations.remind(session, one, SENDER, now, "system")
            return len(due)

    return run


def check_link(_session: Session, held: Invitation) -> None:
    """Raises when the link leads nowhere."""
    taking.check_link(held, NOW)


def subjects(make: Make) -> list[str]:
    """Subjects of all mails, oldest first."""
    return [letter.subject for letter in staging.post(make)]


def test_the_link_goes_out_by_mail_and_is_stored_nowhere(make, link):
    letter = staging.post(make)[0]

    assert letter.link == f"{SENDER.base_url}/i/{link.token}"
    assert "your assessment for Regional sales leader" in letter.subject
    assert any("Asking does not affect your result" in one for one in letter.paragraphs)
    with make.transaction() as session:
        held = staging.held(session, link)
        values = {str(getattr(held, column.key)) for column in Invitation.__table__.columns}
        assert link.token not in values
        assert rules.digest(link.token) in values


def test_nobody_is_invited_twice_to_the_same_unless_the_link_was_withdrawn(make, link, do):
    def again(*instruments: str) -> None:
        with make.transaction() as session:
            held = staging.held(session, link)
            staging.invite_in(session, held.application, held.invited_by, *instruments, now=NOW)

    with pytest.raises(AssessmentRefused, match="Invited already: A probe"):
        again(SELF, PROBE)
    again(SELF, SELF)
    do(invitations.revoke, actor="somebody", now=NOW)
    again(PROBE)

    assert len(subjects(make)) == 3


def test_an_end_in_the_past_is_refused(make, link):
    with make.transaction() as session:
        held = staging.held(session, link)
        with pytest.raises(rules.WrongEnd):
            staging.invite_in(session, held.application, held.invited_by, SELF, days=0, now=NOW)


def test_reminders_go_out_three_days_and_one_day_before_the_end(make, remind):
    sent = [remind(NOW + 7 * DAY + step * HOUR) for step in range(-2, 72)]

    assert [hours - 2 for hours, count in enumerate(sent) if count] == [0, 48]
    letters = staging.post(make)
    assert len({letter.link for letter in letters}) == 3
    assert "takes the place of the earlier one" in " ".join(letters[-1].paragraphs)


def test_nobody_is_reminded_twice_within_twenty_hours(do, remind):
    do(invitations.reissue, SENDER, NOW + 7 * DAY - HOUR, "somebody")

    assert remind(NOW + 7 * DAY) == 0
    assert remind(NOW + 7 * DAY + 18 * HOUR) == 0
    assert remind(NOW + 7 * DAY + 19 * HOUR) == 1
    assert remind(NOW + 9 * DAY) == 1
    assert remind(NOW + 10 * DAY - HOUR) == 0


@pytest.mark.parametrize("what", ["handed in", "withdrawn", "over"])
def test_nobody_is_reminded_of_what_is_done(make, link, do, remind, what):
    if what == "handed in":
        staging.started(make, link, NOW)
        staging.answer(make, link, "market", "home", NOW)
        hand_in(make, link)
    elif what == "withdrawn":
        do(invitations.revoke, actor="somebody", now=NOW)

    assert remind(NOW + (11 * DAY if what == "over" else 8 * DAY)) == 0


def test_two_reminders_are_the_most_also_by_hand(make, do):
    do(invitations.remind, SENDER, NOW + HOUR, "somebody")
    with pytest.raises(AssessmentRefused, match="went out a moment ago"):
        do(invitations.remind, SENDER, NOW + HOUR + MINUTE, "somebody")
    do(invitations.remind, SENDER, NOW + 2 * HOUR, "somebody")

    with pytest.raises(AssessmentRefused, match="2 reminders went out. Call instead."):
        do(invitations.remind, SENDER, NOW + 3 * HOUR, "somebody")

    assert len(subjects(make)) == 3


def test_nobody_is_reminded_of_a_withdrawn_link_by_hand(do):
    do(invitations.revoke, actor="somebody", now=NOW)

    with pytest.raises(AssessmentRefused, match="The link is withdrawn"):
        do(invitations.remind, SENDER, NOW, "somebody")


def test_a_new_link_ends_the_old_one_and_keeps_answers_and_time(make, link, do):
    staging.started(make, link, NOW)
    staging.answer(make, link, "h1", 3, NOW)

    do(invitations.reissue, SENDER, NOW + 5 * MINUTE, "somebody")

    with make.transaction() as session:
        assert queries.invitation_by_token(session, link.token) is None
        assert queries.invitation_by_token(session, staging.newest_token(session)) is not None
        assert staging.attempt(session, link).deadline_at == NOW + 20 * MINUTE
    assert staging.values(make, link) == {"h1": 3}


def test_a_new_link_leaves_a_browser_where_it_is_unless_the_link_was_withdrawn(make, do):
    do(taking.sit_down, NOW)
    do(invitations.reissue, SENDER, NOW, "somebody")
    assert _sittings(make) == 1

    do(invitations.revoke, actor="somebody", now=NOW)
    do(invitations.reissue, SENDER, NOW, "somebody")

    assert _sittings(make) == 0


def test_somebody_who_asks_gets_a_new_link_once_in_ten_minutes(make, do):
    for minutes in (9, 11, 12):
        do(invitations.ask_for_new_link, SENDER, NOW + minutes * MINUTE)

    assert len([one for one in subjects(make) if "a new link" in one]) == 1


@pytest.mark.parametrize(
    ("days", "advice"), [(0, rules.WITHDRAWN), (11, rules.TIME_OVER)], ids=["withdrawn", "over"]
)
def test_whoever_asks_too_late_for_a_link_reads_what_to_do(do, days, advice):
    if not days:
        do(invitations.revoke, actor="somebody", now=NOW)

    with pytest.raises(Over) as refusal:
        do(invitations.ask_for_new_link, SENDER, NOW + DAY * days)

    assert str(refusal.value) == advice


def test_a_withdrawn_link_leads_nowhere_until_it_is_restored(do):
    do(invitations.revoke, actor="somebody", now=NOW)
    with pytest.raises(Over):
        do(check_link)

    do(lambda session, held: invitations.restore(session, held, actor=held.invited_by))

    do(check_link)


def test_whoever_says_that_it_is_not_them_ends_the_link_and_the_inviter_hears_of_it(make, do):
    do(taking.sit_down, NOW)

    for _ in range(2):
        do(invitations.say_not_me, SENDER, NOW)

    told = [one for one in staging.post(make) if "reached somebody else" in one.subject]
    assert [letter.name for letter in told] == ["Priya Raman"]
    assert _sittings(make) == 0
    with pytest.raises(Over):
        do(check_link)


def test_a_wish_is_mailed_to_the_people_team_without_its_words(make, do):
    make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)

    told = [one for one in staging.post(make) if "adjustment is asked for" in one.subject]
    assert [letter.name for letter in told] == ["Grace Adeyemi"]
    assert "magnifier" not in " ".join((*told[0].paragraphs, told[0].subject))
    with make.transaction() as session:
        assert session.scalars(select(Adjustment.wish)).all() == [WISH]
        diary = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert "magnifier" not in " ".join(f"{vars(entry)}" for entry in diary)


def test_too_many_wishes_at_once_are_refused(do):
    for n in range(3):
        do(invitations.ask_for_adjustment, f"Wish {n}", SENDER, NOW)

    with pytest.raises(AssessmentRefused, match="not decided yet"):
        do(invitations.ask_for_adjustment, "One more", SENDER, NOW)


@pytest.mark.parametrize(
    ("multiplier", "untimed", "minutes"), [(2.0, False, 40), (1.0, True, None)]
)
def test_a_granted_adjustment_moves_a_running_clock_and_is_mailed(
    make, link, do, grace, multiplier, untimed, minutes
):
    staging.started(make, link, NOW)
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)

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
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)

    _decide(make, grace, granted=True, multiplier=1.5)

    with make.transaction() as session:
        assert staging.attempt(session, link).deadline_at == NOW + 40 * MINUTE


def test_a_declined_adjustment_changes_nothing_until_it_had_been_granted(make, do, grace):
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)
    multiples = []

    for granted in (False, True, False):
        _decide(make, grace, granted=granted, multiplier=2.0)
        multiples.append(do(lambda _session, held: held.multiplier))

    assert multiples == [1.0, 2.0, 1.0]
    assert len([one for one in subjects(make) if "your adjustment" in one]) == 3


def test_only_the_times_on_the_page_can_be_granted(make, do, grace):
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)

    with pytest.raises(AssessmentRefused, match="Choose one of the times"):
        _decide(make, grace, granted=True, multiplier=2.9)


def test_a_leader_opens_an_evaluation_of_their_own_without_a_mail(make):
    leader = make.user(Role.LEADER, name="Lucía Ferrer")

    with make.transaction() as session:
        held = invitations.invite_oneself(
            session, session.get_one(User, leader.id), SITUATIONS,
            public_id=staging.new_public_id(), now=NOW,
        )  # fmt: skip

        assert (held.name, held.email) == (leader.name, leader.email)
        assert (held.application, held.user_id) == (None, leader.id)
    assert [letter.name for letter in staging.post(make)] == ["Salma Idrissi"]


def test_the_diary_says_in_words_what_happened_to_a_link(make, link, do):
    staging.started(make, link, NOW)
    staging.answer(make, link, "market", "home", NOW)
    do(invitations.remind, SENDER, NOW, "somebody")
    do(invitations.reissue, SENDER, NOW, "somebody")
    do(invitations.ask_for_adjustment, WISH, SENDER, NOW)
    do(invitations.revoke, actor="somebody", now=NOW)
    hand_in(make, link)

    with make.transaction() as session:
        names = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.action.contains("assess"))
            .order_by(AuditEntry.id)
        )
        assert [action(name) for name in names] == [
            "Link to an assessment sent",
            "Part of an assessment begun",
            "Question of an assessment answered",
            "Reminder of an assessment sent",
            "New link to an assessment sent",
            "Adjustment asked for",
            "Link to an assessment withdrawn",
            "Part of an assessment handed in",
        ]


def _sittings(make: Make) -> int:
    with make.transaction() as session:
        return len(session.scalars(select(Sitting)).all())


def _decide(
    make: Make, actor: User, *, granted: bool, multiplier: float, untimed: bool = False
) -> None:
    with make.transaction() as session:
        invitations.decide_adjustment(
            session,
            session.scalars(select(Adjustment)).one(),
            granted=granted,
            multiplier=multiplier,
            untimed=untimed,
            answer="We thought about it.",
            sender=SENDER,
            actor=actor,
            now=NOW,
        )
