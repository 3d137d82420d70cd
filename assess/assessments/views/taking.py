"""The questions: parts, an example, one question a page, check, receipt."""

import secrets
from random import SystemRandom

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from assess.accounts.guards import sender, settings
from assess.assessments import going_on, queries, rules, sent, wayfinding, wording
from assess.assessments.forms import AnswerForm, answer_form
from assess.assessments.guards import (
    attempt_or_404,
    invitation,
    invited,
    over,
    refuse_giants,
    stale,
)
from assess.assessments.models import Attempt
from assess.assessments.rules import (
    AssessmentRefused,
    AttemptStatus,
    LatePolicy,
    Over,
    Overtaken,
)
from assess.assessments.services import files, scores, taking
from assess.database import utc_now
from assess.extensions import db, only_read_from_now
from assess.instruments import library
from assess.instruments.items.base import Answer, Item, Unreadable
from assess.instruments.items.open import File
from assess.language import gettext as _
from assess.openings import resumes
from assess.times import in_zone
from assess.web import fields

bp = Blueprint("taking", __name__)
bp.register_error_handler(CSRFError, stale)
bp.url_value_preprocessor(refuse_giants)

TRY = "Choose an answer to try it, or go to the real one."


@bp.get("/a")
@invited
def parts() -> ResponseReturnValue:
    """The parts and how far each is; a single part opens at once."""
    attempts = invitation().attempts
    if invitation().is_handed_in:
        return redirect(url_for(".done"))
    if len(attempts) == 1:
        return redirect(url_for(".part", part=1))
    return render_template(
        "taking/parts.html",
        invitation=invitation(),
        parts=[(a, wording.page(a, invitation().language)) for a in attempts],
    )


@bp.route("/a/<int:part>", methods=["GET", "POST"])
@invited
def part(part: int) -> ResponseReturnValue:
    """What a part asks, how long; Begin starts its clock. A part begun goes on where it was."""
    attempt = attempt_or_404(part)
    if attempt.status in rules.CLOSED:
        return redirect(url_for(".parts"))
    if request.method == "POST":
        try:
            taking.begin(db.session, attempt, SystemRandom(), utc_now())
        except Over as refusal:
            db.session.rollback()
            return over(str(refusal))
        db.session.commit()
    if attempt.status is AttemptStatus.IN_PROGRESS:
        return redirect(wayfinding.first_open(attempt))
    return render_template(
        "taking/part.html",
        invitation=invitation(),
        attempt=attempt,
        page=wording.page(attempt, invitation().language),
        languages=wording.languages(invitation()),
        minutes=wording.limit(library.assessment(attempt.instrument), invitation()),
    )


@bp.route("/a/<int:part>/practice", methods=["GET", "POST"])
@invited
def practice(part: int) -> ResponseReturnValue:
    """An example with the same controls; what is chosen is not kept."""
    attempt = attempt_or_404(part)
    page = wording.page(attempt, invitation().language)
    item = page.assessment.practice
    if item is None:
        return redirect(url_for(".part", part=part))
    form = answer_form(attempt.instrument, item.id)(tab="practice")
    tried = form.validate_on_submit() and item.is_whole(form.answer.data)
    if form.is_submitted() and not tried and not form.answer.errors:
        form.answer.errors = [_(TRY)]
    form.answer.data = form.value()
    return render_template(
        "taking/practice.html",
        invitation=invitation(),
        attempt=attempt,
        page=page,
        item=item,
        form=form,
        tried=tried,
    )


@bp.route("/a/<int:part>/q/<int:n>", methods=["GET", "POST"])
@invited
def question(part: int, n: int) -> ResponseReturnValue:
    """One question."""
    attempt = attempt_or_404(part)
    if request.method == "GET" and attempt.status not in (AttemptStatus.IN_PROGRESS,):
        return redirect(url_for(".part", part=part))
    order = attempt.order.get("", [])
    if not 1 <= n <= len(order):
        abort(404)
    if request.method == "GET" and taking.is_over(attempt, utc_now()):
        return _time_up(attempt)
    form = answer_form(attempt.instrument, order[n - 1])()
    is_closed = attempt.status in rules.CLOSED
    is_free = form.is_skipped() or form.is_taken_back()
    if form.validate_on_submit() or is_free or is_closed:
        return _answer(attempt, n, form)
    return _question_page(attempt, n, form), 200


