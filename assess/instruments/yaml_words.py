"""What stops a file from being read as YAML, in words for whoever wrote the file. Pure.

The parser says what it expected of its own grammar, and often where it gave up and not where the
slip is. Here the line is looked at again, and the sentence says what to change on which line.
"""

import re

import yaml

SHOWN = 40
"""Most characters of a line that stand in a sentence."""

_KEY = re.compile(r"\s*(?:- +)*(?P<key>[\w-]+):\s+(?P<value>\S.*)")

_FIXED = (
    ("another document", "a file holds one questionnaire; take out the line ‘---’"),
    (
        "unknown escape character",
        "a backslash in double quotes begins a sign; write two of them, or use single quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a dash begins an entry of a list; give each entry a line of its own, or put a text that "
        "begins with a dash in quotes",
    ),
    (
        "expected comment or line break",
        "after ‘>-’ or ‘|’ the text begins on the next line, indented",
    ),
)
"""Slips that are the same whatever stands on the line."""

_SIGNS = (
    "cannot start any token",
    "expected alphabetic or numeric character",
    "constructor for the tag",
    "mapping keys are not allowed",
    "expected node content",
)
"""How the parser speaks of a text that begins with a sign that means something to it."""

_UNKNOWN = "this line cannot be read; compare its indentation, colons and quotes with lines above"


def slip(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """On which line of the text to change what."""
    mark = error.problem_mark or error.context_mark
    at = mark.line if mark else 0
    began = error.context_mark.line if error.context_mark else at
    problem, lines = str(error.problem), text.split("\n")
    line = lines[at] if at < len(lines) else ""
    if re.match(r" *\t", line):
        return at + 1, "indent with spaces; a tab stands at the beginning of this line"
    for said, sentence in _FIXED:
        if said in problem:
            return at + 1, sentence
    if "end of stream" in problem:
        return began + 1, "the quotation mark that opens here is never closed"
    if problem.startswith("could not find expected ':'"):
        return began + 1, _no_colon(lines[began])
    if "flow" in str(error.context):
        began = min(began, len(lines) - 1)  # at its end the parser is past the last line
        while began and not lines[began].strip():
            began -= 1
        return began + 1, "the bracket that opens here is never closed, or lacks a comma inside"
    if any(said in problem for said in _SIGNS):
        return at + 1, _sign(line, mark.column if mark else 0)
    return at + 1, _between_lines(line, problem, began)


def _no_colon(line: str) -> str:
    shown = line.strip()[:SHOWN]
    if re.match(r"\s*(?:- +)*[\w-]+:\S", line):
        return f"put a space after the first colon of ‘{shown}’"
    return (
        f"‘{shown}’ has no key with a colon and a space; if it goes on with the text above it, "
        "indent it further than the key of that text"
    )


def _sign(line: str, column: int) -> str:
    found = _KEY.match(line)
    sign = found["value"][0] if found else line[column : column + 1]
    return f"put the text in quotes; it begins with ‘{sign}’, which means something in YAML"


def _between_lines(line: str, problem: str, began: int) -> str:
    """Quotes, colons and indentation, which the parser cannot tell from each other."""
    found = _KEY.match(line)
    if found and found["value"][0] in "\"'":
        return (
            f"the text of ‘{found['key']}’ ends at its second quotation mark, and more follows; "
            "put the whole text in quotes of the other kind"
        )
    if found and re.search(r":(\s|$)", found["value"]):
        return f"put the text of ‘{found['key']}’ in quotes; a colon and a space stand in it"
    if "'-' indicator" in problem:
        return (
            f"this line is not indented like the list it stands in, which begins on line "
            f"{began + 1}; an entry begins with a dash and a space below the dash above, its keys "
            "two spaces further in"
        )
    if "expected key" in problem or "mapping values" in problem:
        depth = len(line) - len(line.lstrip(" "))
        return (
            f"this line is indented by {depth} {'space' if depth == 1 else 'spaces'}, which fits "
            "no line above it; indent it exactly like the lines it belongs with"
        )
    return _UNKNOWN
