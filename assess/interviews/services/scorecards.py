"""Write scorecards: declare, note, rate, hand in, change later."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.audit.services import record
from assess.instruments import library
from assess.interviews import letters, queries, rules, sheets
from assess.interviews.models import Note, Rating, Scorecard
from assess.interviews.queries import Draft
from assess.interviews.rules import (
    OVERALL,
    Confidence,
    Overtaken,
    ScorecardRefused,
    ScorecardStatus,
)
from assess.interviews.services import panels
from assess.interviews.services.scheduling import occasion
from assess.mail import Sender
from assess.openings.services import openings


def declare(
    session: Session,
    card: Scorecard,
    *,
    conflict: bool,
    explanation: str,
    sender: Sender,
    now: datetime,
) -> None:
    """Note whether an interviewer has a conflict of interest; with one, they step back.

    Who runs the opening reads why; the interviewer sees neither candidate nor scores.
    """
    application = card.interview.application
    queries.hold(session, application)
    session.refresh(card, ["status", "version"])
    rules.check_can_write(card.status, card.interview.status)
    person = card.interviewer
    card.declared_at = now
    if conflict:
        card.status = ScorecardStatus.STEPPED_BACK
        card.conflict = explanation or "A conflict of interest, without further words."
        link = f"{sender.base_url}/applications/{application.public_id}"
        about = occasion(card.interview, sender)
        for member in application.opening.members:
            letter = letters.stepped_back(
                member.user.name, member.user.email, about, person.name, link
            )
            mail.post(session, letter, event=f"scorecard {card.public_id} stepped back", now=now)
    session.flush()
    if conflict:
        panels.settle(session, application, sender, now)
    action = "scorecard.stepped-back" if conflict else "scorecard.declared"
    record(session, action, card, actor=person.public_id)


def save_note(
    session: Session,
    draft: Draft,
    *,
    competency: str,
    question: str,
    text: str,
    probes: list[int],
    version: int,
    actor: User,
    now: datetime,
) -> Note:
    """Keep what was heard on one question.

    Raises `rules.Submitted` after the scorecard is in, and `rules.Overtaken` when another
    device saved something else since `version` (0: nothing was saved yet).
    """
    card = _writable(draft, competency, draft.scorecard.competencies)
    note = draft.note
    if question and question not in card.kit[competency]:
        raise ScorecardRefused("This question is not part of your kit.")
    if note is None:
        note = Note(scorecard_id=card.id, competency=competency, question=question, saved_at=now)
        session.add(note)
    elif (note.text, note.probes) == (text, probes):
        return note
    elif note.version != version:
        raise Overtaken(note.version, {"text": note.text, "probes": note.probes})
    note.text, note.probes, note.saved_at = text, probes, now
    _begin(card)
    session.flush()
    fields = {f"note {question or competency}": text}
    record(session, "scorecard.noted", card, actor=actor.public_id, fields=fields)
    return note


def save_rating(
    session: Session,
    draft: Draft,
    *,
    competency: str,
    level: int | None,
    not_asked: bool,
    confidence: Confidence | None,
    version: int,
    actor: User,
    now: datetime,
) -> Rating:
    """Keep a rating of one competency, or of the whole interview (`OVERALL`).

    Raises as `save_note` does.
    """
    card = _writable(draft, competency, [*draft.scorecard.competencies, OVERALL])
    rules.check_rating(level, not_asked=not_asked, is_overall=competency == OVERALL)
    rating, new = draft.rating, (level, not_asked, confidence)
    if rating is None:
        rating = Rating(scorecard_id=card.id, competency=competency, revision=0, saved_at=now)
        session.add(rating)
    elif (rating.level, rating.not_asked, rating.confidence) == new:
        return rating
    elif rating.version != version:
        theirs = {
            "level": rating.level,
            "not_asked": rating.not_asked,
            "confidence": rating.confidence,
        }
        raise Overtaken(rating.version, theirs)
    rating.level, rating.not_asked, rating.confidence = new
    rating.saved_at = now
    _begin(card)
    session.flush()
    fields = {f"rating {competency}": new}
    record(session, "scorecard.rated", card, actor=actor.public_id, fields=fields)
    return rating


def submit(session: Session, card: Scorecard, *, sender: Sender, now: datetime) -> None:
    """Hand in a scorecard; from then on it only changes in revisions with reasons.

    Raises `rules.ScorecardRefused` when something is missing. Handing in twice is once.
    """
    application = card.interview.application
    queries.hold(session, application)
    session.refresh(card, ["status", "version"])
    if card.status is ScorecardStatus.SUBMITTED:
        return
    framework = library.framework(card.interview.plan.framework)
    titles = {competency.id: competency.title for competency in framework.competencies}
    rules.check_can_submit(
        card.status,
        card.interview.status,
        sheets.lines(card, titles),
        sheets.recommendation(card),
    )
    card.status = ScorecardStatus.SUBMITTED
    card.submitted_at = now
    session.flush()
    openings.note_first_score(session, application.opening, now)
    panels.settle(session, application, sender, now)
    record(session, "scorecard.submitted", card, actor=card.interviewer.public_id)


def reveal(session: Session, card: Scorecard, now: datetime) -> None:
    """Note that an interviewer looks at the others' ratings from now on."""
    if card.status is not ScorecardStatus.SUBMITTED:
        raise ScorecardRefused("Others' ratings are hidden until you submit yours.")
    if card.saw_others_at is None:
        card.saw_others_at = now
        session.flush()
        record(session, "scorecard.saw-others", card, actor=card.interviewer.public_id)


