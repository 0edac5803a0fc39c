"""Throughput over Redis: one pace for every process that sends. Without the server each keeps the pace by itself."""

import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

import channels.pace
from channels.day_allowance import DayAllowance
from channels.pace import KEPT_WINDOWS, LATE_WINDOWS, Wish
from channels.throughput import MILLISECONDS, LocalThroughput, reached
from channels.throughput_tier import Tier, known_tiers, pace_subject
from conversation.clock import to_milliseconds
from conversation.errors import Misconfigured
from conversation.ledger import Ledger
from conversation.sender import Sender

logger = logging.getLogger(__name__)

PREFIX = "twolane:pace:"
ANSWER_SECONDS = 0.5
"""A text waits no longer than this for a server that hangs, or for another process to take what it sends."""
TURN_SECONDS = 5.0
"""After so long a turn ends by itself: its process died, or stands still."""
LOOK_SECONDS = 0.02


class RedisThroughput:
    """Implements `channels.throughput.Throughput`. Raises Misconfigured for an address that is none."""

    def __init__(self, url: str, ledger: Ledger) -> None:
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
        words = Path(channels.pace.__file__).with_suffix(".lua").read_text(encoding="utf-8")
        self._take = self._redis.register_script(words)
        self._days = DayAllowance(ledger)
        self._alone = LocalThroughput(self._days)

    async def when(self, sender: Sender, wish: Wish, now: datetime) -> datetime:
        tier = known_tiers().of(sender)
        tomorrow = await self._days.take(sender, tier, wish, now)
        if tomorrow is not None:
            return tomorrow
        try:
            at = await self._ask(sender, tier, wish, now)
        except (RedisError, OSError) as error:
            logger.warning("no shared pace, so this process keeps its own: %s", error)
            self._days.give_back(sender, wish, now)
            return await self._alone.when(sender, wish, now)
        return reached(self._days, sender, wish, at, now)

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        lock = self._redis.lock(f"{PREFIX}turn", TURN_SECONDS, LOOK_SECONDS, blocking_timeout=ANSWER_SECONDS)
        is_locked = await _is_acquired(lock)
        try:
            yield is_locked is not False
        finally:
            if is_locked:
                with contextlib.suppress(RedisError, OSError):
                    await lock.release()

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, sender: Sender, tier: Tier, wish: Wish, now: datetime) -> int:
        of = f"{PREFIX}{{{pace_subject(sender)}}}"
        flags = int(wish.is_answer), int(wish.has_waited)
        window = tier.seconds * MILLISECONDS
        told = (wish.ref, wish.segments, *flags, to_milliseconds(now), tier.most, window)
        keys = [f"{of}:{name}" for name in ("left", "waiting", "line")]
        return int(await self._take(keys=keys, args=[*told, KEPT_WINDOWS, LATE_WINDOWS]))


async def _is_acquired(lock: Lock) -> bool | None:
    """None without the server: then each process is alone with what it keeps."""
    try:
        return bool(await lock.acquire())
    except (RedisError, OSError):
        return None
