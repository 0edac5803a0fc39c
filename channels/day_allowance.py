"""A day's allowance, taken from the ledger by the block, so that sending a text seldom writes one row more.

A process that dies loses what is left of its block: less leaves that day, never more.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from channels.pace import Wish
from channels.throughput_tier import Tier, Tiers, day_subject, known_tiers
from conversation.ledger import Books, Ledger
from conversation.sender import Sender

BLOCKS = 100
"""Into so many blocks a day is cut. A house figure."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is taken of one subject's day: by answers, or by what campaigns and flows send."""

    subject: str
    day: str
    is_answer: bool


@dataclass(slots=True)
class DayAllowance:
    """What this process has left of the shares that it took blocks of.

    Of a day that has too little left for a long text, it takes the rest: shorter texts leave with it.
    """

    ledger: Ledger
    tiers: Tiers = field(default_factory=known_tiers)
    _left: dict[Share, int] = field(default_factory=dict)
    _used_up: set[Share] = field(default_factory=set)

    async def take(self, sender: Sender, tier: Tier, wish: Wish, now: datetime) -> datetime | None:
        """Take the text's segments of the day; where the day has too few left, return when the next one begins."""
        if tier.per_day is None:
            return None
        share = self._share(sender, wish, now)
        if self._left.get(share, 0) < wish.segments and share not in self._used_up:
            await self._fill(share, sender, tier.per_day, wish.segments)
        left = self._left.get(share, 0)
        if left < wish.segments:
            return self._tomorrow(now)
        self._left[share] = left - wish.segments
        return None

    def give_back(self, sender: Sender, wish: Wish, now: datetime) -> None:
        """Put back what a text took that does not leave now."""
        share = self._share(sender, wish, now)
        if share in self._left:
            self._left[share] += wish.segments

    async def _fill(self, share: Share, sender: Sender, per_day: int, segments: int) -> None:
        most = per_day if share.is_answer else per_day * (100 - self.tiers.kept_for_answers) // 100
        missing = segments - self._left.get(share, 0)

        def command(books: Books) -> int:
            day = books.lock_sending_day(share.subject, share.day, sender.merchant_id)
            block = max(0, min(max(missing, per_day // BLOCKS), most - day.taken))
            books.save_sending_day(replace(day, taken=day.taken + block))
            return block

        self._forget_before(share.day)
        block = await self.ledger.write(command)
        self._left[share] = self._left.get(share, 0) + block
        if block < missing:
            self._used_up.add(share)

    def _forget_before(self, day: str) -> None:
        self._left = {share: left for share, left in self._left.items() if share.day >= day}
        self._used_up = {share for share in self._used_up if share.day >= day}

    def _share(self, sender: Sender, wish: Wish, now: datetime) -> Share:
        return Share(day_subject(sender), now.astimezone(self.tiers.zone).date().isoformat(), wish.is_answer)

    def _tomorrow(self, now: datetime) -> datetime:
        tomorrow = now.astimezone(self.tiers.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self.tiers.zone).astimezone(now.tzinfo)
