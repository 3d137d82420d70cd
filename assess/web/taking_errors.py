"""What somebody reads who answers when something goes wrong: in their frame and language."""

import re

from flask import g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from assess.language import gettext as _
from assess.web import display
from assess.web.headers import OtherSite

SIGNED_OUT = 401
"""What leaders answer about themselves opens after signing in, on the page for that."""

_FRAME = re.compile(r"/[ai](?:/.*)?", re.DOTALL)


def apply_to(code: int) -> bool:
    """Whether whoever asked sits in the frame of those who answer."""
    return code != SIGNED_OUT and _FRAME.fullmatch(request.path) is not None


def answer(
    code: int, *, typed: list[tuple[str, str, bool]], again: bool, number: str, why: str = ""
) -> ResponseReturnValue:
    """The page for a status code, with what was sent; JSON where the page's script asked.

    `typed` holds name, value, and whether it was written by hand; `again` whether it may be
    sent once more; `number` is what to tell about a failure, `why` what the error says itself.
    """
    g.setdefault("language", display.language())
    has_text = any(by_hand for _name, _value, by_hand in typed)
    title, advice = _told(code, kept=again and not request.is_json, has_text=has_text)
    if why == OtherSite.description:
        advice = _("This form was sent from another site. Nothing was saved.")
    if request.is_json:
        return jsonify(problem=title, advice=advice), code
    page = render_template(
        "taking/error.html",
        title=title,
        advice=advice,
        code=code,
        sent=typed,
        again=again,
        number=number,
        is_leader=_is_leader(),
    )
    return page, code


def _is_leader() -> bool:
    """Whether whoever asked answers about themselves: they are signed in, and have no mail."""
    is_theirs = current_user.is_authenticated and current_user.may("evaluate-self")
    return bool(is_theirs and request.path.startswith("/a"))


def _told(code: int, *, kept: bool, has_text: bool) -> tuple[str, str]:
    """Title and advice."""
    anew = (
        _("Go to your own page and try from there.")
        if _is_leader()
        else _("Open the link in your mail and try from there.")
    )
    copy = [_("What you sent is below, to copy.")] if has_text and not request.is_json else []
    failed = _("Nothing was saved. What you sent is below: send it again in a moment.")
    later = _("What you answered before is kept. Try again in a moment.")
    told = {
        400: (
            _("We could not read this form"),
            _("The page may have been open for a long time. Send it again.") if kept else anew,
        ),
        403: (_("This page is not yours to see"), " ".join([anew, *copy])),
        404: (
            _("This page does not exist"),
            " ".join([_("The address may have been cut off on its way."), anew]),
        ),
        405: (_("This page cannot be opened like that"), anew),
        409: (_("This was changed in the meantime"), failed if kept else later),
        410: (
            _("This is closed"),
            " ".join([_("Nothing can be changed here any more."), *copy]),
        ),
        413: (
            _("This is too large to send"),
            _("Go back: what you wrote is still there. A file can be up to 10 MB."),
        ),
        429: (_("Too many tries"), _("Wait a little, then try again.")),
        503: (_("We could not save this just now"), failed if kept else later),
    }
    return told.get(code) or (_("Something went wrong on our side"), failed if kept else later)
