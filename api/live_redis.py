"""Live events over Redis PUBLISH, for several processes: a mere doorbell, so a lost ring costs one poll."""

import asyncio
import contextlib
import logging
from contextlib import AbstractAsyncContextManager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.live import MemoryLive, Watch
from conversation.ids import ConversationId

logger = logging.getLogger(__name__)

CHANNEL = "twolane:touched"
RECONNECT_SECONDS = 1.0
CANCEL_AGAIN_SECONDS = 0.1
"""redis-py swallows a cancellation that comes while a subscription begins."""


class RedisLive:
    """Rings listeners here at once, and those of other processes through Redis."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, decode_responses=True)
        self._here = MemoryLive()
        self._waiting: set[ConversationId] = set()
        self._rang = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def ring(self, touched: frozenset[ConversationId]) -> None:
        self._here.ring(touched)
        self._waiting |= touched
        self._rang.set()

    def watch(self) -> AbstractAsyncContextManager[Watch]:
        return self._here.watch()

    async def start(self) -> None:
        """Begin to listen. Raises RedisError when the server cannot be reached."""
        await self._redis.ping()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]

    async def close(self) -> None:
        while waiting := [task for task in self._tasks if not task.done()]:
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting, timeout=CANCEL_AGAIN_SECONDS)
        await self._here.close()
        await self._redis.aclose()

    async def _publish(self) -> None:
        while True:
            await self._rang.wait()
            self._rang.clear()
            touched, self._waiting = self._waiting, set()
            try:
                await self._redis.publish(CHANNEL, " ".join(sorted(touched)))
            except RedisError as error:
                logger.warning("could not ring over Redis, other processes will poll: %s", error)

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(RedisError):
                await self._hear()
            logger.warning("lost Redis; listening again in %.0f s", RECONNECT_SECONDS)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self) -> None:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "message":
                    self._here.ring(frozenset(message["data"].split()))
