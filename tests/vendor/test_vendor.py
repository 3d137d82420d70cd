"""What lies in `tests/vendor` is what its list says, to the byte, with its licence."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
ENTRIES = json.loads((FOLDER / "vendor.json").read_text())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_a_file_of_others_is_the_one_that_was_published(entry: dict[str, str]) -> None:
    content = (FOLDER / entry["file"]).read_bytes()

    assert sha256(content).hexdigest() == entry["sha256"]
    assert entry["version"].encode() in content[:200]
    assert entry["version"] in entry["source"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_a_file_of_others_comes_with_its_licence(entry: dict[str, list[str]]) -> None:
    texts = [(FOLDER / name).read_text() for name in entry["licence_files"]]

    assert entry["licence"]
    assert all(len(text) > 500 for text in texts)


def test_nothing_lies_there_unlisted() -> None:
    listed = {name for entry in ENTRIES for name in (entry["file"], *entry["licence_files"])}
    own = {"vendor.json", "__init__.py", Path(__file__).name}

    assert {path.name for path in FOLDER.iterdir() if path.is_file()} - own == listed
