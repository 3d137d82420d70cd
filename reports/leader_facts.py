"""What a leader's own report says, ready for page and paper: plain values."""

from dataclasses import dataclass, field

from assess.language import gettext as _
from assess.science.norms import words as norm_words
from assess.science.scores.words import Band
from reports import leader_wording


@dataclass(frozen=True)
class Said:
    """One statement and what the person answered; `to_reduce`: better done less."""

    text: str
    answer: str
    to_reduce: bool = False


@dataclass(frozen=True)
class Also:
    """A question whose answer enters no result; an order has an answer for each place."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class ScaleFacts:
    """One scale: result, how sure, and what to do with it."""

    id: str
    name: str
    definition: str
    band: Band | None
    before: float | None
    shown: str  # "3.9", "62 of 100", "—"
    word: str  # "often"; empty where no word fits
    sure: str  # "likely between 3.6 and 4.2, …"
    count: str  # "6 of 9", the questions answered
    basis: str
    text: str  # what the answers describe; empty without a value
    caution: str
    most: tuple[Said, ...]
    room: tuple[Said, ...]  # what could be done more, or, of reversed statements, less
    steps: tuple[str, ...]
    question: str
    change: str  # what two evaluations say; empty at the first one
    standing: tuple[str, ...] = ()  # the percentile in each named norm
    is_side: bool = False  # one of two sides that choices count on; neither is the better one
    last_time: str = ""  # "2.2 (seldom)"; empty where there is nothing to compare with

    @property
    def most_label(self) -> str:
        """What stands over what there is most of."""
        return _(leader_wording.CHOSEN_MOST if self.is_side else leader_wording.MOST)

    @property
    def none_stated(self) -> str:
        """What stands where there is nothing to name."""
        return _(leader_wording.NONE_CHOSEN if self.is_side else leader_wording.NONE_STATED)

    @property
    def room_by_direction(self) -> list[tuple[str, tuple[Said, ...]]]:
        """What could be done more, and what less, each under its label."""
        if self.is_side:
            return [(_(leader_wording.CHOSEN_LEAST), self.room)]
        more = tuple(said for said in self.room if not said.to_reduce)
        less = tuple(said for said in self.room if said.to_reduce)
        found = [(_(leader_wording.MORE), more)] if more or not less else []
        return [*found, (_(leader_wording.LESS), less)] if less else found

    @property
    def result(self) -> str:
        """The result in digits and, where one fits, a word."""
        return f"{self.shown} ({self.word})" if self.word else self.shown


@dataclass(frozen=True)
class GroupFacts:
    """Scales on one axis."""

    title: str
    note: str
    ends: tuple[float, float]
    names: tuple[tuple[float, str], ...]
    scales: tuple[ScaleFacts, ...]
    meaning: str  # what a result of this kind says, and what not

    @property
    def has_last_time(self) -> bool:
        """Whether any of its scales had a result at the evaluation before."""
        return any(one.last_time for one in self.scales)

    @property
    def has_result(self) -> bool:
        """Whether there is anything to draw."""
        return any(one.band is not None for one in self.scales)


@dataclass(frozen=True)
class GoalFacts:
    """One goal of the plan."""

    title: str
    behaviour: str
    first_step: str
    helper: str
    evidence: str
    checks: str  # "22 December 2026, 21 January 2027, 20 February 2027"
    progress: str

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The questions of the plan with their answers."""
        answers = (self.behaviour, self.first_step, self.helper, self.evidence, self.checks)
        questions = (_(one) for one in (*leader_wording.PLAN, leader_wording.CHECK_DATES))
        return [*zip(questions, answers, strict=True)]


@dataclass(frozen=True)
class SelfFacts:
    """Everything the document needs; no model, no query, no clock.

    What is said here comes in `language`; properties speak the language spoken now.
    """

    language: str = field(repr=False)  # a report in English has the number it always had
    organisation: str
    person: str
    title: str
    instrument: str  # "Putting strategy into practice 1.0"
    report_id: str  # "S-ABCDEFGH", and three digits more for what was added since
    first_id: str  # the number without what was added since
    data_of: str
    valid_until: str
    summary: tuple[str, ...]  # at most five sentences, strengths first
    left_out: tuple[str, ...]  # results the summary sets beside no other, each with the reason
    finding: str  # the sentence the first chart proves
    groups: tuple[GroupFacts, ...]
    not_comparable: str  # one line; empty when all are
    answered: str  # "12 of 40": questions with an answer
    given: tuple[Said, ...]  # statements and choices; only where no result tells of them
    also: tuple[Also, ...]  # orders and numbers, which enter no result
    reflections: tuple[Said, ...]
    strengths: tuple[str, ...]
    growth: tuple[str, ...]
    growth_area: str  # the area these belong to; empty where there are none
    check_dates: tuple[str, str, str]
    goals: tuple[GoalFacts, ...]
    since: str  # the day of the evaluation before; empty at the first one
    changes: tuple[str, ...]
    quality: tuple[str, ...]
    is_looked_at: bool  # whether the way of answering was looked at yet
    how_wide: str  # where the width of the bands is from, in a leader's words
    rests_on: tuple[str, ...]  # the same in terms of the trade, scale by scale
    contact: str

    @property
    def has_result(self) -> bool:
        """Whether a single scale has one; else the report is short."""
        return any(group.has_result for group in self.groups)

    @property
    def how_to_read(self) -> tuple[str, ...]:
        """What to know before reading on."""
        last = (self.not_comparable,) if self.not_comparable else ()
        has_norm = any(one.standing for group in self.groups for one in group.scales)
        norm = (_(norm_words.MEANING),) if has_norm else ()
        meanings = dict.fromkeys(group.meaning for group in self.groups)
        in_short = (_(one) for one in leader_wording.HOW_IN_SHORT)
        return (*meanings, *in_short, *last, *norm)

    @property
    def counted(self) -> tuple[tuple[str, str], ...]:
        """How many questions were answered, of all and area by area."""
        areas = ((one.name, one.count) for group in self.groups for one in group.scales)
        return ((_("All questions"), self.answered), *areas)

    @property
    def why_numbered(self) -> str:
        """Why the number has three more digits; empty where it has none."""
        has_more = self.report_id != self.first_id
        return leader_wording.added_since(self.first_id) if has_more else ""

    @property
    def use_strengths(self) -> tuple[str, ...]:
        """What to choose two strengths from."""
        has_some = any(one.most for group in self.groups for one in group.scales)
        instead = leader_wording.NO_STRENGTH if has_some else leader_wording.NOTHING_OFTEN
        return self.strengths or (_(instead),)

    @property
    def use_growth(self) -> tuple[str, ...]:
        """What to choose one thing to do differently from."""
        return self.growth or (_(leader_wording.NO_GROWTH),)

    @property
    def growth_lead(self) -> str:
        """What stands over it; empty where no area is named."""
        return leader_wording.to_choose(self.growth_area) if self.growth_area else ""
