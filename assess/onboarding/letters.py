"""Mails about onboarding plans: the way in, what is due, silence; never what somebody wrote."""

from datetime import date

from assess.language import gettext as _
from assess.language import ngettext, spoken
from assess.mail import Letter
from assess.times import in_words


def welcome(
    name: str,
    email: str,
    organisation: str,
    *,
    role: str,
    start_on: date,
    has_begun: bool,
    link: str,
) -> Letter:
    """Give a new hire the way into their plan."""
    day = in_words(start_on, spoken())
    return Letter(
        to=email,
        name=name,
        subject=_("%(company)s: your plan for the first 90 days", company=organisation),
        paragraphs=(
            _(
                "You began as %(role)s on %(day)s. Your plan says what you will learn, contribute "
                "and lead, and who helps you with it.",
                role=role,
                day=day,
            )
            if has_begun
            else _(
                "You begin as %(role)s on %(day)s. Your plan says what happens until then, what "
                "you will learn, contribute and lead, and who helps you with it.",
                role=role,
                day=day,
            ),
            _(
                "The link needs no account and no password. Keep it to yourself; it works until "
                "30 days after the plan has ended."
            ),
        ),
        action=_("Open your plan"),
        link=link,
        language=spoken(),
    )


def moved(name: str, email: str, organisation: str, *, start_on: date, link: str) -> Letter:
    """Tell a new hire that the first day is another one."""
    return Letter(
        to=email,
        name=name,
        subject=_("%(company)s: your first day has moved", company=organisation),
        paragraphs=(
            _("Your first day is now %(day)s.", day=in_words(start_on, spoken())),
            _("What is done stays done. Everything else in your plan has new dates."),
        ),
        action=_("Open your plan"),
        link=link,
        language=spoken(),
    )


def tasks_due(
    name: str, email: str, organisation: str, *, whose: str, due_on: date, many: int, link: str
) -> Letter:
    """Say how many tasks are due on a day; `whose` names the plan where it is not one's own."""
    subject = (
        _("%(company)s: due in the plan of %(person)s", company=organisation, person=whose)
        if whose
        else _("%(company)s: due in your plan", company=organisation)
    )
    day = in_words(due_on, spoken())
    counted = ngettext(
        "One task is due on %(day)s.", "%(num)s tasks are due on %(day)s.", many, day=day
    )
    return Letter(
        to=email,
        name=name,
        subject=subject,
        paragraphs=(counted, _("Tick off what is done: the others see it at once.")),
        action=_("See what is due"),
        link=link,
        language=spoken(),
    )


def check_in_due(
    name: str, email: str, organisation: str, *, whose: str, day: int, due_on: date, link: str
) -> Letter:
    """Ask one side for a check-in; `whose` names the plan where it is not one's own."""
    on = in_words(due_on, spoken())
    reason = (
        _(
            "The check-in of day %(day)s with %(person)s is on %(on)s.",
            day=day, person=whose, on=on,
        )
        if whose
        else _("The check-in of day %(day)s is on %(on)s.", day=day, on=on)
    )  # fmt: skip
    return Letter(
        to=email,
        name=name,
        subject=_("%(company)s: check-in of day %(day)s", company=organisation, day=day),
        paragraphs=(
            reason,
            _(
                "Four short questions, about ten minutes. You read what the other side wrote once "
                "yours is in. Then talk about it."
            ),
        ),
        action=_("Write your half"),
        link=link,
        language=spoken(),
    )


def silent(name: str, email: str, organisation: str, *, whose: str, link: str) -> Letter:
    """Tell a manager or HR that nothing has been said in a plan for 14 days."""
    return Letter(
        to=email,
        name=name,
        subject=f"{organisation}: no word for 14 days in the plan of {whose}",
        paragraphs=(
            f"Nothing was ticked off or written in the plan of {whose} for 14 days.",
            "Most starts that go wrong do so quietly. Ask today how it goes, and note one sentence "
            "in the plan.",
        ),
        action="Open the plan",
        link=link,
    )
