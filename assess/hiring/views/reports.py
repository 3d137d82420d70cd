"""The two reports, on the page and on paper, from the same facts."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation
from assess.accounts.models import Organisation
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.hiring import papers
from assess.hiring.queries import PanelView
from assess.openings import rules as openings
from assess.web import downloads
from reports import candidate, charts, feedback, second_source, wording
from reports.candidate import CandidateFacts
from reports.feedback import FeedbackFacts

bp = Blueprint("reports", __name__)

TOO_EARLY = "The feedback opens once a decision is taken and the outcome is final."


@bp.app_context_processor
def how_long_kept() -> dict[str, str]:
    """How long data are kept, for the page about privacy: floors below cannot import the rule."""
    return {"kept_candidates": openings.KEPT_CANDIDATES, "kept_diary": openings.KEPT_DIARY}


@bp.route("/applications/<public_id>/report")
@allow(Permission.DECIDE)
def team(public_id: str) -> ResponseReturnValue:
    """The candidate report for the hiring team as a page."""
    found = _candidate_facts(public_id)
    chart = charts.svg(charts.dot_profile(candidate.profile_rows(found), found.levels), "profile")
    return render_template(
        "hiring/report.html",
        facts=found,
        public_id=public_id,
        chart=chart,
        wording=wording,
        second_source=second_source,
    )


@bp.route("/applications/<public_id>/report.pdf")
@allow(Permission.DECIDE)
def team_pdf(public_id: str) -> ResponseReturnValue:
    """The candidate report for the hiring team as PDF."""
    found = _candidate_facts(public_id)
    return downloads.pdf(candidate.render(found), "candidate report", found.candidate)


@bp.route("/applications/<public_id>/feedback")
@allow(Permission.DECIDE)
def own(public_id: str) -> ResponseReturnValue:
    """The candidate's own feedback as a page, to read before it is handed over."""
    found = _feedback_facts(public_id)
    if found is None:
        return _too_early(public_id)
    return render_template(
        "hiring/feedback.html", facts=found, public_id=public_id, wording=wording
    )


@bp.route("/applications/<public_id>/feedback.pdf")
@allow(Permission.DECIDE)
def own_pdf(public_id: str) -> ResponseReturnValue:
    """The candidate's own feedback as PDF."""
    found = _feedback_facts(public_id)
    if found is None:
        return _too_early(public_id)
    return downloads.pdf(feedback.render(found), "feedback", found.candidate)


def _candidate_facts(public_id: str) -> CandidateFacts:
    view, company = _open_panel(public_id)
    found = papers.team_report(db.session, view, company)
    if found is None:
        abort(404)
    return found


def _feedback_facts(public_id: str) -> FeedbackFacts | None:
    """The facts of the feedback; none while a decision is there, but no outcome."""
    view, company = _open_panel(public_id)
    if not view.decisions:
        abort(404)
    return papers.feedback_report(db.session, view, company)


def _too_early(public_id: str) -> ResponseReturnValue:
    flash(TOO_EARLY)
    return redirect(url_for("hiring.dossier", public_id=public_id))


def _open_panel(public_id: str) -> tuple[PanelView, Organisation]:
    """A panel whose debrief is open, for those who run the opening and may see it."""
    view, company = papers.open_panel(db.session, actor(), public_id), organisation()
    if view is None or company is None:
        abort(404)
    return view, company
