"""From a YAML file to an instrument, or to a refusal that names file and line."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assess.instruments import mending, yaml_words
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.items.table import TYPES
from assess.instruments.schema import AnyInstrument, Framework, Guide, RoleTemplate

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
LONGEST_SHOWN = 60

KINDS: dict[str, type[AnyInstrument]] = {
    "framework": Framework,
    "guide": Guide,
    "role": RoleTemplate,
    "assessment": Assessment,
    "translation": Translation,
}
FOLDERS = {
    "frameworks": "framework",
    "guides": "guide",
    "roles": "role",
    "assessments": "assessment",
    "translations": "translation",
}

_STRAY = re.compile(
    r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    r"|[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
"""What YAML does not allow in a file, and what nobody sees in a text: signs without width and
signs that turn the direction of writing, by which two texts that look alike differ."""

_BYTE_ORDER_MARK = "\ufeff"

_TEXT = "tag:yaml.org,2002:str"
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Where = tuple[str | int, ...]


class Refusal(Exception):
    """A questionnaire file that cannot be used; the text names file, line and remedy."""

    rest: AnyInstrument | None = None
    """What the file would be without these problems, where that can be told."""

    lines: Mapping[_Where, int] = {}

    made_up: frozenset[int] = frozenset()
    """Lines of which `rest` says something else than the file."""

    def __init__(self, path: Path | str, problems: list[tuple[int, str]]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(f"{path}, line {line}: {text}" for line, text in self.problems))


def load(path: Path) -> AnyInstrument:
    """Read one questionnaire file; `read` says what it refuses."""
    return read(path)[0]


def read(path: Path) -> tuple[AnyInstrument, dict[_Where, int]]:
    """Read one questionnaire file; also return the line of every key in it.

    Raises `Refusal` when the file is not an instrument of the kind its folder says, or
    when its id and version differ from its place: `<folder>/<id>/<version>.yaml`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refusal(path, [(1, f"the file is larger than {MAX_BYTES:,} bytes; split it")])
        data = path.read_bytes()
    except OSError as problem:
        raise Refusal(path, [(1, f"the file cannot be read: {problem.strerror}")]) from None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(path, [(line, f"save the file as UTF-8 (byte {error.start})")]) from None
    instrument, lines = parse(text, path)
    expected = (FOLDERS.get(path.parents[1].name), path.parent.name, path.stem)
    found = (instrument.kind, instrument.id, instrument.version)
    problems = [
        (lines.get((key,), 1), f"‘{key}’ is ‘{have}’, but the file's place says ‘{want}’")
        for key, want, have in zip(("kind", "id", "version"), expected, found, strict=True)
        if want != have
    ]
    if problems:
        raise Refusal(path, problems)
    return instrument, lines


def parse(text: str, path: Path | str) -> tuple[AnyInstrument, dict[_Where, int]]:
    """Read the text of a questionnaire; also return the line of every key in it."""
    data, lines = _plain(text, path)
    kind = data.get("kind") if isinstance(data, dict) else None
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = ", ".join(KINDS)
        raise Refusal(path, [(lines.get(("kind",), 1), f"set ‘kind’ to one of: {known}")])
    try:
        return TypeAdapter(model).validate_python(data), lines
    except ValidationError as error:
        found = [details for details in error.errors(include_url=False) if _is_real(details)]
        refusal = Refusal(path, [_problem(details, lines) for details in found])
        kept = ("extra_forbidden", "missing")
        changed = (details for details in found if details["type"] not in kept)
        refusal.made_up = frozenset(_problem(details, lines)[0] for details in changed)
        refusal.rest, refusal.lines = mending.mended(model, data, _where), lines
        raise refusal from None


def _plain(text: str, path: Path | str) -> tuple[Any, dict[_Where, int]]:
    """YAML to plain values, with no aliases, no double keys and a bounded depth."""
    _check_signs(text.removeprefix(_BYTE_ORDER_MARK), path, 1)
    try:
        _check_events(text, path)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise Refusal(path, [(1, "the file is empty")])
            lines = dict(_walk(loader, node, (), path))
            return loader.construct_document(node), lines
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise Refusal(path, [yaml_words.slip(text, error)]) from None


def _check_signs(text: str, path: Path | str, line: int) -> None:
    """Refuse what nobody sees; `line` is the one on which the text begins."""
    stray = _STRAY.search(text)
    if stray:
        line += text.count("\n", 0, stray.start())
        raise Refusal(path, [(line, f"remove the control character U+{ord(stray[0]):04X}")])


