"""Files that candidates send: what is let in, and where it lies.

A file is let in by its ending and its first bytes together; archives are looked into
before anybody opens them. Nothing is ever rendered here.
"""

import io
import os
import secrets
import zipfile
from hashlib import sha256
from pathlib import Path, PurePosixPath

from assess.openings.rules import OpeningRefused
from assess.text import one_line

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 10
MAX_ENTRIES = 2_000
MAX_EXPANDED = 100 * 1024 * 1024
MAX_RATIO = 100

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain; charset=utf-8",
}
KINDS = "PDF, DOCX, ODT or TXT"


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
    if not _is_what_it_says(ending, data):
        raise OpeningRefused(f"The file is not what its ending {ending} says. Save it again.")
    if ending in (".docx", ".odt"):
        _look_into(data)
    return media_type


def shown_name(file_name: str) -> str:
    """The name to show and to offer for saving: without folders, short, on one line."""
    name = one_line(PurePosixPath(file_name.replace("\\", "/")).name).replace('"', "'")
    path = PurePosixPath(name or "file")
    return f"{path.stem[:150]}{path.suffix[:10]}"


def digest(data: bytes) -> str:
    """SHA-256 of a file."""
    return sha256(data).hexdigest()


def store(folder: Path, data: bytes) -> str:
    """Write a file durably under a random name; return the name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name


def _is_what_it_says(ending: str, data: bytes) -> bool:
    if ending == ".pdf":
        return data[:1024].lstrip().startswith(b"%PDF-")
    if ending == ".txt":
        return b"\0" not in data
    return data.startswith(b"PK\x03\x04")


def _look_into(data: bytes) -> None:
    """Refuse archives that are not documents, or would be dangerous to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            expanded = sum(entry.file_size for entry in entries)
            dangerous = (
                len(entries) > MAX_ENTRIES
                or expanded > MAX_EXPANDED
                or expanded > MAX_RATIO * max(len(data), 1)
                or any(_is_suspicious(entry) for entry in entries)
                or any(_has_dtd(archive, entry) for entry in entries)
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise OpeningRefused("The file is damaged. Save it again.") from None
    if dangerous:
        raise OpeningRefused("The file is not an ordinary document. Save it as PDF.")
    names = {entry.filename for entry in entries}
    if not names & {"word/document.xml", "content.xml"}:
        raise OpeningRefused("The file is not a text document. Save it as PDF.")


def _is_suspicious(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    has_macro = path.name.lower() == "vbaproject.bin"
    return path.is_absolute() or ".." in path.parts or is_link or has_macro


def _has_dtd(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(entry) as file:
        return b"<!DOCTYPE" in file.read(4096)
