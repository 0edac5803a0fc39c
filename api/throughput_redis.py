"""Throughput over Redis: one pace for every process that sends. Without the server each keeps the pace by itself."""

import logging
from datetime import datetime
from pathlib import Path

from redis.asyncio import Redis
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
"""A text waits no longer than this for a server that hangs."""


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

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, sender: Sender, tier: Tier, wish: Wish, now: datetime) -> int:
        of = f"{PREFIX}{{{pace_subject(sender)}}}"
        flags = int(wish.is_answer), int(wish.has_waited)
        window = tier.seconds * MILLISECONDS
        told = (wish.ref, wish.segments, *flags, to_milliseconds(now), tier.most, window)
        keys = [f"{of}:{name}" for name in ("left", "waiting", "line")]
        return int(await self._take(keys=keys, args=[*told, KEPT_WINDOWS, LATE_WINDOWS]))
