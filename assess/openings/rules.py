"""Openings, plans and stages: pure decisions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FEWEST_RATERS = 2
MOST_COMPETENCIES = 4
"""More than this and notes get thin: a caution, not a refusal."""

EQUAL = 1.0
WEIGHTS = (1.0, 2.0, 3.0)


class OpeningStatus(StrEnum):
    """Where an opening stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


OPENING_MOVES: Mapping[OpeningStatus, frozenset[OpeningStatus]] = {
    OpeningStatus.DRAFT: frozenset({OpeningStatus.OPEN, OpeningStatus.CLOSED}),
    OpeningStatus.OPEN: frozenset({OpeningStatus.CLOSED}),
    OpeningStatus.CLOSED: frozenset({OpeningStatus.OPEN}),
}


class PlanStatus(StrEnum):
    """A plan is a draft until it is published; then it is frozen."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


PLAN_MOVES: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.DRAFT: frozenset({PlanStatus.PUBLISHED}),
    PlanStatus.PUBLISHED: frozenset({PlanStatus.REPLACED}),
    PlanStatus.REPLACED: frozenset(),
}


class Stage(StrEnum):
    """Where a candidate is in the pipeline of an opening."""

    NEW = "new"
    INTERVIEW = "interview"
    DEBRIEF = "debrief"
    OFFER = "offer"
    HIRED = "hired"
    NOT_HIRED = "not-hired"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The stage's name on pages."""
        return self.value.replace("-", " ").capitalize()

    @property
    def has_outcome(self) -> bool:
        """Whether the panel is done; before, a decision only asks for more evidence."""
        return self not in (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF)


KEPT_FOR = timedelta(days=365)
"""How long candidates who were not hired are kept after the last thing that happened."""

_KEPT_FOR = "12 months after the last step"
_KEPT_UNTIL = "until somebody asks to delete it"

KEPT_CANDIDATES = f"Not hired: {_KEPT_FOR}. Hired: {_KEPT_UNTIL}."
KEPT_DIARY = "As long as this installation."
"""How long, in words, beside the number: pages and letters say nothing else about it."""

RUNNING = (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER)
"""Stages in which somebody still waits for something."""

STAGE_MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.NEW: frozenset({Stage.INTERVIEW, Stage.NOT_HIRED, Stage.WITHDRAWN}),
    Stage.INTERVIEW: frozenset({Stage.NEW, Stage.DEBRIEF, Stage.NOT_HIRED, Stage.WITHDRAWN}),
    Stage.DEBRIEF: frozenset({Stage.INTERVIEW, Stage.OFFER, Stage.NOT_HIRED, Stage.WITHDRAWN}),
    Stage.OFFER: frozenset({Stage.DEBRIEF, Stage.HIRED, Stage.NOT_HIRED, Stage.WITHDRAWN}),
    Stage.HIRED: frozenset({Stage.OFFER}),
    Stage.NOT_HIRED: frozenset({Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER}),
    Stage.WITHDRAWN: frozenset({Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER}),
}

FORWARD = (Stage.NEW, Stage.INTERVIEW, Stage.DEBRIEF, Stage.OFFER, Stage.HIRED)
"""Stages by how far somebody has come; turned down or withdrawn, they keep the last one."""

NEEDS_REASON = frozenset({Stage.NOT_HIRED, Stage.WITHDRAWN})


def furthest(so_far: Stage, stage: Stage) -> Stage:
    """The stage furthest along of those somebody has been in."""
    return max((one for one in (so_far, stage) if one in FORWARD), key=FORWARD.index)


class WaitingFor(StrEnum):
    """Whose turn it is."""

    INVITATION = "invitation"
    SCORECARDS = "scorecards"
    DEBRIEF = "debrief"
    DECISION = "decision"
    ANSWER = "answer"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """What a page says it waits for."""
        return _WAITING[self]


READY = (WaitingFor.DEBRIEF, WaitingFor.DECISION)
"""Everything is in: it is the turn of those who decide."""

_WAITING = {
    WaitingFor.INVITATION: "An interview to be arranged",
    WaitingFor.SCORECARDS: "Scorecards",
    WaitingFor.DEBRIEF: "The debrief",
    WaitingFor.DECISION: "A decision",
    WaitingFor.ANSWER: "The candidate's answer",
    WaitingFor.NOBODY: "Nobody",
}


