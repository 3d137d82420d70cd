"""Forms about pools and the people in them."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from assess.days import DayOrder
from assess.talent import people_file, rules
from assess.talent.models import PoolKeeper
from assess.talent.people_file import Column, Terms
from assess.talent.rules import (
    MOST_A_MONTH,
    USUAL_A_MONTH,
    Readiness,
    TalentRefused,
    Touch,
)
from assess.web.fields import (
    Choice,
    Day,
    Minted,
    Needed,
    Number,
    PageForm,
    Pick,
    Ticks,
    Versioned,
    line,
    mail_address,
    paragraph,
)


class PoolForm(Minted, Versioned):
    """What a pool is for, who keeps it, and how often they mean to talk to somebody."""

    title = line("Role", "Enter a role, for example Regional sales leader.")
    template = Pick(
        "Success profile",
        description="The role template people are held against. It stays as it is chosen now.",
    )
    purpose = paragraph(
        "Why we look for people now",
        length=1000,
        description="What is coming: people who leave, regions that open, results that slip.",
    )
    keepers = Ticks(
        "Who keeps this pool",
        validators=[Needed("Choose at least one person who keeps the pool.")],
        description="They see its people and stay in touch with them. HR partners see every pool.",
    )
    a_month = Number(
        "Conversations a month, each of them",
        0,
        MOST_A_MONTH,
        default=USUAL_A_MONTH,
        description="With people in this pool, whether or not a seat is open. "
        "Each can be given an aim of their own later.",
    )


class AimsForm(Versioned):
    """How many conversations a month each keeper of a pool means to hold; a field for each."""


def aims_form(keepers: Sequence[PoolKeeper]) -> type[AimsForm]:
    """The form for these keepers; the field of each is named by `aim_name`."""
    fields = {
        aim_name(keeper): Number(f"Aim of {keeper.user.name}", 0, MOST_A_MONTH)
        for keeper in keepers
    }
    return type("KeepersAimsForm", (AimsForm,), fields)


def aim_name(keeper: PoolKeeper) -> str:
    """The name of the field that holds a keeper's aim."""
    return f"aim_{keeper.user.public_id}"


class PersonForm(PageForm):
    """Who somebody is, and how to reach them."""

    name = line("Name", "Enter a name.")
    email = mail_address("Mail address", "Enter a mail address.")
    phone = line("Phone", length=60)


class Tagged(PageForm):
    """Tags, parted by commas."""

    def validate_markets(self, field: Any) -> None:
        """Refuse tags that are too many or too long."""
        try:
            rules.tags(field.data or "")
        except TalentRefused as refusal:
            raise ValidationError(str(refusal)) from None

    validate_lines = validate_markets


class PlaceForm(Tagged, Versioned):
    """Why somebody is in a pool, for when, and who looks after them."""

    readiness = Choice(
        "Ready",
        [(one.value, one.label) for one in Readiness],
        "Choose when this person could take the role.",
    )
    reason = paragraph(
        "Why this person",
        "Write what they have done that this role needs.",
        length=rules.LONGEST_REASON,
        description="What was seen or told, and by whom. The person may ask to read it.",
    )
    owner = Pick("Who stays in touch")
    review_on = Day("Look again on", "Enter the day on which to look at this again.")
    markets = line(
        "Target markets", length=500, description="Parted by commas, for example mid-size pharma."
    )
    lines = line("Product lines", length=500, description="Parted by commas.")


class ConsentForm(PageForm):
    """Consent as it was given, if it was."""

    given_on = Day("Given on", "Enter the day on which it was given.")
    until = Day("Holds until", "Enter the last day on which it holds.")
    how = line(
        "How it was given",
        "Write how, for example by mail on 3 March.",
        length=200,
        description="So that anybody can find it again.",
    )


