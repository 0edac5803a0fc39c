"""Hashing passwords with Argon2id, off the event loop and a few at a time: each takes 64 MiB and some 100 ms."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from conversation.password import normal

MOST_AT_ONCE = 4


class Passwords:
    """Hashes by the parameters of RFC 9106 for little memory, argon2-cffi's own choice, unless told otherwise."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return what to keep of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normal(password))

    async def matches(self, hash: str | None, password: str) -> bool:
        """Tell whether the hash was made of this password. Without a hash it takes as long, and does not match."""
        if self._nobodys is None:  # whoever asks first waits for it, so that even then nobody is told apart
            self._nobodys = await self.hash(secrets.token_urlsafe())
        async with self._turns:
            matched = await asyncio.to_thread(self._verify, hash or self._nobodys, normal(password))
        return matched and hash is not None

    def is_outdated(self, hash: str) -> bool:
        """Tell whether the hash was made by other parameters than today's."""
        return self._hasher.check_needs_rehash(hash)

    def _verify(self, hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
