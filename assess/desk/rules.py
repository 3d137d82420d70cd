"""What waits on the desk, and for how long before it does: pure decisions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from assess.openings.rules import Stage

SCORECARD_LATE = timedelta(hours=24)
"""After this long since an interview began, a scorecard that is not in is overdue."""

LINK_ENDS = timedelta(hours=48)
"""A link that ends sooner than this, with something still to hand in, is ending."""

STUCK = timedelta(days=10)
"""With nothing happening for this long, a candidate in the running is stuck."""


CHECK_IN_LATE = timedelta(days=3)
"""After this long since its day, a check-in of a new hire without the manager's word is overdue."""


MOST_TICKED = 150
"""As many people are ticked one by one for a batch: they stand in an address, which has an end."""

TOO_MANY_TICKS = (
    f"Up to {MOST_TICKED} people can be ticked one by one. The first {MOST_TICKED} are kept. Make "
    "a batch of these, or let the filters choose."
)


class Queue(StrEnum):
    """One kind of work that waits, most urgent first."""

    ADJUSTMENTS = "adjustments"
    ASTRAY = "astray"
    LINKS = "links"
    SCORECARDS = "scorecards"
    DEBRIEFS = "debriefs"
    DECISIONS = "decisions"
    STUCK = "stuck"
    CHECK_INS = "check-ins"
    CONSENTS = "consents"
    MODELS = "models"

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

    @property
    def heads(self) -> tuple[str, str, str]:
        """What its rows are called, what they are about, and whose turn it is."""
        return {
            "check-ins": ("Person", "Role", "Manager"),
            "consents": ("Person", "Pool", "In touch"),
            "models": ("Role", "Outcome", "Owner"),
        }.get(self.value, ("Person", "Opening", "Interviewer"))

    @property
    def by_day(self) -> bool:
        """Whether the moments of its rows are days without an hour."""
        return self in (Queue.CHECK_INS, Queue.CONSENTS, Queue.MODELS)


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
    Queue.CHECK_INS: (
        "Overdue check-ins of new hires",
        "A check-in was planned more than three days ago and the manager has written nothing. Ask "
        "them to hold it this week.",
        "First day",
    ),
    Queue.CONSENTS: (
        "Consents running out",
        "People in talent pools who leave soon unless they agree again.",
        "Ends",
    ),
    Queue.MODELS: (
        "Fit models that end within 30 days",
        "A model in your name gives advice for a year. Learn it anew before it ends, or withdraw "
        "it.",
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


KEPT = timedelta(days=7)
"""How long the files of a batch can be downloaded."""

MOST = 2_000
"""Reports one batch may hold."""

SHARE = 10
"""Reports one job makes: a worker that dies leaves no more than these to another."""


class Audience(StrEnum):
    """For whom a report is written; chosen before anybody is."""

    TEAM = "team"
    CANDIDATE = "candidate"
    ONBOARDING = "onboarding"
    LEADER = "leader"
    MODEL = "model"


class ReportState(StrEnum):
    """How far one report of a batch is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state on pages."""
        return {"failed": "Needs attention"}.get(self.value, self.value.capitalize())


REPORT_MOVES: Mapping[ReportState, frozenset[ReportState]] = {
    ReportState.WAITING: frozenset({ReportState.READY, ReportState.FAILED}),
    ReportState.READY: frozenset(),
    ReportState.FAILED: frozenset({ReportState.WAITING}),
}


class BatchRefused(Exception):
    """Something that may not happen to a batch; the text may be shown."""


def check_can_start(people: int) -> None:
    """Refuse a batch of nobody, and one that is too large."""
    if not people:
        raise BatchRefused("Choose at least one person whose report is ready.")
    if people > MOST:
        raise BatchRefused(f"Choose {MOST:,} people or fewer; narrow the list with the filters.")


def standing(counts: Mapping[ReportState, int], *, over: bool) -> str:
    """How far a batch is, in one of the words of the pages."""
    if over:
        return "Files removed"
    if counts.get(ReportState.WAITING):
        made = counts.get(ReportState.READY, 0) + counts.get(ReportState.FAILED, 0)
        return "Working" if made else "Waiting"
    return "Needs attention" if counts.get(ReportState.FAILED) else "Ready"


def seconds_left(waiting: int, made: int, began: datetime, last: datetime | None) -> int | None:
    """How long the rest takes at the pace so far; nothing is said before five are made."""
    if not waiting or made < 5 or last is None:
        return None
    return max(1, round((last - began).total_seconds() / made * waiting))
