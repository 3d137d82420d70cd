"""The candidate report for the hiring team."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable

from assess.science.panel import words
from assess.science.panel.results import Result, Zone
from reports import charts, document, parts, second_source, styles, wording
from reports.sheet import Imprint

MARGIN = "Nearly surely"

COLUMNS = (
    ("Competency", 66),
    ("What it means", 112),
    ("Against the role", 76),
    ("Raters", 36),
    ("Range", 50),
    (MARGIN, 46),
    ("Agreement", 57),
    ("Weight", 39),
)
"""The table of results, and what share of the width each column takes."""


@dataclass(frozen=True)
class Evidence:
    """What one interviewer wrote, under a letter instead of a name."""

    interviewer: str  # "Interviewer A"
    rating: int | None  # given alone; None: not asked, or no evidence
    confidence: str | None  # "low", "medium", "high"
    text: str
    changes: tuple[str, ...] = ()  # "Rated 5 alone; 4 after seeing other ratings: <reason>"
    remarks: tuple[str, ...] = ()  # how the rating came in: late, having seen others


@dataclass(frozen=True)
class CompetencyFacts:
    """One competency: what was wanted, what was seen, by how many."""

    name: str
    definition: str
    weight: str  # "1 of 5", "2 of 6"
    zone: Zone
    result: Result
    ratings: tuple[int, ...]
    not_asked: int  # interviewers who gave no level
    moved: tuple[tuple[int | None, int | None], ...]  # given alone, and later in its place
    reached: tuple[str, ...]  # anchors of the level nearest the result, one per behaviour
    following: tuple[str, ...]  # anchors of the next level; empty at the top
    reached_level: int | None
    overuse: tuple[str, ...]  # what too much of it looks like, where the framework says so
    evidence: tuple[Evidence, ...]
    ask_next: tuple[str, ...]  # at most two questions


@dataclass(frozen=True)
class ScaleResult:
    """One scale of an assessment."""

    name: str
    definition: str
    shown: str  # "3.9", "62 of 100", "—"
    word: str  # "often"; empty where no word fits
    sure: str  # "likely between 3.6 and 4.2, …"
    standing: tuple[str, ...] = ()  # the percentile in each named norm
    answered: str = ""  # how many questions it rests on, where some have no answer

    @property
    def how_sure(self) -> str:
        """The bands, what they rest on where answers are missing, and the place in each norm."""
        more = [self.answered, *self.standing] if self.answered else [*self.standing]
        return " ".join([f"{self.sure}.", *more]) if more else self.sure


@dataclass(frozen=True)
class AssessmentFacts:
    """One assessment the candidate answered through a link: a source of its own."""

    title: str
    version: str
    taken_on: str
    use: str  # what it was made for, and what its results are no evidence of
    results: tuple[ScaleResult, ...]
    cautions: tuple[str, ...]
    flags: tuple[str, ...] = ()  # what was noticed about the way of answering, one by one
    is_looked_at: bool = True  # whether anybody has looked at the way of answering yet


@dataclass(frozen=True)
class DecisionFacts:
    """A recorded decision, as taken."""

    outcome: str
    reasons: tuple[str, ...]
    explanation: str
    dissent: str
    decider: str
    decided_on: str


@dataclass(frozen=True)
class CandidateFacts:
    """Everything the document needs; no model, no query, no clock."""

    organisation: str
    candidate: str
    opening: str
    report_id: str
    data_of: str  # "Saturday 21 November 2026, 19:40 UTC": when the newest fact came in
    valid_until: str
    plan_version: str
    framework: str  # "SMART sales leader 1.0"
    guide: str
    levels: tuple[str, ...]  # the five level names, lowest first
    interviews: int
    scorecards: int
    scorecards_missing: int
    overall: Result
    overall_zone: Zone
    summary: tuple[str, ...]  # three sentences
    strongest: tuple[str, ...]
    open_questions: tuple[str, ...]
    competencies: tuple[CompetencyFacts, ...]
    weights_reason: str  # why they do not count equally; empty if they do
    decision: DecisionFacts | None
    contact: str
    assessments: tuple[AssessmentFacts, ...] = ()
    awaited: tuple[str, ...] = ()  # assessments the candidate was invited to and that are not in
    rests_on: tuple[str, ...] = ()  # what the margins of results rest on, or why there are none
    correction: tuple[str, ...] = ()  # results corrected for who rated, or why there are none

    @property
    def has_margins(self) -> bool:
        """Whether it is known of any result how far it may be off."""
        return any(one.band for one in (self.overall, *(row.result for row in self.competencies)))


def render(facts: CandidateFacts) -> bytes:
    """The report as PDF bytes; equal facts give equal bytes."""
    imprint = Imprint(
        title=f"Candidate report: {facts.candidate}, {facts.opening}",
        organisation=facts.organisation,
        audience=wording.audience(facts.organisation),
        report_id=facts.report_id,
        data_of=facts.data_of,
    )
    return document.render(story(facts), imprint)


def story(facts: CandidateFacts) -> list[Flowable]:
    """The whole report, block by block, in the order of reading."""
    return [
        *_title(facts),
        *_summary(facts),
        *_overview(facts),
        *_table(facts),
        *(block for one in facts.competencies for block in _competency(facts, one)),
        *_assessments(facts),
        *_decision(facts),
        *_how_to_read(facts),
    ]


def profile_rows(facts: CandidateFacts) -> list[charts.ProfileRow]:
    """What the profile chart shows, on paper and on the page."""
    rows = [
        charts.ProfileRow(one.name, one.zone, one.result, one.ratings) for one in facts.competencies
    ]
    return [*rows, charts.ProfileRow("Overall", facts.overall_zone, facts.overall, overall=True)]


def _title(facts: CandidateFacts) -> Iterator[Flowable]:
    yield parts.line("Candidate report", styles.KICKER)
    yield parts.heading(facts.candidate, 1)
    yield parts.line(facts.opening, styles.LEAD)
    yield parts.line(
        f"{wording.audience(facts.organisation)} {wording.CONFIDENTIAL}", styles.AUDIENCE
    )
    sources = wording.sources(
        facts.interviews, facts.scorecards, facts.scorecards_missing, len(facts.assessments)
    )
    yield parts.key_facts(
        [
            ("Sources", sources),
            ("Plan", facts.plan_version),
            ("Report", facts.report_id),
            ("Framework", facts.framework),
            ("Interview guide", facts.guide),
            ("Use until", facts.valid_until),
        ]
    )


def _summary(facts: CandidateFacts) -> Iterator[Flowable]:
    yield parts.heading("Summary", 2)
    for sentence in facts.summary:
        yield from parts.text(sentence, styles.TIGHT)


def _overview(facts: CandidateFacts) -> list[Flowable]:
    """The chart and what stands out; a chart of many rows has the next page to itself."""
    chart = charts.dot_profile(profile_rows(facts), facts.levels)
    profile: list[Flowable] = [parts.heading(chart.title, 3), parts.figure(chart)]
    highlights = list(_highlights(facts))
    return profile + highlights if chart.height < styles.HEIGHT / 2 else highlights + profile


def _highlights(facts: CandidateFacts) -> Iterator[Flowable]:
    strongest = facts.strongest or ("Nothing stands out yet.",)
    questions = facts.open_questions or ("None were noted.",)
    yield parts.beside(
        [parts.heading("Strongest evidence", 3), *parts.bullets(strongest, styles.SMALL)],
        [parts.heading("Open questions", 3), *parts.bullets(questions, styles.SMALL)],
    )
    yield parts.box(parts.text(wording.LIMITS_IN_SHORT, styles.SMALL))


def _table(facts: CandidateFacts) -> Iterator[Flowable]:
    yield parts.heading("Results by competency", 2)
    rows = [
        _table_row(one.name, one.definition, one.result, one.weight) for one in facts.competencies
    ]
    rows.append(_table_row("Overall", wording.ALL_WEIGHTED, facts.overall, ""))
    # A column of margins stands only where there is one.
    shown = [column for column in COLUMNS if facts.has_margins or column[0] != MARGIN]
    places = [COLUMNS.index(column) for column in shown]
    yield parts.table(
        [name for name, _ in shown],
        [[row[place] for place in places] for row in rows],
        [share for _, share in shown],
    )
    if facts.weights_reason:
        yield from parts.text(wording.unequal(facts.weights_reason))
    said = {wording.RESTS_ON: facts.rests_on, wording.CORRECTED: facts.correction}
    for title in filter(said.get, said):
        yield parts.heading(title, 3)
        yield from parts.bullets(said[title], styles.SMALL)


def _table_row(name: str, definition: str, result: Result, weight: str) -> tuple[str, ...]:
    placed = f"{result.phrase} ({words.beside(result)})" if result.phrase else "not rated"
    return (
        name,
        definition,
        placed,
        str(result.raters),
        words.span(result),
        words.margin(result),
        result.agreement or words.NOT_RATED,
        weight,
    )


def _competency(facts: CandidateFacts, one: CompetencyFacts) -> Iterator[Flowable]:
    yield parts.heading(one.name, 2)
    yield parts.together([_opening(one), *_anchors(facts, one)], styles.HEIGHT / 2)
    yield from _overuse(one)
    yield from _evidence(one)
    if one.ask_next:
        questions = [parts.heading("Ask next", 3), *parts.numbered(one.ask_next)]
        yield parts.together(questions, styles.HEIGHT / 3)


def _opening(one: CompetencyFacts) -> Flowable:
    """The definition and the result in words, with the ratings drawn beside them."""
    result = " ".join(
        [
            words.sentence(one.name, one.result),
            wording.agreement(one.result.agreement),
            words.deviation(one.result),
            words.correction(one.result),
            wording.not_asked(one.not_asked),
            wording.moved_later(one.moved),
        ]
    )
    strip = charts.rater_strip(one.ratings, one.zone)
    return parts.beside(
        [*parts.text(one.definition, styles.DEFINITION), *parts.text(result, styles.TIGHT)],
        [parts.figure(strip), parts.line(wording.expected(one.zone), styles.NOTE)],
        share=0.66,
    )


def _anchors(facts: CandidateFacts, one: CompetencyFacts) -> Iterator[Flowable]:
    level = one.reached_level
    if level is None:
        return
    yield parts.line(wording.nearest(level, _named(facts, level)), styles.NOTE)
    reached = [parts.label(wording.acts(level)), *parts.bullets(one.reached, styles.SMALL)]
    following: list[Flowable] = [parts.line(wording.HIGHEST, styles.NOTE)]
    if one.following:
        label = parts.label(wording.next_level(level + 1))
        following = [label, *parts.bullets(one.following, styles.SMALL)]
    yield parts.beside(reached, following)


def _named(facts: CandidateFacts, level: int) -> str:
    return facts.levels[level - 1] if level <= len(facts.levels) else words.NOT_RATED


def _overuse(one: CompetencyFacts) -> Iterator[Flowable]:
    if one.overuse:
        yield parts.together(
            [parts.label(wording.OVERUSE), *parts.bullets(one.overuse, styles.SMALL)]
        )


def _evidence(one: CompetencyFacts) -> Iterator[Flowable]:
    if not one.evidence:
        yield parts.line("No interviewer wrote a note on this competency.", styles.NOTE)
        return
    yield parts.heading("Evidence", 3)
    for piece in one.evidence:
        head = [piece.interviewer, wording.given(piece.rating)]
        if piece.confidence:
            head.append(f"confidence in this rating: {piece.confidence}")
        head += piece.remarks
        blocks = parts.quote(" · ".join(head), piece.text, piece.changes)
        yield parts.together(blocks, styles.HEIGHT / 5)


def _assessments(facts: CandidateFacts) -> Iterator[Flowable]:
    if facts.assessments or facts.awaited:
        yield parts.heading("Assessments, a source of their own", 2)
    if facts.assessments:
        yield from parts.text(second_source.NOT_MIXED)
    for one in facts.assessments:
        yield parts.heading(f"{one.title}, {one.taken_on}", 3)
        yield from parts.text(one.use, styles.TIGHT)
        rows = [(row.name, row.definition, _shown(row), row.how_sure) for row in one.results]
        yield parts.table(("Area", "What it means", "Result", "How sure"), rows, (2, 4, 1.4, 3))
        for caution in one.cautions:
            yield from parts.text(caution, styles.NOTE)
        if one.flags:
            note = [*parts.text(second_source.WITH_CARE, styles.SMALL)]
            yield parts.box([*note, *parts.bullets(one.flags, styles.SMALL)])
        if not one.is_looked_at:
            yield from parts.text(second_source.NOT_LOOKED_AT, styles.NOTE)
    if facts.awaited:
        yield parts.label(second_source.NOT_IN)
        yield from parts.bullets(facts.awaited, styles.TIGHT)


def _shown(row: ScaleResult) -> str:
    return f"{row.shown} ({row.word})" if row.word else row.shown


def _decision(facts: CandidateFacts) -> Iterator[Flowable]:
    if facts.decision is not None:
        yield parts.heading("Decision as taken", 2)
        yield parts.together([*_decided(facts.decision)], styles.HEIGHT / 2)


def _decided(decision: DecisionFacts) -> Iterator[Flowable]:
    yield parts.key_facts(
        [
            ("Outcome", decision.outcome),
            ("Decided by", decision.decider),
            ("Date", decision.decided_on),
        ]
    )
    if decision.reasons:
        yield parts.label("Reasons")
        yield from parts.bullets(decision.reasons)
    for name, said in (("Explanation", decision.explanation), ("Dissent", decision.dissent)):
        if said.strip():
            yield parts.label(name)
            yield from parts.text(said)


def _how_to_read(facts: CandidateFacts) -> Iterator[Flowable]:
    yield parts.heading("How to read this report", 2)
    for paragraph in wording.how_to_read(facts.levels):
        yield from parts.text(paragraph)
    yield parts.table(("Words", "What they mean"), wording.DEFINED, (1, 4))
    yield parts.heading("How the results were made", 2)
    yield from parts.bullets(wording.method(len(facts.assessments)))
    yield from _missing(facts)
    yield parts.together([*_end(facts)], styles.HEIGHT / 2)


def _end(facts: CandidateFacts) -> Iterator[Flowable]:
    """Limits and whom to ask, on one page: none holds a single sentence."""
    yield parts.heading("Limits", 2)
    yield from parts.bullets(wording.limits(len(facts.assessments)))
    yield parts.heading("Questions and appeals", 2)
    yield from parts.text(facts.contact)


def _missing(facts: CandidateFacts) -> Iterator[Flowable]:
    unrated = [one.name for one in facts.competencies if not one.ratings]
    missing = wording.missing_parts(facts.scorecards_missing, unrated)
    if missing:
        yield parts.heading("What is missing", 3)
        yield from parts.bullets(missing)
