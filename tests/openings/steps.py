"""Send forms as a person does: a few fields changed, or a file chosen."""

import io
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from assess.openings.models import Opening
from tests.browser import Answer, Browser


def step(opening: Opening, name: str) -> str:
    """Where a step of a plan lives."""
    return f"/openings/{opening.public_id}/{name}"


def send(page: Browser, path: str, **changes: Any) -> Answer:
    """Open a step and send it as it stands, but for what the test names."""
    return page.post(path, {**page.fields(path), "then": "next", **changes})


def upload(page: Browser, path: str, data: bytes, name: str) -> Answer:
    """Send a file with the token of the page opened last."""
    file = FileStorage(io.BytesIO(data), filename=name)
    boundary, body = encode_multipart({"csrf_token": page.token, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return Answer(page.client.post(path, data=body, content_type=kind, follow_redirects=True))
