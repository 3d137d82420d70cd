"""Load what leaders and candidates of the demo company answered, through the real services."""

from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.models import Attempt
from assess.assessments.services import invitations, taking
from assess.assessments.services.invitations import Terms
from assess.assessments.services.taking import Turn
from assess.database import new_public_id
from assess.development import services as development
from assess.development.services import Intention
from assess.instruments import library
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Choosing, Paired
from assess.openings.models import Application
from assess.sandbox.company import Aim, Leader, Link
from assess.sandbox.loading import Loading

READING = timedelta(seconds=13)
"""From one answer to the next."""

CLOSING_HOUR = 17

SKIPPED = "."


def load_leader(loading: Loading, leader: Leader) -> None:
    """Somebody's evaluations, and the goals they made of them."""
    session, person = loading.session, loading.people[leader.person]
    done: list[tuple[int, Attempt]] = []
    for evaluation in leader.evaluations:
        now = loading.at(-evaluation.days, 8)
        attempt = development.start(session, person, leader.instrument, now=now).attempts[0]
        end = answer(session, attempt, evaluation.answers, evaluation.words, now)
        taking.hand_in(session, attempt, loading.sender, end)
        done.append((evaluation.days, attempt))
    for goal in leader.goals:
        newest = [attempt for days, attempt in done if days >= goal.days][-1]
        _load_goal(loading, leader, newest, goal)


def load_link(loading: Loading, application: Application, link: Link, actor: User) -> None:
    """An invitation to an assessment, begun or handed in as far as the file says."""
    session = loading.session
    sent = loading.at(-link.days, 8)
    terms = Terms(loading.at(link.closes, CLOSING_HOUR), loading.company.time_zone)
    invitation = invitations.invite(
        session,
        application,
        [link.instrument],
        terms,
        public_id=new_public_id(),
        sender=loading.sender,
        actor=actor,
        now=sent,
    )
    if link.begun is None:
        return
    begun = loading.at(-link.begun, 8)
    attempt = invitation.attempts[0]
    taking.sit_down(session, invitation, begun)
    end = answer(session, attempt, link.answers, {}, begun)
    if link.submitted:
        taking.hand_in(session, attempt, loading.sender, end)


def answer(
    session: Session, attempt: Attempt, answers: str, words: dict[str, str], now: datetime
) -> datetime:
    """Begin an attempt and give its answers one after the other; gives when the last one was in."""
    taking.begin(session, attempt, Random(answers), now)
    turns = count(1)
    for item, value in given(attempt.instrument, answers, words):
        now += READING
        taking.answer(session, attempt, item, value, Turn("demo", next(turns), 0), now)
    return now + READING


def given(instrument: str, answers: str, words: dict[str, str]) -> list[tuple[str, Answer]]:
    """Answers by item: one sign for each question in the order of its file, texts by item.

    A level or the number of an option; `3-1` for the numbers of best and worst, or most and
    least; a dot where nothing was answered, and from where the signs end. Raises `ValueError`
    for more signs than questions, or one that does not fit.
    """
    questions = library.assessment(instrument).questions
    signs = answers.split()
    if len(signs) > len(questions):
        raise ValueError(f"{len(signs)} answers to the {len(questions)} questions of {instrument}.")
    found: list[tuple[str, Answer]] = []
    for item, sign in zip(questions, signs, strict=False):
        value = words.get(item.id) if sign == SKIPPED else _read(item, sign)
        if value is not None:
            found.append((item.id, value))
    return found


def _read(item: Item, sign: str) -> Answer:
    """An answer as a browser would have sent it."""
    if isinstance(item, Paired):
        chosen = [item.option_ids[int(number) - 1] for number in sign.split("-")]
        sent = {end: [option] for end, option in zip(item.ends, chosen, strict=True)}
    elif isinstance(item, Choosing):
        sent = {"": [item.option_ids[int(sign) - 1]]}
    else:
        sent = {"": [sign]}
    value = item.read(sent)
    assert value is not None
    return value


def _load_goal(loading: Loading, leader: Leader, attempt: Attempt, aim: Aim) -> None:
    session, person = loading.session, loading.people[leader.person]
    start = loading.at(-aim.days)
    goal = development.set_goal(
        session,
        person,
        attempt,
        aim.scale,
        Intention(aim.behaviour, aim.first_step, aim.helper, aim.evidence),
        public_id=new_public_id(),
        starts_on=start.date(),
        now=start,
    )
    for number, one in enumerate(aim.check_ins):
        development.check_in(
            session,
            goal,
            one.progress,
            one.note,
            seen=number,
            actor=person,
            now=loading.at(-one.days),
        )
