"""Who may do what: the one table. Pages, links and queries all ask here."""

from collections.abc import Iterable
from enum import StrEnum

from assess.accounts.rules import Role


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    USE_ACCOUNT = "use-account"
    INTERVIEW = "interview"
    RUN_OPENINGS = "run-openings"
    SEE_ALL_OPENINGS = "see-all-openings"
    DECIDE = "decide"
    ADJUST = "adjust"
    RUN_DESK = "run-desk"
    EXPORT = "export"
    EVALUATE_SELF = "evaluate-self"
    READ_LIBRARY = "read-library"
    READ_EVIDENCE = "read-evidence"
    READ_FIT = "read-fit"
    LEARN_MODELS = "learn-models"
    READ_IMPACT = "read-impact"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_SETTINGS = "manage-settings"
    READ_DIARY = "read-diary"
    READ_NAMES_IN_DIARY = "read-names-in-diary"


_EVERYBODY = {Permission.USE_ACCOUNT, Permission.READ_LIBRARY}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.INTERVIEWER: frozenset(_EVERYBODY | {Permission.INTERVIEW}),
    Role.HIRING_MANAGER: frozenset(
        _EVERYBODY
        | {
            Permission.INTERVIEW,
            Permission.RUN_OPENINGS,
            Permission.DECIDE,
            Permission.READ_FIT,
        }
    ),
    Role.HR_PARTNER: frozenset(
        _EVERYBODY
        | {
            Permission.INTERVIEW,
            Permission.RUN_OPENINGS,
            Permission.SEE_ALL_OPENINGS,
            Permission.DECIDE,
            Permission.ADJUST,
            Permission.RUN_DESK,
            Permission.EXPORT,
            Permission.READ_EVIDENCE,
            Permission.READ_FIT,
            Permission.LEARN_MODELS,
            Permission.READ_IMPACT,
        }
    ),
    Role.LEADER: frozenset(_EVERYBODY | {Permission.EVALUATE_SELF}),
    Role.ADMINISTRATOR: frozenset(
        _EVERYBODY
        | {
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_SETTINGS,
            Permission.READ_DIARY,
            Permission.READ_NAMES_IN_DIARY,
        }
    ),
    Role.AUDITOR: frozenset(
        _EVERYBODY
        | {
            Permission.READ_DIARY,
            Permission.READ_EVIDENCE,
            Permission.READ_FIT,
            Permission.READ_IMPACT,
        }
    ),
}


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything these roles together allow."""
    return frozenset[Permission]().union(*(GRANTS[role] for role in roles))
