"""Forms about openings, plans and candidates."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from assess.instruments.schema import Framework, Guide
from assess.openings.rules import NEEDS_REASON, WEIGHTS, Aim, Seat, Stage
from assess.text import one_line
from assess.web.fields import (
    Choice,
    ListField,
    Minted,
    Needed,
    PageForm,
    Pick,
    Tick,
    Ticks,
    Versioned,
    line,
    mail_address,
    paragraph,
)

ZONE_STEPS = [(f"{half / 2:g}", f"{half / 2:g}") for half in range(2, 11)]
WEIGHT_STEPS = [
    (f"{weight:g}", {1: "once", 2: "twice", 3: "three times"}[int(weight)]) for weight in WEIGHTS
]


class StartForm(Minted):
    """Which template, or which earlier opening, to start from."""

    template = HiddenField()
    source = HiddenField(filters=[one_line])


class RoleForm(Versioned):
    """Step 1: what the role is and must achieve."""

    title = line("Title of the role", "Enter a title, for example Regional sales leader.")
    location = line("Where", description="City, region or remote.")
    outcomes = ListField(
        "What must be achieved",
        "Enter at least one outcome.",
        description="One outcome a line: what will be different after 12 to 18 months.",
    )
    must_haves = ListField(
        "Must-haves",
        "Enter at least one must-have.",
        description="One a line: only what nobody could do the job without, and can be checked.",
    )
    team = Ticks(
        "Who runs this opening",
        validators=[Needed("Choose at least one person who runs the opening.")],
        description="They see candidates, arrange interviews and hold debriefs.",
    )


class KitForm(Versioned):
    """Step 2: what is wanted of each competency, and which questions show it."""

    optional_behaviours = Ticks(
        "Behaviours rated only where the role needs them",
        description="Each has a note on fairness. Leave them off unless the job needs them.",
    )
    show_resume = Tick("Interviewers see the résumé in the kit")
    weights_reason = line(
        "Why the competencies do not count equally",
        length=500,
        description="Only needed when you change a weight. It stands in the report.",
    )

    def validate_weights_reason(self, field: Any) -> None:
        """Ask for a reason when the competencies do not count equally."""
        weights = {self[name].data for name in self._fields if name.endswith("-weight")}
        if len(weights) > 1 and not field.data:
            raise ValidationError("Say why the competencies do not count equally.")

    def aims(self, framework: Framework) -> list[Aim]:
        """What the form wants of each competency."""
        return [
            Aim(
                competency.id,
                competency.title,
                (
                    float(self[f"{competency.id}-low"].data),
                    float(self[f"{competency.id}-high"].data),
                ),
                float(self[f"{competency.id}-weight"].data),
                tuple(self[f"{competency.id}-questions"].data or ()),
            )
            for competency in framework.competencies
        ]


def kit_form(framework: Framework, guide: Guide) -> type[KitForm]:
    """The kit form of a framework: four fields for each competency."""
    fields: dict[str, Any] = {}
    for competency in framework.competencies:
        name = competency.title
        questions = [(q.id, q.text) for q in guide.questions_for(competency.id)]
        fields[f"{competency.id}-low"] = Pick(f"{name}: from level", ZONE_STEPS)
        fields[f"{competency.id}-high"] = Pick(
            f"{name}: to level", ZONE_STEPS, validators=[_NotBelow(f"{competency.id}-low")]
        )
        fields[f"{competency.id}-weight"] = Pick(f"{name} counts", WEIGHT_STEPS)
        fields[f"{competency.id}-questions"] = Ticks(
            f"Questions on {name}",
            questions,
            validators=[Needed(f"Choose at least one question on {name}.")],
        )
    form: type[KitForm] = type("BuiltKitForm", (KitForm,), fields)
    return form


def kit_values(aims: Sequence[Aim], guide: Guide) -> dict[str, object]:
    """What the kit form shows of a plan; ticks in the order in which a browser sends them."""
    values: dict[str, object] = {}
    for aim in aims:
        values[f"{aim.competency}-low"] = f"{aim.zone[0]:g}"
        values[f"{aim.competency}-high"] = f"{aim.zone[1]:g}"
        values[f"{aim.competency}-weight"] = f"{aim.weight:g}"
        values[f"{aim.competency}-questions"] = [
            q.id for q in guide.questions_for(aim.competency) if q.id in aim.questions
        ]
    return values


class PanelForm(Versioned):
    """Step 3: who interviews, who rates what, who asks what."""

    person = Pick("Add an interviewer", validate_choice=False)
    panel = HiddenField(default="1")

    def seats(self, held: Sequence[Seat]) -> list[Seat]:
        """What the form wants of everybody on the panels."""
        return [
            Seat(
                seat.panel,
                seat.person,
                seat.name,
                frozenset(self[rates(seat)].data or ()),
                frozenset(
                    name.removeprefix(f"asks-{seat.panel}-")
                    for name in self._fields
                    if name.startswith(f"asks-{seat.panel}-")
                    and self[name].data == str(seat.person)
                ),
            )
            for seat in held
        ]


def panel_form(
    aims: Sequence[Aim], seats: Sequence[Seat], wording: Mapping[str, str]
) -> type[PanelForm]:
    """The panel form of a plan: what everybody rates, and who asks each question."""
    fields: dict[str, Any] = {}
    competencies = [(aim.competency, aim.title) for aim in aims]
    for seat in seats:
        fields[rates(seat)] = Ticks(f"{seat.name} rates", competencies)
    for panel in sorted({seat.panel for seat in seats}):
        people = [(str(seat.person), seat.name) for seat in seats if seat.panel == panel]
        for aim in aims:
            for question in aim.questions:
                fields[f"asks-{panel}-{question}"] = Pick(
                    f"Who asks: {wording[question]}", [("", "nobody yet"), *people]
                )
    form: type[PanelForm] = type("BuiltPanelForm", (PanelForm,), fields)
    return form


def panel_values(aims: Sequence[Aim], seats: Sequence[Seat]) -> dict[str, object]:
    """What the panel form shows of a plan; ticks in the order in which a browser sends them."""
    values: dict[str, object] = {}
    for seat in seats:
        values[rates(seat)] = [a.competency for a in aims if a.competency in seat.competencies]
        for question in seat.questions:
            values[f"asks-{seat.panel}-{question}"] = str(seat.person)
    return values


def rates(seat: Seat) -> str:
    """Name of the field that says what somebody rates."""
    return f"rates-{seat.panel}-{seat.person}"


class CandidateForm(Versioned):
    """Somebody who may be hired."""

    name = line("Name", "Enter the candidate's name.")
    email = mail_address("Mail address", "Enter the candidate's mail address.")
    phone = line("Phone", length=60)


class ImportForm(PageForm):
    """A CSV file of candidates."""

    file = FileField(
        "CSV file",
        [Needed("Choose a CSV file.")],
        description="The first line names the columns: name and email, and phone if you have it.",
    )


class ResumeForm(PageForm):
    """A file of a candidate."""

    file = FileField(
        "Résumé or other file",
        [Needed("Choose a file.")],
        description="PDF, DOCX, ODT or TXT, up to 10 MB.",
    )


class MoveForm(PageForm):
    """To which stage a candidate goes."""

    stage = Choice(
        "Move to", [(stage.value, stage.label) for stage in Stage], "Choose where to move."
    )
    reason = paragraph(
        "Reason",
        length=500,
        description="Job-related; needed when the candidate is not hired or withdraws.",
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason at the ends of the pipeline."""
        if self.stage.data in {stage.value for stage in NEEDS_REASON} and not field.data:
            raise ValidationError("Give a reason that has to do with the job.")


class _NotBelow:
    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Any) -> None:
        steps = [value for value, _ in ZONE_STEPS]
        both = (form[self.other].data, field.data)
        if set(both) <= set(steps) and steps.index(both[1]) < steps.index(both[0]):
            raise ValidationError("Choose an upper level that is not below the lower one.")
