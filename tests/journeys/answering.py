"""What somebody does who answers an assessment, as steps for journeys."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.walk import follow

SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")
STORY = "A client fell silent for three weeks. I drove there and asked what had changed."
UNSENT = "We could not save your last change. It is still on this page."


def invite(priya: Page, candidate: str, assessment: str) -> None:
    """From the start page to the invitation that is on its way."""
    priya.goto("/openings")
    follow(priya.get_by_role("link", name="Regional sales leader").first)
    follow(priya.get_by_role("link", name=candidate, exact=True))
    follow(priya.get_by_role("link", name="Invite to an assessment"))
    priya.get_by_role("checkbox", name=re.compile(f"^{assessment}")).check()
    follow(priya.get_by_role("button", name="Send the invitation"))
    expect(priya.get_by_text("The invitation is on its way.")).to_be_visible()


def newest_link(page: Page) -> str:
    """Where the link in the newest mail leads, on whichever port the product runs."""
    page.goto("/sandbox/mails")
    address = page.locator("main article a[href*='/i/']").first.get_attribute("href")
    assert address is not None
    return urlsplit(address).path


def newest_code(page: Page) -> str:
    """The six digits in the newest mail."""
    page.goto("/sandbox/mails")
    return re.findall(r"\b\d{6}\b", page.locator("main article").first.inner_text())[0]


def start(page: Page, link: str) -> None:
    """Open the link of one assessment and go to its first question."""
    page.goto(link)
    follow(page.get_by_role("button", name="Start"))
    follow(page.get_by_role("button", name="Begin"))


def go_on(page: Page) -> None:
    """To the next page, which comes with another address."""
    follow(page.get_by_role("button", name="Continue"))


def question(page: Page) -> str:
    """Which question the page asks."""
    return page.locator("#answer").get_attribute("data-item") or ""


def options(page: Page) -> list[str]:
    """What there is to choose from, in the order it is shown."""
    return page.locator("#answer .choices > li").all_inner_texts()


def is_saved(page: Page) -> None:
    """Wait until the page says when the answer was saved."""
    expect(page.locator("#save-state")).to_have_text(SAVED)


def choose_pair(page: Page, first: int, last: int) -> None:
    """Choose two lines of a paired choice, one for each end."""
    pairs = page.locator(".pair")
    _press(pairs.nth(first).get_by_role("radio").first)
    _press(pairs.nth(last).get_by_role("radio").last)


def rank_up(page: Page, line: int) -> None:
    """Press the button that moves a line of a ranking up."""
    page.locator(".ranking li").nth(line).get_by_role("button", name="Move up").click()


FILL: dict[str, Callable[[Page], None]] = {
    ".pair": lambda page: choose_pair(page, 0, 1),
    "input[type=radio]": lambda page: _press(page.get_by_role("radio").nth(1)),
    "input[type=checkbox]": lambda page: page.get_by_role("checkbox").first.check(),
    "textarea": lambda page: page.get_by_role("textbox").fill(STORY),
    "input[inputmode]": lambda page: page.get_by_role("textbox").fill("12"),
    "input[type=text]": lambda page: page.get_by_role("textbox").fill("North"),
}
"""How a question is answered, by what stands on its page."""


def fill(page: Page) -> None:
    """Answer whatever the page asks, if it asks for something to choose or to write."""
    for selector, answer in FILL.items():
        if page.locator(f"#answer {selector}").count():
            answer(page)
            return


def answer_all(page: Page) -> list[str]:
    """Answer every question from here to the check page; gives which ones there were."""
    asked = []
    while page.locator("#answer").count():
        asked.append(question(page))
        fill(page)
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    return asked


def hand_in(page: Page) -> str:
    """From the check page past the optional questions to the receipt."""
    follow(page.get_by_role("button", name="Submit answers"))
    follow(page.get_by_role("link", name="Skip", exact=True))
    return receipt(page)


def receipt(page: Page) -> str:
    """The number on the last page."""
    in_words = re.compile("Your answers are in|Handed in without an answer")
    expect(page.get_by_role("heading", level=1)).to_have_text(in_words)
    return re.findall(r"R-\w{4}-\w{4}", page.locator("main").inner_text())[0]


def _press(radio: Locator) -> None:
    """Press the label, as a finger does: it covers the radio."""
    radio.locator("xpath=following-sibling::label").click()
