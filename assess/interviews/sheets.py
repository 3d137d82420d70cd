"""A kit as its page shows it, and what an interviewer has put on the scorecard."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assess.instruments import library
from assess.instruments.schema import Behaviour, Framework, Question
from assess.interviews.models import Rating, Scorecard
from assess.interviews.rules import OVERALL, Line, Recommendation
from assess.openings.models import Plan


@dataclass(frozen=True)
class Level:
    """One level of the scale."""

    number: int
    name: str


@dataclass(frozen=True)
class Asked:
    """One question of the kit, and whether this interviewer asks it."""

    question: Question
    mine: bool
    asker: str

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True)
class Section:
    """One competency of the kit."""

    id: str
    title: str
    definition: str
    behaviours: tuple[Behaviour, ...]
    levels: tuple[Level, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Sheet:
    """A whole kit; `elsewhere` says who rates what this interviewer does not."""

    sections: tuple[Section, ...]
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...]
    welcome: str
    closing: str
    minutes: int

    @property
    def titles(self) -> dict[str, str]:
        """Names of the competencies rated, and of the whole interview."""
        return {section.id: section.title for section in self.sections} | {
            OVERALL: "The whole interview"
        }


def sheet(card: Scorecard) -> Sheet:
    """The kit of one interviewer, from the frozen plan."""
    plan = card.interview.plan
    framework, guide = library.framework(plan.framework), library.guide(plan.guide)
    askers = {
        question: seat.user.name
        for seat in plan.seats
        if seat.panel == card.interview.panel
        for question in seat.questions
    }
    sections = []
    for competency_id, question_ids in card.kit.items():
        competency = framework.competency(competency_id)
        behaviours = rated_behaviours(framework, competency_id, plan.behaviours_off)
        questions = tuple(
            Asked(guide.question(id_), id_ in card.asks, askers.get(id_, ""))
            for id_ in question_ids
        )
        sections.append(
            Section(
                competency.id,
                competency.title,
                competency.definition,
                behaviours,
                levels(framework),
                questions,
            )
        )
    return Sheet(
        tuple(sections),
        _elsewhere(framework, plan, card),
        guide.welcome,
        guide.closing,
        sum(asked.question.minutes for s in sections for asked in s.questions if asked.mine),
    )


def rated_behaviours(
    framework: Framework, competency_id: str, off: Collection[str]
) -> tuple[Behaviour, ...]:
    """The behaviours of a competency that a plan rates."""
    competency = framework.competency(competency_id)
    return tuple(behaviour for behaviour in competency.behaviours if behaviour.id not in off)


def levels(framework: Framework) -> tuple[Level, ...]:
    """The five levels of a framework."""
    return tuple(Level(number, name) for number, name in enumerate(framework.levels, start=1))


def current(ratings: Iterable[Rating]) -> dict[str, Rating]:
    """The latest revision of every rating, by competency (the overall one included)."""
    return {rating.competency: rating for rating in sorted(ratings, key=lambda r: r.revision)}


def lines(card: Scorecard, titles: dict[str, str]) -> list[Line]:
    """What a scorecard is about to hand in, competency by competency."""
    held = current(card.ratings)
    found = []
    for competency in card.competencies:
        rating = held.get(competency)
        evidence = "\n".join(n.text for n in card.notes if n.competency == competency and n.text)
        found.append(
            Line(
                competency,
                titles[competency],
                rating.level if rating else None,
                rating.not_asked if rating else False,
                evidence,
            )
        )
    return found


def recommendation(card: Scorecard) -> Recommendation | None:
    """What the whole interview says, as the card has it now."""
    rating = current(card.ratings).get(OVERALL)
    return Recommendation(rating.level) if rating and rating.level else None


def _elsewhere(
    framework: Framework, plan: Plan, card: Scorecard
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            framework.competency(aim.competency).title,
            tuple(
                seat.user.name
                for seat in plan.seats
                if seat.panel == card.interview.panel and aim.competency in seat.competencies
            ),
        )
        for aim in plan.aims
        if aim.competency not in card.kit
    )
