"""Outcomes: what came of handing a text over is written down, with what follows from it."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from channels.carrier import Receipt
from channels.delivery_actions import FIRST_RETRY, DeliveryActions
from channels.departing import Departing
from channels.errors import Rejected, Unreachable
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Books, Ledger
from conversation.outbox import OutboxRow, OutboxState
from conversation.sending import requeue, settle

logger = logging.getLogger(__name__)

MOST_DOUBLED = 8
LONGEST_WAIT = timedelta(minutes=5)
"""Between two tries while the carrier is away."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Writes down what came of texts, each as of the moment that it is known.

    `together` writes what comes of many in the same moment at once. It holds many conversations by then, so that what
    locks a number first, as everything does that locks both, is written by itself.
    """

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    together: Ledger

    async def sent(self, row: OutboxRow, receipt: Receipt, segments: int | None = None) -> None:
        now, status = self.clock.now(), receipt.status.value

        def command(books: Books) -> None:
            settle(
                books,
                row,
                OutboxState.SENT,
                now,
                provider_id=receipt.provider_id,
                carrier_status=status,
                segments=segments,
            )

        await self.together.write(command)

    async def rejected(self, departing: Departing, error: Rejected) -> None:
        """Write the refusal down, and do in the same transaction what it asks for."""
        row, now = departing.row, self.clock.now()
        carrier = departing.sender.carrier if departing.sender else ""

        def command(books: Books) -> None:
            actions = DeliveryActions(books, carrier, self.rulebook, now)
            actions.refused(row, error.code, permanent=error.permanent or error.opted_out)

        await self.ledger.write(command)

    async def unreachable(self, row: OutboxRow, error: Unreachable) -> None:
        """A text that surely has not left is tried again; of another one nobody knows."""
        logger.warning("carrier unreachable for %s: %s", row.message_id, error)
        if error.maybe_sent:
            await self.unknown(row)
        else:
            await self._try_again(row)

    async def never_left(self, row: OutboxRow) -> None:
        """The carrier surely never had the text: it may leave at once."""
        now = self.clock.now()
        await self.together.write(lambda books: requeue(books, row, now, now))

    async def unknown(self, row: OutboxRow) -> None:
        now = self.clock.now()
        await self.together.write(lambda books: settle(books, row, OutboxState.UNKNOWN, now))

    async def failed(self, row: OutboxRow, code: str) -> None:
        now = self.clock.now()
        await self.together.write(lambda books: settle(books, row, OutboxState.FAILED, now, error_code=code))

    async def _try_again(self, row: OutboxRow) -> None:
        """A carrier may be away for hours: the text waits for it as long as it may still be said."""
        now = self.clock.now()
        again = now + min(FIRST_RETRY * 2 ** min(row.attempts, MOST_DOUBLED), LONGEST_WAIT)
        if again >= row.expires_at:
            await self.failed(row, "unreachable")
        else:
            await self.together.write(lambda books: requeue(books, row, again, now))
