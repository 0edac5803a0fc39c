"""Inquiry: what became of a text whose sender died is asked of its carrier, and never guessed."""

import logging
from dataclasses import dataclass

from channels.carrier import Carrier, Certain, Outgoing, Receipt
from channels.departing import left_behind
from channels.dispatch import Dispatch
from channels.errors import Ambiguous, CarrierError
from channels.outcomes import Outcomes
from channels.status import CarrierStatus
from conversation.outbox import OutboxRow

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Asks carriers, and has the answers written down."""

    dispatch: Dispatch
    outcomes: Outcomes

    async def settle(self, row: OutboxRow) -> bool:
        """Ask about one text; True when it is known to have left."""
        left = await self.outcomes.ledger.read(lambda books: left_behind(books, row))
        if left is None or row.claimed_at is None:
            return False
        try:
            carrier, outgoing = self.dispatch.outgoing(left, self.outcomes.clock.now())
            receipt = await self._unclaimed(await carrier.find(outgoing, row.claimed_at))
            if receipt is None and await _never_had(carrier, outgoing):
                await self.outcomes.never_left(row)
                return False
            for carrier, outgoing in self.dispatch.by_others(left, self.outcomes.clock.now()):
                receipt = receipt or await self._unclaimed(await carrier.find(outgoing, row.claimed_at))
        except Ambiguous as error:
            receipt = await self._unclaimed(*(Receipt(one, CarrierStatus.ACCEPTED) for one in error.found))
        except CarrierError as error:
            logger.warning("cannot ask the carrier about %s: %s", row.message_id, error)
            receipt = None
        if receipt is None:
            await self.outcomes.unknown(row)
            return False
        await self.outcomes.sent(row, receipt)
        return True

    async def _unclaimed(self, *found: Receipt | None) -> Receipt | None:
        """Return the one of several texts that is no other text of ours; None where that leaves none, or a choice."""
        given = [receipt for receipt in found if receipt is not None]
        free = await self.outcomes.ledger.read(
            lambda books: [one for one in given if books.outbox_by_provider_id(one.provider_id) is None]
        )
        return free[0] if len(free) == 1 else None


async def _never_had(carrier: Carrier, outgoing: Outgoing) -> bool:
    return isinstance(carrier, Certain) and await carrier.never_had(outgoing)
