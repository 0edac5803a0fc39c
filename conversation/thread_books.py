"""The part of the ledger's port that reads a stretch of a long conversation."""

from typing import Protocol

from conversation.event import Event
from conversation.ids import ConversationId, MerchantId
from conversation.message import Message


class ThreadReader(Protocol):
    """Looks rows up."""

    def messages_between(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int, through_seq: int
    ) -> tuple[Message, ...]:
        """In seq order, those with a greater seq than `after_seq`, up to and including `through_seq`."""
        ...

    def events_since(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int
    ) -> tuple[Event, ...]:
        """In number order, what happened when the newest message had the seq `after_seq`, and later."""
        ...

    def milestones(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, through_seq: int
    ) -> tuple[Event, ...]:
        """In number order, the events of `MILESTONES` while the newest message was at most `through_seq`."""
        ...
