"""Mails about assessments: why, how long, until when, and never a score.

Somebody who answers reads them in the language of the invitation, staff in English.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assess.assessments.own_time import OwnTime
from assess.assessments.own_time import minutes as minutes_in_words
from assess.language import gettext as _
from assess.language import ngettext, speaking
from assess.mail import Letter
from assess.times import in_full


@dataclass(frozen=True)
class Occasion:
    """What every mail about an assessment says; `until` is in the same language already.

    `minutes` is about how long the questions take that are not answered. `begun`: there are
    answers, or there may be. `times` are those of parts with a limit that are not handed in;
    `all_timed`: there are no others.
    """

    organisation: str
    role: str
    minutes: int
    until: str
    contact: str
    language: str = "en"
    begun: bool = False
    times: tuple[OwnTime, ...] = ()
    all_timed: bool = False
    time_zone: str = "UTC"


WithLink = Callable[[str, str, Occasion, str], Letter]
"""A letter with a link: name, mail address, what it is about, and the link."""


def invited(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Ask somebody to take an assessment."""
    with speaking(about.language):
        subject = _(
            "%(organisation)s: your assessment for %(role)s, by %(until)s",
            organisation=about.organisation,
            role=about.role,
            until=about.until,
        )
        first = _(
            "%(organisation)s asks you to complete an assessment for the role %(role)s.",
            organisation=about.organisation,
            role=about.role,
        )
        return _with_link(name, email, subject, (first, _length(about)), about, link)


