"""Keep pools: start them, bring people in, stay in touch, let people go on their day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from assess import mail
from assess.accounts.models import User
from assess.audit.services import SYSTEM, record
from assess.language import speaking
from assess.mail import Sender
from assess.openings.rules import OpeningRefused
from assess.openings.services import candidates
from assess.search import services as search
from assess.search.rules import Kind
from assess.talent import letters, queries, rules
from assess.talent.models import Pool, PoolKeeper, PoolMember, Touchpoint
from assess.talent.rules import Consent, Readiness, TalentRefused, Touch
from assess.text import folded, phone_key
from assess.tokens import digest, new_token

AT_ONCE = 50
"""So many people are let go before others may write."""


@dataclass(frozen=True)
class Place:
    """Why somebody is in a pool, for when, and who looks after them."""

    readiness: Readiness
    reason: str
    owner_id: int
    review_on: date
    markets: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """Consent as it was given: on a day, how, and until when."""

    on: date
    until: date
    how: str


def start_pool(
    session: Session,
    *,
    public_id: str,
    title: str,
    template: str,
    purpose: str,
    keepers: Mapping[int, int],
    actor: User,
    now: datetime,
) -> Pool:
    """Start a pool for a role; `keepers` are conversations a month by the id of the person.

    `public_id` is minted by the form, so that sending it twice starts one pool.
    """
    pool = Pool(
        public_id=public_id, title=title, template=template, purpose=purpose, created_at=now,
        keepers=[PoolKeeper(user_id=user, a_month=many) for user, many in keepers.items()],
    )  # fmt: skip
    session.add(pool)
    session.flush()
    fields = {"title": title, "template": template}
    record(session, "pool.started", pool, actor=actor.public_id, fields=fields)
    return pool


def change_pool(
    session: Session,
    pool: Pool,
    *,
    title: str,
    purpose: str,
    keepers: Mapping[int, int],
    actor: User,
) -> None:
    """Say anew what a pool is for and who keeps it."""
    pool.title, pool.purpose = title, purpose
    held = {keeper.user_id: keeper for keeper in pool.keepers}
    for user, many in keepers.items():
        if user in held:
            held[user].a_month = many
        else:
            pool.keepers.append(PoolKeeper(user_id=user, a_month=many))
    pool.keepers[:] = [keeper for keeper in pool.keepers if keeper.user_id in keepers]
    session.flush()
    fields = {"title": title, "keepers": len(keepers)}
    record(session, "pool.changed", pool, actor=actor.public_id, fields=fields)


def set_aims(session: Session, pool: Pool, aims: Mapping[int, int], *, actor: User) -> None:
    """Say how many conversations a month each keeper of a pool means to hold."""
    changed = {
        keeper.user.public_id: aims[keeper.user_id]
        for keeper in pool.keepers
        if aims.get(keeper.user_id, keeper.a_month) != keeper.a_month
    }
    if not changed:
        return
    for keeper in pool.keepers:
        keeper.a_month = aims.get(keeper.user_id, keeper.a_month)
    # Keepers have rows of their own; of two people who set aims at once the second is told.
    flag_modified(pool, "title")
    session.flush()
    record(session, "pool.aims-set", pool, actor=actor.public_id, fields=changed)


def close_pool(session: Session, pool: Pool, *, actor: User, now: datetime) -> None:
    """Look for nobody any more; members stay until their consent ends."""
    if pool.closed_at is None:
        pool.closed_at = now
        session.flush()
        record(session, "pool.closed", pool, actor=actor.public_id)


def reopen_pool(session: Session, pool: Pool, *, actor: User) -> None:
    """Look for people again."""
    if pool.closed_at is not None:
        pool.closed_at = None
        session.flush()
        record(session, "pool.reopened", pool, actor=actor.public_id)


def add_member(
    session: Session,
    pool: Pool,
    *,
    public_id: str,
    name: str,
    email: str,
    phone: str,
    place: Place,
    given: Given | None,
    actor: User,
    today: date,
    now: datetime,
) -> PoolMember:
    """Bring somebody into a pool; who is known by address is the same person.

    `public_id` is minted by the form, so that sending it twice brings in one.
    Without consent `given` they stay as long as a question may wait for its answer; ask them
    with `ask`. Raises `TalentRefused`.
    """
    email = email.lower()
    if queries.member_by_email(session, pool, email) is not None:
        raise TalentRefused("Somebody with this mail address is in this pool already.")
    if pool.closed_at is not None:
        raise TalentRefused("This pool is closed. Open it again to add people.")
    until = given.until if given else today + rules.ASKED_FOR
    if given:
        rules.check_consent(given.on, given.until, today)
    rules.check_review(place.review_on, today, until if given else None)
    candidate = candidates.meet(session, name=name, email=email, phone=phone, now=now)
    if phone and not candidate.phone:  # known, but not by phone
        candidate.phone, candidate.phone_key = phone, phone_key(phone)
        search.keep(session, Kind.PERSON, {candidate.id: f"{candidate.sort_name} {phone}"})
    member = PoolMember(
        public_id=public_id,
        pool_id=pool.id,
        candidate_id=candidate.id,
        consent=Consent.GIVEN if given else Consent.ASKED,
        consent_on=given.on if given else today,
        consent_until=until,
        consent_how=given.how if given else "",
        added_on=today,
        created_at=now,
        **_columns(place),
    )
    session.add(member)
    session.flush()
    let_be_found(session, [member])
    record(session, "pool_member.added", member, actor=actor.public_id, fields=_facts(place))
    return member


def change_member(
    session: Session, member: PoolMember, place: Place, *, actor: User, today: date
) -> None:
    """Say anew why somebody is here. Raises `TalentRefused`."""
    if place.review_on != member.review_on:
        is_given = member.consent is Consent.GIVEN
        rules.check_review(place.review_on, today, member.consent_until if is_given else None)
    for name, value in _columns(place).items():
        setattr(member, name, value)
    session.flush()
    let_be_found(session, [member])
    record(session, "pool_member.changed", member, actor=actor.public_id, fields=_facts(place))


def correct(
    session: Session, member: PoolMember, *, name: str, email: str, phone: str, actor: User
) -> bool:
    """Correct who somebody is and how to reach them; whether a question is to be asked again.

    A link that went to an address which is not theirs leads nowhere any more. Raises
    `TalentRefused`.
    """
    candidate = member.candidate
    before = candidate.email
    if queries.is_others_too(session, actor, candidate):
        raise TalentRefused(
            "This person is in a pool you do not keep, too. Ask an HR partner for this."
        )
    try:
        candidates.change_candidate(
            session, candidate, name=name, email=email, phone=phone, actor=actor
        )
    except OpeningRefused as refusal:
        raise TalentRefused(str(refusal)) from None
    if candidate.email == before:
        return False
    asked = [one for one in queries.members_of(session, candidate) if one.token_hash]
    for one in asked:
        one.token_hash = None
    session.flush()
    return bool(asked)


def renew(
    session: Session, member: PoolMember, given: Given, *, actor: User | None, today: date
) -> None:
    """Note that somebody agreed to stay; `actor` is `None` when they said so by their link.

    Raises `TalentRefused`.
    """
    rules.check_consent(given.on, given.until, today)
    member.consent, member.consent_on = Consent.GIVEN, given.on
    member.consent_until, member.consent_how = given.until, given.how
    session.flush()
    who = actor.public_id if actor else member.public_id
    fields = {"until": given.until.isoformat(), "how": given.how}
    record(session, "pool_member.consented", member, actor=who, fields=fields)


def ask(
    session: Session,
    member: PoolMember,
    sender: Sender,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Mail somebody a link to say whether they want to stay; the newest link alone leads on."""
    token = new_token()
    member.token_hash = digest(token)
    answer_by = max(member.consent_until, today + timedelta(days=1))
    if member.consent is Consent.ASKED:
        until = rules.asked_until(member.added_on, member.consent_until, today)
        answer_by = member.consent_until = until
    session.flush()
    with speaking(queries.last_language(session, member.candidate)):
        letter = letters.consent(
            member.candidate.name, member.candidate.email, sender.organisation,
            role=member.pool.title, until=today + rules.USUAL_CONSENT, answer_by=answer_by,
            link=f"{sender.base_url}/stay/{token}",
        )  # fmt: skip
    mail.post(session, letter, event=f"pool consent {member.id} {member.version}", now=now)
    record(session, "pool_member.asked", member, actor=actor.public_id)


