"""Pacing: of the texts that are queued, those that their numbers' pace lets leave now; the others wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from channels.departing import segments_of
from channels.pace import Wish
from channels.throughput import Throughput
from conversation.ledger import Books, Ledger, Reader
from conversation.outbox import STARTED, OutboxRow
from conversation.sender import Sender
from conversation.sending import hold_back

_number = attrgetter("merchant_id", "sender_id")


@dataclass(frozen=True, slots=True)
class Pacing:
    """Asks for each text in turn, answers first."""

    ledger: Ledger
    throughput: Throughput

    async def in_pace(self, rows: tuple[OutboxRow, ...], limit: int, now: datetime) -> tuple[OutboxRow, ...]:
        """Return those of `rows`, a page of at most `limit`, that may leave now; the others are held back.

        Behind a whole page of what campaigns send there may be answers: they are looked for.
        """

        def look(books: Reader) -> list[tuple[OutboxRow, Sender | None, int]]:
            more = books.queued_answers(now, limit) if len(rows) == limit else ()
            found = {row.message_id: row for row in (*rows, *more)}
            senders = {key: books.sender(*key) for key in {_number(row) for row in found.values()}}
            those = sorted(found.values(), key=lambda one: one.purpose in STARTED)
            return [(row, senders[_number(row)], segments_of(books, row)) for row in those]

        ready: list[OutboxRow] = []
        held: list[tuple[OutboxRow, datetime]] = []
        for row, sender, segments in await self.ledger.read(look):
            wish = Wish(row.message_id, segments, row.purpose not in STARTED, row.not_before is not None)
            at = await self.throughput.when(sender, wish, now) if sender is not None else now
            ready.append(row) if at <= now else held.append((row, at))
        if held:
            await self.ledger.write(lambda books: _hold_back(books, held, now))
        return tuple(ready)


def _hold_back(books: Books, held: Iterable[tuple[OutboxRow, datetime]], now: datetime) -> None:
    for row, at in sorted(held, key=lambda one: one[0].conversation_id):
        hold_back(books, row, at, now)
