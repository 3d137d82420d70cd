"""What frameworks, interview guides and role templates are made of.

Every class is frozen and refuses keys it does not know. `questionnaires/README.md`
explains each key to the people who write the files.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from assess.instruments.assessment import Assessment, Translation
from assess.instruments.parts import Id, Instrument, Line, Part, Ref, Text, digest

Zone = Annotated[tuple[float, float], Field(description="lowest and highest level wanted")]


class Overuse(Part):
    """What too much of a behaviour looks like, and the low level it counts as."""

    level: Literal[1, 2]
    text: Text


class Behaviour(Part):
    """One thing people do, with an observable act for each of the five levels."""

    id: Id
    title: Line
    practice: Text
    anchors: tuple[Text, Text, Text, Text, Text]
    overuse: Overuse | None = None
    optional: bool = False
    fairness: Text | None = None

    def anchor(self, level: int) -> str:
        """The act that belongs to a level from 1 to 5."""
        return self.anchors[level - 1]


class Feedback(Part):
    """What a candidate reads about a competency, in the you-form, without numbers."""

    clearly: Text
    partly: Text
    build: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]


class Competency(Part):
    """Something the role needs, described by what people do."""

    id: Id
    title: Line
    definition: Text
    matters: Text
    behaviours: Annotated[tuple[Behaviour, ...], Field(min_length=3, max_length=4)]
    feedback: Feedback


class Framework(Instrument):
    """Competencies, their behaviours and the anchors ratings are given against."""

    kind: Literal["framework"]
    levels: tuple[Line, Line, Line, Line, Line]
    competencies: Annotated[tuple[Competency, ...], Field(min_length=2, max_length=12)]

    def competency(self, competency_id: str) -> Competency:
        """Raises `KeyError` when the framework has no such competency."""
        for competency in self.competencies:
            if competency.id == competency_id:
                return competency
        raise KeyError(competency_id)

    @property
    def structure_hash(self) -> str:
        """SHA-256 over what makes scores comparable: ids and their order, not wording."""
        return digest(
            [[c.id, [[b.id, b.optional] for b in c.behaviours]] for c in self.competencies]
        )


class QuestionType(StrEnum):
    """How a question asks: about something done, or about something that could happen."""

    PAST = "past"
    SITUATIONAL = "situational"


class Question(Part):
    """One question of an interview guide, linked to the behaviours it can show."""

    id: Id
    competency: Id
    behaviours: Annotated[tuple[Id, ...], Field(min_length=1)]
    type: QuestionType
    text: Text
    probes: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    strong: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    flags: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]
    minutes: Annotated[int, Field(ge=2, le=20)]


class Guide(Instrument):
    """Questions with their probes, and what a strong answer to each contains."""

    kind: Literal["guide"]
    framework: Ref
    welcome: Text
    closing: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]

    def question(self, question_id: str) -> Question:
        """Raises `KeyError` when the guide has no such question."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def questions_for(self, competency_id: str) -> list[Question]:
        """Questions of one competency, in the order of the file."""
        return [q for q in self.questions if q.competency == competency_id]

    def minutes(self, question_ids: Iterable[str]) -> int:
        """How long questions take together."""
        return sum(self.question(question_id).minutes for question_id in question_ids)

    @property
    def structure_hash(self) -> str:
        """SHA-256 over question ids, what they measure and how they ask; not wording."""
        return digest([[q.id, q.competency, list(q.behaviours), q.type] for q in self.questions])


class Target(Part):
    """What a role wants of one competency, and the questions that usually show it."""

    id: Id
    zone: Zone
    questions: Annotated[tuple[Id, ...], Field(min_length=1)]


class RoleTemplate(Instrument):
    """A starting point for an opening: outcomes, must-haves, target zones, questions."""

    kind: Literal["role"]
    framework: Ref
    guide: Ref
    summary: Text
    outcomes: Annotated[tuple[Line, ...], Field(min_length=2, max_length=8)]
    must_haves: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    targets: Annotated[tuple[Target, ...], Field(min_length=2, max_length=12)]

    @property
    def structure_hash(self) -> str:
        """SHA-256 over what is aimed at: framework, guide, zones and questions."""
        return digest(
            [
                self.framework,
                self.guide,
                [[t.id, list(t.zone), list(t.questions)] for t in self.targets],
            ]
        )


AnyInstrument = Framework | Guide | RoleTemplate | Assessment | Translation
