"""The audit log: for each merchant an append-only chain that proves what was written, and holds none of its words."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from conversation.clock import to_milliseconds
from conversation.ids import MerchantId

FIRST = ""
"""What stands before a chain's first entry."""

TOKEN = "num_"
"""What a number's token begins with."""

ACTS = "acts"
"""The subject of a merchant's acts, whose key is never destroyed."""

BLOCK = 64
"""Of SHA-256, in bytes."""

DIGEST_CHARACTERS = 32
"""Of 64: 128 bits of an HMAC-SHA256 are more than anybody can forge, at half the room."""


class FactKind(StrEnum):
    """What kind of row a fact is about."""

    MESSAGE = "message"
    EVENT = "event"
    OUTBOX = "outbox"
    CONSENT = "consent"
    CONSENT_EVENT = "consent_event"
    SUPPRESSION = "suppression"
    ERASURE = "erasure"
    HOLD = "hold"
    ACT = "act"
    UNREADABLE = "unreadable"
    """Somebody wrote over it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row as it was written: `digest` is an HMAC of what it said under the key of `subject`, whose row it is.

    `subject` is a contact's id, a number's token, or `ACTS` for what somebody did to the house itself. With the key
    destroyed the digest says nothing any more, and the chain holds all the same.
    """

    kind: FactKind
    ref: str
    subject: str
    digest: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What one transaction wrote for one merchant. `mac` covers it all and the mac of the entry before it."""

    merchant_id: MerchantId
    number: int
    at: datetime
    facts: tuple[Fact, ...]
    mac: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a merchant's chain; number 0 and no mac where there is none yet."""

    number: int = 0
    mac: str = FIRST


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The key of one subject; None once it was destroyed."""

    merchant_id: MerchantId
    subject: str
    key: bytes | None


_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class Mac:
    """HMAC-SHA256 (RFC 2104) under one key. The key's part is computed once, which halves what a short text costs."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= BLOCK else sha256(key).digest()).ljust(BLOCK, b"\0")
        self._inner = sha256(block.translate(_INNER))
        self._outer = sha256(block.translate(_OUTER))

    def hex(self, words: str) -> str:
        """Return the code of `words` in 64 hex digits."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(words.encode())
        outer.update(inner.digest())
        return outer.hexdigest()

    def digest(self, statement: str) -> str:
        """Return the digest of a fact's statement under its subject's key."""
        return self.hex(statement)[:DIGEST_CHARACTERS]


class AuditKeys:
    """What the chain and the numbers' tokens are keyed with, from a secret that is kept outside the database."""

    def __init__(self, secret: bytes) -> None:
        self._chain = Mac(hmac.digest(secret, b"twolane audit chain", "sha256"))
        self._numbers = Mac(hmac.digest(secret, b"twolane numbers", "sha256"))
        self.fingerprint = hmac.digest(secret, b"twolane fingerprint", "sha256").hex()
        """Tells secrets apart and gives none away."""

    def mac(self, merchant_id: MerchantId, number: int, at: datetime, facts: Iterable[Fact], previous: str) -> str:
        """Return the hex HMAC-SHA256 of an entry. Times count to the millisecond, as they are stored."""
        words = f"{merchant_id}\n{number}\n{to_milliseconds(at)}\n{previous}\n{text_of(facts)}"
        return self._chain.hex(words)

    def token(self, merchant_id: MerchantId, phone: str) -> str:
        """Return what stands for a number where the number itself may not be kept; a token stands for itself."""
        if phone.startswith(TOKEN):
            return phone
        return f"{TOKEN}{self._numbers.digest(f'{merchant_id} {phone}')}"

    def sign(self, words: str) -> str:
        """Return the hex HMAC-SHA256 of a note about the chain that is kept elsewhere."""
        return self._chain.hex(words)


def text_of(facts: Iterable[Fact]) -> str:
    """Return the facts as they are stored and sealed: one on each line."""
    return "\n".join([f"{fact.kind} {fact.ref} {fact.subject} {fact.digest}" for fact in facts])
