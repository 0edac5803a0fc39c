"""The set-up as pages, REST and the command line ask for it."""

from dataclasses import dataclass
from datetime import datetime

from api.setup.checklist import checklist
from api.setup.gathering import Gatherer
from api.setup.item import Checklist
from api.setup.probing import Prober
from compliance.rulebook import Rulebook
from conversation.ids import MerchantId
from conversation.ledger import Ledger, Reader
from conversation.merchant import Merchant


@dataclass(frozen=True, slots=True)
class SetUpDesk:
    """Joins what the ledger knows with what was tried."""

    gatherer: Gatherer
    prober: Prober
    rulebook: Rulebook

    def checklist(self, reader: Reader, merchant: Merchant, now: datetime) -> Checklist:
        """Return the merchant's checklist, by what was tried last."""
        facts = self.gatherer.gather(reader, merchant, now, self.prober.known(merchant.id))
        return checklist(facts, self.rulebook)

    async def probe(self, ledger: Ledger, merchant_id: MerchantId) -> None:
        """Try the carrier, the address, the model and the policies' pages now."""
        merchant, number = await ledger.read(
            lambda books: (books.merchant(merchant_id), self.gatherer.number(books, merchant_id))
        )
        if merchant is not None:
            await self.prober.probe(merchant, number)
