"""What stands out in a panel's ratings, and what to ask next."""

from collections.abc import Iterable, Sequence

from assess.hiring.matrix import Matrix, Member, Row
from assess.instruments.schema import Guide
from assess.interviews.rules import Confidence
from assess.openings.models import Plan
from assess.science.panel import words
from assess.science.panel.results import Phrase
from reports import second_source, wording

MOST_STRENGTHS = 3
MOST_QUESTIONS = 3
"""Most entries of either box on the first page, and most strengths a letter names."""

QUOTED = 110
"""Most characters of a note or a question on the first page; its own page has the rest."""

_SUREST: dict[str | None, int] = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}

_ORDER = {
    Phrase.CLEARLY_ABOVE: 0,
    Phrase.LIKELY_ABOVE: 1,
    Phrase.IN_OR_NEAR: 2,
    Phrase.LIKELY_BELOW: 3,
    Phrase.CLEARLY_BELOW: 4,
}


def summary(name: str, matrix: Matrix, tied: str = "") -> Iterable[str]:
    """The whole, the strongest, and where nobody could rate or raters differ.

    `tied` says which competencies are the highest where margins tell; it takes the place of what
    the bare means say.
    """
    yield words.sentence(f"Overall, {name}", matrix.overall)
    best = strengths(matrix)
    if best:
        yield tied or f"The strongest evidence is on {wording.listed(_foremost(best))}."
    elif any(map(_reaches, matrix.rows)):
        yield "Where the mean reached what the role asks for, raters lie apart."
    elif matrix.overall.raters:
        yield "No competency reached what the role asks for."
    apart = [row.competency.title for row in matrix.rows if row.discuss]
    blank = [row.competency.title for row in matrix.by_plan if not row.ratings]
    if blank:
        yield f"Nobody rated {wording.listed(blank)}, so nothing can be said there."
    if apart:
        yield f"Raters lie apart on {wording.listed(apart)}: read the evidence there first."
    elif any(row.result.raters > 1 for row in matrix.rows):
        yield "Raters agree on every competency that more than one of them rated."


def beside(titles: Sequence[str]) -> Iterable[str]:
    """That there is a second source, where one is in."""
    if titles:
        yield second_source.beside(titles)


def strongest(matrix: Matrix) -> Iterable[str]:
    """Up to three competencies with the best evidence on which raters agree, with a quotation."""
    for row in strengths(matrix)[:MOST_STRENGTHS]:
        name, quoted = row.competency.title, _quotation(row, matrix.members)
        yield (
            f"{name} ({row.result.phrase}). {quoted}"
            if quoted
            else words.sentence(name, row.result)
        )


def strengths(matrix: Matrix) -> list[Row]:
    """Competencies that reach what the role asks for, and on which raters agree; best first."""
    return [row for row in ranked(matrix) if _reaches(row) and not row.discuss]


def growth(matrix: Matrix) -> list[Row]:
    """Competencies short of what the role asks for, or on which raters lie apart; lowest first."""
    return [row for row in reversed(ranked(matrix)) if row.discuss or not _reaches(row)]


def open_questions(plan: Plan, matrix: Matrix, guide: Guide) -> Iterable[str]:
    """Where evidence is missing, divided or short of the role, with what to ask next.

    What nobody rated comes first, then the widest gap between raters.
    """
    doubtful = [
        row
        for row in sorted(matrix.rows, key=lambda row: bool(row.ratings))
        if row.discuss or not _reaches(row) or row.result.raters < 2
    ]
    for row in doubtful[:MOST_QUESTIONS]:
        questions = ask_next(plan, row, matrix, guide)
        follow_up = f" Ask next: {_beginning(questions[0])}" if questions else ""
        yield f"{row.competency.title}: {_doubt(row)}.{follow_up}"


def ask_next(plan: Plan, row: Row, matrix: Matrix, guide: Guide) -> list[str]:
    """Questions for another talk: planned ones without evidence first, then new ones.

    No new question asks about a behaviour that the plan has left off.
    """
    planned = [
        question
        for aim in plan.aims
        if aim.competency == row.competency.id
        for question in aim.questions
    ]
    heard = _heard(row, matrix.members)
    waiting = [guide.question(id_).text for id_ in planned if id_ not in heard]
    off = set(plan.behaviours_off)
    new = [
        question.text
        for question in guide.questions_for(row.competency.id)
        if question.id not in planned and off.isdisjoint(question.behaviours)
    ]
    return [f"{text} ({wording.PLANNED})" for text in waiting] + new


def _heard(row: Row, members: Iterable[Member]) -> set[str]:
    """Questions that those who gave a level were to ask, or have a note on."""
    heard: set[str] = set()
    for member, cell in zip(members, row.cells, strict=True):
        if cell is not None and cell.level is not None:
            heard.update(member.card.asks)
            heard.update(note.question for note in member.card.notes if note.text or note.probes)
    return heard


def _quotation(row: Row, members: Iterable[Member]) -> str:
    """The beginning of one note: by whoever rated nearest to the mean, the surest first."""
    mean = row.result.mean or 0.0
    notes = [
        (abs(cell.level - mean), _SUREST.get(cell.confidence, 3), member.letter, cell.evidence)
        for member, cell in zip(members, row.cells, strict=True)
        if cell and cell.level is not None and cell.evidence.strip()
    ]
    if not notes:
        return ""
    *_, letter, note = min(notes)
    return f"{letter}: “{_beginning(note)}”"


def _beginning(text: str) -> str:
    """The first sentences of a text that fit, or as many words where those say little."""
    first = " ".join(text.split())
    if len(first) <= QUOTED:
        return first
    cut = first[:QUOTED]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ")) + 1
    return cut[:end] if end > QUOTED / 2 else f"{cut.rsplit(' ', 1)[0].rstrip(',;:')} …"


def ranked(matrix: Matrix) -> list[Row]:
    """Rated competencies, strongest against their zone first."""
    rated = [row for row in matrix.by_plan if row.ratings]
    return sorted(rated, key=_rank)


def _foremost(rows: Sequence[Row]) -> list[str]:
    """The first two of ranked rows by title, and all that are level with the second."""
    last = _rank(rows[min(1, len(rows) - 1)])
    return [row.competency.title for row in rows if _rank(row) <= last]


def _rank(row: Row) -> tuple[int, float]:
    return _ORDER[_phrase(row)], round(-_margin(row), 9)


def _margin(row: Row) -> float:
    return (row.result.mean or 0.0) - row.zone.low


def _phrase(row: Row) -> Phrase:
    return row.result.phrase or Phrase.IN_OR_NEAR


def _reaches(row: Row) -> bool:
    """Whether somebody rated, and the mean is not below what the role asks for."""
    return bool(row.ratings) and _ORDER[_phrase(row)] <= _ORDER[Phrase.IN_OR_NEAR]


def _doubt(row: Row) -> str:
    if not row.ratings:
        return "not rated by anyone"
    if row.discuss:
        return f"ratings lie apart, {words.span(row.result)}"
    if not _reaches(row):
        return f"{row.result.phrase} what the role asks for"
    return "rated by one person"
