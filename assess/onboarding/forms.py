"""Forms about onboarding plans and their templates."""

from wtforms import TextAreaField

from assess.language import marked as N_
from assess.onboarding import rules, wording
from assess.onboarding.rules import Ending, Progress, Side
from assess.web.fields import (
    AtMost,
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

SHORT = 500
LONG = 2000


class PersonForm(PageForm):
    """Who begins, in which role, and who looks after them."""

    name = line("Name", "Enter a name.")
    email = mail_address("Mail address", "Enter a mail address.")
    role = line("Role", "Enter the role, for example Regional sales leader.")
    manager = Pick("Manager")
    buddy = Pick(
        "Buddy",
        description="Somebody who knows how things are really done. They see their own tasks only.",
    )
    hr = Pick("People team")


class PlanForm(Minted, PersonForm):
    """A new plan."""

    template = Pick("Template")
    start_on = Day("First day", "Enter the first day.")
    language = Choice(
        "Language of the plan",
        [("en", "English"), ("de", "German")],
        "Choose the language in which the plan is written and mails go out.",
        description="Everybody who has a task in it reads the plan in this language.",
    )
    zone = Pick("Time zone", description="Mails go out in the morning there.")
    country = Pick("Public holidays of", description="Nothing is due on a day off.")
    region = line("Region", length=60, description="For example ENG or England, BY or Bayern.")
    grown = Ticks(
        "Outcomes from what the hire showed",
        description="Growth areas become outcomes, strengths early wins. Reword each later.",
    )


class PeopleForm(Versioned, PersonForm):
    """Who begins and who looks after them, corrected."""


class MoveForm(PageForm):
    """Another first day."""

    start_on = Day("First day", "Enter the first day.")


class OutcomeForm(Versioned):
    """How far an outcome is; staff may word it anew."""

    words = paragraph("What is different at the end", "Write what is different.", length=SHORT)
    criterion = paragraph("How one tells", "Write how one tells that it is so.", length=SHORT)
    progress = Choice(
        N_("How far is it?"),
        [(one.value, one.label) for one in Progress],
        N_("Choose how far it is."),
    )
    evidence = paragraph(
        N_("What shows it"),
        length=LONG,
        description=N_("What was done or said, when, and where it can be seen."),
    )


class OwnOutcomeForm(Versioned):
    """How far an outcome is, as the new hire says it."""

    progress = Choice(
        N_("How far is it?"),
        [(one.value, one.label) for one in Progress if one is not Progress.SET_ASIDE],
        N_("Choose how far it is."),
    )
    evidence = paragraph(
        N_("What shows it"),
        length=LONG,
        description=N_("What was done or said, when, and where it can be seen."),
    )


class NewOutcomeForm(Minted):
    """One more outcome."""

    words = paragraph("What is different at the end", "Write what is different.", length=SHORT)
    criterion = paragraph("How one tells", "Write how one tells that it is so.", length=SHORT)


class _CheckInForm(PageForm):
    """The four questions of one side; fields are named after the questions."""

    side: Side

    def answers(self) -> dict[str, str]:
        """What was answered, by question."""
        return {name: str(self[name].data or "") for name in wording.QUESTIONS[self.side]}


class ManagerCheckInForm(_CheckInForm):
    """What the manager says, and decides."""

    side = Side.MANAGER
    decision = Choice(
        "What do you decide?",
        [],
        "Choose what you decide.",
        description="Where it is more support, or more time, say above which and until when.",
    )


class OwnCheckInForm(_CheckInForm):
    """What the new hire says."""

    side = Side.NEW_HIRE


def _add_questions() -> None:
    for form in (ManagerCheckInForm, OwnCheckInForm):
        for name, question in wording.QUESTIONS[form.side].items():
            setattr(form, name, TextAreaField(question, [AtMost(LONG)], filters=[_stripped]))


def _stripped(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


_add_questions()


class EndForm(PageForm):
    """How a plan ends."""

    ending = Choice(
        "How does it end?",
        [
            (Ending.FINISHED.value, "The 90 days are over, or the person is there sooner"),
            (Ending.STOPPED.value, "Stopped: the person left, or never began"),
        ],
        "Choose how it ends.",
    )


class CopyForm(Minted):
    """A template of one's own."""

    title = line("Name of the template", "Enter a name, for example Key account manager.")


class TaskForm(Versioned):
    """A task of a template."""

    words = paragraph("Task", "Write what is to be done.", length=SHORT)
    words_de = paragraph("In German", length=SHORT)
    owner = Choice("Who does it", [(one.value, one.label) for one in Side], "Choose who does it.")
    after = Pick("When", description="On a day of the plan, or after another task.")
    day = Number(
        "Day",
        rules.EARLIEST,
        rules.LATEST,
        validators=[Needed("Enter a day.")],
        description=(
            "Day 1 is the first day, -5 lies five days before it. After another task: how many "
            "days later."
        ),
    )


class TemplateOutcomeForm(Versioned):
    """An outcome of a template."""

    words = paragraph("What is different at the end", "Write what is different.", length=SHORT)
    words_de = paragraph("In German", length=SHORT)
    criterion = paragraph("How one tells", "Write how one tells that it is so.", length=SHORT)
    criterion_de = paragraph("How one tells, in German", length=SHORT)
