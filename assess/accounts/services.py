"""Change people, their roles, and the ways they get in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts import letters, queries, rules
from assess.accounts.models import (
    Invitation,
    Organisation,
    SignInFailure,
    User,
    UserRole,
    WebSession,
)
from assess.accounts.rules import Role
from assess.audit.services import SYSTEM, record
from assess.database import insert_into
from assess.tokens import digest, new_token


@dataclass(frozen=True)
class Tried:
    """A try that was counted beforehand, and when the one before it was."""

    before: datetime
    at: datetime


def found_organisation(
    session: Session, *, name: str, time_zone: str, contact: str, sandbox: bool
) -> Organisation:
    """Set up the company; there is one in an installation.

    Raises `rules.AccountRefused` when it is set up already.
    """
    if queries.get_organisation(session) is not None:
        raise rules.AccountRefused("This installation is set up already.")
    organisation = Organisation(
        id=1, name=name, time_zone=time_zone, contact=contact, sandbox=sandbox
    )
    session.add(organisation)
    session.flush()
    record(session, "organisation.founded", organisation, actor=SYSTEM)
    return organisation


def change_organisation(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    time_zone: str,
    contact: str,
    actor: User,
) -> None:
    """Change what the company is called, where its clocks are and who answers questions."""
    fields = {"name": name, "time_zone": time_zone, "contact": contact}
    for key, value in fields.items():
        setattr(organisation, key, value)
    session.flush()
    record(session, "organisation.changed", organisation, actor=actor.public_id, fields=fields)


def add_user(
    session: Session,
    *,
    name: str,
    email: str,
    roles: frozenset[Role],
    time_zone: str,
    actor: str,
    now: datetime,
    password_hash: str | None = None,
    sandbox: bool = False,
) -> User:
    """Make an account. Raises `rules.AccountRefused` when the address has one already."""
    if not roles:
        raise rules.AccountRefused("Choose at least one role.")
    _wait_for_turn(session)
    if queries.get_user_by_email(session, email) is not None:
        raise rules.AccountRefused("Somebody with this mail address has an account already.")
    user = User(
        name=name,
        email=email.strip().lower(),
        time_zone=time_zone,
        password=password_hash,
        active=True,
        sandbox=sandbox,
        created_at=now,
        fs_uniquifier=secrets.token_hex(16),
        roles=[UserRole(name=role.value) for role in sorted(roles)],
    )
    session.add(user)
    session.flush()
    record(session, "user.added", user, actor=actor, fields={"roles": sorted(roles)})
    return user


def invite(
    session: Session, user: User, *, inviter: User, organisation: str, base_url: str, now: datetime
) -> Invitation:
    """Send somebody a link to choose a password; an earlier link stops working."""
    session.execute(
        update(Invitation)
        .where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
        .values(revoked_at=now)
    )
    token = new_token()
    invitation = Invitation(
        user_id=user.id,
        token_hash=digest(token),
        created_at=now,
        expires_at=now + timedelta(days=rules.INVITATION_DAYS),
    )
    session.add(invitation)
    session.flush()
    link = f"{base_url}/invitations/{token}"
    purpose = letters.TO_GROW if user.role_set == {Role.LEADER} else letters.TO_HIRE
    letter = letters.invitation(user.name, user.email, organisation, inviter.name, link, purpose)
    mail.post(session, letter, event=f"invitation {invitation.id}", now=now)
    record(session, "user.invited", user, actor=inviter.public_id)
    return invitation


def accept_invitation(
    session: Session, invitation: Invitation, *, password_hash: str, now: datetime
) -> User:
    """Take an invited person's first password; the link is used up."""
    invitation.used_at = now
    user = invitation.user
    user.password = password_hash
    session.flush()
    record(session, "user.accepted", user, actor=user.public_id)
    return user


def change_roles(session: Session, user: User, roles: frozenset[Role], *, actor: User) -> None:
    """Give somebody other roles; their sessions end.

    Raises `rules.AccountRefused` when nobody would be left in charge.
    """
    _wait_for_turn(session)
    session.refresh(user, ["active", "roles"])
    rules.check_role_change(
        user.role_set,
        roles,
        is_self=user.id == actor.id,
        other_administrators=queries.count_other_administrators(session, user),
    )
    if roles == user.role_set:
        return
    kept = [role for role in user.roles if Role(role.name) in roles]
    added = [UserRole(name=role.value) for role in sorted(roles - user.role_set)]
    user.roles = [*kept, *added]
    session.flush()
    end_sessions(session, user)
    record(
        session, "user.roles-changed", user, actor=actor.public_id, fields={"roles": sorted(roles)}
    )


