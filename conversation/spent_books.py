"""The part of the ledger's port that says what the AI's turns cost."""

from datetime import datetime
from typing import Protocol

from conversation.event import Event
from conversation.ids import MerchantId


class SpentReader(Protocol):
    """Looks rows up."""

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        """What turns of the merchant's spent on models since `since`, newest first, each with the pack's hash."""
        ...
