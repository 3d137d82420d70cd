"""Mails to people in a pool: whether they want to stay in touch."""

from datetime import date

from assess.mail import Letter
from assess.times import in_words


def consent(
    name: str, email: str, organisation: str, *, role: str, until: date, answer_by: date, link: str
) -> Letter:
    """Ask somebody whether they may be kept in a pool, and until when."""
    return Letter(
        to=email,
        name=name,
        subject=f"{organisation}: may we stay in touch?",
        paragraphs=(
            f"We would like to stay in touch with you about roles like {role}, also while no "
            f"seat is open. For this we would keep your name, how to reach you and our notes "
            f"until {in_words(until)}.",
            "Whether you say yes or no makes no difference to any application. You can change "
            "your mind at any time with the same link.",
            f"Without an answer by {in_words(answer_by)} we take you off the list.",
        ),
        action="Say yes or no",
        link=link,
    )
