"""Who counts at which step of hiring, and what may be told without telling of anybody. Pure.

What is told is read by people who know who was interviewed and who was hired. So groups are
told apart from `FEWEST` people on, at every step anew: those in smaller ones stand with those who
said nothing, and a step at which everybody with one outcome said the same is not told at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from assess.openings.rules import KEPT_FOR, RUNNING, Stage

FEWEST = 5
"""The smallest group that is told apart, and the fewest new people a step is told anew for."""

WINDOW = KEPT_FOR - timedelta(days=1)
"""How far back applications count: of older ones only those who were hired are still here."""


class Step(StrEnum):
    """A decision of the employer that some pass and others do not."""

    INTERVIEW = "interview"
    OFFER = "offer"
    HIRE = "hire"
    WHOLE = "whole"


class Question(StrEnum):
    """What people may say of themselves, and both together."""

    GENDER = "gender"
    MINORITY = "minority"
    BOTH = "both"


class Outcome(StrEnum):
    """What a step was for one application."""

    PASSED = "passed"
    REFUSED = "refused"
    WAITING = "waiting"
    WITHDREW = "withdrew"


NOT_SAID = "not-said"
IN_OWN_WORDS = "other"

_PLACES = {Stage.NEW: 0, Stage.INTERVIEW: 1, Stage.DEBRIEF: 1, Stage.OFFER: 2, Stage.HIRED: 3}
_SPANS = {Step.INTERVIEW: (0, 1), Step.OFFER: (1, 2), Step.HIRE: (2, 3), Step.WHOLE: (0, 2)}
"""Between which places a step lies."""


@dataclass(frozen=True)
class Standing:
    """One application: the role, where it stands, and where it stood last while it ran."""

    public_id: str
    role: str
    stage: Stage
    left: Stage


@dataclass(frozen=True)
class Applied:
    """How far one application came, and what was said with it, if anything: answers by question."""

    standing: Standing
    said: Mapping[str, str]

    def group(self, question: Question) -> str | None:
        """The group somebody put themselves in; `None` without an answer."""
        if question is Question.BOTH:
            parts = [self.group(one) for one in (Question.GENDER, Question.MINORITY)]
            return None if None in parts else " ".join(map(str, parts))
        answer = self.said.get(question)
        if answer is None and self.said.get(f"{question}_words"):
            return IN_OWN_WORDS
        return None if answer == NOT_SAID else answer


@dataclass(frozen=True)
class Cell:
    """One group at one step: how many were decided on, and how many of them passed."""

    group: str
    n: int
    passed: int


@dataclass(frozen=True)
class Common:
    """A group beside the group with the highest rate, within roles: Mantel and Haenszel's odds."""

    group: str
    beside: str
    odds: float
    low: float | None
    high: float | None
    homogeneity: float | None
    roles: int
    reverses: bool


@dataclass(frozen=True)
class Told:
    """What is told of one question at one step.

    Empty `cells` mean that nothing is told, and `uniform` that this is so because everybody
    with one outcome said the same. `rest` people said nothing or are in a group too small;
    `small` names groups that are told of elsewhere and have too few people at this step.
    """

    question: Question
    cells: tuple[Cell, ...] = ()
    rest: int = 0
    uniform: bool = False
    common: tuple[Common, ...] = ()
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """One step as it was on a day: how many were decided on, and what is told by question."""

    step: Step
    as_of: date
    decided: int
    passed: int
    waiting: int
    withdrew: int
    told: tuple[Told, ...]


def last_running(moves: Iterable[tuple[Stage | None, Stage]], stage: Stage) -> Stage:
    """Where an application stood last while somebody waited; moves are pairs, oldest first."""
    if stage in RUNNING:
        return stage
    passed = [one for old, new in moves for one in (old, new) if one in RUNNING]
    return passed[-1] if passed else Stage.NEW


