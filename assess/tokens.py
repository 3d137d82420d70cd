"""Keys that open a page without a password, and what is kept of them."""

import hashlib
import secrets


def new_token() -> str:
    """A key nobody can guess: 32 random bytes."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a token or code: its SHA-256. Who reads the database holds no key."""
    return hashlib.sha256(secret.encode()).hexdigest()