class OpeningRefused(Exception):
    """Something about an opening that may not happen now; the text may be shown."""


@dataclass(frozen=True)
class Seat:
    """One interviewer's place on a panel: what they rate and what they ask."""

    panel: int
    person: int
    name: str
    competencies: frozenset[str]
    questions: frozenset[str]


@dataclass(frozen=True)
class Aim:
    """One competency of a plan: its name, target zone, weight and questions."""

    competency: str
    title: str
    zone: tuple[float, float]
    weight: float
    questions: tuple[str, ...]


def kept(stage: Stage) -> str:
    """What a candidate is told about how long their data are kept."""
    if stage is Stage.HIRED:
        told = f"You were hired, so we keep what we hold about you {_KEPT_UNTIL}."
    elif stage in RUNNING:
        told = (
            f"If you are hired, we keep what we hold about you {_KEPT_UNTIL}. If not, we delete it "
            f"{_KEPT_FOR}."
        )
    else:
        told = f"We delete what we hold about you {_KEPT_FOR}."
    return f"{told} What stays is a diary of changes. It holds no names and no texts."


def erased_after(stage: Stage, since: datetime) -> datetime | None:
    """When somebody who was not hired is erased, if nothing more happens; else never."""
    return None if stage in RUNNING or stage is Stage.HIRED else since + KEPT_FOR


def check_opening_move(old: OpeningStatus, new: OpeningStatus) -> None:
    """Refuse a move that is not in the table."""
    if new not in OPENING_MOVES[old]:
        raise OpeningRefused(f"An opening that is {old} cannot become {new}.")


def check_can_edit(status: PlanStatus) -> None:
    """Refuse a change to a plan that interviews may rest on."""
    if status is not PlanStatus.DRAFT:
        raise OpeningRefused("This plan is published and does not change. Start a new version.")


def check_question(text: str, behaviours: Collection[str], switched_off: Collection[str]) -> None:
    """Refuse a question that can only show behaviours nobody rates."""
    if set(behaviours) <= set(switched_off):
        raise OpeningRefused(
            f"‘{text[:60]}…’ only shows a behaviour you left off. Choose another question, or rate "
            "the behaviour."
        )


def check_can_publish(
    status: PlanStatus, aims: Sequence[Aim], seats: Sequence[Seat], behaviours: int
) -> None:
    """Refuse a plan whose ratings could not be compared. `behaviours` is how many are rated."""
    if PlanStatus.PUBLISHED not in PLAN_MOVES[status]:
        raise OpeningRefused("This plan is published already.")
    problems = gaps(aims, seats)
    if not behaviours:
        problems = ["Keep at least one behaviour to rate.", *problems]
    if problems:
        raise OpeningRefused(problems[0])


def check_targets(locked: Sequence[Aim] | None, new: Sequence[Aim], reason: str) -> None:
    """Refuse unequal weights without a reason, and other targets than those `locked`."""
    if locked is not None and _targets(locked) != _targets(new):
        raise OpeningRefused(
            "Target zones and weights are locked: the first scorecard of this opening is in, "
            "and all candidates are compared by one rule. Go to step 2, which shows them, and "
            "press Continue."
        )
    if are_unequal(new) and not reason:
        raise OpeningRefused("Say why the competencies do not count equally.")


def are_unequal(aims: Sequence[Aim]) -> bool:
    """Whether some competencies count more than others."""
    return len({aim.weight for aim in aims}) > 1


def _targets(aims: Sequence[Aim]) -> dict[str, tuple[float, tuple[float, float]]]:
    return {aim.competency: (aim.weight, aim.zone) for aim in aims}


def check_stage_move(old: Stage, new: Stage, reason: str) -> None:
    """Refuse a move that is not in the table, or an ending without a reason."""
    if new not in STAGE_MOVES[old]:
        raise OpeningRefused(f"A candidate in ‘{old.label}’ cannot move to ‘{new.label}’.")
    if new in NEEDS_REASON and not reason:
        raise OpeningRefused("Give a reason that has to do with the job.")


def moves_by_hand(old: Stage, been: Collection[Stage]) -> frozenset[Stage]:
    """Where somebody may move a candidate who has `been` in some stages.

    An offer follows a recorded decision; by hand one only goes back to an earlier offer.
    """
    return STAGE_MOVES[old] - ({Stage.OFFER} - set(been))