def remove(session: Session, member: PoolMember, *, actor: User | None) -> list[str]:
    """Take somebody out of a pool, and out of the product where nothing else holds them.

    Of conversations a day and who spoke is left. Gives names of files to remove once this is
    committed. `actor` is `None` where the day did it, or the person themselves.
    """
    who = actor.public_id if actor else SYSTEM
    record(session, "pool_member.removed", member, actor=who)
    search.forget(session, Kind.NOTE, [touch.id for touch in member.touches])
    spoken = update(Touchpoint).where(Touchpoint.member_id == member.id)
    session.execute(spoken.values(note="", member_id=None))
    candidate = member.candidate
    is_held = queries.is_held_elsewhere(session, candidate, member)
    session.delete(member)
    session.flush()
    return [] if is_held else candidates.erase(session, candidate)


def let_go(session: Session, today: date) -> Iterator[list[str]]:
    """Remove everybody whose consent has ended; gives names of files to remove.

    Stops after every few people, so that its caller commits and others get their turn to write:
    a whole file of people may have agreed until the same day.
    """
    while some := queries.run_out(session, today, AT_ONCE):
        yield [name for member in some for name in remove(session, member, actor=None)]


@dataclass(frozen=True)
class Word:
    """A word exchanged, and what is to happen next."""

    kind: Touch
    on: date
    note: str
    next_action: str = ""
    next_on: date | None = None


