"""The questions: parts, an example, one question a page, check, receipt."""

import secrets
from random import SystemRandom
from typing import Any

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

from assess.accounts.guards import sender
from assess.assessments import queries, rules, wording
from assess.assessments.forms import (
    AnswerForm,
    answer_form,
)
from assess.assessments.guards import attempt_or_404, invitation, invited
from assess.assessments.models import Attempt
from assess.assessments.rules import (
    AssessmentRefused,
    AttemptStatus,
    LatePolicy,
    Over,
    Overtaken,
)
from assess.assessments.services import taking
from assess.assessments.services.taking import Turn
from assess.database import utc_now
from assess.extensions import db, only_read_from_now
from assess.instruments import library
from assess.instruments.items.base import Unreadable
from assess.text import clean
from assess.times import in_zone
from assess.web import errors, fields

bp = Blueprint("taking", __name__)

UNREADABLE = "We could not read what the page sent. Reload it."


@bp.get("/a")
@invited
def parts() -> ResponseReturnValue:
    """The parts and how far each is; a single part opens at once."""
    attempts = invitation().attempts
    if all(attempt.status in rules.CLOSED for attempt in attempts):
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
        taking.begin(db.session, attempt, SystemRandom(), utc_now())
        db.session.commit()
    if attempt.status is AttemptStatus.IN_PROGRESS:
        return redirect(_first_open(attempt))
    return render_template(
        "taking/part.html",
        invitation=invitation(),
        attempt=attempt,
        page=wording.page(attempt, invitation().language),
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
    tried = form.validate_on_submit() and form.answer.data is not None
    return render_template(
        "taking/practice.html", attempt=attempt, page=page, item=item, form=form, tried=tried
    )


@bp.route("/a/<int:part>/q/<int:n>", methods=["GET", "POST"])
@invited
def question(part: int, n: int) -> ResponseReturnValue:
    """One question."""
    attempt = attempt_or_404(part)
    if request.method == "GET" and attempt.status not in (AttemptStatus.IN_PROGRESS,):
        return redirect(url_for(".part", part=part))
    if attempt.status in rules.CLOSED:
        return errors.answer(410, "Your answers are submitted and cannot change any more.")
    order = attempt.order.get("", [])
    if not 1 <= n <= len(order):
        abort(404)
    if request.method == "GET" and _is_overdue(attempt):
        return render_template("taking/time_up.html", attempt=attempt, invitation=invitation())
    form = answer_form(attempt.instrument, order[n - 1])()
    if form.validate_on_submit():
        return _answer(attempt, n, form)
    return _question_page(attempt, n, form), 200


@bp.post("/a/<int:part>/save")
@invited
def save(part: int) -> ResponseReturnValue:
    """Keep one answer: what the page sends while somebody answers."""
    attempt = attempt_or_404(part)
    sent = fields.sent_object()
    try:
        item = library.assessment(attempt.instrument).item(str(sent.get("item")))
        value = item.read(_texts(sent.get("fields")))
        kept = taking.answer(db.session, attempt, item.id, value, _turn(sent), utc_now())
        db.session.commit()
    except Overtaken as conflict:
        db.session.rollback()
        return jsonify(problem=str(conflict), version=conflict.version), 409
    except Over as refusal:
        db.session.rollback()
        return jsonify(problem=str(refusal)), 410
    except (AssessmentRefused, Unreadable, KeyError) as refusal:
        db.session.rollback()
        problem = UNREADABLE if isinstance(refusal, KeyError) else str(refusal)
        return jsonify(problem=problem), 422
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
    given = queries.given(db.session, attempt)
    return render_template(
        "taking/check.html",
        attempt=attempt,
        page=wording.page(attempt, invitation().language),
        lines=wording.lines(attempt, invitation().language, given),
        seconds_left=rules.seconds_left(attempt.deadline_at, utc_now()),
        problem=problem,
    )


@bp.get("/a/<int:part>/after")
@invited
def after(part: int) -> ResponseReturnValue:
    """Where handing in leads: the next part, or the end."""
    attempt_or_404(part)
    if all(attempt.status in rules.CLOSED for attempt in invitation().attempts):
        return redirect(url_for("around.equality" if invitation().application_id else ".done"))
    flash("This part is in. Go on with the next one when you are ready.", "success")
    return redirect(url_for(".parts"))


@bp.get("/a/done")
@invited
def done() -> ResponseReturnValue:
    """The receipt, what happens next, and that the page can be closed."""
    attempts = invitation().attempts
    if any(attempt.status not in rules.CLOSED for attempt in attempts):
        return redirect(url_for(".parts"))
    return render_template(
        "taking/done.html",
        invitation=invitation(),
        parts=[(a, wording.page(a, invitation().language)) for a in attempts],
    )


def _is_overdue(attempt: Attempt) -> bool:
    end = rules.ends_at(attempt.deadline_at, attempt.invitation.closes_at)
    is_over = rules.is_overdue(end, utc_now())
    return is_over and attempt.invitation.late is LatePolicy.CLOSE


def _first_open(attempt: Attempt) -> str:
    """The question somebody was at: the first unanswered one, or the check page."""
    given = queries.given(db.session, attempt)
    way = _way(attempt, given)
    at = next((item for item in way if item not in given), None)
    if at is None:
        return url_for(".check", part=attempt.position)
    return url_for(".question", part=attempt.position, n=attempt.order[""].index(at) + 1)


def _way(attempt: Attempt, given: dict[str, queries.Given]) -> list[str]:
    answers = {item: one.value for item, one in given.items()}
    return rules.shown(library.assessment(attempt.instrument), attempt.order[""], answers)


def _answer(attempt: Attempt, n: int, form: AnswerForm) -> ResponseReturnValue:
    """Keep what the form says and go where its button leads."""
    then = request.form.get("then", "")
    item = form.answer.item
    value = None if then == "skip" else form.answer.data
    move = request.form.get("move", "")
    if move:
        value = wording.moved(form.answer.sent.get("", []), move)
    if value is None and then not in ("skip", "leave", "back") and item.is_question and item.needed:
        form.answer.errors = [item.advice]
        return _question_page(attempt, n, form), 200
    turn = Turn(str(form.tab.data)[:26], fields.number(form.turn.data) or 1,
                fields.number(form.seen.data) or 0)  # fmt: skip
    try:
        taking.answer(db.session, attempt, item.id, value, turn, utc_now())
    except Overtaken as conflict:
        db.session.rollback()
        return _question_page(attempt_or_404(attempt.position), n, form, conflict), 409
    except Over as refusal:
        db.session.rollback()
        return errors.answer(410, str(refusal))
    if _is_overdue(attempt):
        taking.hand_in(db.session, attempt, sender(), utc_now())
    db.session.commit()
    only_read_from_now()
    return redirect(_next(attempt, n, "stay" if move else then))


def _next(attempt: Attempt, n: int, then: str) -> str:
    position = attempt.position
    if attempt.status in rules.CLOSED:
        return url_for(".after", part=position)
    if then == "leave":
        flash("Saved. Open your link again whenever you want to go on.", "success")
        return url_for("around.pause")
    order = attempt.order[""]
    way = _way(attempt, queries.given(db.session, attempt))
    if then == "stay":
        return url_for(".question", part=position, n=n)
    if then == "back":
        before = [item for item in way if order.index(item) < n - 1]
        at = before[-1] if before else order[0]
        return url_for(".question", part=position, n=order.index(at) + 1)
    later = [item for item in way if order.index(item) > n - 1]
    if not later or request.form.get("from") == "check":
        return url_for(".check", part=position)
    return url_for(".question", part=position, n=order.index(later[0]) + 1)


def _question_page(
    attempt: Attempt, n: int, form: AnswerForm, conflict: Overtaken | None = None
) -> str:
    given = queries.given(db.session, attempt)
    order = attempt.order[""]
    held = given.get(order[n - 1])
    if request.method == "GET":
        form.answer.data = held.value if held else None
        form.tab.data = secrets.token_hex(8)
    form.seen.data = str(conflict.version if conflict else held.version if held else 0)
    if conflict:
        form.tab.data = secrets.token_hex(8)
    page = wording.page(attempt, invitation().language)
    return render_template(
        "taking/question.html",
        invitation=invitation(),
        attempt=attempt,
        page=page,
        item=form.answer.item,
        form=form,
        n=n,
        place=wording.place(page, order, _way(attempt, given), order[n - 1]),
        saved_at=held.saved_at if held and held.value is not None else None,
        seconds_left=rules.seconds_left(attempt.deadline_at, utc_now()),
        theirs=page.said(form.answer.item, conflict.theirs) if conflict and conflict.theirs else [],
        conflict=conflict,
        options=attempt.order.get(order[n - 1]),
    )


def _turn(sent: dict[str, Any]) -> Turn:
    return Turn(
        str(sent.get("tab", ""))[:26],
        fields.number(sent.get("turn")) or 0,
        fields.number(sent.get("seen")) or 0,
    )


def _texts(sent: object) -> dict[str, list[str]]:
    """What was sent for an item, if it has the shape of form fields at all."""
    if not isinstance(sent, dict):
        raise AssessmentRefused(UNREADABLE)
    found = {}
    for name, values in sent.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise AssessmentRefused(UNREADABLE)
        found[str(name)] = [clean(value) for value in values]
    return found
