"""What people read in a plan besides its own texts: questions of check-ins, prompts, sources."""

from assess.language import gettext as _
from assess.language import marked as N_
from assess.onboarding.rules import Side, Source

QUESTIONS: dict[Side, dict[str, str]] = {
    Side.MANAGER: {
        "helped": N_("What have you seen them do that helped most?"),
        "needed": N_("Where did they need more: time, people, knowledge, a decision?"),
        "outcomes": N_("Which outcomes are on their way, which are not, and what shows it?"),
        "next": N_("What will you do by the next check-in?"),
    },
    Side.NEW_HIRE: {
        "went-well": N_("What went well, and what did you do for it?"),
        "surprised": N_("What surprised you, or is different from what you were told?"),
        "in-the-way": N_("What gets in your way, and who could change it?"),
        "next": N_("What do you want to try by the next check-in?"),
    },
}
"""The four questions of either side, by the name under which an answer is kept."""

PROMPTS = {
    7: N_(
        "A week in, everything is new. Think of one moment when you felt at home, and of one when "
        "you did not."
    ),
    30: N_(
        "You still see what others have long stopped seeing. Write it down now: in a month it "
        "will look normal to you too."
    ),
    60: N_(
        "Look at your calendar of the last two weeks. What of it did your role need, and what did "
        "you do because you have always done it?"
    ),
    90: N_(
        "Read what you wrote on day 7. What would you tell yourself today, and what do you want to "
        "be known for in a year?"
    ),
}
"""What to think about before a check-in, by its day."""


def comes_from(source: Source, area: str, *, is_strength: bool) -> str:
    """Where an outcome comes from, as the new hire reads it; empty for those of the template."""
    if source is Source.INTERVIEW and is_strength:
        return _("From your interviews, a strength to use: %(area)s", area=area)
    if source is Source.INTERVIEW:
        return _("From your interviews, to build: %(area)s", area=area)
    if source is Source.ASSESSMENT:
        return _("From your assessment, to build: %(area)s", area=area)
    return _("Added to the plan later") if source is Source.ADDED else ""


def for_staff(source: Source, area: str, *, is_strength: bool) -> str:
    """The same as those who look after somebody read it, to whom the interviews were not."""
    said = comes_from(source, area, is_strength=is_strength)
    return said.replace("From your ", "From their ", 1)


def where_now(day: int) -> str:
    """How far a plan is, in the first words of its page."""
    if day < 0:
        return _("The first day is ahead.")
    if day > 90:
        return _("Day %(day)s: the 90 days are over.", day=day)
    return _("Day %(day)s of 90.", day=day)
