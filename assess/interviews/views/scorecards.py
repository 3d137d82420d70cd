"""The interviewer's own pages: declaration, kit, review, later changes."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.interviews import queries, rules, sheets
from assess.interviews.forms import (
    NOT_ASKED,
    RECOMMENDATIONS,
    UNREADABLE,
    AmendForm,
    DeclarationForm,
    KitForm,
    NoteEntry,
    RatingEntry,
    kit_form,
    kit_values,
    note_entry,
    rating_entry,
)
from assess.interviews.guards import own_scorecard_or_404
from assess.interviews.models import Scorecard
from assess.interviews.rules import (
    OVERALL,
    Overtaken,
    ScorecardRefused,
    ScorecardStatus,
    Submitted,
)
from assess.interviews.services import scorecards as services
from assess.interviews.sheets import Sheet
from assess.times import in_zone
from assess.web import conflict, errors
from assess.web.fields import choices, sent_object

bp = Blueprint("scorecards", __name__)

CLOSED = frozenset({ScorecardStatus.STEPPED_BACK, ScorecardStatus.CANCELLED})
"""Scorecards nobody writes any more."""

OVER = CLOSED | {ScorecardStatus.SUBMITTED}

OWN = "Sign in as yourself in a new tab and save again. Your text is still here."


@bp.route("/interviews/<public_id>", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def kit(public_id: str) -> ResponseReturnValue:
    """The kit on one screen; saving it here works without script."""
    card = own_scorecard_or_404(public_id)
    if request.method == "POST":
        _check_owner(card, request.form.get("card"))
        if card.status in OVER:
            return _too_late(card)
    if card.status is ScorecardStatus.SUBMITTED:
        return redirect(url_for(".review", public_id=public_id))
    if not card.declared_at or card.status in CLOSED:
        return redirect(url_for(".declare", public_id=public_id))
    sheet = sheets.sheet(card)
    form = _kit_form(card, sheet, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _kit_form(card, sheet, sent=False))
        try:
            _save_all(card, form, public_id)
        except Submitted as refusal:
            db.session.rollback()
            return errors.answer(410, str(refusal))
        except ScorecardRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
            return _after_saving(public_id)
    return render_template("interviews/kit.html", form=form, card=card, sheet=sheet, now=utc_now())


@bp.post("/interviews/<public_id>/save")
@allow(Permission.INTERVIEW)
def save(public_id: str) -> ResponseReturnValue:
    """Keep one note or one rating: what the page sends while somebody types."""
    try:
        saved = _save_one(public_id, sent_object())
        db.session.commit()
    except Overtaken as conflict_found:
        db.session.rollback()
        body = {"problem": str(conflict_found), "theirs": conflict_found.theirs}
        return jsonify(body | {"version": conflict_found.version}), 409
    except Submitted as refusal:
        db.session.rollback()
        return jsonify(problem=str(refusal)), 410
    except ScorecardRefused as refusal:
        db.session.rollback()
        return jsonify(problem=str(refusal)), 422
    now = in_zone(saved.saved_at, actor().time_zone)
    return jsonify(version=saved.version, saved_at=f"{now:%H:%M:%S}")


@bp.route("/interviews/<public_id>/declare", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def declare(public_id: str) -> ResponseReturnValue:
    """Ask for conflicts of interest before the kit opens."""
    card = own_scorecard_or_404(public_id)
    if card.status is ScorecardStatus.SUBMITTED:
        return redirect(url_for(".review", public_id=public_id))
    if card.status in CLOSED:
        titles = sheets.sheet(card).titles
        return render_template(
            "interviews/closed.html", card=card, lines=sheets.lines(card, titles)
        )
    form = DeclarationForm()
    if form.validate_on_submit():
        has_conflict = form.has_conflict()
        try:
            services.declare(
                db.session,
                card,
                conflict=has_conflict,
                explanation=form.explanation.data,
                sender=sender(),
                now=utc_now(),
            )
        except ScorecardRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
            return redirect(url_for(".declare" if has_conflict else ".kit", public_id=public_id))
    return render_template("interviews/declare.html", form=form, card=card)


@bp.route("/interviews/<public_id>/review", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def review(public_id: str) -> ResponseReturnValue:
    """A last look, the overall view, and handing in; afterwards what was handed in."""
    card = own_scorecard_or_404(public_id)
    if not card.declared_at or card.status in CLOSED:
        return redirect(url_for(".declare", public_id=public_id))
    form = _overall_form(card)
    if not form.validate_on_submit():
        return _review_page(card, form)
    try:
        _hand_in(card, form, public_id)
    except Submitted as refusal:
        db.session.rollback()
        if not _says_the_same(form, card):
            flash(str(refusal), "warning")
            return redirect(url_for(".review", public_id=public_id))
    except ScorecardRefused as refusal:
        db.session.rollback()
        return _review_page(own_scorecard_or_404(public_id), form, refusal)
    else:
        db.session.commit()
    return redirect(url_for("hiring.debrief", public_id=_application_id(card)))


@bp.route("/interviews/<public_id>/amend/<competency>", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def amend(public_id: str, competency: str) -> ResponseReturnValue:
    """Change a rating that is in: the old one stays, the reason stands beside it."""
    card = own_scorecard_or_404(public_id)
    held = sheets.current(card.ratings).get(competency)
    if card.status is not ScorecardStatus.SUBMITTED or held is None:
        abort(404)
    sheet = sheets.sheet(card)
    form = AmendForm(revision=held.revision)
    form.rating.choices = choices(_ratings_of(sheet, competency))
    if form.validate_on_submit():
        if _amend(form, card, competency):
            flash("Changed. The first rating stays on record.", "success")
            return redirect(url_for(".review", public_id=public_id))
        form.revision.data = held.revision
    return render_template(
        "interviews/amend.html", form=form, card=card, held=held, title=sheet.titles[competency],
        section=next((s for s in sheet.sections if s.id == competency), None),
    )  # fmt: skip


def _application_id(card: Scorecard) -> str:
    return card.interview.application.public_id


def _kit_form(card: Scorecard, sheet: Sheet, *, sent: bool) -> KitForm:
    values = kit_values(card.notes, list(sheets.current(card.ratings).values()))
    kind = kit_form(sheet.sections)
    return kind(conflict.resolved() if sent else None, data=values)


def _overall_form(card: Scorecard) -> KitForm:
    held = sheets.current(card.ratings)
    values = kit_values([], [held[OVERALL]] if OVERALL in held else [])
    return kit_form([], overall=True)(conflict.resolved(), data=values)


def _after_saving(public_id: str) -> ResponseReturnValue:
    if request.form.get("then") == "review":
        return redirect(url_for(".review", public_id=public_id))
    flash("Saved.", "success")
    return redirect(url_for(".kit", public_id=public_id))


def _save_all(card: Scorecard, form: KitForm, public_id: str) -> None:
    """Keep every note and rating of the form that says something new."""
    cleared = request.form.get("clear", "")
    notes = {(note.competency, note.question): note for note in card.notes}
    for entry in form.notes():
        if (entry.competency, entry.question) in notes or entry.text or entry.probes:
            _save_note(public_id, entry)
    ratings = sheets.current(card.ratings)
    for rating in form.ratings():
        if rating.competency == cleared:
            rating = RatingEntry(cleared, None, False, None, rating.version)
        if rating.competency in ratings or rating.level or rating.not_asked or rating.confidence:
            _save_rating(public_id, rating)


def _too_late(card: Scorecard) -> ResponseReturnValue:
    """Give back what was typed into a kit that has closed in the meantime."""
    advice = ""
    try:
        rules.check_can_write(card.status, card.interview.status)
    except ScorecardRefused as refusal:
        advice = str(refusal)
    return errors.answer(410, advice)


def _hand_in(card: Scorecard, form: KitForm, public_id: str) -> None:
    queries.hold(db.session, card.interview.application)
    _save_all(card, form, public_id)
    db.session.refresh(card, ["ratings"])
    services.submit(db.session, card, sender=sender(), now=utc_now())


def _says_the_same(form: KitForm, card: Scorecard) -> bool:
    """Whether what was sent is what is in already: the button was pressed twice."""
    return next(iter(form.ratings())).level == sheets.recommendation(card)


def _review_page(
    card: Scorecard, form: KitForm, refusal: ScorecardRefused | None = None
) -> ResponseReturnValue:
    """The whole scorecard at a glance, and after a refusal what is missing."""
    sheet = sheets.sheet(card)
    lines = sheets.lines(card, sheet.titles)
    problems: list[tuple[str, str]] = []
    if refusal:
        chosen = next(iter(form.ratings())).level
        problems = rules.gaps(lines, rules.Recommendation(chosen) if chosen else None)
        if not problems:
            flash(str(refusal), "error")
    return render_template(
        "interviews/review.html",
        form=form,
        card=card,
        sheet=sheet,
        lines=lines,
        held=sheets.current(card.ratings),
        history=_history(card),
        problems=problems,
        words=rules.about_the_person,
        recommendation=sheets.recommendation(card),
        OVERALL=OVERALL,
    )


def _save_one(public_id: str, sent: dict[str, Any]) -> Any:
    if sent.get("kind") == "note":
        return _save_note(public_id, note_entry(sent), sent.get("card"))
    if sent.get("kind") == "rating":
        return _save_rating(public_id, rating_entry(sent), sent.get("card"))
    raise ScorecardRefused(UNREADABLE)


def _check_owner(card: Scorecard, sent: object) -> None:
    """Refuse what was typed into one person's kit and sent after another one signed in."""
    if sent not in (None, card.public_id):
        abort(403, f"You are signed in as {actor().name}, and this kit is somebody else's. {OWN}")


