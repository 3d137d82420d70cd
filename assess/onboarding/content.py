"""What a template of plans holds, as data; checked, changed and read. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from assess.language import ENGLISH
from assess.onboarding import rules
from assess.onboarding.rules import OnboardingRefused, Phase, Side, Step


@dataclass(frozen=True)
class Words:
    """A text in English and, where somebody wrote it, in German."""

    en: str
    de: str = ""

    def said(self, language: str) -> str:
        """The text in a language, else in English."""
        return (self.de if language != ENGLISH else "") or self.en


@dataclass(frozen=True)
class Task:
    """Something one side does: on a day, or so many days after another task is done."""

    key: str
    owner: Side
    day: int
    words: Words
    after: str = ""

    @property
    def step(self) -> Step:
        """What its due day depends on."""
        return Step(self.key, self.owner, self.day, self.after)


@dataclass(frozen=True)
class Outcome:
    """What is different at the end of a phase, and how one tells."""

    key: str
    phase: Phase
    words: Words
    criterion: Words


@dataclass(frozen=True)
class Milestone:
    """A moment that tells how fast people come into their role."""

    key: str
    words: Words


@dataclass(frozen=True)
class Content:
    """One version of a template."""

    tasks: tuple[Task, ...]
    outcomes: tuple[Outcome, ...]
    milestones: tuple[Milestone, ...]

    def task(self, key: str) -> Task | None:
        """The task of a key."""
        return next((one for one in self.tasks if one.key == key), None)

    def outcome(self, key: str) -> Outcome | None:
        """The outcome of a key."""
        return next((one for one in self.outcomes if one.key == key), None)

    def in_order(self) -> list[Task]:
        """Tasks by the day they are due; those that wait for another stand below it."""
        placed = sorted((one for one in self.tasks if not one.after), key=lambda one: one.day)
        for one in sorted((one for one in self.tasks if one.after), key=lambda one: one.day):
            at = next((i for i, held in enumerate(placed) if held.key == one.after), len(placed))
            placed.insert(at + 1, one)
        return placed


def to_json(content: Content) -> dict[str, Any]:
    """The content as it is kept."""
    return asdict(content)


def from_json(held: Mapping[str, Any]) -> Content:
    """The content as it was kept."""
    return Content(
        tuple(
            Task(
                one["key"], Side(one["owner"]), one["day"], Words(**one["words"]),
                one.get("after", ""),
            )
            for one in held["tasks"]
        ),
        tuple(
            Outcome(
                one["key"], Phase(one["phase"]), Words(**one["words"]), Words(**one["criterion"])
            )
            for one in held["outcomes"]
        ),
        tuple(Milestone(one["key"], Words(**one["words"])) for one in held["milestones"]),
    )  # fmt: skip


def with_task(content: Content, task: Task) -> Content:
    """The content with a task that is new or takes the place of the one of its key."""
    return replace(content, tasks=_put(content.tasks, task))


def with_outcome(content: Content, outcome: Outcome) -> Content:
    """The content with an outcome that is new or takes the place of the one of its key."""
    return replace(content, outcomes=_put(content.outcomes, outcome))


def without(content: Content, key: str) -> Content:
    """The content without the task or outcome of a key."""
    return replace(
        content,
        tasks=tuple(one for one in content.tasks if one.key != key),
        outcomes=tuple(one for one in content.outcomes if one.key != key),
    )


def check(content: Content) -> None:
    """Raises `OnboardingRefused` for a template from which no plan could be made."""
    keys = [task.key for task in content.tasks] + [one.key for one in content.outcomes]
    if len(set(keys)) < len(keys):
        raise OnboardingRefused("Two entries of this template have the same key.")
    titles = {one.key: one.words.en for one in content.tasks}
    for one in content.tasks:
        _check_day(one, titles)
    if found := rules.circle({one.key: one.after for one in content.tasks}):
        named = " and ".join(f"‘{titles[key]}’" for key in found)
        raise OnboardingRefused(f"{named} wait for each other, so neither could ever begin.")
    if full := rules.crowded(one.step for one in content.tasks):
        owner, day = full
        raise OnboardingRefused(
            f"{owner.label}: {rules.MOST_A_DAY} tasks stand on day {day} already. "
            "Choose another day, so that they do not collide."
        )
    _check_outcomes(content.outcomes)


def _check_day(task: Task, titles: Mapping[str, str]) -> None:
    if task.after:
        if task.after not in titles:
            raise OnboardingRefused(f"‘{task.words.en}’ waits for a task that is not here.")
        if not 0 <= task.day <= rules.LATEST:
            raise OnboardingRefused(f"Choose 0 to {rules.LATEST} days after the other task.")
    elif task.day == 0:
        raise OnboardingRefused("There is no day 0: day 1 is the first day, -1 the day before it.")
    elif not rules.EARLIEST <= task.day <= rules.LATEST:
        raise OnboardingRefused(
            f"Choose a day from {rules.EARLIEST} to {rules.LATEST}; day 1 is the first day."
        )


def _check_outcomes(outcomes: Iterable[Outcome]) -> None:
    held = Counter(one.phase for one in outcomes)
    for phase in Phase:
        if not rules.FEWEST_OUTCOMES <= held[phase] <= rules.MOST_OUTCOMES:
            raise OnboardingRefused(
                f"{phase.label} has {held[phase]} outcomes. A phase has "
                f"{rules.FEWEST_OUTCOMES} to {rules.MOST_OUTCOMES}, so that each is meant."
            )


def _put(held: tuple[Any, ...], new: Any) -> tuple[Any, ...]:
    if any(one == replace(new, key=one.key) for one in held):
        return held  # the same form once more
    if any(one.key == new.key for one in held):
        return tuple(new if one.key == new.key else one for one in held)
    return (*held, new)