def _check_events(text: str, path: Path | str) -> None:
    """Refuse aliases and depth before nodes are made: making deep ones ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise Refusal(path, [(line, "write the text out instead of using an alias (*)")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise Refusal(path, [(line, f"nested deeper than {MAX_DEPTH} levels")])


def _walk(
    loader: Any, node: yaml.Node, where: _Where, path: Path | str, line: int = 1
) -> Iterator[tuple[_Where, int]]:
    """The place of every value, with the line its key or its dash stands on."""
    yield where, line
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = _key(key, keys, path, line)
            yield from _walk(loader, value, (*where, name), path, line)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(loader, item, (*where, number), path, item.start_mark.line + 1)
    else:
        _check_value(loader, node, path, node.start_mark.line + 1)


def _key(node: yaml.Node, keys: set[str], path: Path | str, line: int) -> str:
    """The name of a key, once in its place, and text to YAML 1.1 too (`on` is not)."""
    if not isinstance(node, yaml.ScalarNode):
        raise Refusal(path, [(line, "a key is one word, not a list and not keys of its own")])
    name = str(node.value)
    if node.tag != _TEXT:
        raise Refusal(path, [(line, f"put the key ‘{name}’ in quotes")])
    if name in keys:
        raise Refusal(path, [(line, f"the key ‘{name}’ stands twice")])
    keys.add(name)
    return name


def _check_value(loader: Any, node: yaml.Node, path: Path | str, line: int) -> None:
    """Refuse what looks like a number or a date to YAML and is none, such as 2026-13-45.

    In double quotes a sign nobody sees can stand as an escape, such as "\\u200b".
    """
    _check_signs(str(node.value).replace("\n", " "), path, line)
    try:
        loader.construct_object(node)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise Refusal(path, [(line, f"put ‘{node.value}’ in quotes")]) from None


_WHOLE_NUMBER = "‘{key}’ must be a whole number"
_NUMBER = "‘{key}’ must be a number"
_YES_OR_NO = "‘{key}’ must be true or false"
_DATE = "‘{key}’ must be a date like 2026-11-21"
_KEYS = "‘{key}’ must have keys of its own, indented below it"
_REMEDIES = {
    "missing": "add the key ‘{key}’",
    "extra_forbidden": "the key ‘{key}’ is not known here",
    "string_type": "‘{key}’ must be text; put it in quotes",
    "string_too_short": "‘{key}’ is empty",
    "string_too_long": "‘{key}’ is longer than {max_length} characters",
    "string_pattern_mismatch": "‘{key}’ is ‘{input}’, which does not have the right form",
    "tuple_type": "‘{key}’ must be a list",
    "too_short": "‘{key}’ needs {min_length} entries or more",
    "too_long": "‘{key}’ has {actual_length} entries; at most {max_length} are allowed",
    "literal_error": "‘{key}’ must be {expected}",
    "enum": "‘{key}’ must be {expected}",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "greater_than_equal": "‘{key}’ is {input}; give {ge} or more",
    "less_than_equal": "‘{key}’ is {input}; give {le} or less",
    "union_tag_not_found": "add the key ‘type’ to ‘{key}’",
    "union_tag_invalid": "‘{key}’ is ‘{tag}’; choose one of: {expected_tags}",
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_type": _DATE,
    "dict_type": _KEYS,
    "less_than": "‘{key}’ is {input}; give less than {lt}",
    "greater_than": "‘{key}’ is {input}; give more than {gt}",
    "value_error": "‘{key}’: {error}",
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
}
_ELSEWHERE = {
    "grace": "everybody has 60 seconds after the end, and a file cannot change that",
    "late_policy": "whoever invites says with a tick whether late answers count",
}
"""Keys people look for here, and where what they mean is said."""

_UNFORESEEN = "‘{key}’ is ‘{input}’, which does not fit here; see questionnaires/README.md"


def _is_real(details: ErrorDetails) -> bool:
    """Whether a list is as short as is said: entries with a problem are not counted there."""
    return details["type"] != "too_short" or len(details["input"]) < details["ctx"]["min_length"]


def _problem(details: ErrorDetails, lines: dict[_Where, int]) -> tuple[int, str]:
    where = _where(details["loc"])
    if details["type"] == "union_tag_invalid":
        where = (*where, "type")
    known = where
    while known and known not in lines:
        known = known[:-1]
    shown = str(details.get("input"))[:LONGEST_SHOWN]
    facts = {"key": _path(where), "input": shown, **details.get("ctx", {})}
    for named in facts.keys() & {"expected", "expected_tags"}:
        facts[named] = re.sub("'(.*?)'", r"‘\1’", facts[named])
    if "tag" in facts:
        facts["tag"] = str(facts["tag"])[:LONGEST_SHOWN]
    if details["type"] == "extra_forbidden" and str(where[-1]) in _ELSEWHERE:
        return lines.get(known, 1), f"leave out ‘{_path(where)}’: {_ELSEWHERE[str(where[-1])]}"
    remedy = _REMEDIES.get(details["type"], _UNFORESEEN)
    if details["type"] == "missing" and where and isinstance(where[-1], int):
        text = f"‘{_path(where[:-1])}’ has fewer entries than it needs"
    else:
        text = remedy.format(**facts)
    return lines.get(known, 1), text


def _where(loc: tuple[str | int, ...]) -> _Where:
    """The place in the file; pydantic says more: the type of an item, and that it means a key."""
    return tuple(
        part
        for before, part in zip((None, *loc), loc, strict=False)
        if part != "[key]"
        and (part not in TYPES or not (isinstance(before, int) or before == "practice"))
    )


def _path(where: _Where) -> str:
    return " → ".join(str(part + 1) if isinstance(part, int) else part for part in where)
