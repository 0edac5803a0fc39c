"""Shops that are being read at this moment, side by side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from conversation.ids import MerchantId

AT_ONCE = 8
"""House figure: so many shops, each with its own limit, and each a page at a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Begins to read a shop where there is a place, and nobody of this process is at it already."""

    group: asyncio.TaskGroup
    at_work: dict[MerchantId, asyncio.Task[int]] = field(default_factory=dict)

    def begin(self, merchant_id: MerchantId, read: Callable[[], Awaitable[int]]) -> bool:
        """Return whether it was begun; else it is due still, and begun another time."""
        if merchant_id in self.at_work or len(self.at_work) >= AT_ONCE:
            return False
        task = self.group.create_task(_done(read))
        self.at_work[merchant_id] = task
        task.add_done_callback(lambda _: self.at_work.pop(merchant_id))
        return True


async def _done(read: Callable[[], Awaitable[int]]) -> int:
    return await read()
