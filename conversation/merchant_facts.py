"""Taking facts about a merchant back."""

from dataclasses import replace
from datetime import datetime

from conversation.errors import Conflict, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant_fact import MerchantFact


def retire_fact(books: Books, merchant_id: MerchantId, fact_id: str, now: datetime) -> MerchantFact:
    """Take a fact back: it backs nothing from now on, and stays in the ledger. Raises Unknown, Conflict."""
    fact = books.merchant_fact(merchant_id, fact_id)
    if fact is None:
        raise Unknown("fact", fact_id)
    if fact.retired_at is not None:
        raise Conflict("it was taken back already")
    retired = replace(fact, retired_at=now)
    books.save_merchant_fact(retired)
    return retired