@bp.post("/a/<int:part>/save")
@invited
def save(part: int) -> ResponseReturnValue:
    """Keep one answer: what the page sends while somebody answers."""
    attempt = attempt_or_404(part)
    came = fields.sent_object()
    try:
        item = library.assessment(attempt.instrument).item(str(came.get("item")))
        value = item.read(sent.texts(came.get("fields")))
        if isinstance(item, File):
            raise AssessmentRefused("Press Continue to hand in the file.")
        kept = taking.answer(db.session, attempt, item.id, value, sent.turn(came), utc_now())
        db.session.commit()
    except Overtaken as conflict:
        db.session.rollback()
        return jsonify(problem=_(str(conflict))), 409
    except Over as refusal:
        db.session.rollback()
        return jsonify(problem=_(str(refusal))), 410
    except (AssessmentRefused, Unreadable, KeyError) as refusal:
        db.session.rollback()
        return jsonify(problem=_said(refusal)), 422
    if kept.late and invitation().late is LatePolicy.CLOSE:
        return jsonify(problem=_(rules.TIME_UP)), 410
    clock = in_zone(kept.saved_at, invitation().time_zone)
    left = rules.seconds_left(attempt.deadline_at, utc_now())
    return jsonify(version=kept.version, saved_at=f"{clock:%H:%M:%S}", seconds_left=left)


@bp.get("/a/<int:part>/save")
@invited
def back_to_part(part: int) -> ResponseReturnValue:
    """Where the address of the autosave leads when it is opened like a page."""
    return redirect(url_for(".part", part=part))


@bp.route("/a/<int:part>/check", methods=["GET", "POST"])
@invited
def check(part: int) -> ResponseReturnValue:
    """Every answer with a way to change it; then hand in."""
    attempt = attempt_or_404(part)
    problem = ""
    if request.method == "POST":
        try:
            taking.hand_in(db.session, attempt, sender(), utc_now())
        except AssessmentRefused as refusal:
            db.session.rollback()
            problem = str(refusal)
            attempt = attempt_or_404(part)
        else:
            db.session.commit()
            return redirect(url_for(".after", part=part))
    if attempt.status is not AttemptStatus.IN_PROGRESS:
        return redirect(url_for(".part", part=part))
    if taking.is_over(attempt, utc_now()):
        return _time_up(attempt)
    if request.method == "GET":
        scores.prepare(db.session, attempt)
    given = queries.given(db.session, attempt)
    answers = {item: one.value for item, one in given.items()}
    without, of = scores.without_result(attempt, answers)
    return render_template(
        "taking/check.html",
        without=without,
        of=of,
        attempt=attempt,
        page=wording.page(attempt, invitation().language),
        lines=wording.lines(attempt, invitation().language, given),
        minutes_left=_minutes_left(attempt),
        late=taking.late_until(attempt, utc_now()),
        problem=problem,
    )


@bp.get("/a/<int:part>/after")
@invited
def after(part: int) -> ResponseReturnValue:
    """Where handing in leads: the next part, or the end."""
    attempt_or_404(part)
    if invitation().is_handed_in:
        return redirect(url_for("around.equality" if invitation().application_id else ".done"))
    flash(_("This part is in. Go on with the next one when you are ready."), "success")
    return redirect(url_for(".parts"))


@bp.get("/a/done")
@invited
def done() -> ResponseReturnValue:
    """The receipt, what happens next, and that the page can be closed."""
    attempts = invitation().attempts
    if not invitation().is_handed_in:
        return redirect(url_for(".parts"))
    return render_template(
        "taking/done.html",
        invitation=invitation(),
        parts=[(a, wording.page(a, invitation().language)) for a in attempts],
    )


def _minutes_left(attempt: Attempt) -> int | None:
    seconds = rules.seconds_left(attempt.deadline_at, utc_now())
    return None if seconds is None else rules.minutes_left(seconds)


def _time_up(attempt: Attempt) -> str:
    if request.method == "GET":
        scores.prepare(db.session, attempt)
    return render_template(
        "taking/time_up.html",
        attempt=attempt,
        invitation=invitation(),
        ended_at=rules.ends_at(attempt.deadline_at, invitation().closes_at),
    )


