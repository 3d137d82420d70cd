"""Security headers on every response, and where requests may come from."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from secure import Secure
from secure.headers import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.exceptions import BadRequest

from assess.config import Settings
from assess.extensions import SAFE_METHODS

YEAR_SECONDS = 31_536_000
REFUSED = 400


class OtherSite(BadRequest):
    """A page of another site sent this form."""

    description = "This form was sent from another site."


def protect(app: Flask, settings: Settings) -> None:
    """Send the headers with every response, and refuse writes from other sites."""
    headers = policy(secure=settings.secure).headers
    origin = _origin(settings.address)

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method in SAFE_METHODS:
            return
        sent = request.headers.get("Origin")
        here = {origin, _origin(request.host_url)}
        if sent not in (None, "null") and sent not in here:
            raise OtherSite
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise OtherSite

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 -- pairs
        for name, value in headers.items():
            if name.lower() not in own:
                response.headers.add(name, value)
        if request.endpoint != "static" or response.status_code >= REFUSED:
            response.headers["Cache-Control"] = "no-store"
        return response


def keep_the_link_private(response: Response) -> Response:
    """Where the address of a page is a key: no other request is told of it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def policy(*, secure: bool) -> Secure:
    """The headers of every response."""
    content = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
        .form_action("'self'")
    )
    return Secure(
        csp=content,
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(YEAR_SECONDS).include_subdomains()
        if secure
        else None,
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
