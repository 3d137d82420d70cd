"""Sentences that page and paper share, so that they cannot disagree. No formatting, no layout."""

from collections.abc import Iterable, Sequence

from assess.science import words
from assess.science.panel import Agreement, Phrase, Result, Zone

CONFIDENTIAL = "Confidential: do not pass it on."

LIMITS_IN_SHORT = (
    "Limits: one source among several. It says what was shown in these interviews, not who a "
    "person is. Where ratings lie apart, read the evidence first. The end says more."
)

LIMITS = (
    "This report is one source among several. Read it together with what else you know, such as "
    "work samples and references.",
    "It says what candidates said and showed in these interviews, not who they are as a whole. "
    "Another setting could show more.",
    "Ratings are judgements by a few people. Where they lie apart, read the evidence before "
    "the numbers.",
    "It compares nobody with other candidates and recommends nothing. People decide.",
)

CHART = (
    "Each row of the chart is one competency on a line from 1 to 5. The large dot is the mean of "
    "the ratings and each small ring is one person’s rating. The bar runs from the lowest rating "
    "to the highest. It shows how far the raters lie apart; it is not a margin of error. The "
    "shaded zone is what the role asks for, fixed before the first scorecard came in."
)

NUMBERS = (
    "A mean of up to four ratings is shown as an exact fraction. From five ratings it carries one "
    "decimal, because then the data carry one. A dash means that nobody rated it."
)

PHRASES: tuple[tuple[Phrase, str], ...] = (
    (Phrase.CLEARLY_ABOVE, "Two or more people rated, and every rating lies above the zone."),
    (
        Phrase.LIKELY_ABOVE,
        "The mean lies above the zone, but not every rating does, or only one person rated.",
    ),
    (Phrase.IN_OR_NEAR, "The mean lies in the zone, or less than a quarter of a level from it."),
    (
        Phrase.LIKELY_BELOW,
        "The mean lies below the zone, but not every rating does, or only one person rated.",
    ),
    (Phrase.CLEARLY_BELOW, "Two or more people rated, and every rating lies below the zone."),
)
"""What each result phrase means; `assess.science.panel` decides which one is used."""

AGREEMENTS: tuple[tuple[Agreement, str], ...] = (
    (Agreement.AGREE, "All ratings lie within one level."),
    (Agreement.DIFFER, "The lowest and the highest rating lie two levels apart."),
    (
        Agreement.DIFFER_STRONGLY,
        "The lowest and the highest rating lie three or four levels apart.",
    ),
)

METHOD = (
    "Each interviewer rated alone and saw the ratings of others only afterwards. A rating changed "
    "after the discussion is marked, with the first rating and the reason.",
    "The result of a competency is the sum of its ratings divided by their number. Every rater "
    "counts equally. “Not asked” is left out and never counts as zero.",
    "The overall result is the weighted mean of these results: each is multiplied by its weight, "
    "and the sum is divided by the sum of the weights. The weights were fixed before the first "
    "scorecard came in. A competency without ratings is left out; the other weights keep their "
    "proportions. The overall range is the weighted mean of the lowest and of the highest ratings.",
    "The sources are interviews only. No test, no written task and no computer model added to "
    "these results.",
)

DECIDING = (
    "People make the decision, not a computer. Several people listened to you, and each wrote down "
    "what they heard before they talked to each other. Then they discussed it together."
)

GREETING = "With kind regards,"

LITTLE_CHANCE = "little chance to show"

LITTLE_CHANCE_MEANS = (
    "“Little chance to show” says something about the interview, not about you. The time or the "
    "questions led elsewhere, so there is too little to go on."
)

RIGHTS: tuple[tuple[str, str], ...] = (
    (
        "Ask a person to look again",
        "Tell us what you see differently. Someone will read it and answer you.",
    ),
    ("Correct a fact", "If something we wrote about you is wrong, we change it."),
    ("Get your data", "You can have a copy of what you sent us and of what we hold about you."),
    (
        "Have it erased",
        "You can ask us to delete it at any time. If a law makes us keep a part, we tell you which "
        "part and why.",
    ),
)


def audience(organisation: str) -> str:
    """Who the candidate report is for, and who not."""
    return f"For the hiring team of {organisation}. Not for the candidate."


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def ratings(given: Iterable[int]) -> str:
    """The single ratings, lowest first, as a sentence."""
    digits = [str(rating) for rating in sorted(given)]
    if not digits:
        return "Not rated by anyone."
    return f"Rating {digits[0]}." if len(digits) == 1 else f"Ratings {listed(digits)}."


def zone(wanted: Zone) -> str:
    """The levels a role wants, written like every other range."""
    return words.span(Result(None, float(wanted.low), float(wanted.high), 0, 0, None, None))


def expected(wanted: Zone) -> str:
    return f"Expected for this role: {zone(wanted)}."


def agreement(word: Agreement | None) -> str:
    """A sentence about how far raters lie apart; empty when there is nothing to compare."""
    return f"The raters {word}." if word else ""


def not_asked(people: int) -> str:
    """How many of the panel had no chance to see something; empty for none."""
    if people == 0:
        return ""
    return f"{people} {'interviewer' if people == 1 else 'interviewers'} did not ask about it."


def sources(interviews: int, scorecards: int, missing: int) -> str:
    """What a report stands on: `2 interviews, 3 of 4 scorecards`."""
    talks = "1 interview" if interviews == 1 else f"{interviews} interviews"
    if missing:
        return f"{talks}, {scorecards} of {scorecards + missing} scorecards"
    return f"{talks}, 1 scorecard" if scorecards == 1 else f"{talks}, {scorecards} scorecards"


def scale(levels: Sequence[str]) -> str:
    """The five levels as one sentence."""
    named = listed([f"{number} ({name})" for number, name in enumerate(levels, 1)])
    return (
        f"Ratings run from 1 to 5: {named}. Each level is tied to acts that were written down "
        "before the interviews. Interviewers choose the highest level whose act they heard."
    )


def missing_parts(scorecards: int, unrated: Sequence[str]) -> tuple[str, ...]:
    """What a reader might expect to be here and is not."""
    missing: list[str] = []
    if scorecards:
        verb = "1 scorecard was" if scorecards == 1 else f"{scorecards} scorecards were"
        missing.append(f"{verb} not in when this report was made.")
    if unrated:
        missing.append(f"Nobody rated {listed(unrated)}, so nothing can be said about it here.")
    return tuple(missing)


def kept_for(period: str) -> str:
    return f"We keep your data for {period}. Then we delete it."


def signature(organisation: str) -> str:
    return f"The hiring team of {organisation}"


def thanks(opening: str, looked_at: str) -> str:
    """The first lines of the candidate's own feedback."""
    return (
        "Thank you for the time and thought you gave us when we talked about the role "
        f"“{opening}”. This is what we learned from {looked_at}. It is about what you said and did "
        "there, and it is written for you."
    )
