"""From a YAML file to an instrument, or to a refusal that names file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assess.instruments.schema import AnyInstrument, Framework, Guide, RoleTemplate

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

KINDS: dict[str, type[AnyInstrument]] = {
    "framework": Framework,
    "guide": Guide,
    "role": RoleTemplate,
}
FOLDERS = {"frameworks": "framework", "guides": "guide", "roles": "role"}

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Where = tuple[str | int, ...]


class Refusal(Exception):
    """A questionnaire file that cannot be used; the text names file, line and remedy."""

    def __init__(self, path: Path | str, problems: list[tuple[int, str]]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(f"{path}, line {line}: {text}" for line, text in self.problems))


def load(path: Path) -> AnyInstrument:
    """Read one questionnaire file.

    Raises `Refusal` when the file is not an instrument of the kind its folder says, or
    when its id and version differ from its place: `<folder>/<id>/<version>.yaml`.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(path, [(1, f"the file is larger than {MAX_BYTES:,} bytes; split it")])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(path, [(1, f"save the file as UTF-8 (byte {error.start})")]) from None
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
    return instrument


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
        raise Refusal(
            path, [_problem(details, lines) for details in error.errors(include_url=False)]
        ) from None


def _plain(text: str, path: Path | str) -> tuple[Any, dict[_Where, int]]:
    """YAML to plain values, with no aliases, no double keys and a bounded depth."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise Refusal(path, [(1, "the file is empty")])
        lines = dict(_walk(node, (), path))
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Refusal(path, [(line, f"this is not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise Refusal(path, [(1, f"this is not YAML: {error}")]) from None
    finally:
        loader.dispose()


def _walk(
    node: yaml.Node, where: _Where, path: Path | str, seen: set[int] | None = None
) -> Iterator[tuple[_Where, int]]:
    line = node.start_mark.line + 1
    seen = set() if seen is None else seen
    if not isinstance(node, yaml.ScalarNode):
        if id(node) in seen:
            raise Refusal(path, [(line, "write the text out instead of using an alias (*)")])
        seen.add(id(node))
    if len(where) > MAX_DEPTH:
        raise Refusal(path, [(line, f"nested deeper than {MAX_DEPTH} levels")])
    yield where, line
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                raise Refusal(
                    path, [(key.start_mark.line + 1, f"the key ‘{key.value}’ stands twice")]
                )
            keys.add(key.value)
            yield from _walk(value, (*where, key.value), path, seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(item, (*where, number), path, seen)


_REMEDIES = {
    "missing": "add the key ‘{key}’",
    "extra_forbidden": "the key ‘{key}’ is not known here",
    "string_type": "‘{key}’ must be text; put it in quotes",
    "string_too_short": "‘{key}’ is empty",
    "string_too_long": "‘{key}’ is longer than {max_length} characters",
    "string_pattern_mismatch": "‘{key}’ is ‘{input}’, which does not have the right form",
    "tuple_type": "‘{key}’ must be a list",
    "too_short": "‘{key}’ has {actual_length} entries; at least {min_length} are needed",
    "too_long": "‘{key}’ has {actual_length} entries; at most {max_length} are allowed",
}


def _problem(details: ErrorDetails, lines: dict[_Where, int]) -> tuple[int, str]:
    where = tuple(details["loc"])
    known = where
    while known and known not in lines:
        known = known[:-1]
    facts = {"key": _path(where), "input": details.get("input"), **details.get("ctx", {})}
    remedy = _REMEDIES.get(details["type"])
    if details["type"] == "missing" and where and isinstance(where[-1], int):
        text = f"‘{_path(where[:-1])}’ has fewer entries than it needs"
    else:
        text = remedy.format(**facts) if remedy else f"‘{facts['key']}’: {details['msg']}"
    return lines.get(known, 1), text


def _path(where: _Where) -> str:
    return " → ".join(str(part + 1) if isinstance(part, int) else part for part in where)
