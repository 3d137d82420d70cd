"""Modules that are loaded once something of them is used: numpy and scipy stand behind them.

A process that only shows pages does without, and starts in half the memory. Where such a
module is used stands

    if TYPE_CHECKING:
        from assess.hiring import weighing
    else:
        weighing = later("assess.hiring.weighing")

so that names and types are checked as those of any other import.
"""

from importlib import import_module
from types import ModuleType


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(load(self), name)


def later(name: str) -> ModuleType:
    """The module of that name, loaded with the first use of anything in it."""
    return _Later(name)


def load(module: ModuleType) -> ModuleType:
    """Load a module now, so that nobody waits for it in the middle of something."""
    return import_module(module.__name__)