def outcome(step: Step, standing: Standing) -> Outcome | None:
    """What a step was for an application; `None` if it never came to it."""
    begins, ends = _SPANS[step]
    place = _PLACES[Stage.HIRED if standing.stage is Stage.HIRED else standing.left]
    if place < begins:
        return None
    if place >= ends:
        return Outcome.PASSED
    if standing.stage is Stage.NOT_HIRED:
        return Outcome.REFUSED
    return Outcome.WITHDREW if standing.stage is Stage.WITHDRAWN else Outcome.WAITING


def told(
    question: Question, decided: Sequence[tuple[str | None, bool]], big: Iterable[str]
) -> Told:
    """What may be told of people decided on.

    `big` are the groups that may be told apart where enough of them came to the step. Two of
    them at least, or nothing is told.
    """
    counts = {group: [0, 0] for group in sorted(big)}
    for group, passed in decided:
        if group in counts:
            counts[group][0] += 1
            counts[group][1] += passed
    cells = tuple(Cell(group, n, passed) for group, (n, passed) in counts.items())
    if len(cells) < 2:
        return Told(question)
    through = sum(passed for _, passed in decided)
    for outcomes, everybody in (
        ([cell.passed for cell in cells], through),
        ([cell.n - cell.passed for cell in cells], len(decided) - through),
    ):
        if everybody and everybody in outcomes:
            return Told(question, uniform=True)
    return without_small(Told(question, cells, len(decided) - sum(cell.n for cell in cells)))


def without_small(told: Told) -> Told:
    """What is told, less the groups with too few people at this step.

    They are taken together with those who said nothing. Where that makes fewer than `FEWEST`, the
    smallest group that is left goes there too, or a subtraction would tell of them.
    """
    shown = sorted((one for one in told.cells if one.n >= FEWEST), key=lambda one: -one.n)
    people = told.rest + sum(one.n for one in told.cells)
    if not people or len(shown) == len(told.cells):
        return told
    while shown and people - sum(one.n for one in shown) < FEWEST:
        shown.pop()
    names = {one.group for one in shown} if len(shown) > 1 else set()
    cells = tuple(one for one in told.cells if one.group in names)
    return replace(
        told,
        cells=cells,
        rest=people - sum(one.n for one in cells),
        common=tuple(one for one in told.common if {one.group, one.beside} <= names),
        small=tuple(one.group for one in told.cells if one.group not in names),
    )


def big_groups(question: Question, applied: Iterable[Applied]) -> set[str]:
    """The groups large enough to be told apart, among everybody decided on at the whole."""
    sizes: dict[str, int] = {}
    for one in applied:
        group = one.group(question)
        if group is not None and _is_decided(outcome(Step.WHOLE, one.standing)):
            sizes[group] = sizes.get(group, 0) + 1
    return {group for group, n in sizes.items() if n >= FEWEST}


def decided_at(step: Step, everybody: Iterable[Applied]) -> list[tuple[Applied, bool]]:
    """Everybody a step was decided for, and whether they passed."""
    found = [(one, outcome(step, one.standing)) for one in everybody]
    return [(one, what is Outcome.PASSED) for one, what in found if _is_decided(what)]


def count(step: Step, everybody: Sequence[Applied], on: date) -> Counted:
    """Count one step, without what is common over roles."""
    outcomes = [outcome(step, one.standing) for one in everybody]
    decided = decided_at(step, everybody)
    return Counted(
        step=step,
        as_of=on,
        decided=len(decided),
        passed=sum(passed for _, passed in decided),
        waiting=outcomes.count(Outcome.WAITING),
        withdrew=outcomes.count(Outcome.WITHDREW),
        told=tuple(
            told(
                question,
                [(one.group(question), passed) for one, passed in decided],
                big_groups(question, everybody),
            )
            for question in Question
        ),
    )


def is_new(counted: Counted, before: Counted) -> bool:
    """Whether enough people were decided on since, so that the difference tells of nobody."""
    return abs(counted.decided - before.decided) >= FEWEST


def _is_decided(found: Outcome | None) -> bool:
    return found in (Outcome.PASSED, Outcome.REFUSED)
