"""Interviews and scorecards: pure decisions about when, who and what is seen."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum, StrEnum

OVERALL = "overall"
"""Stands where a competency would, for the rating of the whole interview."""

EXTREMES = frozenset({1, 5})
"""Ratings that cannot be submitted without evidence."""

ENOUGH_EVIDENCE = 20
"""Fewer characters than this are not evidence."""

MINUTES = (15, 240)
LONGEST = timedelta(minutes=MINUTES[1])
OPENING_MINUTES = 10
"""For the welcome and the candidate's own questions."""


class InterviewStatus(StrEnum):
    """Whether an interview takes place."""

    ARRANGED = "arranged"
    CANCELLED = "cancelled"


INTERVIEW_MOVES: Mapping[InterviewStatus, frozenset[InterviewStatus]] = {
    InterviewStatus.ARRANGED: frozenset({InterviewStatus.CANCELLED}),
    InterviewStatus.CANCELLED: frozenset(),
}


class ScorecardStatus(StrEnum):
    """How far an interviewer is with a scorecard."""

    NOT_STARTED = "not-started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    STEPPED_BACK = "stepped-back"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The status on pages."""
        return self.value.replace("-", " ").capitalize()


SCORECARD_MOVES: Mapping[ScorecardStatus, frozenset[ScorecardStatus]] = {
    ScorecardStatus.NOT_STARTED: frozenset(
        {ScorecardStatus.DRAFT, ScorecardStatus.STEPPED_BACK, ScorecardStatus.CANCELLED}
    ),
    ScorecardStatus.DRAFT: frozenset(
        {ScorecardStatus.SUBMITTED, ScorecardStatus.STEPPED_BACK, ScorecardStatus.CANCELLED}
    ),
    ScorecardStatus.SUBMITTED: frozenset(),
    ScorecardStatus.STEPPED_BACK: frozenset(),
    ScorecardStatus.CANCELLED: frozenset(),
}

TO_HAND_IN = (ScorecardStatus.NOT_STARTED, ScorecardStatus.DRAFT)
ACTIVE = frozenset({*TO_HAND_IN, ScorecardStatus.SUBMITTED})


class Work(StrEnum):
    """What an interviewer has before them or behind them."""

    DUE = "due"
    NEXT = "next"
    DONE = "done"


class Confidence(StrEnum):
    """How sure an interviewer is of one rating."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Recommendation(IntEnum):
    """What the whole interview says about the role; there is no middle."""

    STRONGLY_AGAINST = 1
    AGAINST = 2
    FOR = 3
    STRONGLY_FOR = 4

    @property
    def label(self) -> str:
        """The recommendation on pages."""
        return {
            Recommendation.STRONGLY_FOR: "Strong evidence for the role's requirements",
            Recommendation.FOR: "Evidence for the role's requirements",
            Recommendation.AGAINST: "Evidence against the role's requirements",
            Recommendation.STRONGLY_AGAINST: "Strong evidence against the role's requirements",
        }[self]


class InterviewRefused(Exception):
    """Something about an interview that may not happen now; the text may be shown."""


class ScorecardRefused(InterviewRefused):
    """Something about a scorecard that may not happen now; the text may be shown."""


class Submitted(ScorecardRefused):
    """A save that came after the scorecard was handed in."""


class Overtaken(ScorecardRefused):
    """A save from an outdated page; carries what another device has saved."""

    def __init__(self, version: int, theirs: Mapping[str, object]) -> None:
        super().__init__("This was changed on another device in the meantime.")
        self.version = version
        self.theirs = theirs


@dataclass(frozen=True)
class Line:
    """One competency of a scorecard as it is about to be handed in."""

    competency: str
    title: str
    level: int | None
    not_asked: bool
    evidence: str


def check_can_open(status: ScorecardStatus, *, declared: bool) -> None:
    """Refuse the kit before the declaration, and to people who do not interview any more."""
    if status is ScorecardStatus.STEPPED_BACK:
        raise ScorecardRefused("You do not take part in this interview any more.")
    if status is ScorecardStatus.CANCELLED:
        raise ScorecardRefused("This interview was cancelled.")
    if not declared:
        raise ScorecardRefused("Say first whether you have a conflict of interest.")


def check_can_write(status: ScorecardStatus, interview: InterviewStatus) -> None:
    """Refuse changes to what is handed in, cancelled or not one's own any more."""
    if status is ScorecardStatus.SUBMITTED:
        raise Submitted("This scorecard is submitted. To change a rating, use ‘Change a rating’.")
    if status is ScorecardStatus.STEPPED_BACK:
        raise ScorecardRefused("You do not take part in this interview any more.")
    if interview is InterviewStatus.CANCELLED or status is ScorecardStatus.CANCELLED:
        raise ScorecardRefused("This interview was cancelled.")


