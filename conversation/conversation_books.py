"""The part of the ledger's port that holds conversations, their exchanges and what happened in them."""

from datetime import datetime
from typing import Protocol

from conversation.conversation import Control, Conversation
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.ids import ContactId, ConversationId, ExchangeId, MerchantId, UserId


class ConversationReader(Protocol):
    """Looks rows up."""

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None: ...

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        """Whose conversation it is: for the edge, which knows only the id and must check who may see it."""
        ...

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        """The contact's conversations that are not closed, in id order."""
        ...

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        """Newest `updated_at` first (ties by id, descending), strictly after the cursor `before`."""
        ...

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None: ...

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        """In the order they began."""
        ...

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        """In number order, those whose number is greater than `after`."""
        ...


class ConversationBooks(ConversationReader, Protocol):
    """The rows inside one transaction."""

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        """Hold the row until the transaction ends and return it as it is now. Raises Unknown."""
        ...

    def save_conversation(self, conversation: Conversation) -> None: ...
    def save_exchange(self, exchange: Exchange) -> None: ...
    def add_event(self, event: Event) -> None: ...
