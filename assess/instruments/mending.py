"""Take faults of shape out of a file, so that faults of meaning can be told in the same run."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assess.instruments.schema import AnyInstrument

Where = tuple[str | int, ...]

ROUNDS = 8
"""A value put in the place of a wrong one may be wrong itself until it has the right kind."""

STAND_IN = "Text."

_TELLING = frozenset({"id", "method", "scale", "framework", "guide", "of"})
"""Keys other places of a file refer to: with one of them made up, those would look wrong."""

_PLAIN: dict[str, object] = {
    "missing": STAND_IN,
    "string_type": STAND_IN,
    "string_too_short": STAND_IN,
    "int_type": 1,
    "int_parsing": 1,
    "int_from_float": 1,
    "float_type": 1,
    "float_parsing": 1,
    "finite_number": 1,
    "bool_type": False,
    "bool_parsing": False,
    "date_type": "2026-01-01",
    "date_from_datetime_parsing": "2026-01-01",
    "date_from_datetime_inexact": "2026-01-01",
}
"""What stands in the place of a value of the wrong kind, where it says nothing by itself."""

_BOUNDED: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "string_too_long": lambda value, limit: value[: limit["max_length"]],
    "too_long": lambda value, limit: value[: limit["max_length"]],
    "greater_than_equal": lambda _value, limit: limit["ge"],
    "less_than_equal": lambda _value, limit: limit["le"],
    "greater_than": lambda _value, limit: limit["gt"] + 0.5,
    "less_than": lambda _value, limit: limit["lt"] - 0.5,
}
"""What stands in the place of a value that is too much or too little."""


def mended(
    model: type[AnyInstrument], data: Any, where: Callable[[tuple[str | int, ...]], Where]
) -> AnyInstrument | None:
    """The instrument `data` would be without its faults; `None` where that cannot be told.

    `where` says which place of the file an error is about. `data` is changed.
    """
    for _ in range(ROUNDS):
        try:
            return TypeAdapter(model).validate_python(data)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            if not all(_mend(data, where(fault["loc"]), fault) for fault in faults):
                return None
    return None


def _mend(data: Any, place: Where, fault: ErrorDetails) -> bool:
    """Put something in order at a place; whether that could be done."""
    try:
        for part in place[:-1]:
            data = data[part]
        return _set(data, place[-1], fault)
    except (KeyError, IndexError, TypeError):
        return False


def _set(held: Any, name: str | int, fault: ErrorDetails) -> bool:
    type_, limit = fault["type"], fault.get("ctx", {})
    if type_ == "extra_forbidden":
        del held[name]
    elif name in _TELLING or (type_ == "missing" and isinstance(name, int)):
        return False
    elif type_ in _PLAIN:
        held[name] = _PLAIN[type_]
    elif type_ in _BOUNDED:
        held[name] = _BOUNDED[type_](held[name], limit)
    elif type_ in ("literal_error", "enum"):
        held[name] = re.findall("'(.*?)'", str(limit["expected"]))[0]
    else:
        return False
    return True
