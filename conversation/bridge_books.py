"""The part of the ledger's port that holds bridges to merchants' own inboxes."""

from datetime import datetime
from typing import Protocol

from conversation.bridge import Bridge, Mirror
from conversation.ids import ConversationId, MerchantId


class BridgeReader(Protocol):
    """Looks rows up."""

    def bridge(self, merchant_id: MerchantId) -> Bridge | None: ...

    def bridges(self) -> tuple[Bridge, ...]:
        """Every merchant's, those that are off too."""
        ...

    def mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None: ...
    def mirror_of_thread(self, merchant_id: MerchantId, thread_ref: str) -> Mirror | None: ...

    def untold(self, merchant_id: MerchantId, now: datetime, limit: int) -> tuple[ConversationId, ...]:
        """Conversations whose log goes on after what their mirror was told, if it is free at `now`."""
        ...

    def unmirrored(self, merchant_id: MerchantId, limit: int) -> tuple[ConversationId, ...]:
        """Conversations that have an open case and no mirror."""
        ...


class BridgeBooks(BridgeReader, Protocol):
    """The rows inside one transaction."""

    def save_bridge(self, bridge: Bridge) -> None: ...

    def add_mirror(self, mirror: Mirror) -> bool:
        """False where the conversation has one."""
        ...

    def lock_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None:
        """Hold the row until the transaction ends and return it as it is now. Taken after a conversation's lock."""
        ...

    def save_mirror(self, mirror: Mirror) -> None: ...
    def drop_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None: ...
