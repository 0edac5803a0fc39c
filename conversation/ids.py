"""Identifiers: a type prefix and a UUIDv7 (RFC 9562, section 5.7), so that ids sort by birth."""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from conversation.chance import chance

MerchantId: TypeAlias = str
ContactId: TypeAlias = str
SenderId: TypeAlias = str
UserId: TypeAlias = str
CartId: TypeAlias = str
CaseId: TypeAlias = str
OfferId: TypeAlias = str
ConversationId: TypeAlias = str
ExchangeId: TypeAlias = str
MessageId: TypeAlias = str

OUTSIDE: UserId = "outside"
"""Holds a conversation into which somebody texted without us. No person has this id."""

_VERSION_7 = 0x7000
_VARIANT = 0x8000000000000000


def new_id(prefix: str, now: datetime) -> str:
    """Return ``prefix_`` and a UUIDv7 in hex whose first 48 bits are `now` in epoch milliseconds."""
    milliseconds = int(now.timestamp() * 1000)
    bits = chance().getrandbits
    high = (milliseconds << 16) | _VERSION_7 | bits(12)
    low = _VARIANT | bits(62)
    return f"{prefix}_{UUID(int=(high << 64) | low).hex}"


def first_id(prefix: str, moment: datetime) -> str:
    """Return what sorts before every id born at `moment` or later and after all born earlier."""
    return f"{prefix}_{int(moment.timestamp() * 1000):012x}"
