"""Sentences that page and paper share, so that they cannot disagree. No formatting, no layout."""

import re
from collections.abc import Iterable, Sequence

from assess.language import gettext as _
from assess.science.panel import error_words as panel_error_words
from assess.science.panel import words
from assess.science.panel.results import Agreement, Phrase, Zone
from assess.text import counted

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

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

ON_PAPER = (
    "Results of assessments describe what somebody answered on one day, not how they act at work. "
    "They are measured on other scales than the ratings and cannot be set off against them."
)

CHART = (
    "Each row of the chart is one competency on a line from 1 to 5. The large dot is the mean of "
    "the ratings and each small ring is one person’s rating. The bar runs from the lowest rating "
    "to the highest. In the row Overall it runs from the mean of every lowest rating to the mean "
    "of every highest. It shows how far the raters lie apart; it is not a margin of error. The "
    "shaded zone is what the role asks for, fixed before the first scorecard came in."
)

NUMBERS = (
    "A mean of up to four ratings is shown as an exact fraction where there is a sign for it. From "
    "five ratings it carries one decimal, because then the data carry one. The nearest level of a "
    "mean that lies half way is the lower one. A dash means that there is nothing to show."
)

RESTS_ON = "What the margins rest on"

CORRECTED = "Corrected for who rated"

PHRASES: tuple[tuple[Phrase, str], ...] = (
    (
        Phrase.CLEARLY_ABOVE,
        "The mean lies above and not near the zone. Two or more rated, and every rating is above; "
        "so is the whole margin, where there is one.",
    ),
    (
        Phrase.LIKELY_ABOVE,
        "The mean lies above and not near the zone, but some rating or part of the margin is not, "
        "or only one rated.",
    ),
    (
        Phrase.IN_OR_NEAR,
        "The mean lies in the zone, or near it: less than a quarter of a level away.",
    ),
    (
        Phrase.LIKELY_BELOW,
        "The mean lies below and not near the zone, but some rating or part of the margin is not, "
        "or only one rated.",
    ),
    (
        Phrase.CLEARLY_BELOW,
        "The mean lies below and not near the zone. Two or more rated, and every rating is below; "
        "so is the whole margin, where there is one.",
    ),
)
"""What each result phrase means; `assess.science.panel.results` decides which one is used."""

AGREEMENTS: tuple[tuple[Agreement, str], ...] = (
    (Agreement.AGREE, "All ratings lie within one level."),
    (Agreement.DIFFER, "The lowest and the highest rating lie two levels apart."),
    (
        Agreement.DIFFER_STRONGLY,
        "The lowest and the highest rating lie three or four levels apart.",
    ),
)

DEFINED: tuple[tuple[str, str], ...] = (
    *PHRASES,
    (
        "clearly, overall",
        "The overall mean lies outside and not near its zone. Two or more rated every competency "
        "that has a rating, and all ratings lie above, or all below, the zone of their competency. "
        "So does the margin of the whole.",
    ),
    *AGREEMENTS,
)
"""All words of a report that stand for a rule, in the order of its table."""

METHOD = (
    "Each interviewer rated alone: others’ ratings stay hidden until one’s own scorecard is in. "
    "All results come from these ratings. Who came in after the debrief had opened is marked, and "
    "so is who took a place over when other ratings could be seen.",
    "A rating changed after seeing others’, or after the debrief had opened, stands beside the one "
    "given before, with its reason. It moves no result.",
    "The result of a competency is the sum of its ratings divided by their number. Every rater "
    "counts equally. “Not asked, or no evidence” is left out and never counts as zero.",
    "The overall result is the weighted mean of these results; the weights were fixed before the "
    "first scorecard came in. A competency without ratings is left out, and the other weights keep "
    "their proportions. The overall range lies between the weighted mean of every lowest rating "
    "and that of every highest; nobody need have rated so.",
)

INTERVIEWS_ONLY = (
    "The sources are interviews only. No test, no written task and no computer model added to "
    "these results."
)

