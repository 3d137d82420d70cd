"""Find an instrument by id and version; keep published ones from changing."""

import hashlib
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from assess.instruments import assessment_checks, checks, loader
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.schema import AnyInstrument, Framework, Guide, RoleTemplate

ROOT = Path(__file__).resolve().parents[2] / "questionnaires"
LOCK = "published.lock"
_ROW = re.compile(r"(\S+) ([0-9a-f]{64})")


class Unknown(LookupError):
    """No file for this id and version."""


def paths(root: Path = ROOT) -> list[Path]:
    """Every questionnaire file, in a stable order."""
    return sorted(path for folder in loader.FOLDERS for path in root.glob(f"{folder}/*/*.yaml"))


def framework(ref: str) -> Framework:
    """The framework `id@version`. Raises `Unknown`."""
    found = _get("frameworks", ref)
    assert isinstance(found, Framework)
    return found


def guide(ref: str) -> Guide:
    """The guide `id@version`. Raises `Unknown`."""
    found = _get("guides", ref)
    assert isinstance(found, Guide)
    return found


def role_template(ref: str) -> RoleTemplate:
    """The role template `id@version`. Raises `Unknown`."""
    found = _get("roles", ref)
    assert isinstance(found, RoleTemplate)
    return found


def assessment(ref: str) -> Assessment:
    """The assessment `id@version`. Raises `Unknown`."""
    found = _get("assessments", ref)
    assert isinstance(found, Assessment)
    return found


def assessments() -> list[Assessment]:
    """The newest version of every assessment, by title."""
    newest = _newest("assessments")
    return sorted((a for a in newest if isinstance(a, Assessment)), key=lambda a: a.title)


def translations(ref: str) -> dict[str, Translation]:
    """The newest translation of an assessment into each language, by language."""
    found = [t for t in all_of("translations") if isinstance(t, Translation) and t.of == ref]
    return {translation.into: translation for translation in reversed(found)}


def latest_role_templates() -> list[RoleTemplate]:
    """The newest version of every role template, by title."""
    newest = _newest("roles")
    return sorted((r for r in newest if isinstance(r, RoleTemplate)), key=lambda r: r.title)


def all_of(folder: str) -> list[AnyInstrument]:
    """Every instrument in one folder, by id, newest version first."""
    found = [_get(folder, f"{p.parent.name}@{p.stem}") for p in (ROOT / folder).glob("*/*.yaml")]
    found.sort(key=lambda instrument: _number(instrument.version), reverse=True)
    return sorted(found, key=lambda instrument: instrument.id)


def _newest(folder: str) -> list[AnyInstrument]:
    newest: dict[str, AnyInstrument] = {}
    for instrument in all_of(folder):
        newest.setdefault(instrument.id, instrument)
    return [*newest.values()]


def locked(root: Path = ROOT) -> dict[str, str]:
    """Path and file hash of every published file, from the lock.

    Raises `ValueError` when the lock is damaged.
    """
    lock = root / LOCK
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    held = {}
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        row = _ROW.fullmatch(line)
        if row is None:
            raise ValueError(
                f"{LOCK}, line {number}: a line is a path and a SHA-256; restore the file"
            )
        held[row[1]] = row[2]
    return held


