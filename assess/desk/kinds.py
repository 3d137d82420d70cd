"""What an audience of the report centre is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from assess.accounts.models import User


class NotReady(Exception):
    """A report that cannot be made now; the text says why."""


@dataclass(frozen=True)
class Paper:
    """A report as it was made, and what its file is called."""

    data: bytes
    kind: str


@dataclass(frozen=True)
class Kind:
    """One audience: its words, its people, its check, its maker.

    `people` gives the columns `subject`, `candidate_id`, `user_id`, `name`, `about`, `group` (the
    public id of what the list is narrowed by) and `sort`, with the same rows the actor may open
    one by one. `why_not` leaves out who is ready; `make` raises `NotReady`; `by` says
    what the group is, `one` and `many` what the rows are, `empty` what to do without any.
    `groups` gives `group` and `about` of each group where that is quicker than reading everybody.
    """

    title: str
    lead: str
    people: Callable[[User], Select[*tuple[Any, ...]]]
    why_not: Callable[[Session, User, Sequence[str]], dict[str, str]]
    make: Callable[[Session, User, str], Paper]
    by: str = "Opening"
    one: str = "person"
    many: str = "people"
    empty: str = "Nobody is here yet: these reports are about people of your openings and plans."
    groups: Callable[[User], Select[*tuple[Any, ...]]] | None = None
