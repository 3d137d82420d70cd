"""What the interviews and assessments of a hire lead to in their plan, each with its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import queries as assessments
from assess.assessments import wording
from assess.hiring import assessed, highlights, margins
from assess.hiring import queries as hiring
from assess.hiring.matrix import Matrix, Row
from assess.hiring.queries import PanelView
from assess.instruments import library
from assess.language import gettext as _
from assess.language import speaking
from assess.onboarding import shipped
from assess.onboarding.rules import Phase, Source
from assess.openings.models import Application
from assess.science.panel import words

MOST_WINS = 2
MOST_GROWTH = 2
MOST_ASSESSED = 2
"""Most outcomes of each kind, so that no phase has more than five."""


@dataclass(frozen=True)
class Proposal:
    """An outcome that grows out of what was seen before the hire.

    `finding` is what was seen, for those who may read the ratings.
    """

    key: str
    phase: Phase
    source: Source
    is_strength: bool
    comes_from: str
    words: str
    criterion: str
    finding: str


def proposals(
    session: Session, actor: User, application: Application, *, language: str, zone: str
) -> list[Proposal]:
    """Outcomes for the plan of a hire, in a language; from what the actor may see, and no more."""
    view = hiring.panel_view(session, actor, application.public_id)
    found = margins.around(session, view, zone) if view else None
    if view is None or found is None:
        return []
    framework = view.framework.id
    strong = highlights.strengths(found.matrix)[:MOST_WINS]
    weak = _to_build(found.matrix, strong)
    made = [_from_row(row, framework, language, is_strength=True) for row in strong]
    made += [_from_row(row, framework, language, is_strength=False) for row in weak]
    with speaking(language):
        return [*made, *_from_assessments(session, view, language, {row.key for row in made})]


def _to_build(matrix: Matrix, strong: list[Row]) -> list[Row]:
    """What falls short of the role; where nothing does, the lower end of what is in the zone."""
    short = [row for row in highlights.growth(matrix) if row not in strong][:MOST_GROWTH]
    rated = [row for row in highlights.ranked(matrix) if row not in strong]
    return short or rated[-1:]


def _from_row(row: Row, framework: str, language: str, *, is_strength: bool) -> Proposal:
    competency = row.competency
    known = shipped.grown().get((framework, competency.id))
    if known is None:
        title = competency.title
        said, how = _plain(competency.feedback.build, title, language, is_strength=is_strength)
    else:
        title = known.title.said(language)
        one, two = (known.win, known.win_how) if is_strength else (known.growth, known.growth_how)
        said, how = one.said(language), two.said(language)
    return Proposal(
        key=f"{'win' if is_strength else 'growth'}-{competency.id}",
        phase=Phase.LEARN if is_strength else Phase.CONTRIBUTE,
        source=Source.INTERVIEW,
        is_strength=is_strength,
        comes_from=title,
        words=said,
        criterion=how,
        finding=words.sentence(competency.title, row.result),
    )


def _plain(
    build: Iterable[str], title: str, language: str, *, is_strength: bool
) -> tuple[str, str]:
    """An outcome for a competency we have no words of our own for."""
    with speaking(language):
        if is_strength:
            said = _("You use what you do well in %(area)s for one task of the team.", area=title)
            return said, _("The task is done, and somebody else says what it changed.")
        return next(iter(build)), _two_occasions()


def _two_occasions() -> str:
    return _("You and your manager name two occasions on which you did this, and what came of it.")


def _from_assessments(
    session: Session, view: PanelView, language: str, made: set[str]
) -> Iterator[Proposal]:
    """What an assessment shows most room for; never more than the page of results would say.

    Nothing on an area whose growth the interviews ask for already.
    """
    if view.why_results_wait:
        return
    invited = assessments.invitations_of(session, view.application)
    seen: set[str] = set()
    for attempt in reversed(assessed.newest(assessed.attempts_of(invited))):
        page = wording.questionnaire(attempt.instrument, language)
        for scale in assessed.lowest(attempt)[:1]:
            if scale.id in seen or len(seen) >= MOST_ASSESSED or f"growth-{scale.id}" in made:
                continue
            seen.add(scale.id)
            title = str(page.scale(scale).title)
            said, how = _built(attempt.instrument, scale.id, title, language)
            yield Proposal(
                key=f"assessed-{len(seen)}-{scale.id}",
                phase=Phase.LEAD,
                source=Source.ASSESSMENT,
                is_strength=False,
                comes_from=title,
                words=said,
                criterion=how,
                finding=(
                    f"{library.assessment(attempt.instrument).title}: most room on {scale.title}."
                ),
            )


def _built(instrument: str, scale: str, title: str, language: str) -> tuple[str, str]:
    """What is different once an area of an assessment is built, and how one tells.

    A first step of the feedback, something to do this week, is no outcome of a phase.
    """
    known = shipped.assessed().get((instrument.partition("@")[0], scale))
    if known:
        return known.growth.said(language), known.growth_how.said(language)
    said = _(
        "You do one thing differently in this area, and know what it changes: %(area)s.", area=title
    )
    return said, _two_occasions()
