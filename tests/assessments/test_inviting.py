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
from assess.assessments.models import Invitation, Sitting
from assess.assessments.rules import AssessmentRefused, Over
from assess.assessments.services import adjustments, invitations, many, taking
from assess.assessments.services.invitations import Terms
from assess.audit.models import AuditEntry
from assess.audit.words import action
from assess.tokens import digest
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, hand_in, put_on_shelf
from tests.assessments.staging import SELF, SITUATIONS, Link
from tests.factories import SENDER, Make

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WISH = "Twice the time, since I read with a magnifier."


@pytest.fixture(autouse=True)
def link(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Link:
    """The probe, mailed to a candidate at `NOW`, open for ten days."""
    put_on_shelf(monkeypatch, tmp_path)
    manager = make.manager(name="Priya Raman")
    held = make.application(make.opening(manager), name="Salma Idrissi")
    return staging.invite(make, held, manager, PROBE, now=NOW)


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
        assert digest(link.token) in values


def test_nobody_is_invited_twice_to_the_same_unless_the_link_was_withdrawn(make, link, do):
    def again(*instruments: str) -> None:
        with make.transaction() as session:
            held = staging.held(session, link)
            staging.invite_in(session, held.application, held.invited_by, *instruments, now=NOW)

    with pytest.raises(AssessmentRefused, match="Invited already: A probe"):
        again(SITUATIONS, PROBE)
    again(SITUATIONS, SITUATIONS)
    do(invitations.revoke, actor="somebody", now=NOW)
    again(PROBE)

    assert len(subjects(make)) == 3


def test_an_end_in_the_past_is_refused(make, link):
    with make.transaction() as session:
        held = staging.held(session, link)
        with pytest.raises(rules.WrongEnd):
            staging.invite_in(session, held.application, held.invited_by, PROBE, days=0, now=NOW)


def test_what_is_made_for_development_goes_to_no_candidate(make, link):
    terms = Terms(NOW + 9 * DAY, "Europe/London")
    with make.transaction() as session:
        to = staging.held(session, link).application
        how = {"sender": SENDER, "actor": to.opening.members[0].user, "now": NOW}
        refused = pytest.raises(AssessmentRefused, match="Made for development, not for hiring: SM")
        with refused:
            invitations.invite(session, to, [SITUATIONS, SELF], terms, public_id="x", **how)
        with refused:
            many.invite(session, [to], [SITUATIONS, SELF], terms, **how)

    assert len(subjects(make)) == 1


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

    do(lambda session, held: invitations.restore(session, held, actor=held.invited_by, now=NOW))

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


def test_a_link_that_reached_somebody_else_is_not_restored_and_a_new_one_ends_that(make, link, do):
    do(invitations.say_not_me, SENDER, NOW)

    with pytest.raises(AssessmentRefused, match="reached somebody else"):
        do(lambda session, held: invitations.restore(session, held, actor=held.invited_by, now=NOW))
    with pytest.raises(Over):
        do(check_link)

    do(invitations.reissue, SENDER, NOW + HOUR, "somebody")
    do(check_link)
    with make.transaction() as session:
        assert queries.invitation_by_token(session, link.token) is None
    do(invitations.revoke, actor="somebody", now=NOW)
    do(lambda session, held: invitations.restore(session, held, actor=held.invited_by, now=NOW))
    do(check_link)


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
    do(adjustments.ask_for_adjustment, WISH, SENDER, NOW)
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
