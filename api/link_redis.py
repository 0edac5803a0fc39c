"""The link over Redis: one subscription that comes back by itself, and knows whether it is there."""

import asyncio
import contextlib
import logging
import secrets

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from api.link import Health, Hear
from conversation.errors import Misconfigured

logger = logging.getLogger(__name__)

PREFIX = "twolane:"
AGAIN = "again"
"""The topic on which a process that was cut off tells the others that they missed what it said meanwhile."""
RECONNECT_SECONDS = 1.0
QUIET_SECONDS = 2.0
"""After so long without a word the server is asked whether it is still there."""
ANSWER_SECONDS = 2.0
CANCEL_AGAIN_SECONDS = 0.1
"""redis-py swallows a cancellation that comes while a subscription begins."""


class RedisLink:
    """Implements `api.link.Link` with PUBLISH. Raises Misconfigured for an address that is none."""

    def __init__(self, url: str) -> None:
        try:
            self._redis: Redis = Redis.from_url(
                url,
                decode_responses=True,
                socket_connect_timeout=ANSWER_SECONDS,
                socket_timeout=ANSWER_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError as error:
            raise Misconfigured("REDIS_URL", f"it is no address ({error}); write redis://host:6379/0") from error
        self.health = Health(is_up=False)
        self._name = secrets.token_hex(8)
        self._hears: dict[str, list[Hear]] = {}
        self._unsaid: dict[str, dict[str, None]] = {}
        self._has_words = asyncio.Event()
        self._tried = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def say(self, topic: str, words: str) -> None:
        if self.health.is_up:
            self._unsaid.setdefault(topic, {})[words] = None
            self._has_words.set()

    def listen(self, topic: str, hear: Hear) -> None:
        self._hears.setdefault(topic, []).append(hear)

    async def start(self) -> None:
        """Begin, and return once the server was reached or could not be."""
        self._running = asyncio.create_task(self._run())
        await self._tried.wait()

    async def check(self) -> None:
        """Raises Misconfigured when the server does not answer."""
        try:
            await self._redis.ping()
        except (RedisError, OSError) as error:
            raise Misconfigured("REDIS_URL", str(error)) from error

    async def close(self) -> None:
        """Say what is still to be said, and let go."""
        if self._running is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._speak_once()
            await _end(self._running)
        await self._redis.aclose()

    async def _run(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.psubscribe(f"{PREFIX}*")
                    await _answer_of(subscription)
                    await self._begin()
                    await self._hear_and_speak(subscription)
            except (RedisError, OSError) as error:
                self._lose(error)
            self._tried.set()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _begin(self) -> None:
        was_lost, self.health = self._tried.is_set(), Health(True, self.health.losses)
        self._tried.set()
        if was_lost:
            logger.warning("Redis answers again")
            await self._publish(AGAIN, [""])

    def _lose(self, error: Exception) -> None:
        if self.health.is_up or not self._tried.is_set():
            logger.warning("lost Redis, pages check the ledger themselves until it answers: %s", error)
        self.health = Health(False, self.health.losses + self.health.is_up)
        self._unsaid.clear()

    async def _hear_and_speak(self, subscription: PubSub) -> None:
        """Raises what ends the first of the two."""
        both = [asyncio.create_task(self._hear(subscription)), asyncio.create_task(self._speak())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            await done.pop()
        finally:
            await _end(*both)

    async def _hear(self, subscription: PubSub) -> None:
        while True:
            message = await subscription.get_message(timeout=QUIET_SECONDS)
            if message is None:
                await subscription.ping()
                message = await _answer_of(subscription)
            if message["type"] == "pmessage":
                self._tell(message["channel"].removeprefix(PREFIX), message["data"])

    def _tell(self, topic: str, data: str) -> None:
        name, *lines = data.split("\n")
        if name == self._name:
            return
        if topic == AGAIN:
            self.health = Health(self.health.is_up, self.health.losses + 1)
        for hear in self._hears.get(topic, ()):
            for line in lines:
                hear(line)

    async def _speak(self) -> None:
        while True:
            await self._has_words.wait()
            await self._speak_once()

    async def _speak_once(self) -> None:
        self._has_words.clear()
        unsaid, self._unsaid = self._unsaid, {}
        for topic, lines in unsaid.items():
            await self._publish(topic, list(lines))

    async def _publish(self, topic: str, lines: list[str]) -> None:
        await self._redis.publish(PREFIX + topic, "\n".join([self._name, *lines]))


async def _answer_of(subscription: PubSub) -> dict[str, str]:
    """Return the next message. Raises TimeoutError when none comes in time."""
    message: dict[str, str] | None = await subscription.get_message(timeout=ANSWER_SECONDS)
    if message is None:
        raise TimeoutError(f"no answer within {ANSWER_SECONDS:.0f} s")
    return message


async def _end(*tasks: asyncio.Task[None]) -> None:
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=CANCEL_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
