"""Arrange interviews, move and cancel them, replace interviewers."""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.instruments import library
from assess.interviews import calendar, letters, queries, rules
from assess.interviews.forms import ArrangeForm, CancelForm, ReplaceForm, TimeForm
from assess.interviews.guards import interview_or_404, own_scorecard_or_404
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import ACTIVE, InterviewRefused
from assess.interviews.services import scheduling as services
from assess.interviews.services.scheduling import Time
from assess.openings.guards import application_or_404
from assess.openings.models import Application, Plan, PlanSeat
from assess.openings.rules import is_connected
from assess.times import in_zone
from assess.web import conflict
from assess.web.fields import choices

bp = Blueprint("interviews", __name__)


@bp.route("/applications/<public_id>/interviews/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def arrange(public_id: str) -> ResponseReturnValue:
    """Arrange an interview and invite everybody."""
    application = application_or_404(public_id)
    if request.method == "POST":
        queries.hold(db.session, application)
    held = queries.interviews_of(db.session, application.id)
    plan, free = queries.to_arrange(db.session, application, held)
    if plan is None:
        abort(404)
    form = ArrangeForm(data=_proposal(plan, queries.yet_to_meet(application, plan, held)))
    form.seats.choices = choices(_places(free))
    is_done = form.is_submitted() and form.ready_id() in {one.public_id for one in held}
    if is_done:
        flash(_arranged(form), "success")
    elif form.is_submitted() and not free:
        is_done = True
        flash("Everybody on the panel has an interview with this candidate already.")
    elif form.validate_on_submit():
        is_done = _arrange(form, application, plan, free)
    if is_done:
        return redirect(url_for("hiring.dossier", public_id=public_id))
    return render_template(
        "interviews/arrange.html", form=form, application=application, plan=plan, free=free
    )


@bp.route("/interviews/<public_id>/time", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def change_time(public_id: str) -> ResponseReturnValue:
    """Move an interview; everybody's calendar entry follows."""
    interview = interview_or_404(public_id)
    form = _time_form(interview, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _time_form(interview, sent=False))
        latest = max(interview.starts_at, _time(form).starts_at)
        try:
            services.change_time(
                db.session,
                interview,
                _time(form),
                tell_candidate=form.tell_candidate.data,
                sender=sender(),
                actor=actor(),
                now=utc_now(),
            )
        except InterviewRefused as refusal:
            db.session.rollback()
            form.starts_at.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"The interview has moved. {_who_hears(form, interview, latest)}", "success")
            return _to_dossier(interview)
    return render_template("interviews/change_time.html", form=form, interview=interview)


@bp.route("/interviews/<public_id>/cancel", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel an interview that did not take place."""
    interview = interview_or_404(public_id)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            services.cancel(
                db.session,
                interview,
                tell_candidate=form.tell_candidate.data,
                sender=sender(),
                actor=actor(),
                now=utc_now(),
            )
        except InterviewRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
            flash(f"The interview is cancelled. {_who_hears(form, interview)}", "success")
        return _to_dossier(interview)
    return render_template("interviews/cancel.html", form=form, interview=interview)


@bp.route("/interviews/<public_id>/replace/<card_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def replace(public_id: str, card_id: str) -> ResponseReturnValue:
    """Let somebody else take over a place in an interview."""
    interview = interview_or_404(public_id)
    card = next((card for card in interview.scorecards if card.public_id == card_id), None)
    if card is None:
        abort(404)
    free = queries.who_could_take_over(db.session, interview)
    form = ReplaceForm()
    form.person.choices = choices([(user.public_id, user.name) for user in free])
    if form.validate_on_submit():
        person = next(user for user in free if user.public_id == form.person.data)
        try:
            services.replace(
                db.session, card, person, sender=sender(), actor=actor(), now=utc_now()
            )
        except InterviewRefused as refusal:
            db.session.rollback()
            form.person.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"{person.name} takes over and is invited.", "success")
            _say_if_apart(interview.plan_id)
            return _to_dossier(interview)
    return render_template(
        "interviews/replace.html", form=form, interview=interview, card=card, free=free
    )


@bp.route("/interviews/<public_id>/calendar.ics")
@allow(Permission.INTERVIEW)
def download_calendar(public_id: str) -> ResponseReturnValue:
    """The calendar entry of one's own interview, to import by hand."""
    card = own_scorecard_or_404(public_id)
    if card.status not in ACTIVE:
        abort(404)
    text = _calendar_text(card)
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return response


def _calendar_text(card: Scorecard) -> str:
    about = services.occasion(card.interview, sender())
    letter = letters.interviewer_invited(actor().name, actor().email, about, again=False)
    entry = services.calendar_entry(card.interview, letter, sender(), utc_now())
    return calendar.invitation(entry)


def _say_if_apart(plan_id: int) -> None:
    """Warn when no interviewer links some candidates with the others any more."""
    if not is_connected(queries.raters_by_candidate(db.session, plan_id)):
        flash(
            "No interviewer links this candidate with all the others, so their ratings cannot be "
            "compared. Let at least one person interview both.",
            "warning",
        )


def _to_dossier(interview: Interview) -> ResponseReturnValue:
    return redirect(url_for("hiring.dossier", public_id=interview.application.public_id))


def _places(free: list[PlanSeat]) -> list[tuple[str, str]]:
    """Places by name, with the panel where there are several."""
    several = len({seat.panel for seat in free}) > 1
    return [
        (str(seat.id), f"{seat.user.name} (panel {seat.panel})" if several else seat.user.name)
        for seat in free
    ]


def _proposal(plan: Plan, seats: list[PlanSeat]) -> dict[str, object]:
    """The next working day at ten with these people, as long as their questions take."""
    zone = actor().time_zone
    guide = library.guide(plan.guide)
    asked = {question for seat in seats for question in seat.questions}
    return {
        "starts_at": rules.proposed_start(in_zone(utc_now(), zone)),
        "time_zone": zone,
        "minutes": rules.proposed_minutes(guide.question(one).minutes for one in asked),
        "seats": [str(seat.id) for seat in seats],
        "tell_candidate": True,
        "new_id": new_public_id(),
    }


def _arrange(form: ArrangeForm, application: Application, plan: Plan, free: list[PlanSeat]) -> bool:
    """Whether the interview stands now; otherwise the form says why not."""
    try:
        services.arrange(
            db.session,
            application,
            plan,
            [seat for seat in free if str(seat.id) in form.seats.data],
            _time(form),
            public_id=form.ready_id(),
            tell_candidate=form.tell_candidate.data,
            sender=sender(),
            actor=actor(),
            now=utc_now(),
        )
    except InterviewRefused as refusal:
        db.session.rollback()
        form.seats.errors = [str(refusal)]
        return False
    db.session.commit()
    flash(_arranged(form), "success")
    _say_if_apart(plan.id)
    return True


def _arranged(form: ArrangeForm) -> str:
    if rules.is_for_the_record(form.starts_at.instant(form.time_zone.data), utc_now()):
        return "The interview is entered. It lies in the past, so nobody is invited."
    return "The interview is arranged and the invitations are on their way."


def _who_hears(
    form: TimeForm | CancelForm, interview: Interview, latest: datetime | None = None
) -> str:
    """Who is told; `latest` is the later of the two times of an interview that moved."""
    now = utc_now()
    if latest and rules.is_for_the_record(latest, now):
        return "It lies in the past, so nobody is told."
    if form.tell_candidate.data and (latest is None or interview.ends_at > now):
        return "Everybody hears of it."
    return "The interviewers hear of it, the candidate does not."


def _time_form(interview: Interview, *, sent: bool) -> TimeForm:
    values = {
        "starts_at": in_zone(interview.starts_at, interview.time_zone).replace(tzinfo=None),
        "time_zone": interview.time_zone,
        "minutes": interview.minutes,
        "place": interview.place,
        "version": interview.version,
    }
    return TimeForm(conflict.resolved() if sent else None, data=values)


def _time(form: TimeForm) -> Time:
    return Time(
        form.starts_at.instant(form.time_zone.data),
        form.minutes.data or 0,
        form.time_zone.data,
        form.place.data,
    )
