"""Sentences of a leader's own report, the same on the page and on paper.

Functions speak the language spoken now; constants are translated where they are shown.
"""

from collections.abc import Collection, Sequence

from assess import language
from assess.instruments.assessment import Method
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.scores.classical import Change
from assess.science.scores.scoring import Height
from reports.wording import listed

AUDIENCE = N_("For you alone. Nobody else can open this report unless you hand it over.")

HOW_IN_SHORT = (
    N_(
        "The dot is what your answers come to. The inner band holds your true result two times in "
        "three, the outer one nineteen times in twenty."
    ),
    N_("Where bands overlap much, do not make much of the difference."),
    N_("These are your own answers about yourself. Others may see it differently: ask them."),
    N_("It is made for your development. It is no evidence for hiring, pay or promotion."),
)

MEANINGS = {
    Method.MEAN: N_(
        "A result from 1 to 5 on what you do says how often you see yourself do it, not how good "
        "you are."
    ),
    Method.POINTS: N_(
        "A result from 1 to 5 on situations says how much your choices count on one side, not how "
        "often you act that way."
    ),
    Method.CREDIT: N_(
        "A result from 0 to 100 says how near your choices in situations come to a key, not how "
        "you act at work."
    ),
    Method.IPSATIVE: N_(
        "A result from \u22121 to +1 says what takes more and what takes less of your attention, "
        "not how much of it there is."
    ),
}
"""What a result says, for each kind of scale; only the kinds in a report are explained in it."""

BY_CREDIT = N_(
    "Situations are scored by a key: how near your best and worst choices come to those that the "
    "authors of the questions hold to be best and worst. Choosing at random earns about 50 of 100."
)

BY_POINTS = N_(
    "Each answer to a situation counts on two scales that pull apart. Read them side by side and "
    "never add them up: no point on either is the best for every situation."
)

BY_SETTING = N_(
    "The questions are about one setting. Whether the result is higher or lower than that of "
    "another area says nothing, so it stands by itself."
)

BY_COMPARING = N_(
    "These compare your own answers with each other. They say what takes more of your attention, "
    "and nothing about how much of it others have."
)

VERDICTS = {
    Change.IMPROVED: N_("%(name)s: improved"),
    Change.NOT_DETECTABLE: N_("%(name)s: no detectable change"),
    Change.DECLINED: N_("%(name)s: declined"),
}

DIRECTIONS = {
    Change.IMPROVED: N_("%(name)s: more than last time"),
    Change.NOT_DETECTABLE: VERDICTS[Change.NOT_DETECTABLE],
    Change.DECLINED: N_("%(name)s: less than last time"),
}
"""A change on a scale of which neither end is the better one."""

AMOUNTS = {Height.HIGH: N_("much"), Height.MIDDLE: N_("some"), Height.LOW: N_("little")}
"""How much of a side somebody's choices show."""

NO_STRENGTH = N_("Look at what you say you do most.")
NOTHING_OFTEN = N_(
    "No answer says that you do something often. Ask two people who work with you what they see "
    "you do well."
)
MOST = N_("What you say you do most")
MORE = N_("What you could do more")
LESS = N_("What you could do less")

CHOSEN_MOST = N_("Choices of yours that count most on this side")
CHOSEN_LEAST = N_("Choices of yours that count least on it")
NONE_CHOSEN = N_("None of your choices.")

ALSO = N_("What else you answered")

STEPS = N_("First steps to choose from, if you do not take them already")

NO_GROWTH = N_("Look at what you could do more, or less.")
NONE_STATED = N_("Nothing stands out.")

WORKSHEET = N_(
    "Choose three things, and no more: two strengths you will use on purpose, and one thing you "
    "will do differently. Write them down where you see them every week."
)

PLAN = (
    N_("What will I do differently, in words somebody else could check?"),
    N_("What is the first step, this week?"),
    N_("Who helps, and sees whether I do it?"),
    N_("How will I know that it works?"),
)

CHECK_DATES = N_("Check dates")

TO_FILL_IN = "." * 72

CONVERSATION = (
    N_("What in this report fits what you see, and what does not? Ask for one example each."),
    N_("Where do you see more of a strength than I do?"),
    N_("Which one thing, done differently, would help the team most in the next 90 days?"),
    N_("What could get in the way, and what can you take off my desk?"),
    N_("When do we talk about it again? Put the three dates into both calendars."),
)

LIMITS = (
    N_(
        "Your answers are the only source. People tend to see themselves a little better than "
        "others do, and some see themselves worse."
    ),
    N_("A scale with few questions is less sure. The bands say how much."),
    N_("One evaluation is a picture of the last months. Repeat it after three to six months."),
    N_("Nothing here labels you. There is no pass line, and no rank among colleagues."),
)

FLAGS = N_(
    "Something about the way the questions were answered could make the results less sure. It says "
    "nothing about you. Take your time when you answer again."
)

NOT_LOOKED_AT = N_(
    "The way the questions were answered has not been looked at yet. That happens by itself within "
    "a few minutes of handing in. Only if something stands out is it added here, and the number of "
    "the report then gets three more digits."
)

LEFT_OUT = N_("Left out of this, because it cannot be set beside the other areas:")

PARTS = N_("%(areas)s: made up of other areas, which are set side by side themselves.")

