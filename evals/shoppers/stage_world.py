"""The world of a simulated shopper: a stage, as it is seen from their phone."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Protocol

from api.sample_world import MERCHANT
from api.stage import Stage
from conversation.ledger import Reader
from conversation.message import Direction, Message, Purpose
from conversation.outbox import OutboxState
from evals.recording import conversation_with
from evals.shoppers.shopper import Line

_NEVER_CAME = (OutboxState.CANCELLED, OutboxState.FAILED, OutboxState.QUEUED)


class _Order(Protocol):
    def __call__(self, *, with_code: bool) -> Awaitable[None]: ...


class StageWorld:
    """Shows what was texted after `begin`."""

    def __init__(self, stage: Stage, phone: str, order: _Order) -> None:
        self._stage = stage
        self._phone = phone
        self._order = order
        self._from_seq = 0

    async def begin(self) -> None:
        self._from_seq = max((message.seq for message in await self._messages()), default=0)

    async def text(self, words: str) -> None:
        await self._stage.text(self._phone, words)
        await self._stage.settle()

    async def wait(self, span: timedelta) -> None:
        await self._stage.advance(span)

    async def buy(self, *, with_code: bool) -> None:
        await self._order(with_code=with_code)
        await self._stage.settle()

    async def lines(self) -> tuple[Line, ...]:
        since = (message for message in await self._messages() if message.seq > self._from_seq)
        return tuple(Line(message.author, message.text, _purpose(message)) for message in since)

    async def _messages(self) -> tuple[Message, ...]:
        def seen(books: Reader) -> tuple[Message, ...]:
            row = conversation_with(books, MERCHANT.id, self._phone)
            messages = books.messages(MERCHANT.id, row.id) if row else ()
            return tuple(message for message in messages if _came(books, message))

        return await self._stage.twolane.house.ledger.read(seen)


def _came(books: Reader, message: Message) -> bool:
    if message.direction is Direction.IN:
        return True
    row = books.outbox_row(message.merchant_id, message.id)
    return row is not None and row.state not in _NEVER_CAME


def _purpose(message: Message) -> Purpose | None:
    return message.purpose if message.direction is Direction.OUT else None
