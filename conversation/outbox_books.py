"""The part of the ledger's port that holds texts on their way."""

from datetime import datetime
from typing import Protocol

from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.outbox import OutboxRow


class OutboxReader(Protocol):
    """Looks rows up."""

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None: ...

    def outbox_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        """In the order they were queued."""
        ...

    def never_left(self, merchant_id: MerchantId, conversation_id: ConversationId) -> frozenset[MessageId]:
        """The texts whose row is cancelled or failed."""
        ...

    def outbox_of(self, message_id: MessageId) -> OutboxRow | None:
        """The row of a message of any merchant: for callbacks, which know no merchant."""
        ...

    def outbox_by_provider_id(self, provider_id: str) -> OutboxRow | None: ...

    def queued_in(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        """Those still queued, ready or not, in the order they were queued."""
        ...

    def queued_rows(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Of all merchants, oldest first, without those whose `not_before` lies after `now`."""
        ...

    def queued_answers(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """As `queued_rows`, but without what campaigns and flows send: for when there is more than can leave."""
        ...

    def claimed_rows(self, before: datetime, since: datetime) -> tuple[OutboxRow, ...]:
        """Claimed earlier than `before` and never settled, plus unknown rows claimed from `since` on; oldest first."""
        ...


class OutboxBooks(OutboxReader, Protocol):
    """The rows inside one transaction."""

    def save_outbox_row(self, row: OutboxRow) -> None: ...
