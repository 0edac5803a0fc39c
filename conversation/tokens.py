"""Tokens that prove something by being known: random, and kept only as their hash."""

import secrets
from hashlib import sha256

SALT_BYTES = 16
TOKEN_BYTES = 32
"""256 bits: nothing is gained by hashing them slowly, as passwords must be."""


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_salt() -> str:
    """Return what is kept beside words until they are destroyed: 128 bits, so that no guess can be tried."""
    return secrets.token_hex(SALT_BYTES)


def digest_of_token(token: str) -> str:
    """Return the hex SHA-256 by which a token is found and without which it cannot be told."""
    return sha256(token.encode()).hexdigest()
