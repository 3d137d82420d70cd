"""How far the results of a panel may be off: bands beside them, and what these rest on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from assess.hiring import pool
from assess.hiring.matrix import Matrix, Row
from assess.hiring.queries import PanelView
from assess.later import later
from assess.science.panel import error as panel_error
from assess.science.panel import error_words as panel_error_words
from assess.science.panel import results as panel
from assess.science.panel.error import Sheet, Spread
from assess.times import in_words, in_zone
from reports import wording

if TYPE_CHECKING:
    from assess.science.facets import severity_words
    from assess.science.generalizability import words as generalizability_words
    from assess.science.panel import components as panel_components
    from assess.science.panel import severity as panel_severity
else:
    generalizability_words = later("assess.science.generalizability.words")
    panel_components = later("assess.science.panel.components")
    panel_severity = later("assess.science.panel.severity")
    severity_words = later("assess.science.facets.severity_words")


@dataclass(frozen=True)
class Margins:
    """A panel with its bands, what they rest on, and when the last other debrief opened.

    `tied` says which competencies are the highest, where there are bands; `correction` whether
    results are shown corrected for who rated, and why or why not.
    """

    matrix: Matrix
    rests_on: tuple[str, ...]
    tied: str
    correction: tuple[str, ...]
    newest: datetime | None


@dataclass(frozen=True)
class _Basis:
    """The errors of one rating and of one rater's total, and what is said about them."""

    rating: Spread
    total: Spread
    said: tuple[str, ...]


def around(session: Session, view: PanelView, zone: str) -> Margins | None:
    """The panel somebody may see, with bands; days are those of a zone."""
    if view.matrix is None:
        return None
    return of(view.matrix, pool.around(session, view, view.matrix), view.application.id, zone)


def of(matrix: Matrix, found: pool.Pool, candidate: int, zone: str) -> Margins:
    """Bands beside every result two people or more have rated alone."""
    rated = [row for row in matrix.by_plan if row.ratings]
    if not rated:
        return Margins(matrix, (), "", (), None)
    weights = {row.competency.id: row.weight for row in rated}
    newest = in_words(in_zone(found.newest, zone).date()) if found.newest else ""
    basis = _basis(found.sheets, weights, newest)
    own = [sheet for sheet in found.sheets if sheet.candidate == candidate]
    with_bands, how = _banded(matrix, own, weights, basis)
    shown, correction = _corrected(with_bands, found.sheets, weights, candidate)
    return Margins(
        shown,
        (*basis.said[:1], *_errors(shown), *how, *basis.said[1:]),
        _tied(shown, basis.rating),
        (*correction, *_errors(shown, corrected=True)),
        found.newest,
    )


def error_of_ratings(sheets: tuple[Sheet, ...], weights: Mapping[str, float]) -> Spread:
    """How far one rating may be off, by what panels rated alone."""
    return _basis(sheets, weights, "").rating


def _basis(sheets: tuple[Sheet, ...], weights: Mapping[str, float], newest: str) -> _Basis:
    if panel_error.rated_twice(sheets) >= panel_error_words.FEWEST:
        return _estimated(sheets, weights, newest)
    rating, total = _pooled(sheets, tuple(weights.items()))
    said = _said_of_pooled(rating, newest), panel_error_words.too_early(rating.candidates)
    return _Basis(rating, total, said)


@lru_cache(maxsize=64)
def _pooled(
    sheets: tuple[Sheet, ...], weights: tuple[tuple[str, float], ...]
) -> tuple[Spread, Spread]:
    """The errors of one rating and of one rater's total, worked out once for the same ratings."""
    return panel_error.of_ratings(sheets), panel_error.of_totals(sheets, dict(weights))


def _estimated(sheets: tuple[Sheet, ...], weights: Mapping[str, float], newest: str) -> _Basis:
    """The same from variance components, each where it can be had."""
    found = panel_components.estimate(sheets, tuple(weights.items()))
    plain = _pooled(sheets, tuple(weights.items()))
    rating, total = (one if one and not one.reason else None for one in (found.rating, found.total))
    if rating:
        said = [panel_error_words.estimated(rating, newest)]
        if found.part < panel_error_words.HARDLY:
            said.append(panel_error_words.SHARED)
    else:
        said = [_said_of_pooled(plain[0], newest)]
    explained = generalizability_words.explain(found.of_totals or found.of_ratings)
    of_all = panel_error_words.of_the_whole if found.of_totals else panel_error_words.of_one
    said.append(of_all(explained))
    return _Basis(rating or plain[0], total or plain[1], tuple(said))


def _said_of_pooled(rating: Spread, newest: str) -> str:
    if rating.reason:
        return panel_error_words.missing(rating.reason, newest)
    return panel_error_words.pooled(rating, newest)


