"""Sending: claims allowed texts under the fence, hands them to their carrier and writes down what came of it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

from channels.carrier import Carrier, Certain, Outgoing, Receipt
from channels.delivery_actions import FIRST_RETRY, DeliveryActions
from channels.errors import Ambiguous, CarrierError, Rejected, Unreachable
from channels.gathering import GatheringLedger
from channels.pace import Wish
from channels.segments import measure
from channels.status import CarrierStatus
from channels.throughput import Throughput
from compliance.gate import review_row
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Books, Ledger, Reader
from conversation.media import MediaFile
from conversation.outbox import STARTED, OutboxRow, OutboxState
from conversation.retrying import put_off
from conversation.sender import Sender
from conversation.sending import (
    Claim,
    Claimed,
    Gone,
    Overdue,
    cancel,
    claim,
    hold_back,
    renew_verdict,
    requeue,
    settle,
)
from conversation.verdict import Allow, Defer, Refuse

logger = logging.getLogger(__name__)

SETTLING_AGE = timedelta(seconds=60)
"""A row claimed for longer than this, and never settled, belongs to a sender that died."""
LATEST_HAND_OVER = SETTLING_AGE / 2
"""Whoever comes later, because the machine stood still, leaves the text to those who settle: they may have begun."""


MediaAddress: TypeAlias = Callable[[MediaFile, datetime], str]
"""Returns where a picture is to be fetched, from a moment on and for long enough."""

MOST_DOUBLED = 8
LONGEST_WAIT = timedelta(minutes=5)
"""Between two tries while the carrier is away."""


class NoCarrier(CarrierError):
    """The number is served by a carrier that this process was not given."""


@dataclass(frozen=True, slots=True)
class Departing:
    """A text that is ours to hand over, once, and the number it leaves from."""

    row: OutboxRow
    text: str
    sender: Sender | None
    media: tuple[MediaFile, ...] = ()


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

    async def close(self) -> None:
        """Let go of what it shares with other senders. The carriers are whoever's they are."""
        if self.throughput is not None:
            await self.throughput.close()

    async def send_queued(self, limit: int = 50) -> int:
        """Send up to `limit` queued texts and return how many left; those of one conversation leave in order."""
        now = self.clock.now()
        rows = await self.ledger.read(lambda books: books.queued_rows(now, limit))
        if self.throughput is not None and rows:
            rows = await self._in_pace(self.throughput, rows, limit, now)
        return sum(await asyncio.gather(*(self._send_together(those) for those in _by(_merchant, rows))))

    async def _send_together(self, rows: list[OutboxRow]) -> int:
        """Send texts of one merchant; what is written of them in the same moment is written at once."""
        together = replace(self, ledger=GatheringLedger(self.ledger, rows[0].merchant_id, rows))
        lines = _by(_conversation, rows)
        return sum(await asyncio.gather(*(together._send_in_order(line) for line in lines)))

    async def _send_in_order(self, line: list[OutboxRow]) -> int:
        return sum([await self.send(row) for row in line])

    async def send(self, row: OutboxRow) -> bool:
        """Send one queued text unless the fence says otherwise; True when the carrier took it."""
        now = self.clock.now()
        departing = await self.ledger.write(lambda books: self._claim(books, row, now))
        return departing is not None and await self._hand_over(departing)

    async def _in_pace(
        self, throughput: Throughput, rows: tuple[OutboxRow, ...], limit: int, now: datetime
    ) -> tuple[OutboxRow, ...]:
        """Return those that their numbers' pace lets leave now, answers first; the others wait for their moment.

        Behind a whole page of what campaigns send there may be answers: they are looked for.
        """

        def look(books: Reader) -> list[tuple[OutboxRow, Sender | None, int]]:
            more = books.queued_answers(now, limit) if len(rows) == limit else ()
            found = {row.message_id: row for row in (*rows, *more)}
            senders = {key: books.sender(*key) for key in {_number(row) for row in found.values()}}
            those = sorted(found.values(), key=lambda one: one.purpose in STARTED)
            return [(row, senders[_number(row)], _size_of(books, row)) for row in those]

        ready: list[OutboxRow] = []
        held: list[tuple[OutboxRow, datetime]] = []
        for row, sender, segments in await self.ledger.read(look):
            wish = Wish(row.message_id, segments, row.purpose not in STARTED, row.not_before is not None)
            at = await throughput.when(sender, wish, now) if sender is not None else now
            ready.append(row) if at <= now else held.append((row, at))
        if held:
            await self.ledger.write(lambda books: _hold_back(books, held, now))
        return tuple(ready)

    def departing(self, books: Books, claimed: Claimed | None) -> Departing | None:
        """Return what to hand over of a text claimed in this transaction; None where it leaves with `send_queued`."""
        return _departing(books, claimed) if claimed else None

    async def settle_left_behind(self) -> int:
        """Ask the carriers about texts whose sender died; return how many are settled now."""
        before = self.clock.now() - SETTLING_AGE
        rows = await self.ledger.read(lambda books: books.claimed_rows(before))
        return sum([await self._ask(row) for row in rows])

    def _claim(self, books: Books, row: OutboxRow, now: datetime) -> Departing | None:
        outcome = claim(books, row.merchant_id, row.message_id, self.name, now)
        if isinstance(outcome, Overdue):
            outcome = self._decide_again(books, outcome.row, now)
        return _departing(books, outcome)

    def _decide_again(self, books: Books, row: OutboxRow, now: datetime) -> Claim:
        verdict = review_row(books, row, self.rulebook, now)
        match verdict:
            case Allow():
                renew_verdict(books, row, verdict, now)
                return claim(books, row.merchant_id, row.message_id, self.name, now)
            case Defer(at=at):
                hold_back(books, row, at, now)
                return Gone(f"held back until {at.isoformat()}")
            case Refuse(why=why):
                cancel(books, row, f"decided again: {why}", now)
                return Gone(why)

    async def hand_over(self, departing: Departing) -> bool:
        """Give a claimed text to its carrier unless its number's pace makes it wait; True when the carrier took it."""
        if self.throughput is not None and departing.sender is not None:
            row, now = departing.row, self.clock.now()
            wish = Wish(row.message_id, _segments(departing.text, departing.media), row.purpose not in STARTED)
            at = await self.throughput.when(departing.sender, wish, now)
            if at > now:
                await self.ledger.write(lambda books: put_off(books, row, at, now))
                return False
        return await self._hand_over(departing)

    async def _hand_over(self, departing: Departing) -> bool:
        """Give a claimed text to its carrier and write down what came of it; True when the carrier took it."""
        row = departing.row
        if row.claimed_at is not None and self.clock.now() - row.claimed_at > LATEST_HAND_OVER:
            return False
        try:
            carrier, outgoing = self._outgoing(departing)
            receipt = await carrier.send(outgoing)
        except Rejected as error:
            await self._rejected(departing, error)
            return False
        except Unreachable as error:
            await self._unreachable(row, error)
            return False
        except NoCarrier as error:
            logger.error("%s: %s", row.message_id, error)
            await self._fail(row, "no_carrier")
            return False
        await self._sent(row, receipt, _segments(departing.text, departing.media))
        return True

    def _outgoing(self, departing: Departing) -> tuple[Carrier, Outgoing]:
        row, sender = departing.row, departing.sender
        if sender is None or sender.carrier not in self.carriers:
            raise NoCarrier(f"no carrier serves sender {row.sender_id}")
        callback = f"{self.public_url}/webhooks/{sender.carrier}/status?message={row.message_id}"
        callback += f"&attempt={row.attempts}" if row.attempts else ""
        addresses = tuple(self._address(file) for file in departing.media)
        outgoing = Outgoing(row.message_id, sender.phone, row.to, departing.text, callback, addresses)
        return self.carriers[sender.carrier], outgoing

    def _address(self, file: MediaFile) -> str:
        if self.media_address is None:
            raise NoCarrier("nobody serves pictures for carriers to fetch")
        return self.media_address(file, self.clock.now())

    async def _sent(self, row: OutboxRow, receipt: Receipt, segments: int | None = None) -> None:
        now = self.clock.now()
        await self.ledger.write(
            lambda books: settle(
                books,
                row,
                OutboxState.SENT,
                now,
                provider_id=receipt.provider_id,
                carrier_status=receipt.status.value,
                segments=segments,
            )
        )

    async def _rejected(self, departing: Departing, error: Rejected) -> None:
        """Write the refusal down, and do in the same transaction what it asks for."""
        row, now = departing.row, self.clock.now()
        carrier = departing.sender.carrier if departing.sender else ""

        def command(books: Books) -> None:
            actions = DeliveryActions(books, carrier, self.rulebook, now)
            actions.refused(row, error.code, permanent=error.permanent or error.opted_out)

        await self.ledger.write(command)

    async def _unreachable(self, row: OutboxRow, error: Unreachable) -> None:
        logger.warning("carrier unreachable for %s: %s", row.message_id, error)
        if not error.maybe_sent:
            await self._try_again(row)
            return
        now = self.clock.now()
        await self.ledger.write(lambda books: settle(books, row, OutboxState.UNKNOWN, now))

    async def _try_again(self, row: OutboxRow) -> None:
        """A carrier may be away for hours: the text waits for it as long as it may still be said."""
        now = self.clock.now()
        again = now + min(FIRST_RETRY * 2 ** min(row.attempts, MOST_DOUBLED), LONGEST_WAIT)
        if again >= row.expires_at:
            await self._fail(row, "unreachable")
        else:
            await self.ledger.write(lambda books: requeue(books, row, again, now))

    async def _fail(self, row: OutboxRow, code: str) -> None:
        now = self.clock.now()
        await self.ledger.write(lambda books: settle(books, row, OutboxState.FAILED, now, error_code=code))

    async def _ask(self, row: OutboxRow) -> bool:
        left = await self.ledger.read(lambda books: _left_behind(books, row))
        if left is None or row.claimed_at is None:
            return False
        try:
            carrier, outgoing = self._outgoing(left)
            receipt = await self._unclaimed(await carrier.find(outgoing, row.claimed_at))
            if receipt is None and isinstance(carrier, Certain) and await carrier.never_had(outgoing):
                now = self.clock.now()
                await self.ledger.write(lambda books: requeue(books, row, now, now))
                return False
        except Ambiguous as error:
            receipt = await self._unclaimed(*(Receipt(one, CarrierStatus.ACCEPTED) for one in error.found))
        except CarrierError as error:
            logger.warning("cannot ask the carrier about %s: %s", row.message_id, error)
            receipt = None
        if receipt is None:
            now = self.clock.now()
            await self.ledger.write(lambda books: settle(books, row, OutboxState.UNKNOWN, now))
            return False
        await self._sent(row, receipt)
        return True

    async def _unclaimed(self, *found: Receipt | None) -> Receipt | None:
        """Return the one of several texts that is no other text of ours; None where that leaves none, or a choice."""
        given = [receipt for receipt in found if receipt is not None]
        free = await self.ledger.read(
            lambda books: [one for one in given if books.outbox_by_provider_id(one.provider_id) is None]
        )
        return free[0] if len(free) == 1 else None


