"""Mails about models, as plain values; to staff, so in English."""

from datetime import date

from assess.accounts.models import User
from assess.mail import Letter, Sender
from assess.times import in_words


def model_ends(
    person: User, role: str, target: str, expires_on: date, public_id: str, sender: Sender
) -> Letter:
    """Tell whoever answers for a model that its advice ends."""
    return Letter(
        to=person.email,
        name=person.name,
        subject=f"{sender.organisation}: a fit model ends on {in_words(expires_on)}",
        paragraphs=(
            f"The model for {role} ({target.lower()}) gives advice until {in_words(expires_on)}. "
            "After that day it gives none.",
            "Ask for a new one, which learns from the outcomes noted since, or let it end. The "
            "weighted profile of the role stays in any case.",
        ),
        action="Open the model card",
        link=f"{sender.base_url}/fit/models/{public_id}",
    )
