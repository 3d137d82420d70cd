"""Check questionnaire files, and publish them: from then on they do not change."""

from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from assess.instruments import assessment_checks, checks, library, loader
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.schema import AnyInstrument, Framework, Guide


def problems(root: Path = library.ROOT) -> list[str]:
    """Everything there is to mend; a draft with something wrong in it is not to be published."""
    wrong = meaning_problems(root)
    not_yet = tuple({f"{problem.partition(', line ')[0]} is not published" for problem in wrong})
    return [*(one for one in lock_problems(root) if not one.startswith(not_yet)), *wrong]


def lock_problems(root: Path = library.ROOT) -> list[str]:
    """What differs between the files and the lock; an empty list when nothing does."""
    unpublished = (
        f"{name} is not published yet: ./run questionnaires publish {name}" for name in drafts(root)
    )
    return sorted([*faults(root), *unpublished])


def drafts(root: Path = library.ROOT) -> list[str]:
    """Files that are not published: nothing new begins with them."""
    held = library.held_now(root)
    names = (path.relative_to(root).as_posix() for path in library.paths(root))
    return [name for name in names if name not in held]


def faults(root: Path = library.ROOT) -> list[str]:
    """What became of published files and of the lock, and files that are in no place for one."""
    try:
        held = library.locked(root)
    except ValueError as damage:
        return [str(damage)]
    present = {path.relative_to(root).as_posix(): path for path in library.paths(root)}
    strays = {path.relative_to(root).as_posix() for path in root.rglob("*.y*ml")} - present.keys()
    return [
        *(
            f"{name} is published, but the file is gone; restore it"
            for name in held.keys() - present
        ),
        *(f"{name} is never read; move it to <folder>/<id>/<version>.yaml" for name in strays),
        *(
            f"{name} was changed after it was published; restore it and write the next version"
            for name in held.keys() & present.keys()
            if held[name] != library.file_hash(present[name])
        ),
    ]


def meaning_problems(root: Path = library.ROOT) -> list[str]:
    """What is wrong within the files, each with file and line; the lock is not looked at."""
    found = []
    for path in library.paths(root):
        name = path.relative_to(root).as_posix()
        try:
            instrument, lines = loader.read(path)
        except loader.Refusal as refusal:
            found += [f"{name}, line {line}: {text}" for line, text in refusal.problems]
            found += [f"{name}, {text}" for text in _left(refusal, root)]
        else:
            found += [f"{name}, {text}" for text in _problems(instrument, lines, root)]
    return found


def _left(refusal: loader.Refusal, root: Path) -> Iterator[str]:
    """What is wrong with the meaning of a file whose shape is refused, as far as one can tell."""
    if refusal.rest is not None:
        made_up = tuple(f"line {line}:" for line in refusal.made_up)
        problems = _problems(refusal.rest, dict(refusal.lines), root)
        yield from (problem for problem in problems if not problem.startswith(made_up))


def _problems(
    instrument: AnyInstrument,
    lines: dict[checks.Where, int],
    root: Path,
    published: Collection[str] = (),
) -> list[str]:
    """What is wrong with an instrument. A `published` file that is gone is named by the lock."""
    found: dict[str, AnyInstrument] = {}
    missing = []
    for key, (folder, ref) in library.references(instrument).items():
        try:
            found[key] = library.read_in(root, folder, ref)
        except library.Unknown as unknown:
            if library.name_of(folder, ref) not in published:
                missing.append(f"line {lines[key,]}: {unknown}")
        except loader.Refusal:
            pass  # Named with the file it is about.
    return [*missing, *_meaning(instrument, found, lines)]


def _meaning(
    instrument: AnyInstrument, found: dict[str, AnyInstrument], lines: dict[checks.Where, int]
) -> list[str]:
    """What is wrong within an instrument, if what it is checked against was found."""
    if isinstance(instrument, Assessment):
        return assessment_checks.problems(instrument, lines=lines)
    if found.keys() < library.references(instrument).keys():
        return []
    if isinstance(instrument, Translation):
        whole = found["of"]
        assert isinstance(whole, Assessment)
        return assessment_checks.translation_problems(instrument, whole, lines=lines)
    framework, guide = found.get("framework"), found.get("guide")
    assert framework is None or isinstance(framework, Framework)
    assert guide is None or isinstance(guide, Guide)
    return checks.problems(instrument, framework, guide, lines=lines)


def named(name: str, root: Path = library.ROOT) -> Path:
    """The file somebody names as the lock does, or by its path as a shell completes it.

    Raises `ValueError` when it is none.
    """
    parts = PurePath(name).parts
    path = root.joinpath(*(parts[1:] if parts[:1] == (root.name,) else parts))
    if path not in library.paths(root):
        raise ValueError(f"{name} is not a questionnaire file under {root.name}/.")
    return path


def publish(name: str, root: Path = library.ROOT) -> str:
    """Write one file into the lock, for good; gives its name there.

    Raises `ValueError` when it is published already with other content, or when something is
    wrong with what it means: nobody could mend that afterwards.
    """
    path = named(name, root)
    name = path.relative_to(root).as_posix()
    instrument, lines = loader.read(path)
    held = library.locked(root)
    if name not in held:
        problems = [
            *_problems(instrument, lines, root, held),
            *_unpublished(instrument, lines, held),
        ]
        if problems:
            raise ValueError("\n".join(f"{name}, {problem}" for problem in problems))
    if held.setdefault(name, library.file_hash(path)) != library.file_hash(path):
        raise ValueError(
            f"{name} is published already and has changed since. Write the next version instead."
        )
    body = "".join(f"{key} {held[key]}\n" for key in sorted(held))
    # A server that runs reads the lock at any moment, and must find all of it.
    aside = root / f"{library.LOCK}.new"
    aside.write_text(
        "# Published questionnaires and the SHA-256 of each file. A published file never changes;\n"
        "# to change one, write the next version and publish that.\n" + body,
        encoding="utf-8",
    )
    aside.replace(root / library.LOCK)
    return name


def _unpublished(
    instrument: AnyInstrument, lines: dict[checks.Where, int], held: Collection[str]
) -> Iterator[str]:
    """What an instrument is built on and is not published: it could change, or go away."""
    for key, (folder, ref) in library.references(instrument).items():
        if library.name_of(folder, ref) not in held:
            yield f"line {lines[key,]}: publish {library.name_of(folder, ref)} first"
