"""Sentences about a candidate's assessments, the same in the debrief, the report and on paper."""

from collections.abc import Mapping, Sequence

from assess.instruments.measures import Method
from reports.wording import listed

MADE_FOR_HIRING = (
    "Made for hiring. Read it beside the interview; by itself it says little about how well "
    "somebody will do."
)

MADE_FOR_DEVELOPMENT = (
    "Made for development: how the candidate sees their own work. Nothing is published that it "
    "forecasts success in a job. Use it to choose what to ask, not to decide."
)

NOT_MIXED = (
    "The candidate answered these through a link. No result here enters the results by competency, "
    "and no formula joins them. The bands say how far chance can move a result: likely is two "
    "times in three, nearly surely nineteen times in twenty."
)

TITLE = "Assessments: a second source, never mixed into the ratings"

TIME_RAN_OUT = (
    "Time ran out before this was handed in. What was answered until then counts, and what was not "
    "is left out."
)

NOT_IN = "Not in yet"

NOT_LOOKED_AT = (
    "How these questions were answered has not been looked at yet. That happens by itself within a "
    "few minutes of handing in. What stands out is then added here, and the report gets another "
    "number."
)

WITH_CARE = (
    "Read these results with care. Something about the way the questions were answered could make "
    "them less sure. It says nothing about the person and is no reason to turn anybody down: ask."
)


RANGE = {
    Method.MEAN: "a result lies between 1 and 5 and is the mean of the answers",
    Method.POINTS: "a result lies between 1 and 5 and says how much choices count on that side",
    Method.IPSATIVE: (
        "a result lies between \u22121 and +1. It compares the person's answers with each other "
        "and does not say who has more of it"
    ),
}
"""Where results without a unit lie, and what they are."""


def beside(titles: Sequence[str]) -> str:
    """The sentence of a summary that points to the other source."""
    results = "Its results stand" if len(titles) == 1 else "Their results stand"
    named = listed([f"“{title}”" for title in titles])
    return (
        f"A second source is {named}, answered through a link. {results} apart from the interviews "
        "and enter nothing said above."
    )


def answered(given: int, asked: int) -> str:
    """How many questions a result rests on, where some have no answer."""
    return f"It rests on {given} of {asked} questions; the others have no answer."


def at_random(names: Sequence[str], shown: str) -> str:
    """Where results by a key begin to say something; `shown` is what chance alone earns."""
    return (
        f"{listed(names)}: choosing the best and the worst response at random earns about {shown}."
    )


def lies_between(names: Sequence[str], method: Method) -> str:
    """What the figures of these scales are; nothing where they carry a unit of their own."""
    return f"{listed(names)}: {RANGE[method]}." if names and method in RANGE else ""


def rests_on(sharing: Mapping[tuple[float, str], Sequence[str]], basis: str) -> str:
    """The figures behind the bands, each with its scales, and where all of them come from."""
    figures = " ".join(
        f"{listed(names)}: the bands rest on a reliability of {reliability:.2f}, which makes a "
        f"standard error of {error}."
        for (reliability, error), names in sharing.items()
    )
    return f"{figures} {'Of all these figures: ' if len(sharing) > 1 else ''}{basis}"


def answered_in(language: str) -> str:
    """That a result came about in another language than most; `language` is its English name."""
    return (
        f"Answered in {language}. Nobody has shown yet that results in two languages mean the "
        "same: do not set this one beside another person's in English."
    )


def told_apart(names: Sequence[str], least: str) -> str:
    """How far two people's results must differ, in the unit in which they are shown."""
    return (
        f"{listed(names)}: two people whose results differ by less than {least} cannot be told "
        "apart."
    )


def handed_in(title: str, day: str) -> str:
    """An assessment that is in, where its results are not shown."""
    return f"{title}: handed in on {day}."


def not_handed_in(title: str, *, begun: bool, until: str, is_over: bool) -> str:
    """An assessment that is not in; `until` is empty when its link was withdrawn.

    A report may be read long after the moment it tells of: what was open then says no more than
    until when.
    """
    how_far = "begun and not handed in" if begun else "not begun"
    if not until:
        return f"{title}: {how_far}; its link was withdrawn."
    due = f"was open until {until}" if is_over else f"open until {until}"
    return f"{title}: {how_far}; {due}."
