"""Files that candidates send: what is let in, and where it lies.

A file is let in by its ending and its first bytes together; archives are looked into
before anybody opens them. Nothing is ever rendered here.
"""

import io
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from assess.openings.rules import OpeningRefused
from assess.text import one_line

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_FILES = 10
MAX_ENTRIES = 2_000
MAX_EXPANDED = 100 * 1024 * 1024
MAX_RATIO = 100
PROLOG = 1024 * 1024
"""How much of an XML file is searched for a document type, which stands near its top."""

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain; charset=utf-8",
}
KINDS = "PDF, DOCX, ODT or TXT"

MAIN_PART = {".docx": r"word/document\d*\.xml", ".odt": r"content\.xml"}
"""What an archive must hold to be the document its ending says."""

MACROS = ("Basic", "Scripts")
"""Folders in which an OpenDocument file keeps programs."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing, and let ‘cv.exe’ be read as ‘cvexe.pdf’."""


def check(file_name: str, data: bytes) -> str:
    """The media type of an acceptable file. Raises `OpeningRefused`."""
    ending = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    media_type = TYPES.get(ending)
    if media_type is None:
        raise OpeningRefused(f"Send the file as {KINDS}.")
    if not data:
        raise OpeningRefused("The file is empty.")
    if len(data) > MAX_BYTES:
        raise OpeningRefused("The file is larger than 10 MB.")
    if not _is_what_it_says(ending, data) or not _holds_its_main_part(ending, data):
        raise OpeningRefused(f"The file is not what its ending {ending} says. Save it again.")
    return media_type


def shown_name(file_name: str) -> str:
    """The name to show and to offer for saving: without folders, short, on one line."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    name = one_line(_TURNING.sub("", last)).replace('"', "'")
    path = PurePosixPath(name if name.strip(".") else "file")
    return f"{path.stem[:150]}{path.suffix[:10]}"


def digest(data: bytes) -> str:
    """SHA-256 of a file."""
    return sha256(data).hexdigest()


def store(folder: Path, data: bytes) -> str:
    """Write a file durably under a random name; return the name."""
    return store_stream(folder, io.BytesIO(data))


def store_stream(folder: Path, stream: IO[bytes]) -> str:
    """The same with a file as it comes in, however large it is."""
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(stream, file, MEGABYTE)
        file.flush()
        os.fsync(file.fileno())
    _keep_names(folder)
    return name


def discard(folder: Path, names: Iterable[str]) -> None:
    """Remove files, once what named them is gone for good; a file that is gone is no matter."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """Make the names in a folder durable: a synced file nobody can find is lost all the same."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_what_it_says(ending: str, data: bytes) -> bool:
    if ending == ".pdf":
        return data[:1024].lstrip().startswith(b"%PDF-")
    if ending == ".txt":
        return b"\0" not in data
    return data.startswith(b"PK\x03\x04")


def _holds_its_main_part(ending: str, data: bytes) -> bool:
    """Look into an archive; refuse what is damaged or would be dangerous to open."""
    if ending not in MAIN_PART:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            dangerous = _is_too_big(entries, len(data)) or any(
                _is_suspicious(entry) or _has_dtd(archive, entry) for entry in entries
            )
    except Exception:
        # The module and its decompressors raise almost anything over damaged bytes.
        raise OpeningRefused("The file is damaged. Save it again.") from None
    if dangerous:
        raise OpeningRefused("The file is not an ordinary document. Save it as PDF.")
    return any(re.fullmatch(MAIN_PART[ending], entry.filename) for entry in entries)


def _is_too_big(entries: list[zipfile.ZipInfo], size: int) -> bool:
    expanded = sum(entry.file_size for entry in entries)
    return len(entries) > MAX_ENTRIES or expanded > min(MAX_EXPANDED, MAX_RATIO * size)


def _is_suspicious(entry: zipfile.ZipInfo) -> bool:
    path = PureWindowsPath(entry.filename)
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    is_macro = path.name.lower() == "vbaproject.bin" or "".join(path.parts[:1]) in MACROS
    return bool(path.anchor) or ".." in path.parts or is_link or is_macro


def _has_dtd(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return False
    with archive.open(entry) as file:
        return b"<!DOCTYPE" in file.read(PROLOG).replace(b"\0", b"")
