"""The diary in words people read; what it stores keeps its short names. Pure."""

import re

ACTIONS = {
    "application.feedback-added-to": "Feedback tells how a model was used",
    "application.feedback-taken-from": "Feedback tells no more how a model was used",
    "assessment_adjustment.asked": "Adjustment asked for",
    "assessment_adjustment.decided": "Adjustment decided",
    "assessment_attempt.answered": "Question of an assessment answered",
    "assessment_attempt.begun": "Part of an assessment begun",
    "assessment_attempt.credited": "Time given back after an outage",
    "assessment_attempt.released": "Report released to the people team",
    "assessment_attempt.submitted": "Part of an assessment handed in",
    "assessment_attempt.taken-back": "Report no longer released to the people team",
    "assessment_attempt.timed-out": "Part of an assessment closed when time was up",
    "assessment_invitation.asked-again": "Another chance at an assessment given",
    "assessment_invitation.code-sent": "Code for another browser sent",
    "assessment_invitation.extended": "End of an assessment moved",
    "assessment_invitation.opened": "Evaluation of one's own begun",
    "assessment_invitation.reissued": "New link to an assessment sent",
    "assessment_invitation.reminded": "Reminder of an assessment sent",
    "assessment_invitation.restored": "Link to an assessment works again",
    "assessment_invitation.revoked": "Link to an assessment withdrawn",
    "assessment_invitation.sent": "Link to an assessment sent",
    "assessment_invitation.started": "Link to an assessment opened",
    "impact_analysis.asked": "Selection rates asked for",
    "impact_analysis.made": "Selection rates worked out",
    "opening.open": "Opening opened again",
    "opening.team-changed": "Team of an opening changed",
    "plan.kit-changed": "Kit of a plan changed",
    "plan.panel-changed": "Panel of a plan changed",
    "report_batch.downloaded": "Reports downloaded",
    "report_batch.finished": "Reports made",
    "report_batch.removed": "Reports removed",
    "report_batch.started": "Reports asked for",
    "report_batch.tried-again": "Reports tried again",
    "scorecard.amended": "Rating changed after submitting",
    "scorecard.declared": "No conflict of interest declared",
    "scorecard.noted": "Note written",
    "scorecard.rated": "Rating given",
    "scorecard.saw-others": "Others' ratings shown",
    "scorecard.stepped-back": "Stepped back",
    "user.accepted": "Invitation accepted",
    "user.changed": "Own account changed",
    "user.exported": "List taken along",
    "user.closed": "Account closed",
    "user.opened": "Account opened again",
    "user.password-changed": "Password changed",
    "user.password-reset": "Password reset",
    "user.roles-changed": "Roles changed",
    "user.second-factor-set-up": "Second factor set up",
    "user.second-factor-switched-off": "Second factor switched off",
    "user.signed-in": "Signed in",
    "user.signed-out": "Signed out",
}
"""Actions whose own name, read aloud, would not say what happened; the others do."""

KINDS = {
    "assessment_adjustment": "adjustment",
    "assessment_attempt": "part of an assessment",
    "assessment_invitation": "link to an assessment",
    "impact_analysis": "selection rates",
    "report_batch": "batch of reports",
    "resume": "file",
    "user": "person",
}

FIELDS = {
    "basis": "evidence",
    "because": "reason",
    "behaviours_off": "behaviours left out",
    "closes_at": "end",
    "credited_seconds": "time given back",
    "email": "mail address",
    "instead_of": "earlier invitation",
    "members": "team",
    "multiplier": "time limit",
    "must_haves": "must-haves",
    "sha256": "content",
    "show_resume": "résumé in the kit",
    "starts_at": "time",
    "untimed": "without a time limit",
}

_QUESTION = re.compile(r"[a-z]+-(past|sit)-(.+)")
"""How guides name their questions: competency, what it asks about, and what it is about."""


def action(name: str) -> str:
    """What happened: `Scorecard submitted`."""
    if name in ACTIONS:
        return ACTIONS[name]
    subject, _, verb = name.partition(".")
    return _sentence(f"{KINDS.get(subject, subject)} {verb}")


def kind(name: str) -> str:
    """To what kind of thing it happened: `Decision`."""
    return _sentence(KINDS.get(name, name))


def field(name: str) -> str:
    """What was written anew: `mail address`, `rating: talent pool`, `note: culture (past)`."""
    written, _, about = name.partition(" ")
    if not about:
        return FIELDS.get(name, _spaced(name))
    question = _QUESTION.fullmatch(about)
    if question:
        about = f"{question[2]} ({'past' if question[1] == 'past' else 'situation'})"
    return f"{written}: {_spaced(about)}"


def _sentence(text: str) -> str:
    spaced = _spaced(text)
    return spaced[:1].upper() + spaced[1:]


def _spaced(text: str) -> str:
    return " ".join(re.split(r"[\s._-]+", text)).strip()
