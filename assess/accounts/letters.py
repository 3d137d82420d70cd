"""Mails about accounts."""

from assess.mail import Letter

TO_HIRE = "take part in hiring"
TO_GROW = "see how you lead and choose what to work on"


def invitation(
    name: str, email: str, organisation: str, inviter: str, link: str, purpose: str
) -> Letter:
    """Ask somebody to set a password; `purpose` says what the account is for."""
    return Letter(
        to=email,
        name=name,
        subject=f"{organisation}: your account in Assess",
        paragraphs=(
            f"{inviter} has made an account for you at {organisation}, so that you can {purpose}.",
            "Choose a password within 7 days. The link works once; if it has run out, ask "
            f"{inviter} for a new one.",
        ),
        action="Choose a password",
        link=link,
    )


def password_reset(name: str, email: str, link: str) -> Letter:
    """Let somebody choose a new password."""
    return Letter(
        to=email,
        name=name,
        subject="Choose a new password for Assess",
        paragraphs=(
            "Somebody, hopefully you, asked for a new password for your account.",
            "The link works for one hour. If it was not you, leave it; nothing has changed.",
        ),
        action="Choose a new password",
        link=link,
    )


def notice(name: str, email: str, what: str) -> Letter:
    """Tell somebody that the way into their account has changed."""
    return Letter(
        to=email,
        name=name,
        subject="A change to your account in Assess",
        paragraphs=(what, "If this was not you, tell your administrator at once."),
    )
