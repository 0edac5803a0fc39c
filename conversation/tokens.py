"""Tokens that prove something by being known: random, and kept only as their hash."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32
"""256 bits: nothing is gained by hashing them slowly, as passwords must be."""


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of_token(token: str) -> str:
    """Return the hex SHA-256 by which a token is found and without which it cannot be told."""
    return sha256(token.encode()).hexdigest()
