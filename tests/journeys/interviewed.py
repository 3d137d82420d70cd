"""A candidate with a file, whose interview waits for two people to begin with it."""

import io
import re
from collections.abc import Iterable

from tests.browser import Browser


def with_a_file(priya: Browser, opening: str, name: str, colleagues: Iterable[Browser]) -> None:
    """Somebody new in an opening, through the forms."""
    priya.get(f"/openings/{opening}/candidates/new")
    person = {"name": name, "email": "noor@postbox.example"}
    application = priya.post(f"/openings/{opening}/candidates/new", person).path
    priya.get(f"{application}/files")
    priya.post(f"{application}/files", {"file": (io.BytesIO(b"A working life."), "Résumé.txt")})
    form = priya.fields(f"{application}/interviews/new")
    dossier = priya.post(f"{application}/interviews/new", form).html
    interview = re.findall(r"/interviews/(\w+)/cancel", dossier)[0]
    for colleague in colleagues:
        colleague.get("/home")
        colleague.post(f"/interviews/{interview}/declare", {"conflict": "no"})
