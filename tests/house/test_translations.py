"""Everything somebody reads who answers has its German, and what is compiled says the same."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from wtforms import Form

from assess.assessments.forms import CodeForm, DisplayForm, EqualityForm, WishForm
from assess.assessments.rules import AttemptStatus, Overtaken
from assess.development.forms import CheckInForm, GoalForm
from assess.instruments import library
from assess.instruments.items.choices import Paired
from assess.instruments.items.table import TYPES
from assess.openings import resumes

ROOT = Path(__file__).resolve().parents[2]
GERMAN = ROOT / "translations/de/LC_MESSAGES/messages.po"
LIST = ROOT / "translations/said_elsewhere.py"
SOURCES = ("assess", "reports", "templates", "translations")
HOLD_SENTENCES = (
    "assess.assessments.guards",
    "assess.assessments.rules",
    "assess.assessments.sent",
    "assess.assessments.services.files",
    "assess.assessments.views.taking",
    "assess.instruments.items.choices",
    "assess.instruments.items.open",
)
"""Modules with sentences for people who answer in constants."""

Key = str | tuple[str, ...]


@cache
def extracted() -> frozenset[Key]:
    """What extraction finds, as `pybabel extract` would."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, methods, options, directory_filter=lambda path: _is_source(Path(path))
    )
    return frozenset(key for _file, _line, key, _comments, _context in found)


@cache
def german() -> Catalog:
    """The German catalogue."""
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de")


def messages() -> list[Message]:
    return [message for message in german() if message.id]


def key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def test_extraction_looks_where_people_read():
    assert {"Continue", "Almost never", "Choose all that apply."} <= extracted()
    assert ("1 part", "%(num)s parts") in extracted()
    assert "Start this part first." in extracted(), "a refusal"


def test_every_text_has_its_german():
    said = {key(message) for message in messages() if all(_texts(message.string))}

    assert extracted() - said == set(), "add them as babel.cfg says"


def test_nothing_is_translated_that_nobody_says():
    assert {key(message) for message in messages()} - extracted() == set()
    assert not german().obsolete
    assert not [message.id for message in messages() if message.fuzzy]


def test_german_names_the_same_values():
    wrong = [
        message.id
        for message in messages()
        for one, other in zip(_texts(message.id), _texts(message.string), strict=True)
        if _values(one) != _values(other)
    ]

    assert not wrong


def test_what_is_compiled_says_what_is_written():
    body = BytesIO()

    write_mo(body, german())

    compiled = GERMAN.with_suffix(".mo").read_bytes()
    assert compiled == body.getvalue(), "run: .venv/bin/pybabel compile -d translations"


def test_the_list_of_texts_said_elsewhere_is_true():
    listed = {text for _line, text, _comments, _context in extract_from_file("python", LIST)}

    assert set(_held()) - listed == set()
    assert listed - set(_held()) == set()


@pytest.mark.parametrize("assessment", library.assessments(), ids=lambda one: one.id)
def test_every_assessment_can_be_taken_in_german(assessment):
    translation = library.translations(assessment.ref)["de"]

    assert translation.texts.keys() == assessment.texts().keys()
    same = [k for k, text in assessment.texts().items() if translation.texts[k] == text]
    assert set(same) <= {"sections.teams.title", "scales.teams.title"}, "left in English"


def _held() -> Iterator[str]:
    """The texts the program holds where extraction does not look."""
    yield from (status.title for status in AttemptStatus)
    yield str(Overtaken(1, None))
    for kind in TYPES.values():
        if kind.advice:
            yield kind.advice
        if issubclass(kind, Paired):
            yield kind.both
    for name in HOLD_SENTENCES:
        for constant, value in vars(importlib.import_module(name)).items():
            if constant.isupper() and isinstance(value, str) and " " in value:
                yield value
    frameworks = library.all_of("frameworks")
    yield from (one.title for framework in frameworks for one in framework.competencies)
    yield f"Send the file as {resumes.KINDS}."
    yield f"There are {resumes.MAX_FILES} files already. Remove one first."
    for ending in resumes.TYPES:
        yield f"The file is not what its ending {ending} says. Save it again."
    app = Flask(__name__)
    with app.test_request_context():
        for form in (CodeForm, DisplayForm, EqualityForm, WishForm, GoalForm, CheckInForm):
            yield from _said_by(form(meta={"csrf": False}))
        for form in (GoalForm, CheckInForm):
            yield from _sent_again(form(meta={"csrf": False}))


def _sent_again(form: Form) -> Iterator[str]:
    """What the page of a failure calls the texts of a form."""
    typed = [field.name for field in form if field.type in ("StringField", "TextAreaField")]
    yield from (name.replace("_", " ").capitalize() for name in typed)


def _said_by(form: Form) -> Iterator[str]:
    for field in (one for one in form if one.type != "HiddenField"):
        validators = [getattr(validator, "message", "") for validator in field.validators]
        options = [option.label for option in getattr(field, "choices", None) or []]
        refusal = getattr(field, "invalid_choice_message", "")
        yield from filter(
            None, [field.label.text, field.description, refusal, *validators, *options]
        )


def _is_source(path: Path) -> bool:
    return path.relative_to(ROOT).parts[:1] in [(), *((name,) for name in SOURCES)]


def _texts(text: Key | None) -> list[str]:
    return [text or ""] if not isinstance(text, tuple | list) else [*text]


def _values(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\}", text))
