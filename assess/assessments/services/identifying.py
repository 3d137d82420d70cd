"""What people say of themselves for the fairness audit: sealed, apart, and asked of nobody.

No line of the diary is written here: its time and place would lead from the sealed row to
the person. Rows get numbers of chance and no time of day for the same reason, and what is
sealed carries none either and is of one length whatever was said.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from cryptography.fernet import Fernet
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assess.assessments.models import SelfIdentification

SIZE = 1024
"""Bytes of what is sealed, filled up with spaces."""

FEW = 500
"""Up to so many applications are looked up by name; for more, every row is read."""


def keep(
    session: Session, application_id: str, answers: Mapping[str, str], key: bytes, on: date
) -> None:
    """Seal what somebody said; said again, it takes the place of what was said before."""
    forget(session, application_id, key)
    if not answers:
        return
    body = json.dumps({**answers, "application": application_id}, ensure_ascii=False).encode()
    row = SelfIdentification(
        id=secrets.randbelow(2**31),
        join_id=_join_id(application_id, key),
        sealed=_box(key).encrypt_at_time(body.ljust(SIZE), 0).decode(),
        given_on=on,
    )
    session.add(row)
    session.flush()


def forget(session: Session, application_id: str, key: bytes) -> None:
    """Remove what somebody said."""
    session.execute(
        delete(SelfIdentification).where(
            SelfIdentification.join_id == _join_id(application_id, key)
        )
    )


def has_said(session: Session, application_id: str, key: bytes) -> bool:
    """Whether there is something, for the person who may change or withdraw it; not what."""
    statement = select(SelfIdentification.id).where(
        SelfIdentification.join_id == _join_id(application_id, key)
    )
    return session.scalar(statement) is not None


def said(session: Session, application_id: str, key: bytes) -> dict[str, str]:
    """What one application holds, for the audit job alone; empty when nothing was said."""
    return said_by(session, [application_id], key).get(application_id, {})


def said_by(
    session: Session, application_ids: Iterable[str], key: bytes
) -> dict[str, dict[str, str]]:
    """What many applications hold, for the audit job alone; without those that said nothing."""
    places = {_join_id(one, key): one for one in application_ids}
    box = _box(key)
    statement = select(SelfIdentification.join_id, SelfIdentification.sealed)
    if len(places) <= FEW:
        statement = statement.where(SelfIdentification.join_id.in_(places))
    found: dict[str, dict[str, str]] = {}
    for join_id, sealed in session.execute(statement):
        if join_id in places:
            answers: dict[str, str] = json.loads(box.decrypt(sealed.encode()))
            answers.pop("application", None)
            found[places[join_id]] = answers
    return found


def _join_id(application_id: str, key: bytes) -> str:
    return hmac.new(key, f"join {application_id}".encode(), hashlib.sha256).hexdigest()


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal " + key).digest()))
