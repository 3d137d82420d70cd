"""Roles, passwords and sign-in: pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from assess.text import counted

SHORTEST = 15
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 128

INVITATION_DAYS = 7

IDLE = timedelta(minutes=60)
IDLE_PRIVILEGED = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)

FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
HARD_STOP = 100


class Role(StrEnum):
    """What a person does in the company's hiring; one person may have several."""

    ADMINISTRATOR = "administrator"
    HR_PARTNER = "hr-partner"
    HIRING_MANAGER = "hiring-manager"
    INTERVIEWER = "interviewer"
    LEADER = "leader"
    AUDITOR = "auditor"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The role's name on pages."""
        return {"hr-partner": "HR partner"}.get(
            self.value, self.value.replace("-", " ").capitalize()
        )


PRIVILEGED = frozenset({Role.ADMINISTRATOR, Role.HR_PARTNER})
"""Roles that need a second factor and have shorter sessions."""


class AccountRefused(Exception):
    """A change to an account that may not happen; the text may be shown."""


def password_problem(password: str, *, second_factor: bool, context: tuple[str, ...]) -> str:
    """Why a password cannot be used, or an empty string.

    `context` holds words that stand for this person and place (name, mail address,
    organisation): a password made of them is the first one tried.
    """
    shortest = SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST
    if len(password) < shortest:
        return f"Use {shortest} characters or more. A few unrelated words make a good password."
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    folded = password.casefold()
    if len(set(folded)) < 5 or len(_without_known(folded)) < shortest // 2:
        return "This is one of the passwords that are tried first. Choose another."
    words = {word.casefold() for text in context for word in text.replace("@", " ").split()}
    rest = folded
    for word in sorted((w for w in words if len(w) > 3), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < shortest // 2:
        return "Leave out your name, address and company, or add more words."
    return ""


def is_too_short(password: str, *, second_factor: bool) -> bool:
    """Whether a password that was long enough beside a second factor has to change now."""
    return not second_factor and len(password) < SHORTEST


def needs_second_factor(roles: frozenset[Role], *, sandbox: bool) -> bool:
    """Whether people with these roles must sign in with a code as well."""
    return bool(roles & PRIVILEGED) and not sandbox


def idle_limit(roles: frozenset[Role]) -> timedelta:
    """How long a session may rest before it ends."""
    return IDLE_PRIVILEGED if roles & PRIVILEGED else IDLE


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failed sign-ins in a row.

    Failures are counted for an account together with the network they come from, so that
    a stranger elsewhere cannot lock anybody out.
    """
    if failures < FREE_TRIES:
        return timedelta()
    doublings = min(failures - FREE_TRIES + 1, 20)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)


def check_sign_in(failures: int, last_failure: datetime | None, now: datetime) -> str:
    """Why nobody may try to sign in now from this network, or an empty string."""
    if failures >= HARD_STOP:
        return "There were too many tries. Choose a new password with the link below."
    if last_failure is None:
        return ""
    left = (last_failure + wait_after(failures) - now).total_seconds()
    if left <= 0:
        return ""
    return f"There were several tries. Wait {_in_words(left)}, then try again."


def check_role_change(
    old: frozenset[Role], new: frozenset[Role], *, is_self: bool, other_administrators: int
) -> None:
    """Refuse a change of roles that would leave nobody in charge."""
    if not new:
        raise AccountRefused("Choose at least one role.")
    losing = Role.ADMINISTRATOR in old and Role.ADMINISTRATOR not in new
    if losing and is_self:
        raise AccountRefused("Ask another administrator to take this role from you.")
    if losing:
        _check_somebody_stays(other_administrators)


def check_deactivation(roles: frozenset[Role], *, is_self: bool, other_administrators: int) -> None:
    """Refuse closing one's own account, and one without which nobody is in charge."""
    if is_self:
        raise AccountRefused("Ask another administrator to close your account.")
    if Role.ADMINISTRATOR in roles:
        _check_somebody_stays(other_administrators)


def _check_somebody_stays(other_administrators: int) -> None:
    if other_administrators == 0:
        raise AccountRefused("This is the only administrator. Make somebody else one first.")


def _without_known(password: str) -> str:
    """What a password adds to the known one it begins with, repetitions left out."""
    beginnings = (password[:end] for end in range(len(password), 3, -1))
    known = next((start for start in beginnings if start in FREQUENCY_LISTS["passwords"]), "")
    return password.replace(known, "") if known else password


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    return counted(round(seconds / 60), "minute")
