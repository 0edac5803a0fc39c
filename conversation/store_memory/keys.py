"""What the tables in memory find their rows by, and how they put them in order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from conversation.ids import ConversationId, MerchantId
from conversation.outbox import OutboxRow


class Owned(Protocol):
    """A row that belongs to a merchant."""

    @property
    def merchant_id(self) -> MerchantId: ...


class Named(Protocol):
    """A row with an id of its own."""

    @property
    def id(self) -> str: ...


class Spoken(Protocol):
    """A row that belongs to a conversation."""

    @property
    def conversation_id(self) -> ConversationId: ...


class Dialled(Owned, Protocol):
    """A row about a number, as one merchant knows it."""

    @property
    def phone(self) -> str: ...


class Carted(Owned, Protocol):
    """A row about a cart, as the shop names it."""

    @property
    def shop_domain(self) -> str: ...

    @property
    def token(self) -> str: ...


Row = TypeVar("Row")
OwnedRow = TypeVar("OwnedRow", bound=Owned)


def own(row: Named) -> str:
    return row.id


def talk(row: Spoken) -> ConversationId:
    return row.conversation_id


def number(row: Dialled) -> tuple[MerchantId, str]:
    return row.merchant_id, row.phone


def token(row: Carted) -> tuple[MerchantId, str, str]:
    return row.merchant_id, row.shop_domain, row.token


def queued(row: OutboxRow) -> tuple[datetime, str]:
    return row.queued_at, row.message_id


def in_order(rows: Iterable[Row], key: Callable[[Row], Any]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=key))


def owned(row: OwnedRow | None, merchant_id: MerchantId) -> OwnedRow | None:
    """Return the row only to the merchant it belongs to."""
    return row if row is not None and row.merchant_id == merchant_id else None


def all_owned(rows: Iterable[OwnedRow], merchant_id: MerchantId) -> list[OwnedRow]:
    return [row for row in rows if row.merchant_id == merchant_id]
