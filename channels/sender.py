"""Sending: claims allowed texts under the fence, hands them to their carrier and writes down what came of it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from channels.carrier import Carrier
from channels.claiming import Claiming
from channels.departing import Departing, departing_with
from channels.dispatch import Dispatch, MediaAddress, NoCarrier
from channels.errors import Rejected, Unreachable
from channels.gathering import GatheringLedger
from channels.inquiry import Inquiry
from channels.outcomes import Outcomes
from channels.pace import Wish
from channels.pacing import Pacing
from channels.patience import Patience
from channels.throughput import Throughput
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Books, Ledger
from conversation.outbox import STARTED, OutboxRow
from conversation.retrying import put_off
from conversation.sending import Claimed

logger = logging.getLogger(__name__)

SETTLING_AGE = timedelta(seconds=60)
"""A row claimed for longer than this, and never settled, belongs to a sender that died."""
ASKED_FOR = timedelta(days=2)
"""For so long a carrier is asked about a text that is unknown: what it does not list by then it never will."""
ASKED_AT_ONCE = 8
LATEST_HAND_OVER = SETTLING_AGE / 2
"""Whoever comes later, because the machine stood still, leaves the text to those who settle: they may have begun."""


@dataclass(frozen=True, slots=True)
class OutboxSender:
    """Sends what the outbox holds. `carriers` go by name; status callbacks come to `public_url`.

    `media_address` says where carriers fetch pictures; without it texts with pictures cannot leave.
    """

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    carriers: Mapping[str, Carrier]
    name: str
    public_url: str
    media_address: MediaAddress | None = None
    throughput: Throughput | None = None
    """None: nothing limits what leaves, as on the simulated network."""
    together: Ledger | None = None
    """Where what comes of many texts in the same moment is written."""
    patience: Patience = field(default_factory=Patience)

    async def close(self) -> None:
        """Let go of what it shares with other senders. The carriers are whoever's they are."""
        if self.throughput is not None:
            await self.throughput.close()

    async def send_queued(self, limit: int = 50) -> int:
        """Send up to `limit` queued texts and return how many left; those of one conversation leave in order."""
        if self.throughput is None:
            taken = await self._take_page(limit)
        else:
            async with self.throughput.turn() as is_ours:
                taken = await self._take_page(limit) if is_ours else []
        return sum(await asyncio.gather(*(part.go() for part in taken)))

    async def _take_page(self, limit: int) -> list["_Taken"]:
        """Claim the first queued text of each conversation, as far as the numbers' pace lets them leave now."""
        now = self.clock.now()
        rows = await self.ledger.read(lambda books: books.queued_rows(now, limit))
        if self.throughput is not None and rows:
            rows = await Pacing(self.ledger, self.throughput).in_pace(rows, limit, now)
        return await asyncio.gather(*(self._take(those) for those in _by(_merchant, rows)))

    async def _take(self, rows: list[OutboxRow]) -> "_Taken":
        """Claim texts of one merchant, all at once."""
        gathering = GatheringLedger(self.ledger, rows[0].merchant_id, rows)
        lines, now = _by(_conversation, rows), self.clock.now()
        firsts = await gathering.write_all([partial(self._claim, row=line[0], now=now) for line in lines])
        return _Taken(replace(self, together=gathering), firsts, lines)

    async def _send_in_order(self, first: Departing | BaseException | None, later: list[OutboxRow]) -> int:
        """Send the first text of a conversation, already claimed or not to be, and then the others, one by one."""
        if isinstance(first, BaseException):
            raise first
        left = await self._hand_over(first) if first is not None else False
        return sum([left, *[await self.send(row) for row in later]])

    async def send(self, row: OutboxRow) -> bool:
        """Send one queued text unless the fence says otherwise; True when the carrier took it."""
        now = self.clock.now()
        departing = await self.ledger.write(lambda books: self._claim(books, row, now))
        return departing is not None and await self._hand_over(departing)

    def departing(self, books: Books, claimed: Claimed | None) -> Departing | None:
        """Return what to hand over of a text claimed in this transaction; None where it leaves with `send_queued`."""
        return departing_with(books, claimed) if claimed else None

    async def settle_left_behind(self) -> int:
        """Ask the carriers about texts whose sender died; return how many are settled now."""
        now, inquiry = self.clock.now(), Inquiry(self._dispatch, self._outcomes)
        rows = await self.ledger.read(lambda books: books.claimed_rows(now - SETTLING_AGE, now - ASKED_FOR))
        left, due = 0, self.patience.due(rows, now)
        for place in range(0, len(due), ASKED_AT_ONCE):
            left += sum(await asyncio.gather(*map(inquiry.settle, due[place : place + ASKED_AT_ONCE])))
        return left

    async def hand_over(self, departing: Departing) -> bool:
        """Give a claimed text to its carrier unless its number's pace makes it wait; True when the carrier took it."""
        if self.throughput is not None and departing.sender is not None:
            row, now = departing.row, self.clock.now()
            wish = Wish(row.message_id, departing.segments, row.purpose not in STARTED)
            at = await self.throughput.when(departing.sender, wish, now)
            if at > now:
                await self.ledger.write(lambda books: put_off(books, row, at, now))
                return False
        return await self._hand_over(departing)

    async def _hand_over(self, departing: Departing) -> bool:
        """Give a claimed text to its carrier and write down what came of it; True when the carrier took it."""
        row, now, outcomes = departing.row, self.clock.now(), self._outcomes
        if row.claimed_at is not None and now - row.claimed_at > LATEST_HAND_OVER:
            return False
        try:
            carrier, outgoing = self._dispatch.outgoing(departing, now)
            receipt = await carrier.send(outgoing)
        except Rejected as error:
            await outcomes.rejected(departing, error)
            return False
        except Unreachable as error:
            await outcomes.unreachable(row, error)
            return False
        except NoCarrier as error:
            logger.error("%s: %s", row.message_id, error)
            await outcomes.failed(row, "no_carrier")
            return False
        await outcomes.sent(row, receipt, departing.segments)
        return True

    def _claim(self, books: Books, row: OutboxRow, now: datetime) -> Departing | None:
        return Claiming(books, self.rulebook, self.name, now).take(row)

    @property
    def _dispatch(self) -> Dispatch:
        return Dispatch(self.carriers, self.public_url, self.media_address)

    @property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self.ledger, self.clock, self.rulebook, self.together or self.ledger)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Texts of one merchant, by conversation: what became of claiming the first of each, and all of them in order."""

    sender: OutboxSender
    firsts: list[Departing | BaseException | None]
    lines: list[list[OutboxRow]]

    async def go(self) -> int:
        """Let them go out side by side; return how many left."""
        pairs = zip(self.firsts, self.lines, strict=True)
        return sum(await asyncio.gather(*(self.sender._send_in_order(first, line[1:]) for first, line in pairs)))


def _by(key: Callable[[OutboxRow], str], rows: Iterable[OutboxRow]) -> list[list[OutboxRow]]:
    found: dict[str, list[OutboxRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.values())


_merchant = attrgetter("merchant_id")
_conversation = attrgetter("conversation_id")
