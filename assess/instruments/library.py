"""Find an instrument by id and version; offer published ones only."""

import hashlib
import os
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from assess.instruments import loader
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.schema import AnyInstrument, Framework, Guide, RoleTemplate

ROOT = Path(__file__).resolve().parents[2] / "questionnaires"
LOCK = "published.lock"
_ROW = re.compile(r"(\S+) ([0-9a-f]{64})")
_REF = re.compile(r"[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,3}\.[0-9]{1,4}")

_Stamp = tuple[int, int, int]
"""What the disk says of a file without opening it: another one when somebody has written to it."""


class Unknown(LookupError):
    """No file for this id and version."""


class _Changed(Exception):
    """A published file that is not what was published."""


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
    """The newest published version of every assessment, by title."""
    newest = _newest("assessments")
    return sorted((a for a in newest if isinstance(a, Assessment)), key=lambda a: a.title)


def translations(ref: str) -> dict[str, Translation]:
    """The newest published translation of an assessment into each language, by language."""
    found = [t for t in _all_of("translations", ref) if isinstance(t, Translation)]
    return {translation.into: translation for translation in reversed(found)}


def latest_role_templates() -> list[RoleTemplate]:
    """The newest published version of every role template, by title."""
    newest = _newest("roles")
    return sorted((r for r in newest if isinstance(r, RoleTemplate)), key=lambda r: r.title)


def published_role_template(ref: str) -> RoleTemplate:
    """The role template `id@version`, for something new. Raises `Unknown` for a draft, too."""
    if not is_published("roles", ref):
        raise Unknown(f"There is no published role {ref}.")
    return role_template(ref)


def is_published(folder: str, ref: str) -> bool:
    """Whether a file is as it was published, and so is everything it is built on."""
    held = held_now(ROOT)
    return _offered(folder, ref, held) is not None


def all_of(folder: str) -> list[AnyInstrument]:
    """Every published instrument in one folder, by id, newest version first."""
    return _all_of(folder)


def _all_of(folder: str, of: str = "") -> list[AnyInstrument]:
    """The same; with `of`, only translations of that assessment, as question pages ask for."""
    held = held_now(ROOT)
    rows = (name.removesuffix(".yaml").split("/") for name in held)
    refs = (f"{row[1]}@{row[2]}" for row in rows if row[0] == folder and len(row) == 3)
    found = [one for ref in refs if (one := _offered(folder, ref, held, of))]
    found.sort(key=lambda instrument: _number(instrument.version), reverse=True)
    return sorted(found, key=lambda instrument: instrument.id)


def readable(folder: str) -> list[AnyInstrument]:
    """Every instrument in one folder that can be read, drafts too: somebody may be at it."""
    found = []
    for path in (ROOT / folder).glob("*/*.yaml"):
        with suppress(loader.Refusal):
            found.append(_open(path))
    return found


def unreadable() -> list[str]:
    """Why files cannot be read that are left out everywhere, each with file and line."""
    found = []
    for path in paths(ROOT):
        name = path.relative_to(ROOT).as_posix()
        try:
            _open(path)
        except loader.Refusal as refusal:
            found += [f"{name}, line {line}: {text}" for line, text in refusal.problems]
    return found


def _open(path: Path) -> AnyInstrument:
    try:
        return _get(path.parents[1].name, f"{path.parent.name}@{path.stem}")
    except Unknown:
        return loader.load(path)  # Its name is no id and version; the refusal says so.


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
    held, damage = _rows(lock.read_text(encoding="utf-8") if lock.exists() else "")
    if damage:
        raise ValueError(damage)
    return held


def _rows(lock: str) -> tuple[dict[str, str], str]:
    """Path and file hash from every line of the lock that holds them, and which one does not."""
    held, damage = {}, ""
    for number, line in enumerate(lock.splitlines(), start=1):
        row = _ROW.fullmatch(line)
        if row is not None:
            held[row[1]] = row[2]
        elif line and not line.startswith("#"):
            remedy = "a line is a path and a SHA-256; restore the file"
            damage = damage or f"{LOCK}, line {number}: {remedy}"
    return held, damage


def file_hash(path: Path) -> str:
    """SHA-256 of the bytes of a file; nothing's hash where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def references(instrument: AnyInstrument) -> dict[str, tuple[str, str]]:
    """The folder and the name of every instrument this one refers to, by key."""
    if isinstance(instrument, Translation):
        return {"of": ("assessments", instrument.of)}
    found = {}
    if not isinstance(instrument, Framework) and instrument.framework:
        found["framework"] = ("frameworks", instrument.framework)
    if isinstance(instrument, RoleTemplate):
        found["guide"] = ("guides", instrument.guide)
    return found


def _get(folder: str, ref: str) -> AnyInstrument:
    """A file by id and version: what was published stays in memory, a draft is read as it is."""
    sealed = held_now(ROOT).get(name_of(folder, ref))
    if sealed is not None:
        # Where it was changed, what was begun goes on; nothing new begins with it.
        with suppress(_Changed):
            return _published(ROOT / name_of(folder, ref), sealed)
    path = _path(ROOT, folder, ref)
    return _read(path, _stamp(path))


def _offered(folder: str, ref: str, held: dict[str, str], of: str = "") -> AnyInstrument | None:
    """A file that is as it was published, with everything it is built on; else nothing."""
    name = name_of(folder, ref)
    sealed = held.get(name)
    if sealed is None:
        return None
    try:
        path = ROOT / name
        found = _published(path, sealed)
        if of and isinstance(found, Translation) and found.of != of:
            return None
        if _hash(path, _stamp(path)) != sealed:
            return None
    except (OSError, loader.Refusal, _Changed):
        return None
    needed = references(found).values()
    return found if all(_offered(*one, held) for one in needed) else None


@lru_cache(maxsize=512)
def _published(path: Path, sealed: str) -> AnyInstrument:
    """Raises `_Changed` where the file is not what was published."""
    if file_hash(path) != sealed:
        raise _Changed
    return loader.load(path)


@lru_cache(maxsize=256)
def _read(path: Path, _as_of: _Stamp) -> AnyInstrument:
    return loader.load(path)


@lru_cache(maxsize=512)
def _hash(path: Path, _as_of: _Stamp) -> str:
    return file_hash(path)


def held_now(root: Path) -> dict[str, str]:
    """What the lock holds now; a line that says nothing is left out, `check` names it."""
    lock = root / LOCK
    try:
        return _lock(lock, _stamp(lock))
    except OSError:
        return {}


@lru_cache(maxsize=32)
def _lock(lock: Path, _as_of: _Stamp) -> dict[str, str]:
    return _rows(lock.read_text(encoding="utf-8", errors="replace"))[0]


def _stamp(path: Path) -> _Stamp:
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


def read_in(root: Path, folder: str, ref: str) -> AnyInstrument:
    """A file under any root, as it is now. Raises `Unknown` and `Refusal`."""
    return loader.load(_path(root, folder, ref))


def _path(root: Path, folder: str, ref: str) -> Path:
    """Where the file of an id and version is. Raises `Unknown`."""
    path = root / name_of(folder, ref)
    if not _REF.fullmatch(ref) or not path.is_file():
        raise Unknown(f"There is no {loader.FOLDERS[folder]} {ref[: loader.LONGEST_SHOWN]}.")
    return path


def name_of(folder: str, ref: str) -> str:
    """The path of a file, as the lock writes it."""
    instrument_id, _, version = ref.partition("@")
    return f"{folder}/{instrument_id}/{version}.yaml"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