def file_hash(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lock_problems(root: Path = ROOT) -> list[str]:
    """What differs between the files and the lock; an empty list when nothing does."""
    try:
        held = locked(root)
    except ValueError as damage:
        return [str(damage)]
    present = {path.relative_to(root).as_posix(): path for path in paths(root)}
    problems = [
        f"{name} is published, but the file is gone; restore it" for name in held.keys() - present
    ]
    strays = {path.relative_to(root).as_posix() for path in root.rglob("*.y*ml")} - present.keys()
    problems += [
        f"{name} is never read; move it to <folder>/<id>/<version>.yaml" for name in strays
    ]
    for name, path in present.items():
        if name not in held:
            problems.append(f"{name} is not published yet: ./run questionnaires publish {name}")
        elif held[name] != file_hash(path):
            problems.append(
                f"{name} was changed after it was published; restore it and write the next version"
            )
    return sorted(problems)


def meaning_problems(root: Path = ROOT) -> list[str]:
    """What is wrong within the files, each with file and line; the lock is not looked at."""
    found = []
    for path in paths(root):
        name = path.relative_to(root).as_posix()
        try:
            instrument, lines = loader.read(path)
        except loader.Refusal as refusal:
            found += [f"{name}, line {line}: {text}" for line, text in refusal.problems]
        else:
            found += [f"{name}, {text}" for text in _problems(instrument, lines, root)]
    return found


def _problems(
    instrument: AnyInstrument,
    lines: dict[checks.Where, int],
    root: Path,
    published: Collection[str] = (),
) -> list[str]:
    """What is wrong with an instrument. A `published` file that is gone is named by the lock."""
    found: dict[str, AnyInstrument] = {}
    missing = []
    for key, (folder, ref) in _references(instrument).items():
        try:
            found[key] = _find(root, folder, ref)
        except Unknown as unknown:
            if _name(folder, ref) not in published:
                missing.append(f"line {lines[key,]}: {unknown}")
        except loader.Refusal:
            pass  # Named with the file it is about.
    return [*missing, *_meaning(instrument, found, lines)]


def _references(instrument: AnyInstrument) -> dict[str, tuple[str, str]]:
    """The folder and the name of every instrument this one refers to, by key."""
    if isinstance(instrument, Translation):
        return {"of": ("assessments", instrument.of)}
    found = {}
    if not isinstance(instrument, Framework) and instrument.framework:
        found["framework"] = ("frameworks", instrument.framework)
    if isinstance(instrument, RoleTemplate):
        found["guide"] = ("guides", instrument.guide)
    return found


def _meaning(
    instrument: AnyInstrument, found: dict[str, AnyInstrument], lines: dict[checks.Where, int]
) -> list[str]:
    """What is wrong within an instrument, if what it is checked against was found."""
    if isinstance(instrument, Assessment):
        return assessment_checks.problems(instrument, lines=lines)
    if found.keys() < _references(instrument).keys():
        return []
    if isinstance(instrument, Translation):
        whole = found["of"]
        assert isinstance(whole, Assessment)
        return assessment_checks.translation_problems(instrument, whole, lines=lines)
    framework, guide = found.get("framework"), found.get("guide")
    assert framework is None or isinstance(framework, Framework)
    assert guide is None or isinstance(guide, Guide)
    return checks.problems(instrument, framework, guide, lines=lines)


def publish(name: str, root: Path = ROOT) -> None:
    """Write one file into the lock, for good.

    Raises `ValueError` when it is published already with other content, or when something is
    wrong with what it means: nobody could mend that afterwards.
    """
    path = root / name
    if path not in paths(root):
        raise ValueError(f"{name} is not a questionnaire file under {root.name}/.")
    instrument, lines = loader.read(path)
    held = locked(root)
    if name not in held:
        problems = _problems(instrument, lines, root, held)
        if problems:
            raise ValueError("\n".join(f"{name}, {problem}" for problem in problems))
    if held.setdefault(name, file_hash(path)) != file_hash(path):
        raise ValueError(
            f"{name} is published already and has changed since. Write the next version instead."
        )
    body = "".join(f"{key} {held[key]}\n" for key in sorted(held))
    (root / LOCK).write_text(
        "# Published questionnaires and the SHA-256 of each file. A published file never changes;\n"
        "# to change one, write the next version and publish that.\n" + body,
        encoding="utf-8",
    )


@lru_cache(maxsize=256)
def _get(folder: str, ref: str) -> AnyInstrument:
    return _find(ROOT, folder, ref)


def _find(root: Path, folder: str, ref: str) -> AnyInstrument:
    path = root / _name(folder, ref)
    if path not in (root / folder).glob("*/*.yaml"):
        raise Unknown(f"There is no {loader.FOLDERS[folder]} {ref}.")
    return loader.load(path)


def _name(folder: str, ref: str) -> str:
    instrument_id, _, version = ref.partition("@")
    return f"{folder}/{instrument_id}/{version}.yaml"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