TWO_SOURCES = (
    "There are two sources, and they stay apart. The results by competency and the overall result "
    "come from the interviews alone. What the candidate answered through links has its own part, "
    "on scales of its own, and moved none of them. No computer model added to any result."
)


def unequal(reason: str) -> str:
    """Why the competencies do not count equally, in the words of whoever decided it."""
    return f"The competencies do not count equally. The plan says why: {reason}"


HIGHEST = "This is the highest level."

OVERUSE = "What too much of it would look like; it counts low, whatever else was said"

ALL_WEIGHTED = (
    "All competencies, weighted. The range lies between every lowest and every highest rating."
)

PLANNED = "planned; no evidence on it yet"

CAME_IN_LATE = "came in after the debrief had opened"

COULD_SEE_OTHERS = "could see other ratings before"

NOT_ASKED = "not asked, or no evidence"
"""One choice in the kit covers both, so no sentence may say which it was."""

GREETING = "With kind regards,"

NOTHING_STOOD_OUT = (
    "No area stood out as clearly shown this time. That is about these conversations, not about "
    "all you can do."
)

ANY_STEP = "Any one of these steps would help. Take what is closest to your work."

SEE_ABOVE = "One of the things you showed most clearly: see above."

LITTLE_SHOWN = (
    "You answered questions on this. We heard little of what the role needs here. Another example "
    "might have shown more."
)

HEARD_ONCE = (
    "You showed this to one of us. Nobody else heard enough about it, so we say no more than that."
)

