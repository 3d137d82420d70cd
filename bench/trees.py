"""Copies of the product to measure: the working tree, or any commit."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPETENCIES = 8


def working_copy(folder: Path) -> Path:
    """What lies in the working tree, committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return _prepared(folder)


def commit(folder: Path, revision: str) -> Path:
    """A commit, measured with today's benchmark."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive, check=True)
    shutil.rmtree(folder / "bench", ignore_errors=True)
    shutil.copytree(ROOT / "bench", folder / "bench")
    return _prepared(folder)


def _prepared(folder: Path) -> Path:
    """Add a framework of eight competencies, so that a debrief of 8 by 8 can be measured."""
    library = folder / "questionnaires"
    framework = yaml.safe_load((library / "frameworks/smart-sales-leader/1.0.yaml").read_text())
    guide = yaml.safe_load((library / "guides/smart-sales-leader/1.0.yaml").read_text())
    role = yaml.safe_load((library / "roles/regional-sales-leader/1.0.yaml").read_text())
    for part in (framework, guide, role):
        part["id"] = "bench"
    guide["framework"] = role["framework"] = "bench@1.0"
    role["guide"] = "bench@1.0"
    for number in range(COMPETENCIES - len(framework["competencies"])):
        _twin(framework, guide, role, number)
    for name, part in (("frameworks", framework), ("guides", guide), ("roles", role)):
        path = library / name / "bench" / "1.0.yaml"
        path.parent.mkdir()
        path.write_text(yaml.dump(part, Dumper=_Plain, allow_unicode=True))
        with (library / "published.lock").open("a") as lock:
            sealed = hashlib.sha256(path.read_bytes()).hexdigest()
            lock.write(f"{path.relative_to(library)} {sealed}\n")
    return folder


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: the library reads no aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _twin(framework: dict, guide: dict, role: dict, number: int) -> None:
    """One more competency, like an earlier one but for its ids."""
    copy = yaml.safe_load(yaml.safe_dump(framework["competencies"][number]))
    original, copy["id"] = copy["id"], f"twin-{number}"
    for behaviour in copy["behaviours"]:
        behaviour["id"] += f"-{number}"
    framework["competencies"].append(copy)
    for question in [q for q in guide["questions"] if q["competency"] == original]:
        twin = {**question, "id": f"{question['id'][:30]}-{number}", "competency": copy["id"]}
        twin["behaviours"] = [f"{behaviour}-{number}" for behaviour in question["behaviours"]]
        guide["questions"].append(twin)
    target = next(one for one in role["targets"] if one["id"] == original)
    questions = [f"{question[:30]}-{number}" for question in target["questions"]]
    role["targets"].append({**target, "id": copy["id"], "questions": questions})
