"""The part of the ledger's port that makes many texts cheap: the same books, read ahead and written together."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, Self

from conversation.ids import ContactId, MerchantId
from conversation.outbox import OutboxRow


class CrowdBooks(Protocol):
    """Both share the transaction of the books that they come from; what they write is there when the block ends."""

    def crowd(self, merchant_id: MerchantId, contacts: Sequence[ContactId]) -> AbstractContextManager[Self]:
        """Lock the numbers of these contacts, and return books for one text to each of them.

        What the gate asks about them is read for all at once. Nothing may be asked about anybody else meanwhile.
        """
        ...

    def convoy(self, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> AbstractContextManager[Self]:
        """Lock the conversations of these texts, and return books for claiming or settling them."""
        ...
