"""What waits on the desk, and for how long before it does: pure decisions."""

from datetime import timedelta
from enum import StrEnum

from assess.openings.rules import Stage

SCORECARD_LATE = timedelta(hours=24)
"""After this long since an interview began, a scorecard that is not in is overdue."""

LINK_ENDS = timedelta(hours=48)
"""A link that ends sooner than this, with something still to hand in, is ending."""

STUCK = timedelta(days=10)
"""With nothing happening for this long, a candidate in the running is stuck."""


class Queue(StrEnum):
    """One kind of work that waits, most urgent first."""

    ADJUSTMENTS = "adjustments"
    ASTRAY = "astray"
    LINKS = "links"
    SCORECARDS = "scorecards"
    DEBRIEFS = "debriefs"
    DECISIONS = "decisions"
    STUCK = "stuck"
    CONSENTS = "consents"

    @property
    def label(self) -> str:
        """Its title."""
        return _LABELS[self][0]

    @property
    def meaning(self) -> str:
        """What stands in it, and what to do."""
        return _LABELS[self][1]

    @property
    def moment(self) -> str:
        """What the moment of each row is, at the head of its column."""
        return _LABELS[self][2]


_LABELS = {
    Queue.ADJUSTMENTS: (
        "Adjustments to decide",
        "Somebody asked for more time or another format and cannot begin before you answer.",
        "Asked",
    ),
    Queue.ASTRAY: (
        "Links gone astray",
        "A link reached somebody else. The candidate waits for a new one.",
        "Reported",
    ),
    Queue.LINKS: (
        "Links that end within 48 hours",
        "Something is not handed in yet. Remind them, or move the end.",
        "Ends",
    ),
    Queue.SCORECARDS: (
        "Overdue scorecards",
        "The interview began more than 24 hours ago and the scorecard is not in. Ask the "
        "interviewer, or replace them.",
        "Interview began",
    ),
    Queue.DEBRIEFS: (
        "Debriefs that are ready",
        "Every scorecard is in. Hold the debrief while memories are fresh.",
        "Ready",
    ),
    Queue.DECISIONS: (
        "Decisions to record",
        "The debrief is open and no decision stands yet.",
        "Debrief opened",
    ),
    Queue.STUCK: (
        "Candidates who are stuck",
        "Nothing has happened for ten days and nothing is arranged. Move them on, or tell them.",
        "Last step",
    ),
    Queue.CONSENTS: (
        "Consents running out",
        "People in talent pools who leave soon unless they agree again.",
        "Ends",
    ),
}


class Show(StrEnum):
    """Which candidates stand behind a number of the funnel."""

    REACHED = "reached"
    HERE = "here"
    LEFT = "left"
    ENDED = "ended"

    def title(self, stage: Stage) -> str:  # type: ignore[override]
        """What the list behind the number is called."""
        return {
            "reached": f"Reached ‘{stage.label}’ or went beyond",
            "here": f"In ‘{stage.label}’ now",
            "left": f"Times through ‘{stage.label}’",
            "ended": f"Ended in ‘{stage.label}’: not hired, or withdrawn",
        }[self.value]


FUNNEL = (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER, Stage.HIRED)
"""The way from the first look to the hire, in order."""


def percent(part: int, whole: int) -> str:
    """A share in words of a table: `38 %`; a dash where there is nothing to share."""
    return f"{100 * part / whole:.0f} %" if whole else "–"
