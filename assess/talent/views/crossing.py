"""Between openings and pools: keep a candidate for later, put somebody forward for a seat."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.openings import queries as openings
from assess.openings.guards import application_or_404, opening_or_404
from assess.openings.models import Candidate
from assess.openings.rules import OpeningRefused, OpeningStatus
from assess.openings.services import candidates
from assess.talent import merging, queries, searching
from assess.talent.forms import KeepForm, MergeForm, OpeningForm
from assess.talent.guards import member_or_404
from assess.talent.models import PoolMember
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
    """Find the other entry of somebody who is here twice."""
    member, form = member_or_404(public_id), MergeForm()
    if form.validate_on_submit():
        other = queries.candidate_by_email(db.session, actor(), form.email.data)
        if other is None:
            form.email.errors = ["Nobody you know has this mail address. Check how it is spelt."]
        elif other.id == member.candidate_id:
            form.email.errors = ["This is the address of this entry. Enter the other one."]
        else:
            there = url_for(".compare", public_id=public_id, other_id=other.public_id)
            return redirect(there)
    alike = queries.alike(db.session, actor(), member.candidate)
    return render_template("pools/merge.html", form=form, member=member, alike=alike)


@bp.route("/pools/people/<public_id>/merge/<other_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def compare(public_id: str, other_id: str) -> ResponseReturnValue:
    """Look at two entries side by side, then make one person of them; both histories stay."""
    member, form = member_or_404(public_id), KeepForm()
    this, other = member.candidate, queries.candidate_known(db.session, actor(), other_id)
    back = redirect(url_for("pool_members.show", public_id=public_id))
    if other is None and request.method == "POST":
        flash("The other entry is not there any more. They are one person already.")
        return back
    if other is None or other.id == this.id:
        abort(404)
    named = [(key, f"{one.name}, {one.email}") for key, one in (("this", this), ("other", other))]
    form.keep.choices = fields.choices(named)
    refusal = _why_not(member, other)
    if form.validate_on_submit() and not refusal:
        takes_name = form.keep.data == "other"
        merging.merge(db.session, this, other, takes_name=takes_name, actor=actor())
        db.session.commit()
        flash("They are one person now. What was noted of both is kept.", "success")
        return back
    found = _side_by_side([this, other])
    return render_template("pools/compare.html", form=form, member=member, refusal=refusal, **found)


def _side_by_side(pair: list[Candidate]) -> dict[str, object]:
    met = searching.where_met(db.session, actor(), pair)
    these, others = (met[one.id].members for one in pair)
    words = {one.id: queries.count_words(db.session, met[one.id].members) for one in pair}
    in_both = merging.pools_of_both(these, others)
    return {"pair": pair, "met": met, "words": words, "in_both": in_both}


def _why_not(member: PoolMember, other: Candidate) -> str:
    try:
        merging.check_can_merge(db.session, member.candidate, other, actor())
    except TalentRefused as refusal:
        return str(refusal)
    return ""
