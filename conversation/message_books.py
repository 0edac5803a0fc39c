"""The part of the ledger's port that holds messages."""

from datetime import datetime
from typing import Protocol

from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.message import Message


class MessageReader(Protocol):
    """Looks rows up."""

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None: ...

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        """In seq order."""
        ...

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        """The messages in seq order without their verdicts, which are the greater part of a long log."""
        ...

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None: ...

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        """Outbound messages to the number created at or after `since` whose row is not cancelled or failed."""
        ...


class MessageBooks(MessageReader, Protocol):
    """The rows inside one transaction."""

    def add_message(self, message: Message) -> None:
        """Messages are immutable: raises Conflict when the id or the (conversation, seq) exists."""
        ...
