"""A ledger that gathers: what is written of many texts in the same moment is written in one transaction.

On Postgres to claim and to settle a text takes two dozen statements, each a way to the server and back; of 500 texts
together it takes little more.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.outbox import OutboxRow

T = TypeVar("T")
FEW = 8
"""Fewer than so many are written one by one, as they come from a carrier that answers each in its own time."""

Command = Callable[[Books], Any]
Errand = tuple[Command, asyncio.Future[Any]]


@dataclass(slots=True)
class GatheringLedger:
    """Implements `Ledger` for whoever sends `rows`, which are all of one merchant."""

    ledger: Ledger
    merchant_id: MerchantId
    rows: Sequence[OutboxRow]
    _errands: list[Errand] = field(default_factory=list)
    _flush: asyncio.Task[None] | None = None

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        """Run `command` with those that come in the same turn of the event loop; if one of them fails, by itself."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._errands.append((command, future))
        if self._flush is None:
            self._flush = loop.create_task(self._write_gathered())
        return await future

    async def read(self, query: Callable[[Reader], T]) -> T:
        return await self.ledger.read(query)

    async def glance(self, query: Callable[[Reader], T]) -> T:
        return await self.ledger.glance(query)

    async def close(self) -> None:
        """The ledger beneath is whoever's it is."""

    async def write_all(self, commands: Sequence[Callable[[Books], T]]) -> list[T | BaseException]:
        """Run commands together; if one of them fails, each by itself. Return what each answered or raised."""
        if len(commands) >= FEW:
            try:
                return [*await self.ledger.write(lambda books: self._run(books, commands))]
            except Exception:  # noqa: BLE001  whose fault it was is found by running each alone
                pass
        return await asyncio.gather(*(self.ledger.write(command) for command in commands), return_exceptions=True)

    async def _write_gathered(self) -> None:
        await asyncio.sleep(0)  # let whoever is as far as we are bring theirs
        errands, self._errands, self._flush = self._errands, [], None
        answers = await self.write_all([command for command, _ in errands])
        for (_, future), answer in zip(errands, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    def _run(self, books: Books, commands: Sequence[Callable[[Books], T]]) -> list[T]:
        with books.convoy(self.merchant_id, self.rows) as convoy:
            return [command(convoy) for command in commands]
