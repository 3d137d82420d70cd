"""Two people saved the same thing: show both texts, let the second one choose, lose nothing.

A form carries the version it was filled in from. When that is no longer the current one,
the page answers 409 with every field in which the two differ, and a choice for each. The
choice comes back to the same address as the form itself, so that a view knows nothing of
it but two calls: `resolved` around the form data and `check` before the change.
"""

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field

from assess.web.fields import Versioned

MARK = "conflict"
_MINE, _THEIRS, _PICK = "conflict-mine-", "conflict-theirs-", "conflict-pick-"
_SKIPPED = ("CSRFTokenField", "SubmitField", "FileField")


@dataclass(frozen=True)
class Difference:
    """One field in which the text just sent and the saved one differ."""

    name: str
    label: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    mine_shown: str
    theirs_shown: str
    can_keep_both: bool


class StaleSave(Exception):
    """Somebody else saved since this form was opened; carries what both wrote."""

    def __init__(self, differences: list[Difference], same: MultiDict) -> None:
        super().__init__("Somebody else saved this in the meantime.")
        self.differences = differences
        self.same = same


def check(mine: Versioned, theirs: Versioned) -> None:
    """Refuse a save from an outdated form.

    `theirs` is the same form filled from what is saved now. Raises `StaleSave` when a
    field differs whose version does too; equal texts are no conflict, and neither is an
    edit of what nobody else has touched.
    """
    differences, same = _compare(mine, theirs)
    if differences:
        raise StaleSave(differences, same)


def resolved() -> MultiDict | None:
    """The form data of this request, with the choices of a conflict page carried out."""
    if request.method != "POST":
        return None
    if MARK not in request.form:
        return request.form
    data: MultiDict = MultiDict()
    for name, values in request.form.lists():
        if name.startswith(_PICK):
            field = name.removeprefix(_PICK)
            for value in _picked(values[0], field):
                data.add(field, value)
        elif not name.startswith((_MINE, _THEIRS)) and name != MARK:
            data.setlist(name, values)
    return data


def _picked(choice: str, field: str) -> list[str]:
    mine = request.form.getlist(_MINE + field)
    theirs = request.form.getlist(_THEIRS + field)
    if choice == "both":
        return ["\n".join([*theirs, *mine])]
    return theirs if choice == "theirs" else mine


def _compare(mine: Versioned, theirs: Versioned) -> tuple[list[Difference], MultiDict]:
    differences: list[Difference] = []
    same: MultiDict = MultiDict()
    saved = {field.name: field for field in theirs}
    for name in saved.keys() - {field.name for field in mine}:
        same.setlist(name, _values(saved[name]))
    for field in mine:
        if field.name not in saved or field.type in _SKIPPED:
            continue
        ours, others = _values(field), _values(saved[field.name])
        if field.type == "HiddenField":
            same.setlist(field.name, others)
        elif ours == others or not _is_stale(field.name, mine, theirs):
            same.setlist(field.name, ours)
        else:
            differences.append(_difference(field, ours, others))
    return differences, same


def _is_stale(name: str, mine: Versioned, theirs: Versioned) -> bool:
    version = mine.version_field(name)
    return str(mine[version].data) != str(theirs[version].data)


def _difference(field: Field, ours: list[str], others: list[str]) -> Difference:
    return Difference(
        field.name,
        str(field.label.text),
        tuple(ours),
        tuple(others),
        _shown(field, ours),
        _shown(field, others),
        field.type in ("TextAreaField", "ListField"),
    )


def _values(field: Field) -> list[str]:
    """What a browser would send for a field as it stands."""
    if field.type in ("Tick", "BooleanField"):
        return ["y"] if field.data else []
    if field.type == "Ticks":
        return [str(value) for value in field.data or []]
    if hasattr(field, "choices"):
        return [] if field.data in (None, "") else [str(field.data)]
    return [str(field._value())]


def _shown(field: Field, values: list[str]) -> str:
    """A field's values as a person reads them."""
    if field.type in ("Tick", "BooleanField"):
        return "yes" if values else "no"
    if hasattr(field, "choices"):
        labels = {choice.value: str(choice.label) for choice in field.choices}
        return ", ".join(labels.get(value, value) for value in values) or "nothing chosen"
    return values[0] if values and values[0] else "nothing"