TOO_LITTLE = (
    "Either our questions did not reach this, or we heard too little to describe it. Our notes do "
    "not say which. It is not a mark against you."
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
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def once(texts: Iterable[str]) -> list[str]:
    """Texts in their order without the sentences an earlier one has; what is left may be empty."""
    said: set[str] = set()
    left = []
    for text in texts:
        new = [one for one in _SENTENCE_END.split(text) if one not in said]
        said.update(new)
        left.append(" ".join(new))
    return left


def fresh(texts: Iterable[str]) -> list[str]:
    """The same, but a text of which nothing would be left stays whole."""
    whole = list(texts)
    return [left or text for left, text in zip(once(whole), whole, strict=True)]


def ratings(given: Iterable[int]) -> str:
    """The single ratings, lowest first, as a sentence."""
    digits = [str(rating) for rating in sorted(given)]
    if not digits:
        return "Not rated by anyone."
    return f"Rating {digits[0]}." if len(digits) == 1 else f"Ratings {listed(digits)}."


def expected(wanted: Zone) -> str:
    return f"Expected for this role: {words.zone(wanted)}."


def agreement(word: Agreement | None) -> str:
    """A sentence about how far raters lie apart; empty when there is nothing to compare."""
    return f"The raters {word}." if word else ""


def not_asked(people: int) -> str:
    """How many of the panel gave no level; empty for none."""
    return f"{counted(people, 'interviewer')} gave no level: {NOT_ASKED}." if people else ""


def given(level: int | None) -> str:
    """What one interviewer gave, after their letter: `rated 4`."""
    return NOT_ASKED if level is None else f"rated {level}"


def changed_alone(old: int | None, new: int | None, reason: str) -> str:
    """A rating that replaced an earlier one before its interviewer saw any other."""
    return f"{_rated(old)} first; {_level(new)} before seeing any other rating: {reason}"


def changed_later(
    held: int | None, later: int | None, reason: str, *, in_debrief: bool, alone: bool = True
) -> str:
    """A rating that was given beside the one on record; `alone`: that one was given alone."""
    when = "after the debrief had opened" if in_debrief else "after seeing other ratings"
    return f"{_rated(held)} {'alone' if alone else 'first'}; {_level(later)} {when}: {reason}"


def moved_later(pairs: Sequence[tuple[int | None, int | None]]) -> str:
    """Which ratings of a competency changed after the record; empty when none did."""
    if not pairs:
        return ""
    steps = listed([f"from {_level(held)} to {_level(later)}" for held, later in pairs])
    changed = f"{counted(len(pairs), 'rating')} changed later, {steps}"
    return f"{changed}; the result counts what was given before."


def _rated(level: int | None) -> str:
    return "Gave no level" if level is None else f"Rated {level}"


def _level(level: int | None) -> str:
    return "no level" if level is None else str(level)


def nearest(level: int, name: str) -> str:
    """Which level a result is near, and what the acts printed under it are not."""
    return f"Nearest level: {level}, {name}. Behaviours were not rated one by one."


def acts(level: int) -> str:
    return f"Acts written for level {level}"


def next_level(level: int) -> str:
    return f"What the next level, {level}, would look like"


def sources(interviews: int, scorecards: int, missing: int, assessments: int = 0) -> str:
    """What a report stands on: `2 interviews, 3 of 4 scorecards, 1 assessment`."""
    of = f"{scorecards} of " if missing else ""
    held = f"{counted(interviews, 'interview')}, {of}{counted(scorecards + missing, 'scorecard')}"
    return f"{held}, {counted(assessments, 'assessment')}" if assessments else held


OWN_ANSWERS = "You answered questions through a link. This is what your answers describe."

SEEN_BY_YOURSELF = "These answers say how you see your own work. No answer was right or wrong."

JUDGED_BY_KEY = (
    "Here your choices were compared with a key: what the authors of the questions hold to be the "
    "best and the worst response. The nearer they come to it, the higher the result."
)


def some_unanswered(*, too_few: bool) -> str:
    """What a candidate reads where questions have no answer; `too_few`: for some area."""
    said = "Some of these questions have no answer. What stands here rests on those you answered."
    return f"{said} Where they are too few, nothing is said." if too_few else said


def method(assessments: int) -> tuple[str, ...]:
    """How the results were made; the last sentence names the sources there are."""
    return (*METHOD, TWO_SOURCES if assessments else INTERVIEWS_ONLY)


def limits(assessments: int) -> tuple[str, ...]:
    """What the report cannot say, of each source there is."""
    return (*LIMITS, ON_PAPER) if assessments else LIMITS


def scale(levels: Sequence[str]) -> str:
    """The five levels as one sentence."""
    named = listed([f"{number} ({name})" for number, name in enumerate(levels, 1)])
    return (
        f"Ratings run from 1 to 5: {named}. Each level is tied to acts that were written down "
        "before the interviews. Interviewers place each behaviour they heard at its level and rate "
        "the level that describes most of them, between two the lower."
    )


def how_to_read(levels: Sequence[str]) -> tuple[str, ...]:
    """The scale, the chart, the numbers and their margins, in this order."""
    return scale(levels), CHART, NUMBERS, panel_error_words.MEANING


def missing_parts(scorecards: int, unrated: Sequence[str]) -> tuple[str, ...]:
    """What a reader might expect to be here and is not."""
    missing: list[str] = []
    if scorecards:
        verb = "1 scorecard was" if scorecards == 1 else f"{scorecards} scorecards were"
        missing.append(f"{verb} not in when this report was made.")
    if unrated:
        missing.append(f"Nobody rated {listed(unrated)}, so nothing can be said about it here.")
    return tuple(missing)


def signature(organisation: str) -> str:
    return f"The hiring team of {organisation}"


def deciding(people: int, *, apart: bool = True) -> str:
    """Who decides, and how what a candidate said was noted down; `apart`: unseen by others."""
    first = " before they could read what the others wrote" if apart else ""
    heard = (
        f"Several people listened to you. Each wrote down what they heard{first}. Then they "
        "discussed it together."
        if people > 1
        else "One person listened to you and wrote down what they heard."
    )
    return f"People make the decision, not a computer. {heard}"


def thanks(opening: str, looked_at: str) -> str:
    """The first lines of the candidate's own feedback."""
    return (
        "Thank you for the time and thought you gave us when we talked about the role "
        f"“{opening}”. This is what we learned from {looked_at}. It is about what you said and did "
        "there, and it is written for you."
    )
