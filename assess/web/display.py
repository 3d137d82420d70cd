"""How pages look to somebody who answers: language, size of the text, contrast.

A cookie keeps it, so that it holds where nothing is known of the reader: before they come in,
behind a link that leads nowhere, and on the page of a failure, when no database can be asked.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request

COOKIE = "display"
KEPT_FOR = timedelta(days=365)

LANGUAGES = {"en": "English", "de": "Deutsch"}
SIZES = ("usual", "large", "largest")
CONTRASTS = ("usual", "high")


@dataclass(frozen=True)
class Display:
    """What somebody chose; no language stands for the one their browser asks for."""

    language: str = ""
    size: str = SIZES[0]
    contrast: str = CONTRASTS[0]

    @property
    def classes(self) -> str:
        """The classes of the page that go by it."""
        return f"text-{self.size} contrast-{self.contrast}"


def chosen() -> Display:
    """What this browser's cookie holds; what it cannot hold counts as nothing chosen."""
    language, size, contrast, *_rest = [*request.cookies.get(COOKIE, "").split("."), "", "", ""]
    return Display(
        language if language in LANGUAGES else "",
        size if size in SIZES else SIZES[0],
        contrast if contrast in CONTRASTS else CONTRASTS[0],
    )


def chosen_language() -> str:
    """The language a link of the page before asks for, else what was chosen in this browser."""
    wanted = request.args.get("language", "")
    return wanted if wanted in LANGUAGES else chosen().language


def language() -> str:
    """The language of a reader of whom nothing else is known."""
    return chosen_language() or request.accept_languages.best_match(LANGUAGES) or "en"


def keep(response: Response, display: Display) -> None:
    """Let this browser remember it."""
    response.set_cookie(
        COOKIE,
        f"{display.language}.{display.size}.{display.contrast}",
        max_age=KEPT_FOR,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
