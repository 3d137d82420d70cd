"""The demo company as it is written in `company.yaml`: shape and reading. Pure."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assess.accounts.rules import Role
from assess.development.rules import Progress
from assess.hiring.rules import Outcome
from assess.interviews.rules import Confidence
from assess.onboarding.rules import Decision as OnboardingDecision
from assess.openings.rules import Stage
from assess.talent.rules import Readiness, Touch

PATH = Path(__file__).with_name("company.yaml")


class Part(BaseModel):
    """Base of everything in the file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Part):
    """Somebody with an account."""

    key: str
    name: str
    email: str
    roles: tuple[Role, ...]
    time_zone: str


class Place(Part):
    """Somebody's place on a panel; on every panel of an opening they rate the same."""

    person: str
    rates: tuple[str, ...]
    panel: int = 1


class Rated(Part):
    """One rating of a scorecard: a level, or not asked, with what was heard."""

    level: Annotated[int, Field(ge=1, le=5)] | None = None
    not_asked: bool = False
    confidence: Confidence | None = None
    note: str = ""


class Amendment(Part):
    """A later change to a rating."""

    competency: str
    level: int
    reason: str
    evidence: str = ""


class Card(Part):
    """What one interviewer wrote; a card without an overall view is still a draft."""

    ratings: dict[str, Rated] = {}
    overall: Annotated[int, Field(ge=1, le=4)] | None = None
    amend: tuple[Amendment, ...] = ()
    conflict: str = ""


class Sitting(Part):
    """An interview: days from the day the demo is loaded, and the hour on the clock."""

    days: int
    hour: int
    place: str
    people: tuple[str, ...]
    panel: int = 1


class Debriefed(Part):
    """A debrief, how many days ago, and why it could not wait, if it did not."""

    days: int
    early_reason: str = ""


class Decided(Part):
    """A decision."""

    days: int
    outcome: Outcome
    reasons: tuple[str, ...]
    explanation: str
    dissent: str = ""
    decider: str


class Moved(Part):
    """A step to another stage, made by hand."""

    days: int
    stage: Stage
    reason: str = ""


class Link(Part):
    """An invitation to an assessment: sent `days` ago, open until `closes` days from now.

    `answers` as in `answering.given`; begun so many days ago where there are any.
    """

    instrument: str
    days: int
    closes: int
    begun: int | None = None
    answers: str = ""
    submitted: bool = False


class Applicant(Part):
    """A candidate and everything that happened with them.

    `given` are scorecards in short, by person: levels in the order in which they rate, a
    stroke, and the whole. Notes come from the company's `fill`.
    """

    name: str
    email: str
    phone: str = ""
    added: int
    links: tuple[Link, ...] = ()
    interviews: tuple[Sitting, ...] = ()
    cards: dict[str, Card] = {}
    given: dict[str, str] = {}
    debrief: Debriefed | None = None
    decision: Decided | None = None
    moves: tuple[Moved, ...] = ()


class Vacancy(Part):
    """An opening."""

    template: str
    title: str
    location: str
    run_by: str
    started: int
    panel: tuple[Place, ...]
    use_behaviours: tuple[str, ...] = ()
    show_resume: bool = False
    closed: bool = False
    candidates: tuple[Applicant, ...]


class Evaluation(Part):
    """A self-evaluation, so many days ago; answers as in `answering.given`, texts by item."""

    days: int
    answers: str
    words: dict[str, str] = {}


class Looked(Part):
    """A check-in."""

    days: int
    progress: Progress
    note: str


class Aim(Part):
    """A goal of a leader, and what they wrote about it since."""

    days: int
    scale: str
    behaviour: str
    first_step: str
    helper: str
    evidence: str
    check_ins: tuple[Looked, ...] = ()


class Leader(Part):
    """Somebody who evaluates themselves: the same questions twice, and goals out of them."""

    person: str
    instrument: str
    evaluations: tuple[Evaluation, ...]
    goals: tuple[Aim, ...] = ()


class Agreed(Part):
    """Consent as it was given, so many days ago, until so many days from now."""

    days: int
    until: int
    how: str


class Spoken(Part):
    """A word exchanged, and what is to happen next, so many days from now."""

    days: int
    kind: Touch
    note: str
    action: str = ""
    action_on: int | None = None


class Kept(Part):
    """Somebody in a pool; without consent they were asked for it on the day they came in."""

    name: str
    email: str
    phone: str = ""
    added: int
    readiness: Readiness
    reason: str
    owner: str
    review: int
    markets: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    consent: Agreed | None = None
    words: tuple[Spoken, ...] = ()


class Warm(Part):
    """A talent pool, and how many conversations a month each of its keepers means to hold."""

    title: str
    template: str
    purpose: str
    started: int
    keepers: dict[str, int]
    people: tuple[Kept, ...]


class Talk(Part):
    """Both halves of a check-in, by question."""

    day: int
    manager: dict[str, str]
    decision: OnboardingDecision
    new_hire: dict[str, str] = Field(alias="new-hire")


class UnderWay(Part):
    """What shows that the first outcome of a plan's template is under way."""

    words: str


class Newcomer(Part):
    """An onboarding plan, `started` days ago; ahead where that is negative.

    `of` names the candidate it grows out of. The first `done` tasks are ticked off, or all once
    the plan has ended. `reached` counts milestones from the first day.
    """

    name: str
    role: str
    of: str = ""
    template: str = "sales-leader"
    version: int = 1
    manager: str
    buddy: str = ""
    hr: str = "grace"
    started: int
    stopped: int = 0
    reached: dict[str, int] = {}
    language: str = "en"
    time_zone: str = "Europe/London"
    country: str = ""
    region: str = ""
    done: int = 0
    silent: int = 0
    invited: int = 0
    underway: UnderWay | None = None
    check_in: Talk | None = None


class Company(Part):
    """The whole company. `fill` holds notes for scorecards filled in at a press."""

    name: str
    time_zone: str
    contact: str
    password: str
    people: tuple[Person, ...]
    openings: tuple[Vacancy, ...]
    leaders: tuple[Leader, ...] = ()
    pools: tuple[Warm, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    fill: dict[int, tuple[str, ...]]

    def person(self, key: str) -> Person:
        """Somebody by key. Raises `KeyError`."""
        for person in self.people:
            if person.key == key:
                return person
        raise KeyError(key)

    def written_out(self, vacancy: Vacancy, applicant: Applicant) -> Applicant:
        """The candidate with every scorecard in full; no note stands twice among theirs."""
        rates = {place.person: place.rates for place in vacancy.panel}
        turn = vacancy.candidates.index(applicant)
        notes = {
            level: iter((*texts[turn % len(texts) :], *texts[: turn % len(texts)]))
            for level, texts in self.fill.items()
        }
        cards = dict(applicant.cards)
        for key, given in applicant.given.items():
            levels, _, whole = given.partition("/")
            ratings = {
                competency: Rated(
                    level=level, confidence=Confidence.MEDIUM, note=next(notes[level], "")
                )
                for competency, level in zip(rates[key], map(int, levels.split()), strict=True)
            }
            cards[key] = Card(ratings=ratings, overall=int(whole))
        return applicant.model_copy(update={"cards": cards})


@lru_cache(maxsize=1)
def company() -> Company:
    """The company as written."""
    return Company.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))
