"""Weigh what a page of evidence has gathered, with a module that is loaded only then."""

from importlib import import_module
from typing import Any, Protocol


class Gathered(Protocol):
    """What was gathered for a page of evidence."""

    @property
    def is_enough(self) -> bool:
        """Whether anything may be said about any of it."""


def weighed(module: str, gathered: Gathered) -> Any:
    """What the module's `weigh` makes of it; nothing where there is too little.

    Behind such a module stands scipy, which is heavy.
    """
    return import_module(module).weigh(gathered) if gathered.is_enough else {}
