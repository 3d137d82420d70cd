"""The page and the paper of the fairness audit: aggregates, and nobody's name."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation, zone
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.impact import queries, services
from assess.impact.models import ImpactAnalysis
from assess.later import later
from assess.web import downloads, paging
from reports import charts, impact

if TYPE_CHECKING:
    from assess.impact import findings
else:
    findings = later("assess.impact.findings")

bp = Blueprint("impact", __name__)


@bp.get("/audit/impact")
@allow(Permission.READ_IMPACT)
def newest() -> ResponseReturnValue:
    """The newest analysis, or how to get one."""
    asked = queries.newest(db.session, made=False)
    made = queries.newest(db.session, made=True)
    page = paging.page(db.session, queries.analyses(), request.args.get("page", 1, int))
    waits = asked is not None and asked.made_at is None
    return _shown(made, page=page, waits=waits)


@bp.post("/audit/impact")
@allow(Permission.READ_IMPACT)
def ask() -> ResponseReturnValue:
    """Ask for a new look."""
    services.ask(db.session, actor=actor(), zone=zone(), now=utc_now())
    db.session.commit()
    flash("The numbers are being worked out. That takes a few seconds.", "success")
    return redirect(url_for(".newest"))


@bp.get("/audit/impact/<public_id>")
@allow(Permission.READ_IMPACT)
def show(public_id: str) -> ResponseReturnValue:
    """An analysis as it was made."""
    return _shown(_analysis_or_404(public_id), page=None, waits=False)


@bp.get("/audit/impact/<public_id>.pdf")
@allow(Permission.READ_IMPACT)
def paper(public_id: str) -> Response:
    """An analysis as a PDF."""
    data = impact.render(_facts(_analysis_or_404(public_id)))
    return downloads.pdf(data, "selection rates", public_id[:8])


def _shown(
    analysis: ImpactAnalysis | None, page: paging.Page | None, *, waits: bool
) -> ResponseReturnValue:
    found = _facts(analysis) if analysis else None
    pictures = {
        (step.title, one.title, narrow): charts.svg(chart, f"impact-{number}-{place}-{narrow:d}")
        for number, step in enumerate(found.steps if found else ())
        for place, one in enumerate(step.questions)
        for narrow in (False, True)
        if (chart := impact.chart(one, narrow=narrow)) is not None
    }
    return render_template(
        "impact/show.html", analysis=analysis, facts=found, pictures=pictures, page=page,
        waits=waits, impact=impact,
    )  # fmt: skip


def _facts(analysis: ImpactAnalysis) -> impact.ImpactFacts:
    company = organisation()
    name = company.name if company else ""
    return findings.facts(analysis, queries.steps_of(analysis), name, zone())


def _analysis_or_404(public_id: str) -> ImpactAnalysis:
    return queries.get_analysis(db.session, public_id) or abort(404)