def waiting_in(stage: Stage) -> WaitingFor:
    """Whose turn it is when a candidate enters a stage by hand."""
    return {
        Stage.NEW: WaitingFor.INVITATION,
        Stage.INTERVIEW: WaitingFor.INVITATION,
        Stage.DEBRIEF: WaitingFor.DEBRIEF,
        Stage.OFFER: WaitingFor.ANSWER,
    }.get(stage, WaitingFor.NOBODY)


def gaps(aims: Sequence[Aim], seats: Sequence[Seat]) -> list[str]:
    """What keeps a plan from being published, in sentences; empty when nothing does."""
    if not seats:
        return ["Choose who interviews: at least two people."]
    found: list[str] = []
    panels = sorted({seat.panel for seat in seats})
    for panel in panels:
        members = [seat for seat in seats if seat.panel == panel]
        where = f" on panel {panel}" if len(panels) > 1 else ""
        found += _panel_gaps(aims, members, where)
    found += [
        f"{aim.title} has no question. Choose at least one." for aim in aims if not aim.questions
    ]
    found += _graph_gaps(seats, panels)
    return found


def cautions(seats: Sequence[Seat]) -> list[str]:
    """What a good plan would avoid, in sentences."""
    return [
        f"{seat.name} rates {len(seat.competencies)} competencies. With {MOST_COMPETENCIES} or "
        "fewer the notes get better."
        for seat in seats
        if len(seat.competencies) > MOST_COMPETENCIES
    ]


def _panel_gaps(aims: Sequence[Aim], members: Sequence[Seat], where: str) -> Iterable[str]:
    for aim in aims:
        raters = sum(aim.competency in seat.competencies for seat in members)
        if raters < FEWEST_RATERS:
            people = {0: "nobody", 1: "one person"}[raters]
            yield f"{aim.title} is rated by {people}{where}. Give it to at least two."
        for number, question in enumerate(aim.questions, start=1):
            if not any(question in seat.questions for seat in members):
                yield f"Question {number} of {aim.title} has nobody who asks it{where}."
    for seat in members:
        if not seat.competencies:
            yield f"{seat.name} rates nothing{where}. Give them a competency, or take them off."


def _graph_gaps(seats: Sequence[Seat], panels: Sequence[int]) -> Iterable[str]:
    """Every candidate meets one panel; panels without a common rater cannot be compared.

    Ratings of different candidates are comparable when candidates and raters hang together
    (Linacre 1994, on connected designs).
    """
    members = {panel: {s.person for s in seats if s.panel == panel} for panel in panels}
    if not is_connected(members):
        yield (
            "Some panels share no interviewer, so their candidates could not be compared. Put at "
            "least one person on both."
        )


def is_connected(raters: Mapping[int, set[int]]) -> bool:
    """Whether candidates (or panels), linked by the raters they share, form one whole."""
    groups = [members for members in raters.values() if members]
    if not groups:
        return True
    reached, rest = set(groups[0]), groups[1:]
    while rest:
        apart = [members for members in rest if not members & reached]
        if len(apart) == len(rest):
            return False
        reached = reached.union(*(members for members in rest if members & reached))
        rest = apart
    return True


def suggest_seats(
    aims: Sequence[Aim], people: Sequence[tuple[int, str]], *, panel: int = 1
) -> list[Seat]:
    """A first proposal: each competency to two people, loads even, questions shared out.

    `people` come in the order they should be asked, at most four are seated; the first
    gets the lightest load, because the first is who decides later.
    """
    seated = list(people)[:4]
    if not seated:
        return []
    rates: dict[int, set[str]] = {person: set() for person, _ in seated}
    asks: dict[int, set[str]] = {person: set() for person, _ in seated}
    turn = [person for person, _ in reversed(seated)]
    place = 0
    for aim in aims:
        raters = [turn[(place + step) % len(turn)] for step in range(min(2, len(turn)))]
        place += len(raters)
        for person in raters:
            rates[person].add(aim.competency)
        for number, question in enumerate(aim.questions):
            asks[raters[number % len(raters)]].add(question)
    return [
        Seat(panel, person, name, frozenset(rates[person]), frozenset(asks[person]))
        for person, name in seated
    ]
