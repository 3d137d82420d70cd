"""Mails to people in a pool: whether they want to stay in touch."""

from datetime import date

from assess.language import ENGLISH, spoken
from assess.language import gettext as _
from assess.mail import Letter
from assess.times import in_words


def consent(
    name: str, email: str, organisation: str, *, role: str, until: date, answer_by: date, link: str
) -> Letter:
    """Ask somebody, in the language spoken now, whether they may be kept, and until when."""
    return Letter(
        to=email,
        name=name,
        subject=_("%(organisation)s: may we stay in touch?", organisation=organisation),
        paragraphs=(
            _(
                "We would like to stay in touch with you about roles like %(role)s, also while no "
                "seat is open. For this we would keep your name, how to reach you and our notes "
                "until %(day)s.",
                role=role,
                day=in_words(until, spoken()),
            ),
            _(
                "Whether you say yes or no makes no difference to any application. You can change "
                "your mind at any time with the same link."
            ),
            _(
                "Without an answer by %(day)s we take you off the list.",
                day=in_words(answer_by, spoken()),
            ),
        ),
        action=_("Say yes or no"),
        link=link if spoken() == ENGLISH else f"{link}?language={spoken()}",
        language=spoken(),
    )
