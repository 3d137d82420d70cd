"""The way in: a link, a code for another browser, a new link, "this is not me"."""

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.accounts.guards import public, sender
from assess.assessments import guards, queries, rules, wording
from assess.assessments.forms import CodeForm, StartForm
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import invitations, taking
from assess.database import utc_now
from assess.extensions import db
from assess.web.fields import PageForm

bp = Blueprint("entry", __name__)


@bp.route("/i/<token>", methods=["GET", "POST"])
@public
def landing(token: str) -> ResponseReturnValue:
    """Who asks, what for, how long. Opening the link changes nothing; Start lets one in."""
    found = _by_token(token)
    if isinstance(found, tuple):
        return found
    form = StartForm(data={"language": found.language})
    if form.validate_on_submit():
        if found.started_at is not None and not _sits_here(found):
            return redirect(url_for(".code", token=token))
        if not _sits_here(found):
            key = taking.sit_down(db.session, found, utc_now())
            found.language = form.language.data
            db.session.commit()
            response = make_response(redirect(url_for("taking.parts")))
            guards.let_in(response, key, found.closes_at)
            return response
        return redirect(url_for("taking.parts"))
    languages = wording.languages(found)
    wanted = request.args.get("language", found.language)
    g.language = wanted if wanted in languages else wording.ENGLISH
    pages = [wording.page(attempt, g.language) for attempt in found.attempts]
    return render_template(
        "taking/landing.html",
        form=form,
        token=token,
        invitation=found,
        role=invitations.role(found),
        parts=pages,
        limits=[(p, m) for p in pages if (m := wording.limit(p.assessment, found)) is not None],
        languages=languages,
        is_open=found.started_at is not None,
        here=_sits_here(found),
    )


@bp.post("/i/<token>/send-code")
@public
def send_code(token: str) -> ResponseReturnValue:
    """Mail a code for another browser."""
    found = _by_token(token)
    if isinstance(found, tuple):
        return found
    try:
        taking.send_code(db.session, found, sender(), utc_now())
    except AssessmentRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(_("The code is on its way to your mail address."), "success")
    return redirect(url_for(".code", token=token))


@bp.get("/i/<token>/send-code")
@public
def back_to_code(token: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".code", token=token))


@bp.route("/i/<token>/code", methods=["GET", "POST"])
@public
def code(token: str) -> ResponseReturnValue:
    """Go on in another browser, with six digits from a mail."""
    found = _by_token(token)
    if isinstance(found, tuple):
        return found
    form = CodeForm()
    if form.validate_on_submit():
        key = ""
        if taking.use_code(db.session, found, form.code.data, utc_now()):
            key = taking.sit_down(db.session, found, utc_now())
        db.session.commit()  # a try that does not fit counts
        if key:
            response = make_response(redirect(url_for("taking.parts")))
            guards.let_in(response, key, found.closes_at)
            return response
        form.code.errors = [_("This code does not fit, or has run out. Ask for a new one.")]
    return render_template("taking/code.html", form=form, token=token)


@bp.post("/i/<token>/new")
@public
def new_link(token: str) -> ResponseReturnValue:
    """Send the person a new link; the answer tells nothing about whose it is."""
    found = queries.invitation_by_token(db.session, token)
    if found is None:
        return render_template("taking/over.html", advice=""), 404
    try:
        invitations.ask_for_new_link(db.session, found, sender(), utc_now())
    except AssessmentRefused as refusal:
        db.session.rollback()
        return render_template("taking/over.html", advice=str(refusal)), 410
    db.session.commit()
    return render_template("taking/sent.html")


@bp.route("/i/<token>/not-me", methods=["GET", "POST"])
@public
def not_me(token: str) -> ResponseReturnValue:
    """Say that a link reached somebody else; it is withdrawn."""
    found = _by_token(token)
    if isinstance(found, tuple):
        return found
    form = PageForm()
    if request.method == "POST":
        invitations.say_not_me(db.session, found, sender(), utc_now())
        db.session.commit()
        return render_template("taking/withdrawn.html")
    return render_template("taking/not_me.html", form=form, token=token)


@bp.get("/i/<token>/new")
@public
def back_to_landing(token: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".landing", token=token))


def _by_token(token: str) -> Invitation | tuple[str, int]:
    """The invitation behind a link, or the page that says why it leads nowhere."""
    found = queries.invitation_by_token(db.session, token)
    if found is None:
        return render_template("taking/over.html", advice=""), 404
    try:
        rules.check_link(
            opens_at=found.opens_at,
            closes_at=found.closes_at,
            revoked_at=found.revoked_at,
            now=utc_now(),
        )
    except AssessmentRefused as refusal:
        return render_template("taking/over.html", advice=str(refusal)), 410
    return found


def _sits_here(found: Invitation) -> bool:
    """Whether this browser answers that invitation already."""
    key = request.cookies.get(guards.cookie_name(), "")
    here = queries.invitation_of_sitting(db.session, key) if key else None
    return here is not None and here.id == found.id
