"""axe-core looks at the page a browser shows; its file lies in `tests/vendor`."""

import json
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """What axe objects to on the page as it stands, one line an element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(rules).then(all => all.violations)", RULES)
    return [
        f"{page.url} {violation['id']}: {node['html'][:200]} {json.dumps(node['target'])}"
        for violation in found
        for node in violation["nodes"]
    ]


def in_dark_on_a_phone(page: Page) -> list[str]:
    """The same in dark colours at the width of a phone."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    found = violations(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    return found
