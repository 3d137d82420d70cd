"""Mails to leaders: that it is time to look at a goal, and never what it says."""

from assess.language import gettext as _
from assess.language import spoken
from assess.mail import Letter


def check_in_due(name: str, email: str, organisation: str, day: str, link: str) -> Letter:
    """Ask a leader to look at a goal on the day they chose to, in the language spoken now.

    Mails are read on trains and forwarded; the words of a goal stay behind the sign-in.
    """
    return Letter(
        to=email,
        name=name,
        subject=_("%(organisation)s: a check-in is due", organisation=organisation),
        paragraphs=(
            _(
                "You planned to look at one of your goals on %(day)s. Write in a sentence or two "
                "what you did and what came of it. It takes about three minutes.",
                day=day,
            ),
            _("Nobody else reads your goals or your check-ins."),
        ),
        action=_("Write the check-in"),
        link=link,
        language=spoken(),
    )
