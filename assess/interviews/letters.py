"""Mails about interviews: who, when, where, and never a rating."""

from dataclasses import dataclass

from assess.mail import Letter


@dataclass(frozen=True)
class Occasion:
    """What every mail about an interview says."""

    organisation: str
    role: str
    candidate: str
    when: str
    minutes: int
    place: str
    kit_link: str
    contact: str

    @property
    def facts(self) -> str:
        """Time, length and place in one sentence."""
        where = f" Place: {self.place}." if self.place else ""
        return f"It is on {self.when} and takes about {self.minutes} minutes.{where}"


def interviewer_invited(name: str, email: str, about: Occasion, *, again: bool) -> Letter:
    """Ask somebody to interview, or tell them that it has moved."""
    verb = "has moved" if again else "is arranged"
    return Letter(
        to=email,
        name=name,
        subject=f"Interview {'moved' if again else 'with you'}: {about.candidate}, {about.role}",
        paragraphs=(
            f"Your interview with {about.candidate} for {about.role} {verb}. {about.facts}",
            "The kit has your questions and the scale. Before it opens, it asks whether you have a "
            "conflict of interest. Others' ratings are hidden until you submit yours.",
        ),
        action="Open the kit",
        link=about.kit_link,
    )


def interviewer_released(name: str, email: str, about: Occasion) -> Letter:
    """Tell somebody that an interview does not take place, or takes place without them."""
    return Letter(
        to=email,
        name=name,
        subject=f"Interview cancelled: {about.candidate}, {about.role}",
        paragraphs=(
            f"You no longer interview {about.candidate} for {about.role} on {about.when}. You do "
            "not need to do anything.",
        ),
    )


def candidate_invited(name: str, email: str, about: Occasion, *, again: bool) -> Letter:
    """Invite a candidate, or tell them that the interview has moved."""
    verb = "has moved" if again else "is arranged"
    return Letter(
        to=email,
        name=name,
        subject=f"{about.organisation}: your interview for {about.role}",
        paragraphs=(
            f"Your interview for {about.role} at {about.organisation} {verb}. {about.facts}",
            "You will be asked the same questions as everybody else, about things you have done "
            "and things you would do. You can take your time and ask to hear a question again.",
            "If you need an adjustment, for example a break, another format or more time, write to "
            f"{about.contact}. Asking does not affect your result.",
        ),
    )


def candidate_released(name: str, email: str, about: Occasion) -> Letter:
    """Tell a candidate that an interview does not take place."""
    return Letter(
        to=email,
        name=name,
        subject=f"{about.organisation}: your interview is cancelled",
        paragraphs=(
            f"Your interview for {about.role} on {about.when} does not take place. "
            f"We will write to you about what comes next. Questions: {about.contact}.",
        ),
    )


def scorecard_due(name: str, email: str, about: Occasion) -> Letter:
    """Remind somebody of a scorecard."""
    return Letter(
        to=email,
        name=name,
        subject=f"Your scorecard is due: {about.candidate}, {about.role}",
        paragraphs=(
            f"Your interview with {about.candidate} is over, and your scorecard is not in yet. "
            "Scorecards written within 24 hours contain more usable evidence.",
        ),
        action="Open the scorecard",
        link=about.kit_link,
    )


def scorecard_late(name: str, email: str, about: Occasion, interviewer: str, link: str) -> Letter:
    """Tell who runs the opening that a scorecard is three days late."""
    return Letter(
        to=email,
        name=name,
        subject=f"A scorecard is three days late: {about.candidate}, {about.role}",
        paragraphs=(
            f"{interviewer} has not submitted the scorecard of the interview on {about.when}. "
            "Ask, arrange a replacement, or open the debrief early with a reason.",
        ),
        action="Open the candidate's page",
        link=link,
    )


def debrief_ready(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Tell who runs the opening that nobody is waited for any more."""
    return Letter(
        to=email,
        name=name,
        subject=f"Ready for the debrief: {about.candidate}, {about.role}",
        paragraphs=(f"No scorecard for {about.candidate} is missing any more.",),
        action="Open the debrief",
        link=link,
    )


def stepped_back(name: str, email: str, about: Occasion, interviewer: str, link: str) -> Letter:
    """Tell who runs the opening that an interviewer has a conflict of interest."""
    return Letter(
        to=email,
        name=name,
        subject=f"An interviewer stepped back: {about.candidate}, {about.role}",
        paragraphs=(
            f"{interviewer} has a conflict of interest and does not interview {about.candidate} on "
            f"{about.when}. Choose who takes over.",
        ),
        action="Open the candidate's page",
        link=link,
    )
