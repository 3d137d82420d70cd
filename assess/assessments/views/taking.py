"""The questions: parts, an example, one question a page, check, receipt."""

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
from assess.assessments import (
    clock,
    own_time,
    progress,
    queries,
    rules,
    sent,
    wayfinding,
    wording,
)
from assess.assessments.forms import answer_form
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
from assess.assessments.services import identifying, scores, taking
from assess.assessments.views import answering
from assess.database import utc_now
from assess.extensions import db
from assess.instruments import library
from assess.instruments.items.base import Unreadable
from assess.instruments.items.open import File
from assess.language import gettext as _
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
        parts=[
            (a, wording.page(a, invitation().language), own_time.of(a, utc_now())) for a in attempts
        ],
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
        time=own_time.of(attempt, utc_now()),
        asked=[one for one in invitation().adjustments if one.granted is None],
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
    is_sent = request.method == "POST"
    if not is_sent and attempt.status is not AttemptStatus.IN_PROGRESS:
        return redirect(url_for(".part", part=part))
    order = attempt.order.get("", [])
    if not 1 <= n <= len(order):
        abort(404)
    if not is_sent and taking.is_over(attempt, utc_now()):
        return _time_up(attempt)
    if not is_sent:
        from_check = request.args.get("from") == "check"
        return answering.show(attempt, n, request.path, from_check=from_check)
    form = answer_form(attempt.instrument, order[n - 1])()
    is_closed = attempt.status in rules.CLOSED or taking.is_over(attempt, utc_now())
    is_free = form.is_skipped() or form.is_taken_back()
    if form.validate_on_submit() or is_free or is_closed:
        return answering.keep(attempt, n, form)
    return answering.show_again(attempt, n, form), 200


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
        return jsonify(problem=answering.said(refusal)), 422
    if kept.late and invitation().late is LatePolicy.CLOSE:
        return jsonify(problem=_(rules.LATE_KEPT)), 410
    return jsonify(
        version=kept.version,
        saved_at=f"{in_zone(kept.saved_at, invitation().time_zone):%H:%M:%S}",
        seconds_left=clock.seconds_left(attempt.deadline_at, utc_now()),
        given_back=own_time.given_back(attempt),
    )


@bp.get("/a/<int:part>/save")
@invited
def back_to_part(part: int) -> ResponseReturnValue:
    """Where the address of the autosave leads when it is opened like a page."""
    return redirect(url_for(".part", part=part))


@bp.route("/a/<int:part>/check", methods=["GET", "POST"])
@invited
def check(part: int) -> ResponseReturnValue:
    """Every answer with a way to change it; then hand in."""
    attempt, problem = attempt_or_404(part), ""
    if request.method == "POST":
        problem = _refused(attempt)
        if not problem:
            return redirect(url_for(".after", part=part))
        attempt = attempt_or_404(part)
    if attempt.status is not AttemptStatus.IN_PROGRESS:
        return redirect(url_for(".part", part=part))
    if taking.is_over(attempt, utc_now()):
        return _time_up(attempt)
    if request.method != "POST":
        scores.prepare(db.session, attempt)
    return _check_page(attempt, problem)


def _refused(attempt: Attempt) -> str:
    """Hand in; or why that cannot be."""
    try:
        taking.hand_in(db.session, attempt, sender(), utc_now())
    except AssessmentRefused as refusal:
        db.session.rollback()
        return str(refusal)
    db.session.commit()
    return ""


def _check_page(attempt: Attempt, problem: str) -> str:
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
        time=own_time.of(attempt, utc_now()),
        given_back=own_time.given_back(attempt),
        late=taking.late_until(attempt, utc_now()),
        problem=problem,
    )


@bp.get("/a/<int:part>/after")
@invited
def after(part: int) -> ResponseReturnValue:
    """Where handing in leads: the next part, or the end."""
    attempt = attempt_or_404(part)
    if invitation().is_handed_in:
        return redirect(url_for("around.equality" if invitation().application_id else ".done"))
    if attempt.status is AttemptStatus.TIMED_OUT:
        return redirect(url_for(".parts"))
    flash(_("This part is in. Go on with the next one when you are ready."), "success")
    return redirect(url_for(".parts"))


@bp.get("/a/done")
@invited
def done() -> ResponseReturnValue:
    """The receipt, what happens next, and that the page can be closed."""
    attempts = invitation().attempts
    if not invitation().is_handed_in:
        return redirect(url_for(".parts"))
    answered = progress.answered(db.session, attempts)
    application, key = invitation().application, settings().self_id_secret
    return render_template(
        "taking/done.html",
        invitation=invitation(),
        may_say=application and not identifying.has_said(db.session, application.public_id, key),
        answered=answered,
        parts=[
            (a, wording.page(a, invitation().language), wording.ended(a, answered))
            for a in attempts
        ],
    )


def _time_up(attempt: Attempt) -> str:
    if request.method != "POST":
        scores.prepare(db.session, attempt)
    return render_template(
        "taking/time_up.html",
        attempt=attempt,
        invitation=invitation(),
        ended_at=rules.ends_at(attempt.deadline_at, invitation().closes_at),
    )
