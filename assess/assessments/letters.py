"""Mails about assessments: why, how long, until when, and never a score."""

from collections.abc import Callable
from dataclasses import dataclass

from assess.mail import Letter

ADJUSTMENT = (
    "If you need an adjustment, such as more time, ask for it on the first page. Asking does not "
    "affect your result, and interviewers cannot see it."
)


@dataclass(frozen=True)
class Occasion:
    """What every mail about an assessment says."""

    organisation: str
    role: str
    minutes: int
    until: str
    contact: str

    @property
    def length(self) -> str:
        """How long it takes, and until when."""
        return (
            f"It takes about {self.minutes} minutes. You can stop and go on later, also on another "
            f"device, until {self.until}."
        )

    @property
    def person(self) -> str:
        """Whom to ask."""
        return f"Questions? Write to {self.contact}." if self.contact else ""


WithLink = Callable[[str, str, Occasion, str], Letter]
"""A letter with a link: name, mail address, what it is about, and the link."""


def invited(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Ask somebody to take an assessment."""
    return _with_link(
        name,
        email,
        f"{about.organisation}: your assessment for {about.role}, by {about.until}",
        (
            f"{about.organisation} asks you to complete an assessment for the role {about.role}.",
            about.length,
        ),
        about,
        link,
    )


def reminded(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Remind somebody of an assessment that is not handed in; the link is a new one."""
    return _with_link(
        name,
        email,
        f"{about.organisation}: your assessment is open until {about.until}",
        (
            f"Your assessment for {about.role} is not handed in yet. What you answered so far is "
            "kept.",
            about.length,
            "This link takes the place of the earlier one.",
        ),
        about,
        link,
    )


def new_link(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Send a new link; earlier ones lead nowhere from now on."""
    return _with_link(
        name,
        email,
        f"{about.organisation}: a new link to your assessment",
        (
            f"Here is a new link to your assessment for {about.role}. Earlier links no longer "
            "work. What you answered so far is kept.",
            about.length,
        ),
        about,
        link,
    )


def code(name: str, email: str, organisation: str, digits: str) -> Letter:
    """Let somebody go on in another browser."""
    return Letter(
        to=email,
        name=name,
        subject=f"{organisation}: your code is {digits}",
        paragraphs=(
            f"Enter this code to go on with your assessment on another device: {digits}",
            "It works for 10 minutes and once. If you did not ask for it, delete this mail: "
            "nothing has changed.",
        ),
    )


def receipt(name: str, email: str, about: Occasion, numbers: str, handed_in: str) -> Letter:
    """Confirm that everything is in."""
    return Letter(
        to=email,
        name=name,
        subject=f"{about.organisation}: your answers are in",
        paragraphs=(
            f"We have received your answers for {about.role}, {handed_in}. Receipt: {numbers}.",
            "A person reads the results together with what else is known. Nobody is rejected by a "
            "computer here.",
            *([about.person] if about.person else []),
        ),
    )


def adjustment_asked(name: str, email: str, who: str, role: str, link: str) -> Letter:
    """Tell HR that somebody asks for an adjustment."""
    return Letter(
        to=email,
        name=name,
        subject=f"An adjustment is asked for: {role}",
        paragraphs=(
            f"{who} asks for an adjustment to an assessment for {role}. Decide before they start.",
        ),
        action="Read and decide",
        link=link,
    )


def adjustment_decided(
    name: str, email: str, about: Occasion, answer: str, *, granted: bool
) -> Letter:
    """Tell somebody what became of their request."""
    first = (
        "Your adjustment is set up. It applies when you start."
        if granted
        else "We could not set up the adjustment you asked for."
    )
    return Letter(
        to=email,
        name=name,
        subject=f"{about.organisation}: your adjustment",
        paragraphs=(
            first,
            *([answer] if answer else []),
            *([about.person] if about.person else []),
        ),
    )


def not_me(name: str, email: str, who: str, role: str, link: str) -> Letter:
    """Tell whoever invited that the mail reached somebody else."""
    return Letter(
        to=email,
        name=name,
        subject=f"An assessment link reached somebody else: {role}",
        paragraphs=(
            f"Whoever opened the link for {who} says that it was not meant for them. The link is "
            "withdrawn. Check the mail address, then send a new one.",
        ),
        action="Open the invitation",
        link=link,
    )


def _with_link(
    name: str, email: str, subject: str, paragraphs: tuple[str, ...], about: Occasion, link: str
) -> Letter:
    more = (*paragraphs, ADJUSTMENT, *([about.person] if about.person else []))
    return Letter(
        to=email, name=name, subject=subject, paragraphs=more, action="Open the assessment",
        link=link,
    )  # fmt: skip
