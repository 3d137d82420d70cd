"""Why nothing can be learned from what is known, all of it at once; and what every card says.

Behind it stands numpy, and no learner: who is refused here is refused within a second.
"""

from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

import numpy as np

from assess.fit.gathering import Gathered, Row
from assess.fit.rules import Learned, ModelStatus, Target
from assess.science.estimate_words import digits
from assess.science.estimates import Numbers
from assess.science.fit.guards import PEOPLE, PER_NUMBER
from assess.text import counted
from reports import wording

TELLS_ALL = 0.95
"""A result that goes along with the outcome so closely has most likely been made from it."""

FEWEST_FOR_LEAK = 10


def refused(gathered: Gathered, target: Target) -> Learned | None:
    """The refusal with everything that is missing; nothing where a model may be tried."""
    rows = gathered.rows(target)
    table, outcomes = tables(gathered, rows)
    missing = [
        *_leak(gathered, table, outcomes),
        *_missing(gathered, target, rows, table, outcomes),
    ]
    if not missing:
        return None
    card = {**about(gathered, target, rows), "missing": missing}
    return Learned(ModelStatus.REFUSED, missing[0], card)


def tables(gathered: Gathered, rows: Sequence[Row]) -> tuple[Numbers, Numbers]:
    """Results, a row for each hire, and what became of them."""
    table = np.array([row.means for row in rows], dtype=float).reshape(-1, len(gathered.names))
    return table, np.array([row.outcome for row in rows], dtype=float)


def _leak(gathered: Gathered, table: Numbers, outcomes: Numbers) -> list[str]:
    """Competencies that tell the outcome so closely that they most likely came from it."""
    return [
        f"Results on {title} tell the outcome almost without error "
        f"(correlation {digits(r)}, {counted(people, 'person', 'people')}). Ratings and "
        "outcomes never agree so closely unless one was made from the other: find out how "
        "they came in. Nothing is learned from them."
        for title, r, people in _correlated(gathered, table, outcomes)
        if abs(r) >= TELLS_ALL
    ]


def _correlated(
    gathered: Gathered, table: Numbers, outcomes: Numbers
) -> list[tuple[str, float, int]]:
    """How each competency goes with the outcome, of those where it can be told; for how many."""
    found = []
    for at, name in enumerate(gathered.names):
        known = ~np.isnan(table[:, at])
        mine, theirs = table[known, at], outcomes[known]
        if len(mine) < FEWEST_FOR_LEAK or not np.ptp(mine) or not np.ptp(theirs):
            continue
        r = float(np.corrcoef(mine, theirs)[0, 1])
        found.append((gathered.titles[name], r, len(mine)))
    return found


def _missing(
    gathered: Gathered, target: Target, rows: Sequence[Row], table: Numbers, outcomes: Numbers
) -> list[str]:
    """Everything that stands in the way of learning, a sentence each."""
    found = []
    whole = ~np.isnan(table).any(axis=1) & ~np.isnan([row.overall for row in rows])
    n, known = int(whole.sum()), outcomes[whole]
    if n < PEOPLE:
        found.append(
            f"It takes {PEOPLE} people hired with a result on every competency and this outcome. "
            f"{_there(n, PEOPLE)}"
        )
    if len(known) and not np.ptp(known):
        found.append(_constant(target, float(known[0])))
    elif target.measure.is_event and len(known):
        needed = PER_NUMBER * (len(gathered.names) + 1)
        fewer = int(min(known.sum(), len(known) - known.sum()))
        if fewer < needed:
            found.append(
                f"It takes {needed} people of the rarer outcome, {PER_NUMBER} for each number to "
                f"be learned. {_there(fewer, needed)}"
            )
    flat = [
        gathered.titles[name]
        for at, name in enumerate(gathered.names)
        if n > 1 and not np.ptp(table[whole, at])
    ]
    if flat:
        found.append(
            f"Everybody has the same result on {wording.listed(flat)}, so nothing can be learned "
            "from it."
        )
    return found


def _there(held: int, needed: int) -> str:
    missing = needed - held
    is_there = "is" if held == 1 else "are"
    return f"There {is_there} {held}, so {missing} {'is' if missing == 1 else 'are'} missing."


def _constant(target: Target, value: float) -> str:
    if target.measure.is_event:
        happened = "yes" if value else "no"
        return (
            f"The outcome is ‘{happened}’ for everybody. Where only one thing ever happened, "
            "nothing tells it from the other."
        )
    return (
        f"Everybody has the same outcome, {value:g}. Where outcomes do not differ, nothing can "
        "tell them beforehand."
    )


def about(gathered: Gathered, target: Target, rows: Sequence[Row]) -> dict[str, Any]:
    """Whom it rests on, from when, and which checks against leaks were made."""
    days = [row.found_on for row in rows]
    rated = [one.newest for one in gathered.people]
    from_panel = sum(row.from_panel for row in rows)
    return {
        "format": 1,
        "template": gathered.template,
        "framework": gathered.framework,
        "target": {"measure": target.measure.value, "months": target.months},
        "competencies": [
            {"id": name, "title": gathered.titles[name], "weight": gathered.weights[name]}
            for name in gathered.names
        ],
        "hires": len(rows),
        "rated": len(gathered.people),
        "outcomes_from": _day(min(days, default=None)),
        "outcomes_until": _day(max(days, default=None)),
        "ratings_until": _day(max(rated).astimezone(UTC).date() if rated else None),
        "from_panel": from_panel,
        "leakage": _checks(gathered, rows, from_panel),
        "subgroups": {},
    }


def _checks(gathered: Gathered, rows: Sequence[Row], from_panel: int) -> list[str]:
    hires, tells = len(rows), _correlated(gathered, *tables(gathered, rows))
    leaks = [title for title, r, _ in tells if abs(r) >= TELLS_ALL]
    close = "No competency tells the outcome almost without error."
    if leaks:
        tell = "tells" if len(leaks) == 1 else "tell"
        close = f"Not passed: {wording.listed(leaks)} {tell} the outcome almost without error."
    elif not tells:
        close = (
            "Whether a competency tells the outcome almost without error cannot be checked: it "
            f"takes {FEWEST_FOR_LEAK} people, and results and outcomes that differ."
        )
    found = [
        "Results are what interviewers rated alone, before the debrief: nobody knew an outcome.",
        "No outcome from before the hire is taken in, nor one found over 30 days before its time.",
        close,
        "Names, contact data, what people said of themselves and how long anything took are no "
        "part of the data.",
    ]
    if from_panel:
        found.append(
            f"Of {counted(hires, 'outcome')}, {from_panel} came from somebody who had interviewed "
            "the person. They may see what they expected, so the model may look better than it is."
        )
    return found


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
