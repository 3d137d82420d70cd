"""The pages of docs/ that are printed from the code, so that they cannot be wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from assess import config
from assess.accounts.permissions import GRANTS, Permission
from assess.assessments.rules import MOVES as ATTEMPT_MOVES
from assess.desk.rules import REPORT_MOVES
from assess.fit.rules import MODEL_MOVES
from assess.interviews.rules import INTERVIEW_MOVES, SCORECARD_MOVES
from assess.openings.rules import OPENING_MOVES, PLAN_MOVES, STAGE_MOVES
from assess.talent.rules import BATCH_MOVES

FOLDER = Path(__file__).resolve().parents[1] / "docs"

TABLES: dict[str, Mapping[Any, frozenset[Any]]] = {
    "Opening": OPENING_MOVES,
    "Plan": PLAN_MOVES,
    "Candidate in the pipeline": STAGE_MOVES,
    "Interview": INTERVIEW_MOVES,
    "Scorecard": SCORECARD_MOVES,
    "Attempt": ATTEMPT_MOVES,
    "Report in a batch": REPORT_MOVES,
    "File of people for a pool": BATCH_MOVES,
    "Learned model": MODEL_MOVES,
}


def pages(commands: Mapping[str, click.Command]) -> dict[str, str]:
    """Name and text of every printed page."""
    return {
        "states.md": _states(),
        "settings.md": _settings(),
        "roles.md": _roles(),
        "commands.md": _commands(commands),
    }


def outdated(commands: Mapping[str, click.Command]) -> list[str]:
    """Names of printed pages that differ from what the code says."""
    return [
        name
        for name, text in pages(commands).items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def write(commands: Mapping[str, click.Command]) -> None:
    """Print every page anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages(commands).items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _states() -> str:
    parts = ["# States\n\nPrinted from the tables of moves in the `rules.py` of each feature.\n"]
    for title, moves in TABLES.items():
        lines = [f"    {_id(old)} --> {_id(new)}" for old in moves for new in sorted(moves[old])]
        names = [f'    state "{state.replace("-", " ")}" as {_id(state)}' for state in moves]
        body = "\n".join(["stateDiagram-v2", *names, *lines])
        parts.append(f"## {title}\n\n```mermaid\n{body}\n```\n")
    return "\n".join(parts)


def _id(state: str) -> str:
    return state.replace("-", "_")


def _settings() -> str:
    rows = []
    for field, (name, meaning) in zip(
        config.Settings.model_fields.values(), config.names().items(), strict=True
    ):
        default = str(field.default)
        shown = f"`{default}`" if default else "empty"
        if field.default is None:
            shown = "a key file made in the data folder"
        rows.append(f"| `{name}` | {meaning} | {shown} |")
    return (
        "# Settings\n\nFrom the environment or from a file `.env` beside `./run`; the environment "
        "wins. Every setting that is wrong or unknown is named at start.\n\n"
        "| setting | meaning | default |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _roles() -> str:
    roles = list(GRANTS)
    head = "| may | " + " | ".join(role.title for role in roles) + " |\n"
    rule = "|---|" + "---|" * len(roles) + "\n"
    rows = [
        f"| {permission.value.replace('-', ' ')} | "
        + " | ".join("yes" if permission in GRANTS[role] else "" for role in roles)
        + " |"
        for permission in Permission
    ]
    return (
        "# Roles and permissions\n\nPrinted from `assess/accounts/permissions.py`. Besides, hiring "
        "managers see only openings they run, interviewers only their own interviews, and nobody "
        "on a panel sees another's rating before their own scorecard is in.\n\n"
        + head + rule + "\n".join(rows) + "\n"
    )  # fmt: skip


def _commands(commands: Mapping[str, click.Command]) -> str:
    rows = []
    for name, command in sorted(commands.items()):
        parts = command.commands.items() if isinstance(command, click.Group) else [("", command)]
        rows += [
            f"| `./run {name}{' ' + sub if sub else ''}` | {_first_line(one)} |"
            for sub, one in sorted(parts)
        ]
    return (
        "# Commands\n\nBesides `./run` (serve), `./run test`, `./run check`, `./run fix`, "
        "`./run bench` and `./run lock`, which the script `run` explains.\n\n"
        "Flask's own commands work too: `./run routes` lists every address, and `./run shell` "
        "opens Python with the product in it.\n\n"
        "| command | what it does |\n|---|---|\n" + "\n".join(rows) + "\n"
    )


def _first_line(command: click.Command) -> str:
    return (command.help or "").strip().split("\n")[0]
