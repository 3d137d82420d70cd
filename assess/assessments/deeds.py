"""What the people team can do with an invitation as it stands.

The page offers what helps; the services refuse what `check` refuses, in the same words.
"""

from datetime import datetime
from enum import StrEnum

from assess.assessments import rules
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.language import marked as N_
from assess.openings.rules import RUNNING


class Deed(StrEnum):
    """One thing to do with an invitation."""

    REMIND = "remind"
    REISSUE = "reissue"
    REVOKE = "revoke"
    RESTORE = "restore"
    EXTEND = "extend"
    INVITE_ANEW = "invite-anew"


HANDED_IN = N_("Everything is handed in already.")
ENDED = "The time to answer is over. Move the end first."
WITHDRAWN = "The link is withdrawn. Send a new one, or let it work again."
ASTRAY = "This link reached somebody else. Check the mail address, then send a new link."
REMINDED = f"{rules.MOST_REMINDERS} reminders went out. Call instead."


def check(deed: Deed, invitation: Invitation, now: datetime) -> None:
    """Raises `AssessmentRefused` when a deed cannot do any good now, with what helps instead."""
    if invitation.is_handed_in:
        raise AssessmentRefused(HANDED_IN)
    if deed in (Deed.REMIND, Deed.REISSUE, Deed.RESTORE) and invitation.closes_at <= now:
        raise AssessmentRefused(ENDED)
    if deed in (Deed.REMIND, Deed.RESTORE) and invitation.misdirected_at is not None:
        raise AssessmentRefused(ASTRAY)
    if deed is Deed.REMIND:
        _check_can_remind(invitation)


def _check_can_remind(invitation: Invitation) -> None:
    application = invitation.application
    if invitation.revoked_at is not None:
        raise AssessmentRefused(WITHDRAWN)
    if invitation.reminders >= rules.MOST_REMINDERS:
        raise AssessmentRefused(REMINDED)
    if application is not None and application.stage not in RUNNING:
        raise AssessmentRefused(f"{invitation.name} is no longer being assessed for this opening.")


def offered(invitation: Invitation, now: datetime) -> frozenset[Deed]:
    """What helps with an invitation: what is not refused, and fits how it stands."""
    is_withdrawn, is_over = invitation.revoked_at is not None, invitation.closes_at <= now
    fits = {
        Deed.REMIND: True,
        Deed.REISSUE: True,
        Deed.REVOKE: not is_withdrawn,
        Deed.RESTORE: is_withdrawn,
        Deed.EXTEND: is_over or not is_withdrawn,
        Deed.INVITE_ANEW: is_over and is_withdrawn,
    }
    return frozenset(deed for deed in Deed if fits[deed] and _is_possible(deed, invitation, now))


def _is_possible(deed: Deed, invitation: Invitation, now: datetime) -> bool:
    try:
        check(deed, invitation, now)
    except AssessmentRefused:
        return False
    return True
