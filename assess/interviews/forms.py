"""Forms about interviews and scorecards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, HiddenField, ValidationError

from assess.interviews.rules import (
    ENOUGH_EVIDENCE,
    MINUTES,
    OVERALL,
    Confidence,
    Recommendation,
    ScorecardRefused,
)
from assess.text import clean
from assess.web.fields import (
    NOTE,
    Choice,
    LocalTime,
    Minted,
    Needed,
    Number,
    PageForm,
    Pick,
    Tick,
    Ticks,
    Versioned,
    line,
    number,
    paragraph,
    zone_choices,
)

YEARS = range(2000, 2100)
"""Beyond them lie slips of the finger, and calendars that cannot count."""

UNREADABLE = "We could not read what the page sent. Reload it."

MOST_PROBES = 20

NOT_ASKED = "not-asked"
BESIDES = "besides"

CONFIDENCE = [(level.value, level.value.capitalize()) for level in Confidence]
RECOMMENDATIONS = [
    (str(choice.value), choice.label) for choice in sorted(Recommendation, reverse=True)
]


class TimeForm(Versioned):
    """When and where an interview takes place."""

    starts_at = LocalTime("Date and time", "Enter date and time.")
    time_zone = Pick("Time zone", zone_choices())
    minutes = Number("Minutes", *MINUTES)
    place = line(
        "Room or link", length=500, description="Stands in the calendar entry of everybody."
    )
    tell_candidate = Tick("Mail the candidate as well", default=True)

    def validate_starts_at(self, field: Field) -> None:
        if field.data and field.data.year not in YEARS:
            raise ValidationError(f"Enter a year from {YEARS[0]} to {YEARS[-1]}.")
        if self.starts_at.is_skipped(self.time_zone.data):
            raise ValidationError("Clocks skip this hour on that day. Choose another time.")


class ArrangeForm(Minted, TimeForm):
    """An interview with some or all people of a panel."""

    seats = Ticks(
        "Who interviews",
        validators=[Needed("Choose at least one interviewer.")],
        description="All of them in one interview, or some now and the others in another one.",
    )


class ReplaceForm(PageForm):
    """Who takes over a place."""

    person = Pick("Who takes over", validators=[Needed("Choose a person.")])


class CancelForm(PageForm):
    """Whether the candidate hears of it."""

    tell_candidate = Tick("Mail the candidate as well", default=True)


class DeclarationForm(PageForm):
    """A conflict of interest, or none."""

    explanation = line(
        "What the conflict is",
        length=500,
        description="Read by those who run the opening. A few words are enough.",
    )

    conflict = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one of the two buttons as well."""
        if not super().validate(extra_validators):
            return False
        if self.conflict.data not in ("yes", "no"):
            self.form_errors.append("Say whether you have a conflict of interest.")
        return not self.form_errors

    def has_conflict(self) -> bool:
        """Whether the button pressed says that there is one."""
        return self.conflict.data == "yes"


@dataclass(frozen=True)
class NoteEntry:
    """What the kit form holds on one question."""

    competency: str
    question: str
    text: str
    probes: list[int]
    version: int


@dataclass(frozen=True)
class RatingEntry:
    """What the kit form holds on one rating."""

    competency: str
    level: int | None
    not_asked: bool
    confidence: Confidence | None
    version: int


class KitForm(Versioned):
    """The whole kit in one form, for saving without script. Field names say what they hold:

    `n-<competency>-<question>` a note, `p-…` its probes, `r-<competency>` a rating, `c-…`
    how sure; `version-n-…` and `version-r-…` the version each was filled in from.
    """

    def version_field(self, name: str) -> str:
        kind, _, rest = name.partition("-")
        return f"version-{ {'p': 'n', 'c': 'r'}.get(kind, kind) }-{rest}"

    def notes(self) -> Iterator[NoteEntry]:
        """Every note of the form, the empty ones too."""
        for name in [n for n in self._fields if n.startswith("n-")]:
            competency, question = _parts(name)
            ticks = self._fields.get(f"p-{competency}--{question}")
            yield NoteEntry(
                competency,
                "" if question == BESIDES else question,
                self[name].data,
                [int(tick) for tick in ticks.data or ()] if ticks is not None else [],
                _version(self, name),
            )

    def ratings(self) -> Iterator[RatingEntry]:
        """Every rating of the form, those not given too."""
        for name in [n for n in self._fields if n.startswith("r-")]:
            value = self[name].data or ""
            confidence = self._fields.get(f"c-{name.removeprefix('r-')}")
            yield RatingEntry(
                name.removeprefix("r-"),
                number(value),
                value == NOT_ASKED,
                Confidence(confidence.data) if confidence is not None and confidence.data else None,
                _version(self, name),
            )


