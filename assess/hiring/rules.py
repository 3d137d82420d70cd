"""Debriefs and decisions: pure decisions about when and by whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assess.interviews.rules import ScorecardStatus
from assess.openings.rules import Stage

FEWEST_REASONS = 2


class Outcome(StrEnum):
    """What a hiring team decides."""

    OFFER = "offer"
    NOT_NOW = "not-now"
    MORE_EVIDENCE = "more-evidence"

    @property
    def label(self) -> str:
        """The outcome on pages."""
        return {
            Outcome.OFFER: "Make an offer",
            Outcome.NOT_NOW: "Do not hire for this role",
            Outcome.MORE_EVIDENCE: "Get more evidence first",
        }[self]

    @property
    def stage(self) -> Stage:
        """Where the candidate goes."""
        return {
            Outcome.OFFER: Stage.OFFER,
            Outcome.NOT_NOW: Stage.NOT_HIRED,
            Outcome.MORE_EVIDENCE: Stage.INTERVIEW,
        }[self]


class Section(StrEnum):
    """A part of the page of one's own work."""

    READY = "ready"
    DUE = "due"
    NEXT = "next"
    DONE = "done"

    @property
    def heading(self) -> str:
        """What stands above it."""
        return {
            Section.READY: "Ready for you",
            Section.DUE: "Scorecards due",
            Section.NEXT: "Now and next",
            Section.DONE: "Done this month",
        }[self]


class Source(StrEnum):
    """Where evidence about somebody comes from."""

    PANEL = "panel"
    ASSESSMENT = "assessment"


class DecisionRefused(Exception):
    """A debrief or decision that may not happen now; the text may be shown."""


@dataclass(frozen=True)
class Readiness:
    """Which scorecards are in, and whose are not."""

    submitted: int
    expected: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more."""
        return self.expected > 0 and self.submitted == self.expected


def readiness(cards: Sequence[tuple[str, ScorecardStatus]]) -> Readiness:
    """Count the scorecards of an application; who stepped back is not waited for."""
    expected = [(name, status) for name, status in cards if status != ScorecardStatus.STEPPED_BACK]
    missing = tuple(name for name, status in expected if status != ScorecardStatus.SUBMITTED)
    return Readiness(len(expected) - len(missing), len(expected), missing)


def why_results_wait(*, opened: bool, sees_panel: bool, has_conflict: bool) -> str:
    """Why somebody sees no results of assessments yet, in a sentence; empty when they do.

    Like others' ratings they could sway one's own, so the same rule holds for both; and they
    wait for the debrief, where all read them at once.
    """
    if has_conflict:
        return "You stepped back because of a conflict of interest, so you see no results here."
    if not opened:
        return "Results are read once the debrief is open, so that they sway no rating."
    if not sees_panel:
        return "They appear with the others' ratings, when yours is in and you ask for them."
    return ""


def check_can_open_debrief(
    found: Readiness, reason: str, *, opened: bool, may_see_panel: bool
) -> None:
    """Refuse a debrief before the scorecards are in, unless a reason is given."""
    if opened:
        raise DecisionRefused("The debrief is open already.")
    if not may_see_panel:
        raise DecisionRefused("Submit your own scorecard first: others' ratings are hidden.")
    if not found.submitted:
        raise DecisionRefused("No scorecard is in yet, so there is nothing to debrief.")
    if not found.complete and not reason:
        raise DecisionRefused("Say why the debrief cannot wait for the missing scorecards.")


def check_can_decide(
    *, opened: bool, may_see_panel: bool, seen: int, latest: int, reasons: Collection[str],
    explanation: str, decider: str,
) -> None:  # fmt: skip
    """Refuse a decision without a debrief, reasons and a name, or over another decision.

    `seen` is how many decisions the form knew of, `latest` how many there are.
    """
    if not opened:
        raise DecisionRefused("Open the debrief first.")
    if not may_see_panel:
        raise DecisionRefused("Submit your own scorecard first: others' ratings are hidden.")
    if seen != latest:
        raise DecisionRefused("Somebody recorded a decision in the meantime. Read it first.")
    if len(set(reasons)) < FEWEST_REASONS:
        raise DecisionRefused("Choose at least two competencies as reasons.")
    if not explanation.strip():
        raise DecisionRefused("Say in a sentence how the evidence led to the decision.")
    if not decider.strip():
        raise DecisionRefused("Name the person who decides.")
