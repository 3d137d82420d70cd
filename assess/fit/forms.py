"""Forms about outcomes, models and views."""

from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from assess.fit.outcome_table import rating_of
from assess.fit.rules import TARGETS
from assess.interviews.rules import Recommendation
from assess.web.fields import (
    Choice,
    Day,
    Needed,
    PageForm,
    Pick,
    Versioned,
    line,
    paragraph,
)

YES_NO = [("yes", "Yes"), ("no", "No"), ("", "Not known")]


class OutcomeForm(Versioned):
    """What became of a hire at one time."""

    rating = line(
        "Rating of the work",
        length=10,
        description="From 1, far below what the role needs, over 3, as the role needs it, to 5.",
    )
    stayed = Choice("Still here?", YES_NO)
    ramped = Choice(
        "Full target reached?",
        YES_NO,
        description="Whether the person carried the full target of the role in any month by then.",
    )
    rater = line(
        "Whose word this is",
        "Enter who says so, as a rule the manager of the person.",
        description="Best somebody who was not on the panel that chose the person.",
    )
    on = Day("On", "Enter the day on which this was found.")

    def validate_rating(self, field: Any) -> None:
        """Refuse what is no rating."""
        if field.data and rating_of(field.data) is None:
            raise ValidationError("Enter a rating from 1 to 5, for example 3.5.")


class ImportForm(PageForm):
    """A file of outcomes."""

    file = FileField(
        "CSV or XLSX file",
        [Needed("Choose a file.")],
        description="A line for every person and time. The first line names the columns.",
    )


class LearnForm(PageForm):
    """Which outcome a model is to be learned for."""

    target = Pick("Outcome", [(one.key, one.label) for one in TARGETS])


class DecideForm(Versioned):
    """Why a model is put in use, or withdrawn."""

    reason = paragraph(
        "Why",
        "Write in a sentence why.",
        length=1000,
        description="It stands on the card with your name. Whoever puts a model in use answers "
        "for it until it ends.",
    )


class TellForm(PageForm):
    """Why a candidate is told how a model was used."""

    asked = Choice(
        "Why",
        [("yes", "The candidate asked"), ("no", "We tell it without being asked")],
        "Choose why the candidate is told.",
    )


class ViewForm(PageForm):
    """What somebody thinks before they read advice."""

    conclusion = Choice(
        "What the evidence says to you",
        [(str(one.value), one.label) for one in sorted(Recommendation, reverse=True)],
        "Choose what the evidence says to you.",
    )
    reason = paragraph(
        "Because", "Write in a sentence what it rests on.", length=1000,
        description="It is kept with the day, and stays as it is when the advice says otherwise.",
    )  # fmt: skip
