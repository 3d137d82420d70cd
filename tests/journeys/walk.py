"""Steps from one page to the next."""

from playwright.sync_api import Locator


def follow(control: Locator) -> None:
    """Click a link or button and wait for the page it leads to.

    A click alone may come back while the old page is still there. What only looks, such as
    `count()` or `inner_text()`, would then look at that one.
    """
    with control.page.expect_navigation():
        control.click()
