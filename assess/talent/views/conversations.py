"""The conversations of a pool: how many a month each keeper held and means to hold, and a log."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, today
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.talent import queries, rules, services
from assess.talent.forms import AimsForm, aim_name, aims_form
from assess.talent.guards import pool_or_404
from assess.talent.models import Pool
from assess.web import conflict, paging

bp = Blueprint("conversations", __name__)


@bp.route("/pools/<public_id>/conversations", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """Half a year of conversations beside each keeper's aim, and every word exchanged."""
    pool = pool_or_404(public_id)
    form = _form(pool, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _form(pool))
        aims = {one.user_id: form[aim_name(one)].data for one in pool.keepers}
        services.set_aims(db.session, pool, aims, actor=actor())
        db.session.commit()
        flash("Saved.", "success")
        return redirect(url_for(".show", public_id=public_id))
    months = rules.months_until(today(), rules.MONTHS_SHOWN)
    return render_template(
        "pools/conversations.html",
        pool=pool,
        form=form,
        aim_name=aim_name,
        months=months,
        held=queries.conversations(db.session, pool, months),
        page=paging.page(
            db.session, queries.words_exchanged(pool), request.args.get("page", 1, int)
        ),
    )


def _form(pool: Pool, *, sent: bool = False) -> AimsForm:
    """The form about aims: what was sent, or what is held."""
    held = {aim_name(one): one.a_month for one in pool.keepers}
    made = aims_form(pool.keepers)
    return made(
        formdata=conflict.resolved() if sent else None, data={"version": str(pool.version), **held}
    )