def amend(
    session: Session,
    card: Scorecard,
    *,
    competency: str,
    level: int | None,
    not_asked: bool,
    evidence: str,
    reason: str,
    version: int,
    now: datetime,
) -> Rating:
    """Change a rating that is in: a new revision beside the old one.

    The revision keeps the reason and whether the interviewer had seen others' ratings.
    Raises `rules.ScorecardRefused` without a reason, without evidence for an extreme
    rating, or after the decision, and `rules.Overtaken` when it was changed elsewhere.
    """
    application = card.interview.application
    queries.hold(session, application)
    rules.check_can_amend(card.status, reason, closed=application.stage.has_outcome)
    rules.check_rating(level, not_asked=not_asked, is_overall=competency == OVERALL)
    old = sheets.current(card.ratings).get(competency)
    if old is None or competency not in (*card.competencies, OVERALL):
        raise ScorecardRefused("This competency is not part of your scorecard.")
    if old.revision != version:
        raise Overtaken(old.revision, {"level": old.level, "not_asked": old.not_asked})
    notes = [note.text for note in card.notes if note.competency == competency]
    rules.check_amendment(level, "\n".join([*notes, evidence]), is_overall=competency == OVERALL)
    revised = Rating(
        scorecard_id=card.id,
        competency=competency,
        revision=old.revision + 1,
        level=level,
        not_asked=not_asked,
        confidence=old.confidence,
        evidence=evidence,
        reason=reason,
        others_seen=card.saw_others_at is not None,
        saved_at=now,
    )
    card.ratings.append(revised)
    session.flush()
    fields = {f"rating {competency}": [level, not_asked], "reason": reason}
    record(session, "scorecard.amended", card, actor=card.interviewer.public_id, fields=fields)
    return revised


def _writable(draft: Draft, competency: str, known: Collection[str]) -> Scorecard:
    card = draft.scorecard
    rules.check_can_write(card.status, draft.interview)
    rules.check_can_open(card.status, declared=card.declared_at is not None)
    if competency not in known:
        raise ScorecardRefused("This competency is not part of your kit.")
    return card


def _begin(card: Scorecard) -> None:
    if card.status is ScorecardStatus.NOT_STARTED:
        card.status = ScorecardStatus.DRAFT
