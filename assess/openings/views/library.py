"""Frameworks, guides and assessments to read: what is measured, and how surely."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.instruments import library as instruments
from assess.instruments.schema import Guide
from assess.openings.guards import library_or_404

bp = Blueprint("library", __name__)


@bp.route("/library")
@allow(Permission.READ_LIBRARY)
def index() -> ResponseReturnValue:
    """Every framework, guide and assessment that is published."""
    return render_template(
        "library/index.html",
        frameworks=instruments.all_of("frameworks"),
        guides=instruments.all_of("guides"),
        framework_of=instruments.framework,
        assessments=instruments.assessments(),
    )


@bp.route("/library/frameworks/<ref>")
@allow(Permission.READ_LIBRARY)
def framework(ref: str) -> ResponseReturnValue:
    """A framework: competencies, behaviours and their anchors."""
    found = library_or_404(instruments.framework, ref)
    guides = [g for g in instruments.all_of("guides") if isinstance(g, Guide)]
    return render_template(
        "library/framework.html",
        framework=found,
        is_published=instruments.is_published("frameworks", found.ref),
        guides=[guide for guide in guides if guide.framework == found.ref],
    )


@bp.route("/library/guides/<ref>")
@allow(Permission.READ_LIBRARY)
def guide(ref: str) -> ResponseReturnValue:
    """A guide: questions with probes and what a strong answer contains."""
    found = library_or_404(instruments.guide, ref)
    return render_template(
        "library/guide.html",
        guide=found,
        framework=library_or_404(instruments.framework, found.framework),
        is_published=instruments.is_published("guides", found.ref),
    )


@bp.route("/library/assessments/<assessment_ref>")
@allow(Permission.READ_LIBRARY)
def assessment(assessment_ref: str) -> ResponseReturnValue:
    """An assessment: what it is for, its scales and how sure they are; no questions, no keys."""
    found = library_or_404(instruments.assessment, assessment_ref)
    return render_template(
        "library/assessment.html",
        assessment=found,
        languages=instruments.translations(found.ref),
        is_published=instruments.is_published("assessments", found.ref),
    )
