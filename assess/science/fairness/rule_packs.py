"""The numbers a law or its guidance sets, dated: data that change while the arithmetic does not.

They lie in `rule_packs.json` beside this module, as the demo company lies beside its own: a pack
is a fact with a source, read over and replaced without touching code, and it travels with the
package. It is JSON, so that whoever imports this library needs no reader for it. No function
takes a pack by itself; callers choose one by its id and a day and hand on its numbers, and a
company's own packs are read from text in the same form.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

BUNDLED = Path(__file__).with_name("rule_packs.json")
"""The packs that come with this package; hand its text to `read`."""

TEXTS = ("id", "version", "title", "jurisdiction", "source", "note")
DAYS = ("in_force_from", "in_force_until", "checked_on")
FLAGS = ("limit_is_law", "may_leave_out_small", "crosses_categories")
SHARES = ("ratio_limit", "smallest_share")
KEYS = {*TEXTS, *DAYS, *FLAGS, *SHARES, "categories"}


@dataclass(frozen=True)
class RulePack:
    """What one rule says in one period.

    `ratio_limit` is the impact ratio below which a selection is looked at, and `limit_is_law`
    whether the rule itself says so. Groups with less than `smallest_share` of all people are
    no standard for others; `may_leave_out_small` allows leaving their ratio out.
    `crosses_categories` asks for sex and race together as well. `checked_on` is the day
    somebody last held the pack against its `source`, `None` until somebody has.
    """

    id: str
    version: str
    title: str
    jurisdiction: str
    source: str
    note: str
    in_force_from: date
    in_force_until: date | None
    checked_on: date | None
    ratio_limit: float
    limit_is_law: bool
    smallest_share: float
    may_leave_out_small: bool
    crosses_categories: bool
    categories: Mapping[str, tuple[str, ...]]


def read(text: str) -> tuple[RulePack, ...]:
    """Packs from their text, a JSON list.

    Raises `ValueError` with the pack and the key for what is missing, unknown or no such value,
    and for packs of one id whose periods overlap.
    """
    if not isinstance(text, str):
        raise ValueError("text: give JSON as text.")
    try:
        listed = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"text: give JSON; line {error.lineno} is none.") from error
    if not isinstance(listed, list):
        raise ValueError("text: give a list of packs.")
    packs = tuple(_pack(one, place) for place, one in enumerate(listed, start=1))
    for one in packs:
        for other in packs:
            if one is not other and one.id == other.id and _overlap(one, other):
                raise ValueError(f"{one.id}: the periods of two versions overlap.")
    return packs


def in_force(packs: Iterable[RulePack], pack_id: str, on: date) -> RulePack:
    """The version of a pack that holds on a day.

    Raises `ValueError` when there is none: an expired rule is not applied silently.
    """
    for pack in packs:
        begun = pack.in_force_from <= on
        if pack.id == pack_id and begun and (pack.in_force_until or date.max) >= on:
            return pack
    raise ValueError(f"pack_id: no version of {pack_id} is in force on {on.isoformat()}.")


def _overlap(one: RulePack, other: RulePack) -> bool:
    ends = (one.in_force_until or date.max), (other.in_force_until or date.max)
    return one.in_force_from <= ends[1] and other.in_force_from <= ends[0]


def _pack(given: Any, place: int) -> RulePack:
    name = f"pack {place}"
    if not isinstance(given, dict) or set(given) != KEYS:
        keys = set(given) if isinstance(given, dict) else set()
        wrong = ", ".join(sorted(KEYS ^ keys))
        raise ValueError(f"{name}: these keys are missing or unknown: {wrong}.")
    name = f"{name} ({given['id']})"
    texts = {key: _text(given[key], name, key) for key in TEXTS}
    days = {key: _day(given[key], name, key) for key in DAYS}
    if days["in_force_from"] is None:
        raise ValueError(f"{name}, in_force_from: give a day such as 2023-07-05.")
    if days["in_force_until"] and days["in_force_until"] < days["in_force_from"]:
        raise ValueError(f"{name}, in_force_until: give a day that is not before its beginning.")
    return RulePack(
        id=texts["id"],
        version=texts["version"],
        title=texts["title"],
        jurisdiction=texts["jurisdiction"],
        source=texts["source"],
        note=texts["note"],
        limit_is_law=_flag(given, name, "limit_is_law"),
        may_leave_out_small=_flag(given, name, "may_leave_out_small"),
        crosses_categories=_flag(given, name, "crosses_categories"),
        in_force_from=days["in_force_from"],
        in_force_until=days["in_force_until"],
        checked_on=days["checked_on"],
        ratio_limit=_share(given["ratio_limit"], name, "ratio_limit", least=1e-9, most=1.0),
        smallest_share=_share(given["smallest_share"], name, "smallest_share", least=0, most=0.5),
        categories=_categories(given["categories"], name),
    )


def _text(value: Any, name: str, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}, {key}: give a text.")
    return value


def _flag(given: Mapping[str, Any], name: str, key: str) -> bool:
    value = given[key]
    if not isinstance(value, bool):
        raise ValueError(f"{name}, {key}: give true or false.")
    return value


def _share(value: Any, name: str, key: str, *, least: float, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise ValueError(f"{name}, {key}: give a number up to {most:g}, such as 0.8 or 0.02.")
    return float(value)


def _day(value: Any, name: str, key: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}, {key}: give a day such as 2023-07-05.") from error


def _categories(value: Any, name: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise ValueError(f"{name}, categories: give lists of groups by the name of their kind.")
    for kind, groups in value.items():
        if not isinstance(groups, list) or len(groups) < 2 or len(set(groups)) < len(groups):
            raise ValueError(f"{name}, categories, {kind}: give two different groups at least.")
        for group in groups:
            _text(group, name, f"categories, {kind}")
    return {kind: tuple(groups) for kind, groups in value.items()}
