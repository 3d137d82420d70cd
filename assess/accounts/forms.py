"""Forms about people and accounts."""

from wtforms import PasswordField

from assess.accounts.rules import Role
from assess.web.fields import (
    Needed,
    PageForm,
    Pick,
    Ticks,
    Versioned,
    line,
    mail_address,
    zone_choices,
)

ROLES = [
    (role.value, f"{role.title}: {what}")
    for role, what in (
        (Role.INTERVIEWER, "holds interviews and rates candidates"),
        (Role.HIRING_MANAGER, "runs openings, holds debriefs, decides"),
        (Role.HR_PARTNER, "runs every opening and hands out reports"),
        (Role.LEADER, "evaluates themselves and works on goals; sees their own alone"),
        (Role.ADMINISTRATOR, "manages people and settings; sees no scores"),
        (Role.AUDITOR, "reads the diary without names"),
    )
]


class PersonForm(PageForm):
    """Somebody new."""

    name = line("Name", "Enter the person's name.")
    email = mail_address("Mail address", "Enter the person's mail address.")
    roles = Ticks("What this person does", ROLES, validators=[Needed("Choose at least one role.")])


class RolesForm(Versioned):
    """What somebody does; what it was when the form was opened is the form's version."""

    roles = Ticks("What this person does", ROLES, validators=[Needed("Choose at least one role.")])


class FirstPasswordForm(PageForm):
    """The password of an invited person."""

    password = PasswordField(
        "Password",
        [Needed("Choose a password.")],
        render_kw={"autocomplete": "new-password"},
        description="15 characters or more. Four unrelated words are easy to remember.",
    )


class ProfileForm(PageForm):
    """One's own name and clock."""

    name = line("Name", "Enter your name.")
    time_zone = Pick("Time zone", zone_choices())


class OrganisationForm(Versioned):
    """The company."""

    name = line("Name of the organisation", "Enter the name of the organisation.", length=120)
    time_zone = Pick("Time zone", zone_choices())
    contact = mail_address(
        "Contact for candidates",
        "Enter a mail address candidates can write to.",
        description="Stands in every report: questions, corrections and second looks go there.",
    )