def note_word(
    session: Session,
    member: PoolMember,
    word: Word,
    *,
    public_id: str,
    actor: User,
    today: date,
    now: datetime,
) -> Touchpoint:
    """Note a word exchanged; it settles what was to happen next and says what is now.

    The same form sent twice notes one. Raises `TalentRefused`.
    """
    held = next((one for one in member.touches if one.public_id == public_id), None)
    if held is not None:
        return held
    if word.on > today:
        raise TalentRefused("This day is in the future. Enter it as the next action instead.")
    if word.next_on is not None and word.next_on < today:
        raise TalentRefused("Choose today or a later day for the next action.")
    if bool(word.next_action) != (word.next_on is not None):
        raise TalentRefused("A next action needs both words and a day.")
    touch = Touchpoint(
        public_id=public_id, pool_id=member.pool_id, member_id=member.id, user_id=actor.id,
        kind=word.kind, said_on=word.on, note=word.note, created_at=now,
    )  # fmt: skip
    session.add(touch)
    member.last_word_on = max(filter(None, (member.last_word_on, word.on)))
    member.next_action, member.next_on = word.next_action, word.next_on
    session.flush()
    session.expire(member, ["touches"])
    search.keep(session, Kind.NOTE, {touch.id: word.note}, pool_id=member.pool_id)
    fields = {"kind": word.kind, "on": word.on.isoformat(), "note": word.note}
    record(session, "pool_touchpoint.noted", touch, actor=actor.public_id, fields=fields)
    return touch


def let_be_found(session: Session, members: Sequence[PoolMember]) -> None:
    """Let members of one pool be found by why they are here, and by their tags."""
    if members:
        texts = {one.id: f"{one.reason} {one.tags_text}" for one in members}
        search.keep(session, Kind.PLACE, texts, pool_id=members[0].pool_id)


def _columns(place: Place) -> dict[str, object]:
    every = [*place.markets, *place.lines]
    return asdict(place) | {
        "markets": list(place.markets),
        "lines": list(place.lines),
        "tags_text": "".join(f"\n{folded(tag)}\n" for tag in every),
    }


def _facts(place: Place) -> dict[str, object]:
    return {
        "readiness": place.readiness,
        "reason": place.reason,
        "review_on": place.review_on.isoformat(),
        "markets": list(place.markets),
        "lines": list(place.lines),
    }