def _answer(attempt: Attempt, n: int, form: AnswerForm) -> ResponseReturnValue:
    """Keep what the form says and go where its button leads."""
    item, value, former = form.answer.item, form.value(), ""
    try:
        rules.check_can_write(attempt.status)
        if isinstance(item, File):
            value, former = _file(attempt, item)
        then = form.then.data
        is_new = not going_on.is_untouched(item, value, attempt.order.get(item.id))
        if form.is_skipped() and not is_new:
            value = None
        stays = _cannot_go_on(attempt, form, value)
        if is_new or (not stays and _is_nothing_kept(attempt, item, then)):
            turn = sent.turn({"tab": form.tab.data, "turn": form.turn.data, "seen": form.seen.data})
            taking.answer(db.session, attempt, item.id, value, turn, utc_now())
    except Overtaken as conflict:
        db.session.rollback()
        return _question_page(attempt_or_404(attempt.position), n, form, conflict), 409
    except Over as refusal:
        db.session.rollback()
        return _too_late(attempt_or_404(attempt.position), form, str(refusal)), 410
    except (AssessmentRefused, Unreadable) as refusal:
        db.session.rollback()
        form.answer.errors = [_said(refusal)]
        return _question_page(attempt_or_404(attempt.position), n, form), 200
    if taking.is_over(attempt, utc_now()):
        taking.hand_in(db.session, attempt, sender(), utc_now())
    db.session.commit()
    only_read_from_now()
    if former:
        (settings().files / former).unlink(missing_ok=True)
    if stays:
        form.answer.errors = [stays]
        return _question_page(attempt, n, form), 200
    is_here = form.moves() or form.is_taken_back()
    return redirect(wayfinding.after(attempt, n, "stay" if is_here else then))


def _is_nothing_kept(attempt: Attempt, item: Item, then: str) -> bool:
    held = queries.get_answer(db.session, attempt, item.id) is not None
    return going_on.is_nothing_kept(item, then, held=held)


def _cannot_go_on(attempt: Attempt, form: AnswerForm, value: Answer | None) -> str:
    """Why the next question has to wait for this one; empty where it does not."""
    then = form.then.data
    if then in going_on.AWAY or form.moves() or taking.is_over(attempt, utc_now()):
        return ""
    takes_files = invitation().application_id is not None
    try:
        going_on.check(form.answer.item, value, then, takes_files=takes_files)
    except (AssessmentRefused, Unreadable) as refusal:
        return _said(refusal)
    return ""


def _file(attempt: Attempt, item: File) -> tuple[Answer | None, str]:
    """The file that was sent, or the one that is here; and what it takes the place of."""
    upload = request.files.get(f"{item.id}.file")
    return files.take_in(
        db.session,
        attempt,
        item.id,
        file_name=(upload.filename or "") if upload else "",
        data=upload.read(resumes.MAX_BYTES + 1) if upload else b"",
        folder=settings().files,
        now=utc_now(),
    )


def _too_late(attempt: Attempt, form: AnswerForm, advice: str) -> str:
    """Why an answer was not taken, and the answer, so that it can be copied."""
    page, field = wording.page(attempt, invitation().language), form.answer
    return render_template(
        "taking/too_late.html",
        attempt=attempt,
        page=page,
        item=field.item,
        advice=advice,
        text=field.typed(),
        said=page.said(field.item, field.data),
    )


def _question_page(
    attempt: Attempt, n: int, form: AnswerForm, conflict: Overtaken | None = None
) -> str:
    page = wording.page(attempt, invitation().language)
    order = attempt.order[""]
    given = queries.given(db.session, attempt, {order[n - 1], *page.deciding})
    held = given.get(order[n - 1])
    if request.method == "GET":
        form.answer.data = held.value if held else None
        form.seen.data = str(held.version if held else 0)
    if conflict:
        form.seen.data = str(conflict.version)
    if conflict or request.method == "GET":
        form.tab.data = secrets.token_hex(8)
    return render_template(
        "taking/question.html",
        invitation=invitation(),
        attempt=attempt,
        page=page,
        item=form.answer.item,
        form=form,
        n=n,
        place=wording.place(page, order, wayfinding.way(attempt, given), order[n - 1]),
        saved_at=held.saved_at if held and held.value is not None and not conflict else None,
        can_take_back=going_on.can_take_back(form.answer.item, held.value if held else None),
        seconds_left=rules.seconds_left(attempt.deadline_at, utc_now()),
        minutes_left=_minutes_left(attempt),
        late=taking.late_until(attempt, utc_now()),
        open_until=taking.open_until(attempt, utc_now()),
        theirs=page.said(form.answer.item, conflict.theirs if conflict else None),
        conflict=conflict,
        options=attempt.order.get(order[n - 1]),
    )


def _said(refusal: AssessmentRefused | Unreadable | KeyError) -> str:
    """Why something was not taken, in the language of the page; `KeyError`: no such item."""
    if isinstance(refusal, Unreadable):
        return _(refusal.sentence, **refusal.values)
    return _(sent.UNREADABLE if isinstance(refusal, KeyError) else str(refusal))
