"""Form fields and validators in the house's words."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.support import NullTranslations, Translations
from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.i18n import messages_path
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, Select

from assess.database import new_public_id
from assess.language import gettext, spoken, thousands
from assess.text import clean, is_mail_address, one_line

Kind = TypeVar("Kind", bound=StrEnum)

LINE = 200
PARAGRAPH = 4_000
NOTE = 250_000
PUBLIC_ID = re.compile("[a-z2-7]{26}")

MANY_OPTIONS = "Choose from the options on this page."
ONE_OPTION = "Choose one of the options on this page."


class PageForm(FlaskForm):
    """A form on a page, with a token that shows it came from there."""

    class Meta(FlaskForm.Meta):
        """Reads what browsers send with a form; JSON counts as an empty form."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            if request.is_json and not isinstance(formdata, MultiDict):
                return None
            return super().wrap_formdata(form, formdata)

        def get_translations(self, _form: Form) -> NullTranslations:
            """WTForms' own words; Flask-WTF would read its file anew for every request."""
            return _words_of_wtforms(spoken())


@lru_cache(maxsize=16)
def _words_of_wtforms(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


class Minted(PageForm):
    """A form for something new that carries the id it will have: sent twice, it is made once."""

    new_id = HiddenField()

    def ready_id(self) -> str:
        """The id minted with the form, or a fresh one if what came is none."""
        given = str(self.new_id.data or "")
        return given if PUBLIC_ID.fullmatch(given) else new_public_id()


class Versioned(PageForm):
    """A form for something two people may edit at once."""

    version = HiddenField(default="1")

    def version_field(self, _name: str) -> str:
        """Name of the hidden field with the version a field was filled in from."""
        return "version"


class Needed:
    """Refuses an empty field with a sentence that says what to do."""

    field_flags = {"needed": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if field.process_errors:  # something was typed, and what is wrong with it is said
            return
        if field.data is None or field.data == "" or field.data == []:
            raise ValidationError(self.message)


class AtMost:
    """Refuses a text that is too long; what was typed stays in the field."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length} if length <= LINE else {}

    def __call__(self, _form: Form, field: Field) -> None:
        length = len(field.data or "")
        if length > self.length:
            raise ValidationError(
                gettext(
                    "Shorten this to %(longest)s characters or fewer; it has %(length)s.",
                    longest=thousands(self.length),
                    length=thousands(length),
                )
            )


class MailAddress:
    """Refuses what cannot be a mail address."""

    def __call__(self, _form: Form, field: Field) -> None:
        if field.data and not is_mail_address(field.data):
            raise ValidationError("Enter a mail address like name@example.com.")


def line(label: str, needed: str = "", *, length: int = LINE, **kwargs: Any) -> StringField:
    """A one-line text field; `needed` is the sentence shown when it is empty."""
    validators = [AtMost(length)] if not needed else [Needed(needed), AtMost(length)]
    return StringField(label, validators, filters=[one_line], **kwargs)


def paragraph(
    label: str, needed: str = "", *, length: int = PARAGRAPH, **kwargs: Any
) -> TextAreaField:
    """A text area; `needed` is the sentence shown when it is empty."""
    validators = [AtMost(length)] if not needed else [Needed(needed), AtMost(length)]
    return TextAreaField(label, validators, filters=[clean], **kwargs)


def mail_address(label: str, needed: str, **kwargs: Any) -> EmailField:
    """A field for a mail address, kept in lower case."""
    return EmailField(
        label, [Needed(needed), MailAddress()], filters=[one_line, str.lower], **kwargs
    )


class ListField(TextAreaField):
    """One entry a line; the value is a list without empty entries."""

    def __init__(self, label: str, needed: str, *, most: int = 12, **kwargs: Any) -> None:
        super().__init__(label, [Needed(needed), _Entries(most)], **kwargs)

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [entry for entry in map(clean, "\n".join(valuelist).split("\n")) if entry]


class _Entries:
    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Form, field: Field) -> None:
        if len(field.data) > self.most:
            raise ValidationError(f"Keep this to {self.most} lines or fewer.")
        if any(len(entry) > LINE for entry in field.data):
            raise ValidationError(f"Keep each line to {LINE} characters or fewer.")


class Choice(RadioField):
    """One of a few options, as radios; nothing is chosen beforehand."""

    def __init__(
        self, label: str, options: list[tuple[str, str]], needed: str = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            [Needed(needed)] if needed else [],
            choices=choices(options),
            coerce=_text,
            invalid_choice_message=ONE_OPTION,
            **kwargs,
        )

    def pre_validate(self, form: Form) -> None:
        if self.data:
            super().pre_validate(form)


class Options(Select):
    """A native select whose lines are written once: a list of time zones has hundreds of them."""

    @classmethod
    def render_option(cls, choice: Any, **_kwargs: Any) -> Markup:
        """One line of the list."""
        return _option(choice.value, choice.label, choice.selected)


@lru_cache(maxsize=4096)
def _option(value: str, label: str, selected: bool) -> Markup:
    mark = Markup(" selected") if selected else ""
    return Markup('<option{} value="{}">{}</option>').format(mark, value, label)


class Pick(SelectField):
    """One of many options, as a native select."""

    widget = Options()

    def __init__(
        self, label: str, options: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("invalid_choice_message", ONE_OPTION)
        super().__init__(label, choices=choices(options or []), coerce=_text, **kwargs)


class Ticks(SelectMultipleField):
    """Any of some options, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, options: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("invalid_choice_message", MANY_OPTIONS)
        super().__init__(label, choices=choices(options or []), coerce=_text, **kwargs)


class LocalTime(DateTimeLocalField):
    """A date and time as read off a clock on the wall; the zone is another field's."""

    def __init__(self, label: str, needed: str, **kwargs: Any) -> None:
        super().__init__(
            label, [Needed(needed)], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(map(str.strip, valuelist)):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter date and time like 2026-12-04 17:00.") from None

    def is_skipped(self, zone: str) -> bool:
        """Whether clocks in `zone` jump over what was entered, on their way to summer time."""
        if self.data is None or not is_zone(zone):
            return False
        shown = self.instant(zone).astimezone(UTC).astimezone(ZoneInfo(zone))
        return bool(shown.replace(tzinfo=None) != self.data)

    def instant(self, zone: str) -> datetime:
        """The instant at which clocks in `zone` show what was entered; `ValueError` for nothing."""
        if self.data is None:
            raise ValueError("No date and time was entered.")
        return self.data.replace(tzinfo=ZoneInfo(zone))


class Day(DateField):
    """A day of the calendar; `needed` is the sentence shown when it is empty."""

    data: Any

    def __init__(self, label: str, needed: str = "", **kwargs: Any) -> None:
        super().__init__(label, [Needed(needed)] if needed else [], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(map(str.strip, valuelist)):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a day like 2026-12-04.") from None


class Number(IntegerField):
    """A whole number between two bounds."""

    def __init__(self, label: str, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None

    def pre_validate(self, _form: Form) -> None:
        if self.data is None or not self.low <= self.data <= self.high:
            raise StopValidation(f"Enter a whole number from {self.low} to {self.high}.")


class Tick(BooleanField):
    """A single checkbox."""


def choices(options: list[tuple[str, str]]) -> list[SelectChoice]:
    """Value and label pairs in the form WTForms wants."""
    return [SelectChoice(value=value, label=label) for value, label in options]


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone people may live in, by region and city."""
    names = {name for name in available_timezones() if "/" in name and name[0].isupper()}
    kept = sorted(name for name in names if not name.startswith(("Etc/", "SystemV/", "US/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in kept)]


def one_of(kind: type[Kind], value: str | None) -> Kind | None:
    """The value of an enumeration that an address names; `None` for anything else."""
    return kind(value) if value in set(kind) else None


def number(value: object) -> int | None:
    """A small whole number a form carries, or `None` for anything else."""
    return int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else None


def sent_object() -> dict[str, Any]:
    """The JSON object that was sent; empty when it was none."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # a body of nothing but brackets
        sent = None
    return sent if isinstance(sent, dict) else {}


def is_zone(name: str) -> bool:
    """Whether a time zone of this name exists."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _text(value: object) -> str:
    return "" if value is None else str(value)