def check_rating(level: int | None, *, not_asked: bool, is_overall: bool = False) -> None:
    """Refuse levels that do not exist, and a level for something not asked."""
    if is_overall:
        if not_asked or (level is not None and level not in set(Recommendation)):
            raise ScorecardRefused("Choose one of the four answers about the whole interview.")
    elif level is not None and level not in (1, 2, 3, 4, 5):
        raise ScorecardRefused("Choose one of the five levels, or ‘Not asked’.")
    if level is not None and not_asked:
        raise ScorecardRefused("Choose a level or ‘Not asked’, not both.")


def gaps(lines: Sequence[Line], recommendation: Recommendation | None) -> list[tuple[str, str]]:
    """What keeps a scorecard from being handed in: competency id and sentence."""
    found = []
    for line in lines:
        if line.level is None and not line.not_asked:
            found.append(
                (line.competency, f"Choose a rating for {line.title} or select ‘Not asked’.")
            )
        elif line.level in EXTREMES and len(line.evidence.strip()) < ENOUGH_EVIDENCE:
            found.append(
                (
                    line.competency,
                    f"Write down what you saw for {line.title}: a rating of {line.level} rests "
                    f"on evidence of {ENOUGH_EVIDENCE} characters or more.",
                )
            )
    if recommendation is None:
        found.append((OVERALL, "Choose what the whole interview says about the role."))
    return found


def check_can_submit(
    status: ScorecardStatus,
    interview: InterviewStatus,
    lines: Sequence[Line],
    recommendation: Recommendation | None,
) -> None:
    """Refuse handing in what is incomplete, cancelled or in already."""
    check_can_write(status, interview)
    if ScorecardStatus.SUBMITTED not in SCORECARD_MOVES[status]:
        raise ScorecardRefused("Open the kit and rate the candidate first.")
    found = gaps(lines, recommendation)
    if found:
        raise ScorecardRefused(" ".join(sentence for _, sentence in found))


def check_can_amend(status: ScorecardStatus, reason: str, *, closed: bool) -> None:
    """Refuse a later change without a reason, or once the candidate has left the debrief."""
    if status is not ScorecardStatus.SUBMITTED:
        raise ScorecardRefused("Submit the scorecard first; until then, just change the rating.")
    if closed:
        raise ScorecardRefused("This candidate's interviews are over, so ratings stay as they are.")
    if len(reason.strip()) < ENOUGH_EVIDENCE:
        raise ScorecardRefused(
            f"Say why the rating changes, in a sentence of {ENOUGH_EVIDENCE} characters or more."
        )


def check_amendment(level: int | None, evidence: str, *, is_overall: bool) -> None:
    """Refuse an extreme rating that rests on no evidence."""
    if not is_overall and level in EXTREMES and len(evidence.strip()) < ENOUGH_EVIDENCE:
        raise ScorecardRefused(f"Write down what you saw: a rating of {level} rests on evidence.")