class MemberForm(Minted, PersonForm, PlaceForm):
    """Somebody new in a pool; consent that was not given yet is asked for by mail."""

    consent = Choice(
        "Has this person agreed to be kept?",
        [("given", "Yes"), ("ask", "Not yet: ask by mail. Without a yes they go after 30 days.")],
        "Choose whether this person has agreed.",
    )
    given_on = Day("Given on")
    until = Day("Holds until")
    how = line("How it was given", length=200)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the particulars of a consent that was given."""
        valid = bool(super().validate(extra_validators))
        if self.consent.data == "given":
            for field, said in (
                (self.given_on, "Enter the day on which it was given."),
                (self.until, "Enter the last day on which it holds."),
                (self.how, "Write how it was given, for example by mail."),
            ):
                if not field.data and not field.errors:
                    field.errors = [said]
                    valid = False
        return valid


class OpeningForm(PageForm):
    """Which opening somebody out of a pool is put into."""

    opening = Pick("Opening")


class PeopleFileForm(Minted):
    """A file of people for a pool."""

    file = FileField(
        "File",
        [Needed("Choose a file.")],
        description="CSV or XLSX, up to 60 MB. The first line names the columns.",
    )


class TermsForm(Tagged, Versioned):
    """How a file of people is to be read, and what holds where it says nothing."""

    order = Choice("Days are written", [(one.value, one.label) for one in DayOrder])
    readiness = Choice(
        "Ready",
        [(one.value, one.label) for one in Readiness],
        "Choose when they could take the role.",
    )
    reason = paragraph(
        "Why these people",
        length=people_file.LONGEST_REASON,
        description="Needed unless a column says it. A person may ask to read it.",
    )
    review_on = Day("Look again on", "Enter the day on which to look at them again.")
    given_on = Day("They agreed on", description="Needed unless a column says it.")
    until = Day(
        "Their consent holds until",
        description="Left empty: twelve months from the day they agreed.",
    )
    how = line(
        "How they agreed",
        length=people_file.LONGEST_HOW,
        description="Needed unless a column says it. For example: form at the trade fair in March.",
    )
    markets = line("Target markets of all of them", length=500, description="Parted by commas.")
    lines = line("Product lines of all of them", length=500, description="Parted by commas.")

    @property
    def columns(self) -> list[Any]:
        """The fields that say what each column holds, in the order of the file."""
        return [field for field in self if field.name.startswith("column_")]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides the fields: what everybody needs, from a column or from here; all at once."""
        valid = bool(super().validate(extra_validators))
        if any(field.errors for field in self.columns):
            return False
        terms = self.terms()
        try:
            people_file.check_columns(terms.columns)
        except TalentRefused as refusal:
            self.form_errors.append(str(refusal))
            valid = False
        places = {Column.REASON: self.reason, Column.GIVEN_ON: self.given_on, Column.HOW: self.how}
        for column, why in people_file.gaps(terms).items():
            if not places[column].errors:
                places[column].errors = [why]
            valid = False
        return valid

    def terms(self) -> Terms:
        """What was said, as plain values."""
        return Terms(
            tuple(Column(field.data) for field in self.columns),
            DayOrder(self.order.data) if self.order.data else None,
            Readiness(self.readiness.data or Readiness.LATER),
            self.reason.data or "",
            self.review_on.data,
            self.given_on.data,
            self.until.data,
            self.how.data or "",
            tuple(rules.tags(self.markets.data or "")),
            tuple(rules.tags(self.lines.data or "")),
        )


def terms_form(header: Sequence[str]) -> type[TermsForm]:
    """The form for a file with these columns."""
    offered = [(one.value, one.label) for one in Column]
    fields = {
        f"column_{at}": Pick(cell.strip() or f"Column {at + 1}", offered)
        for at, cell in enumerate(header)
    }
    return type("FileTermsForm", (TermsForm,), fields)


class ConfirmForm(Versioned):
    """Whether somebody with a known phone and another address is taken for the same person."""

    same_phone = Choice(
        "People with the phone of somebody you know, but another mail address",
        [
            ("same", "Are the same person: both histories become one"),
            ("other", "Are somebody else: bring them in beside the one you know"),
        ],
    )


class MergeForm(PageForm):
    """Who is the same person as somebody in a pool."""

    email = mail_address("Mail address of the other entry", "Enter the other mail address.")


class KeepForm(PageForm):
    """Which name and mail address somebody goes by who was here twice."""

    keep = Choice("Name and mail address to keep", [("this", ""), ("other", "")], default="this")


class WordForm(Minted):
    """A word exchanged, and what is to happen next."""

    kind = Choice("What it was", [(one.value, one.label) for one in Touch], "Choose what it was.")
    on = Day("On", "Enter the day.")
    note = paragraph(
        "What was said",
        "Write a sentence or two.",
        length=2000,
        description="What they do now, what would bring them here. The person may ask to read it.",
    )
    next_action = line("Next action", length=rules.LONGEST_ACTION)
    next_on = Day("On")
