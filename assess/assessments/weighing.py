"""Weigh what people answered: reliability, and how each question does its part. In words.

Plain values in and out. Behind it stand numpy and scipy, so that nothing imports this module
before somebody opens a page of evidence with enough answers behind it.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from assess.assessments import measuring
from assess.assessments.evidence import Gathered
from assess.instruments.assessment import Assessment, Method, Scale
from assess.science.covariances import Table
from assess.science.estimate_words import digits
from assess.science.estimates import Estimate
from assess.science.reliability import alpha as reliability
from assess.science.reliability import omega as omegas
from assess.science.reliability import words as reliability_words
from assess.science.reliability.alpha import Alpha, ItemStatistics
from assess.science.reliability.omega import Omega
from assess.science.scores import scoring
from assess.text import counted

SEED = 1
"""Draws of people are the same ones each time, so that a page does not flicker."""

LEVEL = 0.95

UNKNOWN = "—"

LANGUAGES = {"en": "English", "de": "German"}

NOT_FOR_CHOICES = (
    "Choices against one another have errors that hang together, so that no alpha and no omega "
    "can be given."
)
AGAINST = "Question {name} surely goes against the others: look at its key and its wording."
MISSING = (
    "Answers are missing, so that alpha rests on everybody who answered each two questions, and "
    "its margin on samples drawn from the people."
)


@dataclass(frozen=True)
class ItemRow:
    """One question of a scale, as the page shows it; what is undefined is a dash.

    `difficulty` is the mean as a share of the way from the lowest to the highest score there
    can be: the higher, the easier it is to score high.
    """

    item: str
    n: int
    mean: str
    spread: str
    difficulty: str
    rest: str
    without: str


@dataclass(frozen=True)
class Weighed:
    """A scale: what can be said, question by question, and what it is too early to say."""

    said: tuple[str, ...]
    items: tuple[ItemRow, ...]
    too_early: tuple[str, ...]


_known: dict[str, dict[str, Weighed]] = {}
"""Results by the answers they rest on: a process works each of them out once."""

MOST_KNOWN = 20


def weigh(gathered: Gathered) -> dict[str, Weighed]:
    """Every scale of an assessment, by its id."""
    assessment = gathered.assessment
    rests_on = assessment.ref, [*gathered.answers.items()], [*gathered.languages.items()]
    key = sha256(repr(rests_on).encode()).hexdigest()
    found = _known.get(key)
    if found is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        found = {scale.id: _scale(assessment, scale, gathered) for scale in assessment.scales}
        _known[key] = found
    return found


def _scale(assessment: Assessment, scale: Scale, gathered: Gathered) -> Weighed:
    table = measuring.item_scores(assessment, scale, gathered.answers.values())
    names = [item.id for item in assessment.items_of(scale)]
    if scale.method is Method.IPSATIVE or len(names) < 2:
        rows = _rows(scale, names, table, None)
        return Weighed((NOT_FOR_CHOICES,) if len(names) > 1 else (), rows, ())
    alpha = reliability.alpha(table, level=LEVEL, seed=SEED)
    said, too_early = _sorted_out(alpha)
    said += _against(names, alpha)
    if alpha.estimate is not None and alpha.missing:
        said.append(MISSING)
    for more, less in (_omega(table), _languages(table, list(gathered.languages.values()))):
        said += more
        too_early += less
    return Weighed(tuple(said), _rows(scale, names, table, alpha), tuple(too_early))


def _against(names: list[str], alpha: Alpha) -> list[str]:
    """Questions that surely go against the rest of their scale."""
    rests = [(name, one.rest.interval) for name, one in zip(names, alpha.items or (), strict=False)]
    found = [name for name, interval in rests if interval is not None and interval[1] < 0]
    return [AGAINST.format(name=name) for name in found]


def _sorted_out(found: Alpha | Omega, before: str = "") -> tuple[list[str], list[str]]:
    """What a coefficient says, or that it is too early for it."""
    sentence = before + reliability_words.explain(found)
    return ([], [sentence]) if found.reason else ([sentence], [])


def _omega(table: Table) -> tuple[list[str], list[str]]:
    """Of whole sets of answers, so that its error needs no draws of people."""
    whole = table[~np.isnan(table).any(axis=1)]
    if table.shape[1] < 3:
        return [], []
    if len(whole) < omegas.FEWEST:
        return [], [
            f"Omega, how much of the scale is one thing, takes {omegas.FEWEST} people who "
            f"answered all of its questions; there are {len(whole)}."
        ]
    found = omegas.omega(whole, level=LEVEL)
    said, too_early = _sorted_out(found)
    if found.fit is not None:
        said.append(
            "What one thing in common leaves unexplained of the correlations is "
            f"{digits(found.fit.srmr)} on average (SRMR; 0 is nothing)."
        )
    return said, too_early


def _languages(table: Table, languages: list[str]) -> tuple[list[str], list[str]]:
    """Each language apart, where there are several."""
    said: list[str] = []
    too_early: list[str] = []
    several = sorted(set(languages))
    for language in several if len(several) > 1 else ():
        own = table[np.array(languages) == language]
        name = LANGUAGES.get(language, language)
        if len(own) < reliability.FEWEST:
            too_early.append(
                f"{name} alone: there are {counted(len(own), 'person', 'people')} of the "
                f"{reliability.FEWEST} it takes."
            )
            continue
        more, less = _sorted_out(reliability.alpha(own, level=LEVEL, seed=SEED), f"{name} alone. ")
        said += more
        too_early += less
    return said, too_early


def _rows(scale: Scale, names: list[str], table: Table, alpha: Alpha | None) -> tuple[ItemRow, ...]:
    statistics = alpha.items if alpha is not None and alpha.items else [None] * len(names)
    return tuple(
        _row(scale, name, table[:, place], one)
        for place, (name, one) in enumerate(zip(names, statistics, strict=True))
    )


def _row(scale: Scale, name: str, column: Table, statistics: ItemStatistics | None) -> ItemRow:
    given = column[~np.isnan(column)]
    if len(given) < reliability.FEWEST:
        return ItemRow(name, len(given), *[UNKNOWN] * 5)
    lowest, highest = scoring.RANGES[scale.method]
    mean = float(given.mean())
    return ItemRow(
        item=name,
        n=len(given),
        mean=digits(mean),
        spread=digits(float(given.std(ddof=1))),
        difficulty=digits((mean - lowest) / (highest - lowest)),
        rest=_with_interval(statistics.rest if statistics else None),
        without=_shown(statistics.alpha_without.estimate if statistics else None),
    )


def _with_interval(correlation: Estimate | None) -> str:
    """A corrected item-total correlation, between the ends of its interval where it has one."""
    if correlation is None or correlation.estimate is None:
        return UNKNOWN
    if correlation.interval is None:
        return digits(correlation.estimate)
    low, high = (digits(end) for end in correlation.interval)
    return f"{digits(correlation.estimate)} ({low} to {high})"


def _shown(value: float | None) -> str:
    return UNKNOWN if value is None else digits(value)
