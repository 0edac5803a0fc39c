"""Writing a store's policy into the ledger, as the one document of its origin."""

from datetime import datetime

from conversation.act import OPERATOR
from conversation.errors import Conflict
from conversation.ids import MerchantId
from conversation.importing import Read, import_at_once
from conversation.knowledge import DocumentState
from conversation.ledger import Books, Ledger

POLICY = "policy"


async def learn_policy(ledger: Ledger, merchant_id: MerchantId, markdown: str, now: datetime) -> None:
    """Keep the policy. The same words again change nothing, whichever process wrote them first."""
    read = Read("", markdown)

    def command(books: Books) -> None:
        known = books.documents(merchant_id, DocumentState.LIVE)
        if not any((one.origin, one.digest) == (POLICY, read.digest) for one in known):
            import_at_once(books, merchant_id, POLICY, {POLICY: [read]}, OPERATOR, now)

    try:
        await ledger.write(command)
    except Conflict:
        await ledger.write(command)