def set_active(session: Session, user: User, active: bool, *, actor: User) -> None:
    """Close an account or open it again.

    Raises `rules.AccountRefused` for one's own, and when nobody would be left in charge.
    """
    _wait_for_turn(session)
    session.refresh(user, ["active", "roles"])
    if user.active is active:
        return
    if not active:
        rules.check_deactivation(
            user.role_set,
            is_self=user.id == actor.id,
            other_administrators=queries.count_other_administrators(session, user),
        )
    user.active = active
    session.flush()
    end_sessions(session, user)
    action = "user.opened" if active else "user.closed"
    record(session, action, user, actor=actor.public_id)


def change_profile(session: Session, user: User, *, name: str, time_zone: str) -> None:
    """Change one's own name and time zone."""
    user.name, user.time_zone = name, time_zone
    session.flush()
    fields = {"name": name, "time_zone": time_zone}
    record(session, "user.changed", user, actor=user.public_id, fields=fields)


def remember_language(session: Session, user: User, language: str) -> None:
    """Write to somebody, from now on, in the language they use the product in."""
    if user.language != language:
        user.language = language
        session.flush()
        record(session, "user.changed", user, actor=user.public_id, fields={"language": language})


def end_sessions(session: Session, user: User) -> None:
    """Sign somebody out everywhere."""
    session.execute(delete(WebSession).where(WebSession.owner == user.fs_uniquifier))


def begin_try(session: Session, key_hash: str, now: datetime) -> tuple[str, Tried | None]:
    """Count a try to sign in as failed before it is made, or say why it may not be made.

    Counting comes first: whoever sends many tries at once has as many as one after the other.
    """
    session.execute(_unless_there(session, key_hash, 0, now))
    failures, last = queries.sign_in_failures(session, key_hash)
    problem = rules.check_sign_in(failures, last, now)
    if problem:
        return problem, None
    counted = update(SignInFailure).where(SignInFailure.key_hash == key_hash)
    session.execute(counted.values(failures=failures + 1, last_at=now))
    return "", Tried(last or now, now)


def take_back_try(session: Session, key_hash: str, tried: Tried) -> None:
    """Do not count a try after all: what went wrong was not the guess."""
    held, fewer = SignInFailure.key_hash == key_hash, SignInFailure.failures - 1
    last_at = case((SignInFailure.last_at == tried.at, tried.before), else_=SignInFailure.last_at)
    session.execute(update(SignInFailure).where(held).values(failures=fewer, last_at=last_at))
    session.execute(delete(SignInFailure).where(held, SignInFailure.failures <= 0))


def use_up(session: Session, key_hash: str, now: datetime) -> bool:
    """Note that a code has worked; whether this is the first time, also of two at once."""
    first = _unless_there(session, key_hash, 1, now).returning(SignInFailure.id)
    return session.scalar(first) is not None


def forget_failures(session: Session, key_hash: str) -> None:
    """Start counting anew after a sign-in that worked."""
    session.execute(delete(SignInFailure).where(SignInFailure.key_hash == key_hash))


def sweep(session: Session, now: datetime) -> None:
    """Remove sessions that are over and failures nobody waits for any more."""
    session.execute(delete(WebSession).where(WebSession.created_at < now - rules.LONGEST_SESSION))
    session.execute(delete(SignInFailure).where(SignInFailure.last_at < now - timedelta(days=7)))


def _unless_there(session: Session, key_hash: str, failures: int, now: datetime) -> Any:
    row = insert_into(session, SignInFailure)
    row = row.values(key_hash=key_hash, failures=failures, last_at=now)
    return row.on_conflict_do_nothing(index_elements=["key_hash"])


def _wait_for_turn(session: Session) -> None:
    """Let nobody else change who is in and in charge until this transaction ends.

    What follows sees everything that was changed before: the second of two administrators
    who close each other's account at once finds that nobody would be left.
    """
    session.execute(select(Organisation.id).with_for_update(key_share=True))