def reminded(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Remind somebody of an assessment that is not handed in; the link is a new one."""
    with speaking(about.language):
        subject = _(
            "%(organisation)s: your assessment is open until %(until)s",
            organisation=about.organisation,
            until=about.until,
        )
        first = _("Your assessment for %(role)s is not handed in yet.", role=about.role) + _kept(
            about
        )
        last = _("This link takes the place of the earlier one.")
        return _with_link(name, email, subject, (first, _length(about), last), about, link)


def new_link(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Send a new link; earlier ones lead nowhere from now on."""
    with speaking(about.language):
        subject = _(
            "%(organisation)s: a new link to your assessment", organisation=about.organisation
        )
        first = _(
            "Here is a new link to your assessment for %(role)s. Earlier links no longer work.",
            role=about.role,
        ) + _kept(about)
        return _with_link(name, email, subject, (first, _length(about)), about, link)


def asked_again(name: str, email: str, about: Occasion, link: str) -> Letter:
    """Give somebody another chance at what was closed when time was up."""
    with speaking(about.language):
        subject = _(
            "%(organisation)s: another chance at your assessment for %(role)s, by %(until)s",
            organisation=about.organisation,
            role=about.role,
            until=about.until,
        )
        first = _(
            "The time to answer for %(role)s ran out before you handed in. You get another chance.",
            role=about.role,
        )
        kept = _(
            "A part with a time limit begins anew, with its whole time. In other parts, what you "
            "answered is still there."
        )
        return _with_link(name, email, subject, (first, kept, _length(about)), about, link)


def end_moved(name: str, email: str, about: Occasion) -> Letter:
    """Tell somebody that there is more time, or less; their link stays."""
    with speaking(about.language):
        return Letter(
            to=email,
            language=about.language,
            name=name,
            subject=_(
                "%(organisation)s: your assessment is open until %(until)s",
                organisation=about.organisation,
                until=about.until,
            ),
            paragraphs=(
                _(
                    "The time to answer for %(role)s has changed: it now ends on %(until)s. The "
                    "link in your earlier mail stays the same.",
                    role=about.role,
                    until=about.until,
                ),
                *_person(about),
            ),
        )


def code(name: str, email: str, about: Occasion, digits: str) -> Letter:
    """Let somebody go on in another browser; a clock may be running."""
    with speaking(about.language):
        return Letter(
            to=email,
            language=about.language,
            name=name,
            subject=_(
                "%(organisation)s: your code is %(code)s",
                organisation=about.organisation,
                code=digits,
            ),
            paragraphs=(
                _(
                    "Enter this code to go on with your assessment on another device: %(code)s",
                    code=digits,
                ),
                *(_limit(time, about) for time in about.times if time.ends_at),
                _(
                    "It works for 10 minutes and once. If you did not ask for it, delete this "
                    "mail: nothing has changed."
                ),
            ),
        )


def receipt(name: str, email: str, about: Occasion, numbers: str, handed_in: str) -> Letter:
    """Confirm that everything is in."""
    with speaking(about.language):
        return Letter(
            to=email,
            language=about.language,
            name=name,
            subject=_("%(organisation)s: your answers are in", organisation=about.organisation),
            paragraphs=(
                _(
                    "We have received your answers for %(role)s, %(when)s. Receipt: %(numbers)s.",
                    role=about.role,
                    when=handed_in,
                    numbers=numbers,
                ),
                _(
                    "A person reads the results together with what else is known. Nobody is "
                    "rejected by a computer here."
                ),
                *_person(about),
            ),
        )


def adjustment_asked(
    name: str, email: str, who: str, role: str, link: str, *, begun: bool
) -> Letter:
    """Tell HR that somebody asks for an adjustment."""
    hurry = "They have begun: decide soon." if begun else "Decide before they begin."
    return Letter(
        to=email,
        name=name,
        subject=f"An adjustment is asked for: {role}",
        paragraphs=(f"{who} asks for an adjustment to an assessment for {role}. {hurry}",),
        action="Read and decide",
        link=link,
    )


def adjustment_decided(
    name: str,
    email: str,
    about: Occasion,
    answer: str,
    *,
    granted: bool,
    changes_time: bool,
) -> Letter:
    """Tell somebody what became of their request."""
    with speaking(about.language):
        if not granted:
            first = _("We could not set up the adjustment you asked for.")
        elif changes_time:
            first = _(
                "Your adjustment is set up. Your time counts for every part with a time limit "
                "that you have not handed in."
            )
        else:
            first = _("Your adjustment is set up.")
        times = [_granted(time, about) for time in about.times] if granted and changes_time else []
        return Letter(
            to=email,
            language=about.language,
            name=name,
            subject=_("%(organisation)s: your adjustment", organisation=about.organisation),
            paragraphs=(first, *times, *([answer] if answer else []), *_person(about)),
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
    adjustment = _(
        "If you need an adjustment, such as more time, ask for it on the first page. Asking does "
        "not affect your result, and interviewers cannot see it."
    )
    return Letter(
        to=email,
        language=about.language,
        name=name,
        subject=subject,
        paragraphs=(*paragraphs, adjustment, *_person(about)),
        action=_("Open the assessment"),
        link=link,
    )


def _length(about: Occasion) -> str:
    """How long it takes, what holds for the time of each part, and until when."""
    if about.begun:
        sentences = [
            ngettext("About 1 minute is left.", "About %(num)s minutes are left.", about.minutes)
        ]
    else:
        sentences = [_("It takes about %(minutes)s minutes.", minutes=about.minutes)]
    sentences += [_limit(time, about) for time in about.times]
    if about.times and not about.all_timed:
        sentences.append(_("In what has no time limit you can stop and go on later."))
    if about.times:
        sentences.append(
            _("You can answer until %(until)s, also on another device.", until=about.until)
        )
    else:
        sentences.append(
            _(
                "You can stop and go on later, also on another device, until %(until)s.",
                until=about.until,
            )
        )
    return " ".join(sentences)


def _limit(time: OwnTime, about: Occasion) -> str:
    """What holds for the time of one part, before it begins and once its clock runs."""
    if time.minutes is None:
        return _("“%(part)s” has no time limit for you.", part=time.part)
    if time.ends_at is None:
        return _(
            "“%(part)s” has a time limit of %(time)s: once you begin it, its clock runs on, also "
            "while you are away.",
            part=time.part,
            time=time.words,
        )
    until = in_full(time.ends_at, about.time_zone, about.language)
    return _(
        "The clock of “%(part)s” is running: its time is up on %(until)s.",
        part=time.part,
        until=until,
    )


def _granted(time: OwnTime, about: Occasion) -> str:
    """How much time somebody has for one part now."""
    if time.minutes is None:
        return _("“%(part)s” has no time limit for you.", part=time.part)
    words = _(
        "“%(part)s”: you have %(time)s; usually it is %(usual)s.",
        part=time.part,
        time=time.words,
        usual=minutes_in_words(time.usual),
    )
    return f"{words} {_limit(time, about)}" if time.ends_at else words


def _kept(about: Occasion) -> str:
    """A sentence to go on with, for somebody who has answers to lose."""
    return f" {_('What you answered so far is kept.')}" if about.begun else ""


def _person(about: Occasion) -> list[str]:
    """Whom to ask, where somebody is named."""
    return [_("Questions? Write to %(contact)s.", contact=about.contact)] if about.contact else []
