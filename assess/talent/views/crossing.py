"""Between openings and pools: keep a candidate for later, put somebody forward for a seat."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.openings import queries as openings
from assess.openings.guards import application_or_404, opening_or_404
from assess.openings.rules import OpeningRefused, OpeningStatus
from assess.openings.services import candidates
from assess.talent import merging, queries
from assess.talent.forms import MergeForm, OpeningForm
from assess.talent.guards import member_or_404
from assess.talent.rules import TalentRefused
from assess.web import fields

bp = Blueprint("crossing", __name__)


@bp.get("/applications/<public_id>/pool")
@allow(Permission.RUN_OPENINGS)
def keep(public_id: str) -> ResponseReturnValue:
    """Which pool a candidate is kept in; where there is one, straight on to its form."""
    application = application_or_404(public_id)
    pools = list(db.session.scalars(queries.pools(actor())))
    if len(pools) == 1:
        return redirect(
            url_for("pool_members.add", public_id=pools[0].public_id, application=public_id)
        )
    return render_template("pools/keep.html", application=application, pools=pools)


@bp.route("/pools/people/<public_id>/opening", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def enter(public_id: str) -> ResponseReturnValue:
    """Put somebody out of a pool into an opening; they stay in the pool."""
    member, form = member_or_404(public_id), OpeningForm()
    running = list(db.session.scalars(openings.openings(actor(), OpeningStatus.OPEN)))
    named = [(one.public_id, ", ".join(filter(None, (one.title, one.location)))) for one in running]
    form.opening.choices = fields.choices(named)
    if form.validate_on_submit():
        opening, person = opening_or_404(form.opening.data), member.candidate
        try:
            application = candidates.add_candidate(
                db.session, opening,
                name=person.name, email=person.email, phone=person.phone,
                actor=actor(), now=utc_now(),
            )  # fmt: skip
        except OpeningRefused as refusal:
            db.session.rollback()
            form.opening.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"{person.name} is in this opening now, and still in the pool.", "success")
            return redirect(url_for("hiring.dossier", public_id=application.public_id))
    return render_template("pools/enter.html", form=form, member=member, running=running)


@bp.route("/pools/people/<public_id>/merge", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def merge(public_id: str) -> ResponseReturnValue:
    """Make one person of two entries that are the same; both histories stay."""
    member, form = member_or_404(public_id), MergeForm()
    if form.validate_on_submit():
        other = queries.candidate_by_email(db.session, actor(), form.email.data)
        try:
            if other is None:
                raise TalentRefused("Nobody you know has this mail address. Check how it is spelt.")
            merging.merge(db.session, member.candidate, other, actor=actor())
        except TalentRefused as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
        else:
            db.session.commit()
            flash("They are one person now. Everything of both is kept.", "success")
            return redirect(url_for("pool_members.show", public_id=public_id))
    return render_template("pools/merge.html", form=form, member=member)
