"""The part of the ledger's port that says what the AI cost."""

from datetime import datetime
from typing import Protocol

from conversation.event import Event
from conversation.ids import ConversationId, MerchantId
from conversation.spent import MicroDollars


class SpentReader(Protocol):
    """Looks rows up."""

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        """What turns of the merchant's spent on models since `since`, newest first, each with the pack's hash."""
        ...

    def spent_since(self, merchant_id: MerchantId, since: datetime) -> MicroDollars:
        """Return what the merchant's turns and drafts of campaigns cost since `since`, as far as prices were known."""
        ...

    def spent_in_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> MicroDollars:
        """Return what the conversation's turns cost so far, as far as prices were known."""
        ...
