"""Find what a page is about among what the actor may see; anything else does not exist."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, abort, send_file

from assess.accounts.guards import actor, settings
from assess.extensions import db
from assess.instruments import library
from assess.instruments.loader import Refusal
from assess.openings import queries
from assess.openings.models import Application, Opening, Resume

SANDBOXED = "sandbox; default-src 'none'"
"""Policy under which an uploaded file is served: it may run and load nothing."""

Found = TypeVar("Found")


def library_or_404(find: Callable[[str], Found], ref: str) -> Found:
    """A framework, guide, assessment or template of the library, by id and version."""
    try:
        return find(ref)
    except (library.Unknown, Refusal):
        abort(404)


def opening_or_404(public_id: str) -> Opening:
    """An opening the actor runs."""
    opening = queries.get_opening(db.session, actor(), public_id)
    if opening is None:
        abort(404)
    return opening


def application_or_404(public_id: str) -> Application:
    """An application to an opening the actor runs."""
    application = queries.get_application(db.session, actor(), public_id)
    if application is None:
        abort(404)
    return application


def resume_or_404(public_id: str) -> Resume:
    """A file of an opening the actor runs."""
    resume = queries.get_resume(db.session, actor(), public_id)
    if resume is None:
        abort(404)
    return resume


def send(resume: Resume) -> Response:
    """A stored file as an attachment that may run and load nothing."""
    path = settings().files.resolve() / resume.stored_as
    try:
        response = send_file(
            path,
            mimetype=resume.media_type,
            as_attachment=True,
            download_name=resume.file_name,
        )
    except FileNotFoundError:
        # Somebody removed it a moment ago, or a restored database came without its files.
        abort(404, "The file is gone. Ask the candidate for it again.")
    response.headers["Content-Security-Policy"] = SANDBOXED
    response.headers["Cache-Control"] = "no-store"
    return response