def _save_note(public_id: str, entry: NoteEntry, owner: object = None) -> Any:
    draft = queries.get_draft_note(db.session, actor(), public_id, entry.competency, entry.question)
    if draft is None:
        abort(404)
    _check_owner(draft.scorecard, owner)
    return services.save_note(db.session, draft, **vars(entry), actor=actor(), now=utc_now())


def _save_rating(public_id: str, entry: RatingEntry, owner: object = None) -> Any:
    draft = queries.get_draft_rating(db.session, actor(), public_id, entry.competency)
    if draft is None:
        abort(404)
    _check_owner(draft.scorecard, owner)
    return services.save_rating(db.session, draft, **vars(entry), actor=actor(), now=utc_now())


def _amend(form: AmendForm, card: Scorecard, competency: str) -> bool:
    """Whether the rating is changed; otherwise the form says why not."""
    try:
        services.amend(
            db.session,
            card,
            competency=competency,
            level=form.level(),
            not_asked=form.rating.data == NOT_ASKED,
            evidence=form.evidence.data,
            reason=form.reason.data,
            version=form.seen_revision(),
            now=utc_now(),
        )
    except ScorecardRefused as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return False
    db.session.commit()
    return True


def _ratings_of(sheet: Sheet, competency: str) -> list[tuple[str, str]]:
    if competency == OVERALL:
        return RECOMMENDATIONS
    section = next(section for section in sheet.sections if section.id == competency)
    levels = [(str(level.number), f"{level.number} {level.name}") for level in section.levels]
    return [*levels, (NOT_ASKED, "Not asked")]


def _history(card: Scorecard) -> dict[str, list[Any]]:
    """Earlier revisions of every rating, oldest first."""
    found: dict[str, list[Any]] = {}
    for rating in card.ratings:
        found.setdefault(rating.competency, []).append(rating)
    return {key: revisions for key, revisions in found.items() if len(revisions) > 1}
