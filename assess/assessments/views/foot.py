"""The pages at the foot of every page of those who answer: help, privacy, how pages look."""

import re
from dataclasses import replace

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import public
from assess.assessments import guards, wording
from assess.assessments.forms import DisplayForm
from assess.assessments.rules import CODE_LIFE, KEPT
from assess.assessments.services import taking
from assess.extensions import SAFE_METHODS, db
from assess.web import display
from assess.web.headers import keep_the_link_private

bp = Blueprint("foot", __name__)
bp.after_request(keep_the_link_private)  # the way back may be a key

_BACK = re.compile(r"/(?:[aio]|stay)(?:/[\w/-]*)?")
"""Where these pages may lead back to: what somebody answers, their plan, or their link."""

_GUESTS = {"o": "plan", "stay": "pool"}
"""Who reads these pages besides those who answer, by the first word of where they came from."""


@bp.before_request
def know_the_reader() -> None:
    """Whose pages these are, where a link let the browser in; the language in any case."""
    g.reader = guards.sitting(to_write=request.method not in SAFE_METHODS)
    if g.reader is None:
        g.language = display.language()
    else:
        g.language, g.zone = g.reader.language, g.reader.time_zone


@bp.get("/a/help")
@public
def help() -> ResponseReturnValue:
    """How answering works, what to do when something breaks, whom to ask."""
    return _page("help", code_minutes=int(CODE_LIFE.total_seconds() // 60))


@bp.get("/a/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of somebody who answers, who sees it, for how long, and their rights."""
    return _page("privacy", months=wording.KEPT_MONTHS, days=KEPT.days)


@bp.get("/a/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What works for whom, and how to ask for more."""
    return _page("accessibility")


@bp.route("/a/display", methods=["GET", "POST"])
@public
def display_options() -> ResponseReturnValue:
    """Language, size of the text and contrast; a cookie keeps them."""
    now = replace(display.chosen(), language=g.language)
    form = DisplayForm(data=vars(now))
    if not form.validate_on_submit():
        return _page("display", form=form)
    chosen = display.Display(form.language.data, form.size.data, form.contrast.data)
    if g.reader is not None:
        taking.choose_language(db.session, g.reader, chosen.language)
        db.session.commit()
    response = make_response(redirect(_back() or url_for(".display_options")))
    display.keep(response, chosen)
    return response


def _page(name: str, **values: object) -> str:
    back = _back()
    guest = _GUESTS.get(back.split("/")[1] if back else "", "")
    return render_template(
        f"taking/{name}.html", back=back, guest=guest, is_leader=_is_leader(), **values
    )


def _is_leader() -> bool:
    return g.reader is not None and g.reader.user_id is not None


def _back() -> str:
    """Where the reader came from; where nobody knows, what they answer, if there is anything."""
    wanted = request.args.get("back", "")
    if _BACK.fullmatch(wanted):
        return wanted
    return url_for("taking.parts") if g.reader is not None else ""