def _corrected(
    matrix: Matrix, sheets: tuple[Sheet, ...], weights: Mapping[str, float], candidate: int
) -> tuple[Matrix, tuple[str, ...]]:
    """The same panel with results corrected for who rated, as far as science lets them be shown.

    What is said is what a correction does, where there is one, and why it is shown or is not.
    """
    twice = panel_error.rated_twice(sheets)
    if twice < panel_error_words.FEWEST:
        return matrix, (panel_error_words.too_early_to_correct(twice),)
    found = panel_severity.correct(sheets, tuple(weights.items()))
    why = severity_words.explain(found.whole.gate)
    if candidate not in found.whole.corrected:
        return matrix, (why,)

    def change(row: Row) -> Row:
        results = found.competencies.get(row.competency.id)
        mine = results.corrected.get(candidate) if results else None
        return replace(row, result=replace(row.result, corrected=mine))

    overall = replace(matrix.overall, corrected=found.whole.corrected[candidate])
    by_plan = tuple(map(change, matrix.by_plan))
    said = panel_error_words.CORRECTION, why
    reasons = {name: severity_words.withheld(one.gate) for name, one in found.competencies.items()}
    rows = tuple(map(change, matrix.rows))
    shown = replace(matrix, rows=rows, by_plan=by_plan, overall=overall)
    return shown, (*said, _by_competency(by_plan, reasons))


def _by_competency(rows: Iterable[Row], reasons: Mapping[str, str]) -> str:
    """On which competencies a corrected result is shown, and why not on the others."""
    shown: list[str] = []
    withheld: dict[str, list[str]] = {}
    for row in rows:
        if row.result.corrected:
            shown.append(row.competency.title)
        elif row.ratings:
            why = reasons.get(row.competency.id) or panel_error_words.NOBODY_ALONE
            withheld.setdefault(why, []).append(row.competency.title)
    others = {why: wording.listed(names) for why, names in withheld.items()}
    return panel_error_words.by_competency(wording.listed(shown), others)


def _errors(matrix: Matrix, *, corrected: bool = False) -> Iterator[str]:
    """The standard errors behind the margins of results, or of corrected ones, where there are."""

    def band(result: panel.Result) -> panel.Band | None:
        if corrected:
            return result.corrected.band if result.corrected else None
        return result.band

    bands = {row.competency.title: band(row.result) for row in matrix.by_plan}
    errors = {name: one.standard_error for name, one in bands.items() if one}
    whole = band(matrix.overall)
    error = whole.standard_error if whole else None
    if errors or whole:
        yield panel_error_words.standard_errors(errors, error, corrected=corrected)


def _tied(matrix: Matrix, spread: Spread) -> str:
    """Which competencies are the highest, and that these are tied where they are."""
    results = {
        row.competency.title: (row.result.mean, row.result.band)
        for row in matrix.by_plan
        if row.result.mean is not None and row.result.band
    }
    if len(results) < 2:
        return ""
    names = panel_error.tied(results, spread)
    return panel_error_words.tied(wording.listed(names), len(names), len(results))


def _banded(
    matrix: Matrix, own: list[Sheet], weights: Mapping[str, float], basis: _Basis
) -> tuple[Matrix, tuple[str, ...]]:
    """The same panel with bands, and how those came about."""
    if basis.rating.reason:
        return matrix, ()
    lefts = {
        row.competency.id: _left(row, own) for row in matrix.by_plan if row.competency.id in weights
    }
    change = _bands(lefts, basis.rating)
    by_plan = tuple(map(change, matrix.by_plan))
    rows = tuple(map(change, matrix.rows))
    said = [*_remarks(matrix, lefts)]
    found = _whole(matrix, own, weights, basis, lefts)
    if found is None:
        return replace(matrix, rows=rows, by_plan=by_plan), tuple(said)
    overall, how = found
    return replace(matrix, rows=rows, by_plan=by_plan, overall=overall), (how, *said)


def _left(row: Row, own: Iterable[Sheet]) -> float | None:
    """The part of one rater's variance left in a competency's mean; none on one person's word."""
    alone = sum(row.competency.id in dict(sheet.levels) for sheet in own)
    return panel_error.share(alone, len(row.ratings) - alone) if alone > 1 else None


def _bands(lefts: Mapping[str, float | None], spread: Spread) -> Callable[[Row], Row]:
    def change(row: Row) -> Row:
        left = lefts.get(row.competency.id)
        if left is None or row.result.mean is None:
            return row
        band = panel_error.band(row.result.mean, spread, left)
        return replace(row, result=panel.with_band(row.result, row.zone, band))

    return change


def _whole(
    matrix: Matrix,
    own: list[Sheet],
    weights: Mapping[str, float],
    basis: _Basis,
    lefts: Mapping[str, float | None],
) -> tuple[panel.Result, str] | None:
    """The overall result with its band, and how that was worked out."""
    if len(own) < 2 or matrix.overall.mean is None:
        return None
    raters = matrix.overall.raters
    if all(len(row.ratings) in (0, raters) for row in matrix.rows) and not basis.total.reason:
        left, spread = panel_error.share(len(own), raters - len(own)), basis.total
        how = panel_error_words.FROM_TOTALS
    else:
        known = {name: one if one is not None else 1.0 for name, one in lefts.items()}
        left, spread = panel_error.added_up(known, weights), basis.rating
        how = panel_error_words.ADDED_UP
    band = panel_error.band(matrix.overall.mean, spread, left)
    return panel.with_band(matrix.overall, matrix.zone, band), how


def _remarks(matrix: Matrix, lefts: Mapping[str, float | None]) -> Iterator[str]:
    """Which competencies have no margin, and who counts as a repetition."""
    single = [
        row.competency.title for row in matrix.by_plan if lefts.get(row.competency.id, 1) is None
    ]
    if single:
        yield panel_error_words.one_rater(wording.listed(single))
    if not all(member.rated_alone for member in matrix.members):
        yield panel_error_words.NOT_ALONE
