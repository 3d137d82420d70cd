"""People, their roles, and how they get in."""

from datetime import datetime
from functools import cached_property

from flask import current_app
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts import rules
from assess.accounts.permissions import Permission, granted
from assess.accounts.rules import Role
from assess.database import Base, Public, Versioned
from assess.language import ENGLISH


class Organisation(Versioned, Public, Base):
    """The company this installation belongs to; one row."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(60))
    contact: Mapped[str] = mapped_column(String(320))
    sandbox: Mapped[bool] = mapped_column(default=False)


class UserRole(RoleMixin, Base):
    """One of the roles a person has."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))

    def get_permissions(self) -> set[str]:
        """Our permissions stand in one table, not on the role."""
        return set()


class User(UserMixin, Public, Base):
    """A person with an account; `language` is the one they last used the product in."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8), default=ENGLISH, server_default=ENGLISH)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    sandbox: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    roles: Mapped[list[UserRole]] = relationship(  # type: ignore[assignment]
        cascade="all, delete-orphan", order_by=UserRole.name
    )

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles as a set of our own names."""
        return frozenset(Role(role.name) for role in self.roles)

    @property
    def role_titles(self) -> str:
        """The roles as pages name them."""
        return ", ".join(role.title for role in sorted(self.role_set))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything this person may do."""
        return granted(self.role_set)

    def may(self, permission: Permission) -> bool:
        """Whether this person has a permission."""
        return permission in self.permissions

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes a code as well."""
        return bool(self.tf_totp_secret and self.tf_primary_method)

    def check_tf_required(
        self,
        tf_setup_methods: list[tuple[str, str]],
        tf_fresh: bool,  # noqa: ARG002 (their name)
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Tell Flask-Security whom to ask for a code."""
        required = bool(tf_setup_methods) or self.check_tf_required_setup()
        return required, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Tell Flask-Security who cannot switch the second factor off."""
        sandbox = self.sandbox and current_app.config["DEMO"]
        return rules.needs_second_factor(self.role_set, sandbox=sandbox)


class Invitation(Base):
    """A link by which an invited person sets a password; kept only as a hash."""

    __tablename__ = "invitation"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class WebSession(Base):
    """One signed-in browser. The cookie holds a random id; here stands its hash."""

    __tablename__ = "web_session"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]


class SignInFailure(Base):
    """Failed sign-ins in a row for one account from one network, under a keyed hash."""

    __tablename__ = "sign_in_failure"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
