"""The way in: a link, a code for another browser, a new link, "this is not me"."""

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.accounts.guards import public, sender
from assess.assessments import guards, queries, rules, wording
from assess.assessments.forms import CodeForm, StartForm
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused, Over
from assess.assessments.services import invitations, taking
from assess.database import utc_now
from assess.extensions import db
from assess.web.fields import PageForm

bp = Blueprint("entry", __name__)


@bp.after_request
def keep_the_link_private(response: Response) -> Response:
    """The address of these pages is a key: no other request is told of it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.route("/i/<token>", methods=["GET", "POST"])
@public
def landing(token: str) -> ResponseReturnValue:
    """Who asks, what for, how long. Opening the link changes nothing; Start lets one in."""
    found = _by_token(token)
    if not isinstance(found, Invitation):
        return found
    form = StartForm(data={"language": found.language})
    if form.validate_on_submit():
        sits_here = _sits_here(found)
        if found.started_at is not None and not sits_here:
            return redirect(url_for(".code", token=token))
        key = (
            request.cookies[guards.cookie_name()]
            if sits_here
            else taking.sit_down(db.session, found, utc_now())
        )
        found.language = form.language.data
        db.session.commit()
        return _to_the_parts(found, key)
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
    if not isinstance(found, Invitation):
        return found
    try:
        taking.send_code(db.session, found, sender(), utc_now())
    except AssessmentRefused as refusal:
        db.session.rollback()
        flash(_(str(refusal)), "error")
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
    if not isinstance(found, Invitation):
        return found
    form = CodeForm()
    if form.validate_on_submit():
        key = ""
        if taking.use_code(db.session, found, form.code.data, utc_now()):
            key = taking.sit_down(db.session, found, utc_now())
        db.session.commit()  # a try that does not fit counts
        if key:
            return _to_the_parts(found, key)
        form.code.errors = [_("This code does not fit, or has run out. Ask for a new one.")]
    return render_template("taking/code.html", form=form, token=token)


@bp.post("/i/<token>/new")
@public
def new_link(token: str) -> ResponseReturnValue:
    """Send the person a new link; the answer tells nothing about whose it is."""
    found = queries.invitation_by_token(db.session, token)
    if found is None:
        return _leads_nowhere()
    g.language = found.language
    try:
        invitations.ask_for_new_link(db.session, found, sender(), utc_now())
    except AssessmentRefused as refusal:
        db.session.rollback()
        return guards.over(str(refusal))
    db.session.commit()
    return render_template("taking/sent.html")


@bp.route("/i/<token>/not-me", methods=["GET", "POST"])
@public
def not_me(token: str) -> ResponseReturnValue:
    """Say that a link reached somebody else; it is withdrawn."""
    found = _by_token(token)
    if not isinstance(found, Invitation):
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


def _by_token(token: str) -> Invitation | ResponseReturnValue:
    """The invitation behind a link, or the page that says why it leads nowhere."""
    found = queries.invitation_by_token(db.session, token)
    if found is None:
        return _leads_nowhere()
    g.language = found.language
    try:
        taking.check_link(found, utc_now())
    except rules.NotOpenYet:
        return render_template("taking/not_open.html", invitation=found), 403
    except Over as refusal:
        return guards.over(str(refusal))
    return found


def _leads_nowhere() -> ResponseReturnValue:
    return render_template("taking/over.html", advice="", sent=[]), 404


def _to_the_parts(found: Invitation, key: str) -> Response:
    response = make_response(redirect(url_for("taking.parts")))
    guards.let_in(response, key, found.closes_at)
    return response


def _sits_here(found: Invitation) -> bool:
    """Whether this browser answers that invitation already."""
    key = request.cookies.get(guards.cookie_name(), "")
    here = queries.invitation_of_sitting(db.session, key) if key else None
    return here is not None and here.id == found.id
