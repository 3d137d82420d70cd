"""Which page comes next for somebody who answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, request, url_for

from assess.assessments import queries, rules, wording
from assess.assessments.models import Attempt
from assess.assessments.queries import Given
from assess.extensions import db
from assess.instruments import library
from assess.instruments.items.base import Item
from assess.language import gettext as _


def way(attempt: Attempt, given: Mapping[str, Given]) -> list[str]:
    """The items this person sees, in their order; what they answered decides on some of them."""
    answers = {item: one.value for item, one in given.items()}
    return rules.shown(library.assessment(attempt.instrument), attempt.order[""], answers)


def first_open(attempt: Attempt) -> str:
    """The address of the first question not seen or answered in part, or of the check page."""
    given = queries.given(db.session, attempt)
    item = library.assessment(attempt.instrument).item
    at = next((one for one in way(attempt, given) if _is_open(item(one), given.get(one))), None)
    return _to_check(attempt) if at is None else _question(attempt, at).address


@dataclass(frozen=True)
class Next:
    """Where it goes on: an address, and the number of the question there, if it is one."""

    address: str
    question: int | None = None


def after(attempt: Attempt, n: int, then: str) -> Next:
    """Where it goes on after the form of the question with number `n` was sent.

    `then` is what its button said: `stay`, `back`, `leave`, or anything else to go on.
    """
    if attempt.status in rules.CLOSED:
        return Next(url_for("taking.after", part=attempt.position))
    if then == "leave":
        flash(_("Saved."), "success")
        return Next(url_for("around.pause"))
    from_check = request.form.get("from") == "check"
    if then == "stay":
        values: dict[str, Any] = {"from": "check"} if from_check else {}
        return Next(url_for("taking.question", part=attempt.position, n=n, **values), n)
    order = attempt.order[""]
    deciding = wording.page(attempt, attempt.invitation.language).deciding
    items = way(attempt, queries.given(db.session, attempt, deciding))
    if then == "back":
        before = [item for item in items if order.index(item) < n - 1]
        return _question(attempt, before[-1] if before else order[0])
    later = [item for item in items if order.index(item) > n - 1]
    if from_check or not later:
        return Next(_to_check(attempt))
    return _question(attempt, later[0])


def _is_open(item: Item, held: Given | None) -> bool:
    return held is None or (held.value is not None and not item.is_whole(held.value))


def _question(attempt: Attempt, item: str) -> Next:
    number = attempt.order[""].index(item) + 1
    return Next(url_for("taking.question", part=attempt.position, n=number), number)


def _to_check(attempt: Attempt) -> str:
    return url_for("taking.check", part=attempt.position)