def may_see_other_scorecards(
    *, on_panel: bool, submitted: bool, runs_opening: bool, has_conflict: bool = False
) -> bool:
    """Whether somebody may see the ratings of others on a panel.

    Ratings of others stay hidden until one's own is in, so that nobody anchors on another.
    Who runs the opening and is not on the panel sees them; who is on it waits like all.
    Who stepped back because of a conflict of interest sees none, even when they run it.
    """
    if has_conflict:
        return False
    if on_panel:
        return submitted
    return runs_opening


def check_can_arrange(
    people: Sequence[int], already: Collection[int], panels: Collection[int] = ()
) -> None:
    """Refuse an interview without interviewers, of two panels, or with one who has one already."""
    if not people:
        raise InterviewRefused("Choose at least one interviewer.")
    if len(set(panels)) > 1 or len(set(people)) < len(people):
        raise InterviewRefused("Choose people of one panel. A candidate meets one panel.")
    if set(people) & set(already):
        raise InterviewRefused(
            "Somebody you chose has an interview with this candidate already. One interviewer "
            "gives one scorecard."
        )


def proposed_start(now: datetime) -> datetime:
    """Ten o'clock on the next working day, on the clocks that show `now`; without a zone."""
    day = now.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(10))


def proposed_minutes(questions: Iterable[int]) -> int:
    """Length of an interview: its questions and a welcome, in steps of five minutes."""
    shortest, longest = MINUTES
    whole = sum(questions) + OPENING_MINUTES
    return max(shortest, min(longest, -(-whole // 5) * 5))


def is_for_the_record(starts_at: datetime, now: datetime) -> bool:
    """Whether an interview is entered so long afterwards that nobody is to be invited."""
    return starts_at < now - timedelta(days=1)


def check_can_move(status: InterviewStatus) -> None:
    """Refuse changes to an interview that was cancelled."""
    if status is InterviewStatus.CANCELLED:
        raise InterviewRefused("This interview was cancelled. Arrange a new one.")


def check_can_cancel(status: InterviewStatus, scorecards: Collection[ScorecardStatus]) -> None:
    """Refuse cancelling what took place: a scorecard is in."""
    check_can_move(status)
    if ScorecardStatus.SUBMITTED in scorecards:
        raise InterviewRefused("A scorecard is in, so this interview took place.")


def check_can_replace(
    status: ScorecardStatus, *, is_on_panel: bool, has_seen: bool = False, passed_on: bool = False
) -> None:
    """Refuse replacing somebody who has handed in, or by somebody who cannot rate alone."""
    if status is ScorecardStatus.SUBMITTED:
        raise InterviewRefused("This scorecard is in; it cannot pass to somebody else.")
    if passed_on:
        raise InterviewRefused("Somebody has taken this place over already.")
    if is_on_panel:
        raise InterviewRefused("This person has an interview with the candidate already.")
    if has_seen:
        raise InterviewRefused("This person gave up their place and may have seen the ratings.")


_ALWAYS = (
    "likeable|likable|aggressive|energetic|young|culture fit|articulate|gut|bubbly|feisty|"
    "charming|arrogant|natural fit|natural leader|natural seller"
)
_OF_PEOPLE = "old|quiet|nice|mature|emotional|shy|natural"
_SAYING_SO = r"(?:is|was|seems|seemed|looks|looked|sounds|sounded|comes across as|came across as)"
_HOW = r"(?:a|an|very|too|quite|rather|really|so|bit|little)"

ABOUT_THE_PERSON = re.compile(
    rf"\b(?:({_ALWAYS})"
    rf"|(?:he|she|they|candidate) {_SAYING_SO}(?: {_HOW})* ({_OF_PEOPLE})"
    rf"|({_OF_PEOPLE}) (?:person|man|woman|guy|lady|type))\b",
    re.IGNORECASE,
)
"""Words for a person; words that also describe things count only where a person is meant."""


def about_the_person(text: str) -> list[str]:
    """Words in a note about the person instead of what was said or done: advice, no block."""
    found = ABOUT_THE_PERSON.finditer(text)
    return sorted({next(filter(None, one.groups())).lower() for one in found})