def note_entry(sent: Mapping[str, Any]) -> NoteEntry:
    """A note as the page's script sends it. Raises `ScorecardRefused`."""
    text, probes = clean(_sent(sent, "text", str, "")), _sent(sent, "probes", list, [])
    if len(text) > NOTE:
        raise ScorecardRefused(f"Shorten this note to {NOTE:,} characters or fewer.")
    if not all(type(probe) is int and probe in range(MOST_PROBES) for probe in probes):
        raise ScorecardRefused(UNREADABLE)
    return NoteEntry(
        clean(_sent(sent, "competency", str, "")),
        clean(_sent(sent, "question", str, "")),
        text,
        sorted(set(probes)),
        _sent(sent, "version", int, 0),
    )


def rating_entry(sent: Mapping[str, Any]) -> RatingEntry:
    """A rating as the page's script sends it. Raises `ScorecardRefused`."""
    confidence = _sent(sent, "confidence", str, None)
    if confidence is not None and confidence not in set(Confidence):
        raise ScorecardRefused(UNREADABLE)
    return RatingEntry(
        clean(_sent(sent, "competency", str, "")),
        _sent(sent, "level", int, None),
        _sent(sent, "not_asked", bool, False),
        None if confidence is None else Confidence(confidence),
        _sent(sent, "version", int, 0),
    )


def kit_form(
    sections: Sequence[Any], *, with_notes: bool = True, overall: bool = False
) -> type[KitForm]:
    """The form of a kit; `overall` adds the rating of the whole interview."""
    fields: dict[str, Any] = {}
    for section in sections:
        levels = [(str(level.number), f"{level.number} {level.name}") for level in section.levels]
        _add_rating(
            fields, section.id, f"Rate {section.title}", [*levels, (NOT_ASKED, "Not asked")]
        )
        if with_notes:
            for asked in section.questions:
                _add_note(fields, section.id, asked.id, asked.question.text, asked.question.probes)
            _add_note(fields, section.id, BESIDES, f"Heard besides: {section.title}", ())
    if overall:
        fields[f"r-{OVERALL}"] = Choice("The whole interview shows", RECOMMENDATIONS)
        fields[f"version-r-{OVERALL}"] = HiddenField(default="0")
    form: type[KitForm] = type("BuiltKitForm", (KitForm,), fields)
    return form


def kit_values(notes: Sequence[Any], ratings: Sequence[Any]) -> dict[str, object]:
    """What the kit form shows of what was saved."""
    values: dict[str, object] = {}
    for note in notes:
        key = f"{note.competency}--{note.question or BESIDES}"
        values[f"n-{key}"] = note.text
        values[f"p-{key}"] = [str(probe) for probe in note.probes]
        values[f"version-n-{key}"] = note.version
    for rating in ratings:
        level = "" if rating.level is None else str(rating.level)
        values[f"r-{rating.competency}"] = NOT_ASKED if rating.not_asked else level
        values[f"c-{rating.competency}"] = rating.confidence or ""
        values[f"version-r-{rating.competency}"] = rating.version
    return values


class AmendForm(PageForm):
    """A change to a rating that is in."""

    rating = Choice("New rating", [], "Choose the new rating.")
    evidence = paragraph(
        "Evidence that is not in your notes yet", description="Stands beside your notes."
    )
    reason = paragraph(
        "Why it changes",
        "Say why the rating changes, in a sentence.",
        length=1000,
        description=f"Stands in the debrief. {ENOUGH_EVIDENCE} characters or more.",
    )
    revision = HiddenField(default="0")

    def level(self) -> int | None:
        """The new level, if it is one."""
        return number(self.rating.data)

    def seen_revision(self) -> int:
        """The revision the form was filled in from; none has the number -1."""
        seen = number(self.revision.data)
        return -1 if seen is None else seen


def _sent(sent: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    """One value of a JSON message; a value of another kind is no value."""
    value = sent.get(name)
    if value is None:
        return default
    if type(value) is not kind:
        raise ScorecardRefused(UNREADABLE)
    return value


def _add_rating(
    fields: dict[str, Any], key: str, label: str, options: list[tuple[str, str]]
) -> None:
    fields[f"r-{key}"] = Choice(label, options)
    fields[f"c-{key}"] = Choice("How sure are you?", CONFIDENCE)
    fields[f"version-r-{key}"] = HiddenField(default="0")


def _add_note(
    fields: dict[str, Any], competency: str, question: str, label: str, probes: Sequence[str]
) -> None:
    key = f"{competency}--{question}"
    fields[f"n-{key}"] = paragraph(label, length=NOTE)
    if probes:
        ticks = [(str(number), probe) for number, probe in enumerate(probes)]
        fields[f"p-{key}"] = Ticks("Probes used", ticks)
    fields[f"version-n-{key}"] = HiddenField(default="0")


def _parts(name: str) -> tuple[str, str]:
    competency, _, question = name.removeprefix("n-").partition("--")
    return competency, question


def _version(form: KitForm, name: str) -> int:
    return number(form[f"version-{name}"].data) or 0
