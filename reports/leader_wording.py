"""Sentences of a leader's own report, the same on the page and on paper."""

from collections.abc import Sequence

from assess.instruments.assessment import Method
from assess.science.scores import Change
from assess.science.scoring import Height
from reports.wording import listed

AUDIENCE = "For you alone. Nobody else can open this report unless you hand it over."

HOW_IN_SHORT = (
    "The dot is what your answers come to. The inner band holds your true result two times in "
    "three, the outer one nineteen times in twenty.",
    "Where bands overlap much, do not make much of the difference.",
    "These are your own answers about yourself. Others may see it differently: ask them.",
    "It is made for your development. It is no evidence for hiring, pay or promotion.",
)

MEANINGS = {
    Method.MEAN: (
        "A result from 1 to 5 on what you do says how often you see yourself do it, not how good "
        "you are."
    ),
    Method.POINTS: (
        "A result from 1 to 5 on situations says how much your choices count on one side, not how "
        "often you act that way."
    ),
    Method.CREDIT: (
        "A result of 100 says how near your choices in situations come to a key, not how you act "
        "at work."
    ),
    Method.IPSATIVE: (
        "A result from \u22121 to +1 says what takes more and what takes less of your attention, "
        "not how much of it there is."
    ),
}
"""What a result says, for each kind of scale; only the kinds in a report are explained in it."""

BY_CREDIT = (
    "Situations are scored by a key: how near your best and worst choices come to those that the "
    "authors of the questions hold to be best and worst. Choosing at random earns about 50 of 100."
)

BY_POINTS = (
    "Each answer to a situation counts on two scales that pull apart. Read them side by side and "
    "never add them up: no point on either is the best for every situation."
)

BY_COMPARING = (
    "These compare your own answers with each other. They say what takes more of your attention, "
    "and nothing about how much of it others have."
)

DIRECTIONS = {
    Change.IMPROVED: "more than last time",
    Change.NOT_DETECTABLE: str(Change.NOT_DETECTABLE),
    Change.DECLINED: "less than last time",
}
"""A change on a scale of which neither end is the better one."""

AMOUNTS = {Height.HIGH: "much", Height.MIDDLE: "some", Height.LOW: "little"}
"""How much of a side somebody's choices show."""

NO_STRENGTH = "Look at what you say you do most."
MOST = "What you say you do most"
MORE = "What you could do more"
LESS = "What you could do less"

CHOSEN_MOST = "Choices of yours that count most on this side"
CHOSEN_LEAST = "Choices of yours that count least on it"
NONE_CHOSEN = "None of your choices."

ALSO = "What else you answered"

STEPS = "First steps to choose from, if you do not take them already"

NO_GROWTH = "Look at what you could do more, or less."
NONE_STATED = "Nothing stands out."

WORKSHEET = (
    "Choose three things, and no more: two strengths you will use on purpose, and one thing you "
    "will do differently. Write them down where you see them every week."
)

PLAN = (
    "What will I do differently, in words somebody else could check?",
    "What is the first step, this week?",
    "Who helps, and sees whether I do it?",
    "How will I know that it works?",
)

CHECK_DATES = "Check dates"

TO_FILL_IN = "." * 72

CONVERSATION = (
    "What in this report fits what you see, and what does not? Ask for one example each.",
    "Where do you see more of a strength than I do?",
    "Which one thing, done differently, would help the team most in the next 90 days?",
    "What could get in the way, and what can you take off my desk?",
    "When do we talk about it again? Put the three dates into both calendars.",
)

LIMITS = (
    "Your answers are the only source. People tend to see themselves a little better than others "
    "do, and some see themselves worse.",
    "A scale with few questions is less sure. The bands say how much.",
    "One evaluation is a picture of the last months. Repeat it after three to six months.",
    "Nothing here labels you. There is no pass line, and no rank among colleagues.",
)

FLAGS = (
    "Something about the way the questions were answered could make the results less sure. It says "
    "nothing about you. Take your time when you answer again."
)

NOT_LOOKED_AT = (
    "The way the questions were answered has not been looked at yet. That happens by itself within "
    "a few minutes of handing in. What stands out is then added here, and the report gets another "
    "number."
)

BY_CHANCE = (
    "A change counts only when it is larger than what chance alone can bring about between two "
    "evaluations, nineteen times in twenty."
)


def not_comparable(names: Sequence[str]) -> str:
    """Which results are not to be set beside those of others; empty when there are none."""
    if not names:
        return ""
    return f"Do not set these results beside those of other people: {listed(list(names))}."


def basis(answered: int, items: int, reliability: float, basis: str) -> str:
    """What a result and its bands rest on: how many questions, which figure, and its source."""
    counted = f"all {items}" if answered == items else f"{answered} of {items}"
    return f"{counted} questions, with a reliability of {reliability:.2f}. {basis}"


def two_sides(sides: Sequence[tuple[str, str, str]]) -> str:
    """What choices between sides come to; each side is an amount, its name and its value."""
    named = listed([f"{amount} of “{name}” ({value})" for amount, name, value in sides])
    return f"Where two sides pull apart, your choices show {named}. Neither is the better side."


def since(day: str) -> str:
    """The heading over what changed."""
    return f"Since {day}"


def change(verdict: str, name: str, difference: str, results: tuple[str, str], error: str) -> str:
    """What two evaluations say about a change, and what it rests on; `results` in order of time."""
    first, last = results
    return (
        f"{name}: {verdict} ({difference} since last time, from {first} to {last}; a difference of "
        f"up to {error} can come about by chance)."
    )


def to_choose(area: str) -> str:
    """What stands over steps that may be taken already, with the area they belong to."""
    return f"Steps from “{area}” to choose from, if you do not take them already:"


OTHER_LANGUAGE = (
    "The evaluation before was answered in another language. Nobody has shown yet that results in "
    "two languages mean the same: read what changed with care."
)


def no_change(names: Sequence[str]) -> str:
    """Scales of which nothing can be said, with their differences."""
    return f"No detectable change: {listed(list(names))}."
