"""Read people, invitations and sign-in failures."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from assess.accounts.models import Invitation, Organisation, SignInFailure, User, UserRole
from assess.accounts.permissions import GRANTS, Permission
from assess.accounts.rules import Role
from assess.mail import Sender
from assess.tokens import digest


def get_organisation(session: Session) -> Organisation | None:
    """The company, or `None` before set-up."""
    return session.get(Organisation, 1)


def get_sender(session: Session, address: str) -> Sender | None:
    """For whom mails go out that nobody at a page asks for; `None` before set-up."""
    company = get_organisation(session)
    return Sender(company.name, company.contact, address) if company else None


def get_user(session: Session, public_id: str) -> User | None:
    """A person by the id in the URL."""
    return session.scalar(select(User).where(User.public_id == public_id))


def get_user_by_email(session: Session, email: str) -> User | None:
    """A person by mail address, whatever its case."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def people() -> Select[User]:
    """Everybody with an account, by name, as a statement to page through."""
    return select(User).options(selectinload(User.roles)).order_by(User.name, User.id)


def sandbox_people(session: Session) -> list[User]:
    """The made-up people of a demo company, with their roles."""
    statement = select(User).where(User.sandbox, User.active).options(selectinload(User.roles))
    return list(session.scalars(statement.order_by(User.id)))


def holds_sandbox(session: Session) -> bool:
    """Whether the company, or anybody in it, belongs to the demo."""
    company = session.scalar(select(Organisation.id).where(Organisation.sandbox))
    return bool(company or session.scalar(select(User.id).where(User.sandbox).limit(1)))


def people_who_may(session: Session, permission: Permission) -> list[User]:
    """Active people with a permission, by name."""
    statement = select(User).where(User.id.in_(ids_who_may(permission)))
    return list(session.scalars(statement.order_by(User.name, User.id)))


def ids_who_may(permission: Permission) -> Select[int]:
    """Ids of active people with a permission, as a statement to build on."""
    roles = [role.value for role, held in GRANTS.items() if permission in held]
    held = select(UserRole.user_id).where(UserRole.name.in_(roles))
    return select(User.id).where(User.active, User.id.in_(held))


def names(session: Session) -> dict[str, str]:
    """Names by public id, for pages that show ids."""
    return dict(iter(session.execute(select(User.public_id, User.name))))


def count_other_administrators(session: Session, user: User) -> int:
    """Active administrators besides this person."""
    statement = (
        select(func.count())
        .select_from(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.name == Role.ADMINISTRATOR, User.active, User.id != user.id)
    )
    return session.scalar(statement) or 0


def get_open_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The invitation behind a link while it can be used.

    Somebody who has a password by now, through the link for a forgotten one, needs none.
    """
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == digest(token)))
    if invitation is None or invitation.used_at or invitation.revoked_at:
        return None
    waits = invitation.user.active and invitation.user.password is None
    return invitation if waits and invitation.expires_at > now else None


def last_invitations(session: Session, user_ids: list[int]) -> dict[int, Invitation]:
    """The newest invitation of each person, by user id."""
    rows = session.scalars(
        select(Invitation).where(Invitation.user_id.in_(user_ids)).order_by(Invitation.id)
    )
    return {row.user_id: row for row in rows}


def sign_in_failures(session: Session, key_hash: str) -> tuple[int, datetime | None]:
    """Failures in a row for an account from a network, and when the last one was.

    The row is held until the transaction ends: guesses sent at once wait for each other.
    """
    statement = select(SignInFailure).where(SignInFailure.key_hash == key_hash)
    row = session.scalar(statement.with_for_update())
    return (row.failures, row.last_at) if row else (0, None)