SETTINGS = N_(
    "%(areas)s: questions about one setting only, so a higher or lower result says nothing about "
    "the other areas."
)

SIDES = N_(
    "%(areas)s: two sides of the same choices. What counts for one often counts against the other, "
    "and on neither is there a best result."
)

KEYED = N_("%(areas)s: compared with a key from 0 to 100, and not with how often you do something.")

COMPARED = N_(
    "%(areas)s: set against each other within your own answers, so one can only be higher where "
    "another is lower."
)

NO_RESULT = N_(
    "There is no result. Too few questions were answered in every area, and a figure made of so "
    "few would say more about chance than about you."
)

WHAT_WAS_ANSWERED = N_("What was answered")

WHAT_NEXT = N_("What you can do next")

NEXT = (
    N_(
        "Answer the questions again. You need not wait: an evaluation without a result does not "
        "count as one."
    ),
    N_(
        "Go on where a question fits your work only in part: choose the answer that is nearest. "
        "Skip what could not come up at all."
    ),
    N_("If most of the questions do not fit your work, choose another evaluation."),
)

GIVEN = N_("Your answers")

ASSUMED = N_(
    "How wide the bands are is assumed, and not measured on answers given here. Take them as a "
    "rough guide. To measure it takes at least %(people)s people."
)

MEASURED = N_(
    "How wide the bands are was measured here, on the answers of people to the same questions."
)

SOME_MEASURED = N_(
    "How wide the bands are was measured here for some areas. For the others it is assumed: take "
    "those as a rough guide."
)

IN_TERMS = N_("In technical terms:")

BY_CHANCE = N_(
    "A change counts only when it is larger than what chance alone can bring about between two "
    "evaluations, nineteen times in twenty."
)


def not_comparable(names: Sequence[str]) -> str:
    """Which results are not to be set beside those of others; empty when there are none."""
    if not names:
        return ""
    return _(
        "Do not set these results beside those of other people: %(names)s.", names=listed(names)
    )


def one_setting(name: str) -> str:
    """The heading of a result that stands by itself."""
    return _("In one setting only: %(area)s", area=name)


def out_of(answered: int, questions: int) -> str:
    """How many questions were answered of those that were asked."""
    return _("%(answered)s of %(items)s", answered=answered, items=questions)


def added_since(first_id: str) -> str:
    """Why a report has more digits in its number than on the day it was made."""
    return _(
        "The last three digits of the number stand for what was added to report %(report)s since: "
        "goals, or something noticed about the way of answering. The results are the same.",
        report=first_id,
    )


def how_wide(are_assumed: Collection[bool], people: int) -> str:
    """Where the width of bands is from; `are_assumed` tells of each result. Empty for none.

    `people`: how many it takes to measure it.
    """
    if not are_assumed:
        return ""
    if all(are_assumed):
        return _(ASSUMED, people=people)
    return _(SOME_MEASURED if any(are_assumed) else MEASURED)


def basis(answered: int, items: int, reliability: float, error: str, basis: str) -> str:
    """What a result and its bands rest on: how many questions, which figures, and their source."""
    of = _("all %(items)s") if answered == items else _("%(answered)s of %(items)s")
    return _(
        "%(counted)s questions, with a reliability of %(reliability)s and a standard error of "
        "%(error)s. %(basis)s",
        counted=of % {"answered": answered, "items": items},
        reliability=language.digits(f"{reliability:.2f}"),
        error=error,
        basis=basis,
    )


def two_sides(sides: Sequence[tuple[str, str, str]]) -> str:
    """What choices between sides come to; each side is an amount, its name and its value."""
    named = [
        _("%(amount)s of “%(name)s” (%(value)s)", amount=_(amount), name=name, value=value)
        for amount, name, value in sides
    ]
    return _(
        "Where two sides pull apart, your choices show %(named)s. Neither is the better side.",
        named=listed(named),
    )


def since(day: str) -> str:
    """The heading over what changed."""
    return _("Since %(day)s", day=day)


def change(verdict: str, name: str, difference: str, results: tuple[str, str], error: str) -> str:
    """What two evaluations say about a change, and what it rests on; `results` in order of time."""
    first, last = results
    return _(
        "%(verdict)s (%(difference)s since last time, from %(first)s to %(last)s; a "
        "difference of up to %(error)s can come about by chance).",
        verdict=_(verdict, name=name),
        difference=difference,
        first=first,
        last=last,
        error=error,
    )


def to_choose(areas: str) -> str:
    """What stands over steps that may be taken already, with the areas they belong to."""
    return _("Steps from %(areas)s to choose from, if you do not take them already:", areas=areas)


OTHER_LANGUAGE = N_(
    "The evaluation before was answered in another language. Nobody has shown yet that results in "
    "two languages mean the same: read what changed with care."
)


def reworded(names: Sequence[str]) -> str:
    """Scales of which a question reads otherwise than last time, with their differences."""
    return _(
        "It is open whether anything changed in %(names)s: a question has been worded anew since "
        "last time, and that alone can move a result.",
        names=listed(names),
    )


def no_change(names: Sequence[str]) -> str:
    """Scales of which nothing can be said, with their differences."""
    return _("No detectable change: %(names)s.", names=listed(names))