def _size_of(books: Reader, row: OutboxRow) -> int:
    """Return how many segments the text has."""
    message = books.message(row.merchant_id, row.message_id)
    return 1 if message is None or message.body is None else _segments(message.text, message.media)


def _segments(text: str, media: Sequence[object]) -> int:
    """A text with pictures is one part to the carriers, however long (docs.aws.amazon.com, limits in MPS; primary)."""
    return 1 if media else max(measure(text).count, 1)


def _hold_back(books: Books, held: Iterable[tuple[OutboxRow, datetime]], now: datetime) -> None:
    for row, at in sorted(held, key=lambda one: one[0].conversation_id):
        hold_back(books, row, at, now)


def _departing(books: Books, claimed: Claim | None) -> Departing | None:
    return _with_sender(books, claimed) if isinstance(claimed, Claimed) else None


def _left_behind(books: Reader, row: OutboxRow) -> Departing | None:
    message = books.message(row.merchant_id, row.message_id)
    return _with_sender(books, Claimed(row, message.text, media=message.media)) if message is not None else None


def _with_sender(books: Reader, claimed: Claimed) -> Departing:
    row = claimed.row
    files = [books.media_file(row.merchant_id, media_id) for media_id in claimed.media]
    sender = claimed.sender or books.sender(row.merchant_id, row.sender_id)
    return Departing(row, claimed.text, sender, tuple(file for file in files if file is not None))


def _by(key: Callable[[OutboxRow], str], rows: Iterable[OutboxRow]) -> list[list[OutboxRow]]:
    found: dict[str, list[OutboxRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.values())


_merchant = attrgetter("merchant_id")
_conversation = attrgetter("conversation_id")
_number = attrgetter("merchant_id", "sender_id")
