"""A panel's ratings side by side: rows by disagreement, then weight.

What people rated alone is the record, and every result comes from it. A change made after
somebody saw others' ratings, or after the debrief opened, stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from string import ascii_uppercase

from assess.instruments.schema import Competency, Framework
from assess.interviews.models import Rating, Scorecard
from assess.interviews.rules import OVERALL, Recommendation
from assess.openings.models import Plan
from assess.science.panel import results as panel
from assess.science.panel.results import Result, Zone


@dataclass(frozen=True)
class Change:
    """A rating that was given in place of an earlier one, and how it came about."""

    level: int | None
    not_asked: bool
    reason: str
    others_seen: bool
    after_debrief: bool
    saved_at: datetime

    @property
    def alone(self) -> bool:
        """Whether the interviewer changed it before hearing of anybody else's rating."""
        return not self.others_seen and not self.after_debrief


@dataclass(frozen=True)
class Cell:
    """What one interviewer gave for one competency, with its history and evidence.

    `level` and `not_asked` are what the interviewer gave alone; `first_level` is what was
    handed in first.
    """

    level: int | None
    not_asked: bool
    confidence: str | None
    evidence: str
    first_level: int | None
    changes: tuple[Change, ...]

    @property
    def later(self) -> Change | None:
        """What the interviewer gave last after hearing of others' ratings, if anything."""
        heard = [change for change in self.changes if not change.alone]
        return heard[-1] if heard else None


@dataclass(frozen=True)
class Conclusion:
    """What one interviewer says of the whole interview, in words.

    `alone` before hearing of others' ratings, `first` when handed in, `later` after hearing
    of them, or empty.
    """

    alone: str
    first: str
    later: str


@dataclass(frozen=True)
class Member:
    """One interviewer of the panel and the letter that stands for the name on paper.

    `is_late`: the scorecard came in when the debrief was open already. `saw_others`: the
    interviewer took the place over when other ratings could be seen.
    """

    card: Scorecard
    letter: str
    name: str
    overall: Cell | None
    is_late: bool
    saw_others: bool

    @property
    def rated_alone(self) -> bool:
        """Whether the scorecard came in before the debrief, and before others' could be seen."""
        return not (self.is_late or self.saw_others)

    @property
    def conclusion(self) -> Conclusion:
        """What the interviewer says of the whole interview."""
        if self.overall is None:
            return Conclusion("", "", "")
        later = self.overall.later
        return Conclusion(
            _said(self.overall.level),
            _said(self.overall.first_level),
            _said(later.level if later else None),
        )


@dataclass(frozen=True)
class Row:
    """One competency: what was wanted, what everybody gave, what it comes to."""

    competency: Competency
    weight: float
    zone: Zone
    cells: tuple[Cell | None, ...]
    result: Result
    discuss: bool

    @property
    def ratings(self) -> tuple[int, ...]:
        """The levels given, in the order of the columns."""
        return tuple(cell.level for cell in self.cells if cell and cell.level is not None)

    @property
    def not_asked(self) -> int:
        """How many were to rate it and had no chance to."""
        return sum(1 for cell in self.cells if cell and cell.not_asked)


@dataclass(frozen=True)
class Matrix:
    """The whole panel: `rows` for the debrief, `by_plan` the same rows as papers show them."""

    members: tuple[Member, ...]
    rows: tuple[Row, ...]
    by_plan: tuple[Row, ...]
    overall: Result
    zone: Zone

    @property
    def has_margins(self) -> bool:
        """Whether it is known of any result how far it may be off."""
        return any(result.band for result in (self.overall, *(row.result for row in self.rows)))

    @property
    def has_corrections(self) -> bool:
        """Whether any result may be shown corrected for who rated."""
        return any(
            result.corrected for result in (self.overall, *(row.result for row in self.rows))
        )


def build(
    plan: Plan,
    framework: Framework,
    cards: Sequence[Scorecard],
    *,
    key: str,
    last: set[int],
    opened_at: datetime | None = None,
) -> Matrix:
    """Put submitted scorecards side by side.

    `key` fixes the order of the columns for one debrief and no other; people in `last`
    (those who decide) come at the end. `opened_at`: since when the debrief is open.
    """
    members = _members(cards, key, last, opened_at)
    rows = tuple(
        _row(framework.competency(aim.competency), aim.weight, (aim.zone_low, aim.zone_high),
             members, opened_at)
        for aim in plan.aims
    )  # fmt: skip
    parts = [panel.Part(row.ratings, row.weight, row.zone) for row in rows]
    ordered = sorted(rows, key=lambda row: (-row.result.spread, -row.weight))
    columns = zip(*(row.cells for row in rows), strict=True)
    raters = sum(any(cell and cell.level for cell in column) for column in columns)
    return Matrix(
        members=members,
        rows=tuple(ordered),
        by_plan=rows,
        overall=panel.overall(parts, raters=raters),
        zone=panel.overall_zone(parts),
    )


def _members(
    cards: Sequence[Scorecard], key: str, last: set[int], opened_at: datetime | None
) -> tuple[Member, ...]:
    def place(card: Scorecard) -> tuple[bool, str]:
        mixed = sha256(f"{key}|{card.public_id}".encode()).hexdigest()
        return card.interviewer_id in last, mixed

    return tuple(
        Member(
            card,
            f"Interviewer {letter}",
            card.interviewer.name,
            _cell(card, OVERALL, opened_at),
            bool(opened_at and card.submitted_at and card.submitted_at > opened_at),
            bool(
                card.saw_others_at and card.submitted_at and card.saw_others_at < card.submitted_at
            ),
        )
        for card, letter in zip(sorted(cards, key=place), _letters(len(cards)), strict=True)
    )


def _letters(count: int) -> list[str]:
    return [
        (ascii_uppercase[n // 26 - 1] if n >= 26 else "") + ascii_uppercase[n % 26]
        for n in range(count)
    ]


def _row(
    competency: Competency,
    weight: float,
    zone: tuple[float, float],
    members: Sequence[Member],
    opened_at: datetime | None,
) -> Row:
    cells = tuple(
        _cell(member.card, competency.id, opened_at) if competency.id in member.card.kit else None
        for member in members
    )
    ratings = [cell.level for cell in cells if cell and cell.level is not None]
    limits = Zone(*zone)
    return Row(
        competency,
        weight,
        limits,
        cells,
        panel.combine(ratings, limits),
        panel.worth_discussing(ratings),
    )


def _cell(card: Scorecard, competency: str, opened_at: datetime | None) -> Cell | None:
    revisions = sorted(
        (r for r in card.ratings if r.competency == competency), key=lambda r: r.revision
    )
    if not revisions:
        return None
    first, *others = revisions
    changes = tuple(_change(revision, opened_at) for revision in others)
    alone = [first, *(r for r, change in zip(others, changes, strict=True) if change.alone)][-1]
    notes = [note.text for note in card.notes if note.competency == competency and note.text]
    added = [revision.evidence for revision in revisions if revision.evidence]
    return Cell(
        alone.level,
        alone.not_asked,
        alone.confidence,
        "\n\n".join([*notes, *added]),
        first.level,
        changes,
    )


def _said(level: int | None) -> str:
    return Recommendation(level).label if level else ""


def _change(revision: Rating, opened_at: datetime | None) -> Change:
    return Change(
        revision.level,
        revision.not_asked,
        revision.reason,
        revision.others_seen,
        bool(opened_at and revision.saved_at > opened_at),
        revision.saved_at,
    )
