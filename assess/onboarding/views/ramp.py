"""Ramp time: how long people take to a milestone, by template and version."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow, today
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.onboarding import queries, ramp

bp = Blueprint("onboarding_ramp", __name__)


@bp.get("/team/plans/ramp")
@allow(Permission.RUN_OPENINGS)
def show() -> ResponseReturnValue:
    """A curve for each version of a template, with people who are not there yet in the count."""
    every = queries.templates(db.session)
    wanted = request.args.get("template", "")
    template = next((one for one in every if one.key == wanted), every[0])
    named = request.args.get("milestone", "")
    found = template.content.milestones
    milestone = next((one for one in found if one.key == named), found[0])
    what = milestone.words.en
    followed = queries.followed(db.session, template.key, milestone.key, today())
    ramps = ramp.ramps(followed, f"‘{what}’")
    return render_template(
        "onboarding/ramp.html",
        templates=every,
        template=template,
        milestone=milestone,
        ramps=ramps,
        pictures={one.version: ramp.pictures(one) for one in ramps if one.curve.steps},
        difference=ramp.difference(followed),
    )
