"""Frameworks, guides and assessments to read: what is measured, and how surely."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.instruments import library as instruments
from assess.instruments.schema import Guide

bp = Blueprint("library", __name__)


@bp.route("/library")
@allow(Permission.READ_LIBRARY)
def index() -> ResponseReturnValue:
    """Every framework, guide and assessment there is."""
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
    try:
        found = instruments.framework(ref)
    except instruments.Unknown:
        abort(404)
    guides = [g for g in instruments.all_of("guides") if isinstance(g, Guide)]
    return render_template(
        "library/framework.html",
        framework=found,
        guides=[guide for guide in guides if guide.framework == found.ref],
    )


@bp.route("/library/guides/<ref>")
@allow(Permission.READ_LIBRARY)
def guide(ref: str) -> ResponseReturnValue:
    """A guide: questions with probes and what a strong answer contains."""
    try:
        found = instruments.guide(ref)
    except instruments.Unknown:
        abort(404)
    return render_template(
        "library/guide.html", guide=found, framework=instruments.framework(found.framework)
    )


@bp.route("/library/assessments/<assessment_ref>")
@allow(Permission.READ_LIBRARY)
def assessment(assessment_ref: str) -> ResponseReturnValue:
    """An assessment: what it is for, its scales and how sure they are; no questions, no keys."""
    try:
        found = instruments.assessment(assessment_ref)
    except instruments.Unknown:
        abort(404)
    languages = instruments.translations(found.ref)
    return render_template("library/assessment.html", assessment=found, languages=languages)
