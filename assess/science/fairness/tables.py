"""From a row per person to counts per group; groups are whatever people said, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Numbers, array
from assess.science.scalars import is_count, naming

Labels: TypeAlias = Sequence[object] | NDArray[Any]
Codes: TypeAlias = NDArray[np.int64]

UNKNOWN = -1

FEW = 12
"""Up to this many different labels they are told apart one by one, beyond it by sorting."""


@dataclass(frozen=True)
class Counts:
    """A group: how many people, and how many of them were selected."""

    n: int
    selected: int

    def __post_init__(self) -> None:
        if not (is_count(self.n) and is_count(self.selected) and self.selected <= self.n):
            raise ValueError("selected, n: give a number from 0 to the number of people.")


@dataclass(frozen=True)
class Counted:
    """Groups in alphabetical order, and the people in none of them.

    `unknown` said nothing about their group; `undecided` have no outcome. Neither counts in a
    group.
    """

    counts: Mapping[str, Counts]
    unknown: int
    undecided: int


@dataclass(frozen=True)
class Coded:
    """Labels as numbers: `codes` point into `names`; -1 stands for a label that is missing."""

    codes: Codes
    names: tuple[str, ...]


def count(groups: Labels | Coded, selected: ArrayLike) -> Counted:
    """Count people and selected people by group.

    `groups` holds a label per person; `None`, NaN and an empty text are missing. `selected`
    holds true or false, 1 or 0, and NaN for who is not decided on yet. Raises `ValueError` for
    lists of unequal length and outcomes that are something else.
    """
    with naming(labels="groups"):
        coded = groups if isinstance(groups, Coded) else code(groups)
    outcomes = _outcomes(selected, len(coded.codes))
    places, decided = coded.codes, ~np.isnan(outcomes)
    undecided = len(decided) - int(decided.sum())
    if undecided:
        places, outcomes = places[decided], outcomes[decided]
    width = len(coded.names) + 1
    people = np.bincount(places + 1, minlength=width)
    chosen = np.bincount(places + 1, weights=outcomes, minlength=width)
    named = zip(coded.names, people[1:], chosen[1:], strict=True)
    return Counted(
        counts={name: Counts(int(n), round(float(s))) for name, n, s in named},
        unknown=int(people[0]),
        undecided=undecided,
    )


def check_counts(counts: object) -> None:
    """Raises `ValueError` unless these are counts by the name of a group."""
    if not isinstance(counts, Mapping) or not all(
        isinstance(one, Counts) for one in counts.values()
    ):
        raise ValueError("counted: give the counts of each group by its name.")


def code(labels: Labels) -> Coded:
    """Labels as numbers, names in alphabetical order.

    Raises `ValueError` for what is no list, and for labels that differ and read the same.
    """
    array = labels if isinstance(labels, np.ndarray) else None
    if array is not None and array.ndim != 1:
        raise ValueError("labels: give a list with one label per person.")
    if array is not None and array.dtype.kind in "Uiub" and len(array):
        firsts, codes = _told_apart(_numbers(array))
        found: list[object] = array[firsts].tolist()
    else:
        try:
            listed = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
            found = list(dict.fromkeys(listed))
        except TypeError as unfit:
            raise ValueError("labels: give a list with one label per person.") from unfit
        place = {label: number for number, label in enumerate(found)}
        codes = np.fromiter(map(place.__getitem__, listed), dtype=np.int64, count=len(listed))
    return _in_order(found, codes)


def crossed(*columns: Labels | Coded) -> Coded:
    """Every combination of labels that occurs, "F A" of "F" and "A"; missing if any part is.

    Raises `ValueError` for lists of unequal length.
    """
    coded = [one if isinstance(one, Coded) else code(one) for one in columns]
    if len({len(one.codes) for one in coded}) != 1:
        raise ValueError("columns: give lists of one length.")
    codes, names = coded[0].codes, list(coded[0].names)
    for one in coded[1:]:
        missing = (codes == UNKNOWN) | (one.codes == UNKNOWN)
        codes = np.where(missing, UNKNOWN, codes * len(one.names) + one.codes)
        names = [f"{first} {second}" for first in names for second in one.names]
    present = np.unique(codes[codes != UNKNOWN])
    places = np.full(len(names) + 1, UNKNOWN)
    places[present] = np.arange(len(present))
    return Coded(places[codes], tuple(names[one] for one in present))


def _numbers(array: NDArray[Any]) -> NDArray[Any]:
    """A whole number for each label that only equal labels share.

    Longer texts are hashed to 64 bits: among a thousand labels two meet once in 10¹³ times.
    """
    if array.dtype.kind != "U":
        return array
    words = np.ascontiguousarray(array).view(np.uint32).reshape(len(array), -1)
    if words.shape[1] == 1:
        return words[:, 0]
    if words.shape[1] % 2:
        last, words = words[:, -1].astype(np.uint64), np.ascontiguousarray(words[:, :-1])
    else:
        last = np.zeros(len(array), dtype=np.uint64)
    pairs = words.view(np.uint64)
    factors = np.random.default_rng(0).integers(1 << 62, size=pairs.shape[1] + 1, dtype=np.uint64)
    factors = factors * np.uint64(2) + np.uint64(1)
    hashes: NDArray[np.uint64] = pairs @ factors[:-1] + last * factors[-1]
    return hashes


def _told_apart(values: NDArray[Any]) -> tuple[Codes, Codes]:
    """Where each different value first stands, and which of them each value is."""
    codes = np.full(len(values), UNKNOWN, dtype=np.int64)
    firsts: list[int] = []
    rest, left = values, np.arange(len(values))
    while len(left) and len(firsts) < FEW:
        same = rest == rest[0]
        firsts.append(int(left[0]))
        codes[left[same]] = len(firsts) - 1
        rest, left = rest[~same], left[~same]
    if len(left):
        _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
        return first, inverse
    return np.array(firsts), codes


def _in_order(found: list[object], codes: Codes) -> Coded:
    """Names sorted, and labels that say nothing made missing."""
    kept = [number for number, label in enumerate(found) if not _is_missing(label)]
    names = {number: str(found[number]) for number in kept}
    if len(set(names.values())) < len(names):
        raise ValueError("groups: give every group one label; two of them read the same.")
    order = sorted(kept, key=names.__getitem__)
    places = np.full(len(found) + 1, UNKNOWN)
    places[order] = np.arange(len(order))
    return Coded(places[codes], tuple(names[number] for number in order))


def _is_missing(label: object) -> bool:
    return label is None or label != label or (isinstance(label, str) and not label.strip())


def _outcomes(selected: ArrayLike, people: int) -> Numbers:
    outcomes = array(selected, "selected")
    if outcomes.shape != (people,):
        raise ValueError("selected: give one outcome for each label.")
    if not ((outcomes == 0) | (outcomes == 1) | np.isnan(outcomes)).all():
        raise ValueError("selected: give 1 or 0, true or false, and NaN for who is undecided.")
    return outcomes
