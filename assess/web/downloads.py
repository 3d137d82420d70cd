"""Files that are handed out."""

import re

from flask import Response

from assess.text import folded


def pdf(data: bytes, kind: str, name: str) -> Response:
    """A PDF shown in the browser, under a plain name such as `candidate-report-mei-tanaka.pdf`."""
    plain = "-".join(re.findall("[a-z0-9]+", folded(name))) or "candidate"
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = (
        f'inline; filename="{kind.replace(" ", "-")}-{plain[:80]}.pdf"'
    )
    return response
