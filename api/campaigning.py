"""The part of a worker that runs campaigns: batch after batch, each in a transaction of its own."""

import logging
from dataclasses import dataclass

from compliance.rulebook import Rulebook
from conversation.campaign import Campaign
from conversation.clock import Clock
from conversation.errors import TwolaneError
from conversation.ledger import Ledger
from flows.campaign_running import advance

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Campaigning:
    """Several processes may run campaigns at once: the ledger gives each batch to one of them."""

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook

    async def advance_due(self) -> int:
        """Do the next batch of every campaign that is due; return how many batches were done."""
        now = self.clock.now()
        due = await self.ledger.glance(lambda books: books.campaigns_due(now))
        return sum([await self._advance(campaign) for campaign in due])

    async def _advance(self, campaign: Campaign) -> bool:
        """One campaign that cannot go on keeps no other from it."""
        now = self.clock.now()
        try:
            return await self.ledger.write(
                lambda books: advance(books, campaign.merchant_id, campaign.id, self.rulebook, now)
            )
        except TwolaneError:
            logger.exception("campaign %s cannot go on", campaign.id)
            return False
