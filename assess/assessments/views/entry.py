"""The way in: a link, a code for another browser, a new link, "this is not me"."""

from dataclasses import replace

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

from assess.accounts.guards import public, sender
from assess.assessments import guards, own_time, progress, queries, rules, wording
from assess.assessments.forms import CodeForm, StartForm
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused, Over
from assess.assessments.services import invitations, taking
from assess.database import utc_now
from assess.extensions import db
from assess.language import ENGLISH
from assess.language import gettext as _
from assess.web import display
from assess.web.fields import PageForm
from assess.web.headers import keep_the_link_private

bp = Blueprint("entry", __name__)
bp.after_request(keep_the_link_private)


@bp.url_defaults
def keep_the_language(_endpoint: str, values: dict[str, object]) -> None:
    """Lead on in the language a link asked for, until a form or the cookie keeps it."""
    if request.args.get("language") in display.LANGUAGES:
        values.setdefault("language", request.args["language"])


@bp.route("/i/<token>", methods=["GET", "POST"])
@public
def landing(token: str) -> ResponseReturnValue:
    """Who asks, what for, how long. Opening the link changes nothing; Start lets one in."""
    found = _by_token(token)
    if not isinstance(found, Invitation):
        return found
    form = StartForm(data={"language": g.language})
    if form.validate_on_submit():
        return _come_in(found, token, form)
    if found.is_handed_in:
        return _nothing_left(found, token)
    return _first_page(found, token, form)


def _come_in(found: Invitation, token: str, form: StartForm) -> ResponseReturnValue:
    """Let the first browser in; another one needs a code, and the same one goes on."""
    sits_here = _sits_here(found)
    if found.started_at is not None and not sits_here:
        return redirect(url_for(".code", token=token))
    key = (
        request.cookies[guards.cookie_name()]
        if sits_here
        else taking.sit_down(db.session, found, utc_now())
    )
    taking.choose_language(db.session, found, form.language.data)
    db.session.commit()
    return _let_in(found, key, "around.adjustment" if form.then.data == "adjustment" else "")


def _first_page(found: Invitation, token: str, form: StartForm) -> str:
    pages = [wording.page(attempt, g.language) for attempt in found.attempts]
    given = [(attempt, queries.given(db.session, attempt)) for attempt in found.attempts]
    return render_template(
        "taking/landing.html",
        form=form,
        token=token,
        invitation=found,
        role=invitations.role(found),
        parts=pages,
        times=own_time.of_all(found, utc_now()),
        minutes_left=sum(wording.minutes_left(attempt, held) for attempt, held in given),
        months=wording.KEPT_MONTHS,
        languages=wording.languages(found),
        is_open=found.started_at is not None,
        here=_sits_here(found),
        overtime=taking.overtime(found, utc_now()),
    )


def _nothing_left(found: Invitation, token: str) -> ResponseReturnValue:
    """Where a link leads once everything is in: to the receipt, or to how to get there."""
    if _sits_here(found):
        return redirect(url_for("taking.done"))
    answered = progress.answered(db.session, found.attempts)
    return render_template(
        "taking/handed_in.html",
        token=token,
        invitation=found,
        answered=answered,
        endings={ending for one in found.attempts if (ending := wording.ended(one, answered))},
        handed_in=max(one.submitted_at for one in found.attempts if one.submitted_at),
        can_come_in=utc_now() < found.closes_at,
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
            return _let_in(found, key)
        form.code.errors = [_("This code does not fit, or has run out. Ask for a new one.")]
    since = utc_now() - rules.CODE_LIFE
    is_sent = queries.count_codes_since(db.session, found, since) > 0
    running = [one for one in own_time.of_all(found, utc_now()) if one.ends_at]
    return render_template(
        "taking/code.html", form=form, token=token, is_sent=is_sent, running=running
    )


@bp.post("/i/<token>/new")
@public
def new_link(token: str) -> ResponseReturnValue:
    """Send the person a new link; the answer tells nothing about whose it is."""
    found = queries.invitation_by_token(db.session, token)
    found = found or queries.invitation_by_former_link(db.session, token)
    if found is None:
        return _leads_nowhere()
    g.language = _language(found)
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
        return _replaced(token)
    g.language = _language(found)
    if found.is_handed_in and found.revoked_at is None and request.endpoint == "entry.landing":
        return found
    try:
        taking.check_link(found, utc_now())
    except Over as refusal:
        return guards.over(str(refusal))
    return found


def _replaced(token: str) -> ResponseReturnValue:
    """Where a link leads whose place a newer one took: to that one, while it leads somewhere."""
    found = queries.invitation_by_former_link(db.session, token)
    if found is None:
        return _leads_nowhere()
    g.language = _language(found)
    try:
        taking.check_link(found, utc_now())
    except Over as refusal:
        return guards.over(str(refusal))
    if _sits_here(found):
        return redirect(url_for("taking.parts"))
    if found.is_handed_in:
        return guards.over(rules.ALL_IN)
    return render_template("taking/replaced.html", token=token), 410


def _language(found: Invitation) -> str:
    """What somebody chose, else the language of the invitation where a part is written in it."""
    known = found.language if found.language in wording.languages(found) else ENGLISH
    return display.chosen_language() or known


def _leads_nowhere() -> ResponseReturnValue:
    g.language = display.language()
    return guards.over("", 404)


def _let_in(found: Invitation, key: str, to: str = "") -> Response:
    """Give the browser its key, and the language of the pages that know nobody."""
    response = make_response(redirect(url_for(to or "taking.parts")))
    guards.let_in(response, key, found.closes_at)
    display.keep(response, replace(display.chosen(), language=found.language))
    return response


def _sits_here(found: Invitation) -> bool:
    """Whether this browser answers that invitation already."""
    here = guards.sitting()
    return here is not None and here.id == found.id
