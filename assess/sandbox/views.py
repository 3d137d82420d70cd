"""Pages of the demo: sign in as anybody, read the mails, fill in other people's cards."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user, logout_user
from sqlalchemy import select

from assess import mail
from assess.accounts import queries as accounts
from assess.accounts.guards import actor, allow, organisation, public, sender, settings
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.accounts.security import page_after_sign_in
from assess.database import utc_now
from assess.extensions import db
from assess.openings.guards import application_or_404
from assess.queue import OutboxRow
from assess.sandbox import services
from assess.sandbox.company import company
from assess.text import counted, one_line
from assess.web import paging

bp = Blueprint("sandbox", __name__)


@bp.before_request
def only_in_the_sandbox() -> None:
    """In a real company there are no such pages, whatever the mode."""
    company_row = organisation()
    if company_row is None or not company_row.sandbox:
        abort(404)


@bp.app_context_processor
def people_to_be() -> dict[str, object]:
    """Whom the sign-in page offers to be."""
    return {"sandbox_people": _people}


@bp.post("/sandbox/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Become one of the made-up people at a press."""
    page = page_after_sign_in()
    user = accounts.get_user(db.session, one_line(request.form.get("person", "")))
    if user is None or not user.sandbox or not user.active or user.password is None:
        abort(404)
    if current_user.is_authenticated:
        logout_user()
    login_user(user, authn_via=["sandbox"])
    db.session.commit()
    return redirect(page)


@bp.post("/sandbox/applications/<public_id>/fill")
@allow(Permission.RUN_OPENINGS)
def fill_in(public_id: str) -> ResponseReturnValue:
    """Hand in the scorecards of the other made-up interviewers."""
    application = application_or_404(public_id)
    count = services.fill_in(
        db.session, application, company(), besides=actor(), sender=sender(), now=utc_now()
    )
    db.session.commit()
    flash(f"Sandbox: {counted(count, 'other scorecard')} filled in.", "success")
    return redirect(url_for("hiring.debrief", public_id=public_id))


@bp.get("/sandbox/sign-in")
@public
def back_to_sign_in() -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for("security.login"))


@bp.get("/sandbox/applications/<public_id>/fill")
@allow(Permission.RUN_OPENINGS)
def back_to_dossier(public_id: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for("hiring.dossier", public_id=public_id))


@bp.route("/sandbox/mails")
@public
def mails() -> ResponseReturnValue:
    """Every mail the product has sent, or would have without a mail server; newest first."""
    newest = (OutboxRow.created_at.desc(), OutboxRow.id.desc())
    statement = select(OutboxRow).where(OutboxRow.kind == mail.KIND).order_by(*newest)
    page = paging.page(db.session, statement, request.args.get("page", 1, int))
    letters = [(row, mail.Letter.from_payload(row.payload)) for row in page.rows]
    server = settings().smtp_host
    return render_template("sandbox/mails.html", page=page, letters=letters, server=server)


def _people() -> list[User]:
    """The made-up people who can sign in, in the order they were loaded."""
    return [person for person in accounts.sandbox_people(db.session) if person.password]
