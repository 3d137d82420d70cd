"""Whether somebody may leave a question behind them, and what is written down then. Pure."""

from collections.abc import Sequence

from assess.assessments.rules import NEEDED, TICK, WRITTEN, AssessmentRefused, must_answer
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Ranking
from assess.instruments.items.notices import Consent
from assess.instruments.items.open import File

AWAY = ("leave", "back", "clear")
"""Buttons that ask for no answer: elsewhere, to the question before, the answer taken back."""


def is_choice(item: Item) -> bool:
    """Whether an answer is chosen; what is written or handed in is taken back by deleting it."""
    return not isinstance(item, (*WRITTEN, File))


def can_take_back(item: Item, value: Answer | None) -> bool:
    """Whether there is an answer that no other choice undoes."""
    return value is not None and is_choice(item)


def is_untouched(item: Item, value: Answer | None, order: Sequence[str] | None) -> bool:
    """Whether a page was left as it came; a ranking comes with an order nobody chose."""
    if isinstance(item, Ranking):
        return value in (None, [*(order or item.option_ids)])
    return value is None


def check(item: Item, value: Answer | None, then: str, *, takes_files: bool) -> None:
    """Whether somebody may go on by the button `then`.

    Raises `AssessmentRefused` when an answer is needed and missing, and `Unreadable` when nothing
    was chosen, or too little, and nobody said that it is to be skipped.
    """
    if value is None and must_answer(item, takes_files=takes_files):
        raise AssessmentRefused(TICK if isinstance(item, Consent) else NEEDED)
    if then != "skip":
        item.check_can_go_on(value)


def is_nothing_kept(item: Item, then: str, *, held: bool) -> bool:
    """Whether a question left as it came is written down.

    Nothing says that the question was seen, and takes an answer back that is `held`; not from who
    skips a choice.
    """
    if held:
        return then != "skip" or not is_choice(item)
    return then not in AWAY
