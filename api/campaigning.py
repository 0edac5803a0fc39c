"""The part of a worker that runs campaigns: batch after batch, each in a transaction of its own."""

from dataclasses import dataclass

from api.enduring import attempt
from compliance.rulebook import Rulebook
from conversation.campaign import Campaign
from conversation.clock import Clock
from conversation.ledger import Books, Ledger
from flows.campaign_running import advance


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

        def command(books: Books) -> bool:
            return advance(books, campaign.merchant_id, campaign.id, self.rulebook, now)

        return await attempt(f"the campaign {campaign.id}", lambda: self.ledger.write(command)) or False
