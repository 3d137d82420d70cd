"""How much time one person has for a part with a time limit, and what is left of it."""

from dataclasses import dataclass
from datetime import datetime

from assess.assessments import clock, rules, wording
from assess.assessments.models import Attempt, Invitation
from assess.assessments.rules import CLOSED
from assess.instruments import library
from assess.instruments.assessment import Assessment
from assess.language import gettext as _
from assess.language import ngettext


@dataclass(frozen=True)
class OwnTime:
    """The limit of one part for one person; `minutes` is `None` where it was lifted.

    `ends_at` and `seconds_left` are there once its clock runs.
    """

    part: str
    usual: int
    minutes: float | None
    ends_at: datetime | None = None
    seconds_left: int | None = None
    seconds_over: int = 0

    @property
    def is_usual(self) -> bool:
        """Whether the author's limit holds."""
        return self.minutes == self.usual

    @property
    def words(self) -> str:
        """How much time there is in all: `4½ minutes`."""
        return _("no time limit") if self.minutes is None else minutes(self.minutes)

    @property
    def left(self) -> str:
        """What is left, as the clock shows it: `4½ minutes left`, `40 seconds left`, the grace."""
        if self.seconds_left is None or self.minutes is None:
            return ""
        if self.seconds_left == 0:
            grace = int(rules.GRACE.total_seconds())
            return _("Time is up. {} seconds to finish.").format(max(0, grace - self.seconds_over))
        if self.seconds_left <= clock.IN_SECONDS:
            return _("%(n)s seconds left", n=clock.tens(self.seconds_left))
        left = clock.minutes_left(self.seconds_left, self.minutes)
        if left == int(left):
            return ngettext("1 minute left", "%(num)s minutes left", int(left))
        return _("%(n)s minutes left", n=clock.in_words(left))

    @property
    def kept(self) -> str:
        """What holds for somebody whose time is their own, where an author's text may differ."""
        if self.minutes is None:
            return _(
                "Set up for you: this part has no time limit, whatever other texts say about time."
            )
        return _(
            "Set up for you: you have %(time)s for this part, whatever other texts say about time.",
            time=self.words,
        )


def minutes(number: float) -> str:
    """`1 minute`, `4½ minutes`."""
    if number == int(number):
        return ngettext("1 minute", "%(num)s minutes", int(number))
    return _("%(n)s minutes", n=clock.in_words(number))


def limit(assessment: Assessment, invitation: Invitation) -> float | None:
    """The person's own minutes for a part; `None` where there is no limit."""
    multiplier = None if invitation.untimed else invitation.multiplier
    return clock.minutes(assessment.time_limit, multiplier)


def of(attempt: Attempt, now: datetime) -> OwnTime | None:
    """The time of one part; `None` where its author set no limit, or it is handed in."""
    assessment, invitation = library.assessment(attempt.instrument), attempt.invitation
    if assessment.time_limit is None or attempt.status in CLOSED:
        return None
    return OwnTime(
        wording.page(attempt, invitation.language).plain("title"),
        assessment.time_limit,
        limit(assessment, invitation),
        attempt.deadline_at,
        clock.seconds_left(attempt.deadline_at, now),
        clock.over(attempt.deadline_at, now),
    )


def of_all(invitation: Invitation, now: datetime) -> list[OwnTime]:
    """The times of all parts that have a limit and are not handed in."""
    return [time for one in invitation.attempts if (time := of(one, now))]


def given_back(attempt: Attempt) -> str:
    """That a clock got time back, in a sentence; nothing where it got none."""
    if not attempt.credited_seconds:
        return ""
    return _(
        "Our service was away for a while. Your clock got that time back: %(time)s.",
        time=_exactly(attempt.credited_seconds),
    )


def _exactly(seconds: int) -> str:
    """`1 minute 25 seconds`."""
    whole, rest = divmod(seconds, 60)
    parts = [minutes(whole)] if whole else []
    if rest or not parts:
        parts.append(ngettext("1 second", "%(num)s seconds", rest))
    return " ".join(parts)
