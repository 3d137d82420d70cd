"""The files of the report centre: written whole or not at all, and gone when their row is."""

import os
from collections.abc import Collection
from pathlib import Path


def write(folder: Path, name: str, data: bytes) -> None:
    """Put a file there in one step; the same name again is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    begun = folder / f"{name}.{os.getpid()}.part"
    with begun.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(folder / name)


def sweep(folder: Path, named: Collection[str]) -> None:
    """Remove files that belong to no report any more: expired, or about somebody erased."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.name.partition(".")[0] not in named:
            path.unlink(missing_ok=True)
