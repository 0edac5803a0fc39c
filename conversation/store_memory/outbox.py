"""Texts on their way, in memory."""

from datetime import datetime

from conversation.errors import Conflict
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.outbox import STARTED, OutboxRow, OutboxState
from conversation.statements import Vouched
from conversation.store_memory.keys import all_owned, in_order, owned, queued, talk
from conversation.store_memory.table import Journal, Table

NEVER_LEFT = frozenset({OutboxState.CANCELLED, OutboxState.FAILED})


class MemoryOutboxReader:
    """Implements `conversation.outbox_books.OutboxReader`."""

    def __init__(self, journal: Journal) -> None:
        self._outbox = Table[OutboxRow](
            journal,
            lambda row: row.message_id,
            talk=talk,
            state=lambda row: row.state,
            number=lambda row: (row.merchant_id, row.to),
            provider=lambda row: row.provider_id,
        )

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        return owned(self._outbox.get(message_id), merchant_id)

    def outbox_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        return in_order(all_owned(self._outbox.of(talk=conversation_id), merchant_id), queued)

    def never_left(self, merchant_id: MerchantId, conversation_id: ConversationId) -> frozenset[MessageId]:
        rows = all_owned(self._outbox.of(talk=conversation_id), merchant_id)
        return frozenset(row.message_id for row in rows if row.state in NEVER_LEFT)

    def outbox_of(self, message_id: MessageId) -> OutboxRow | None:
        return self._outbox.get(message_id)

    def outbox_by_provider_id(self, provider_id: str) -> OutboxRow | None:
        return self._outbox.newest_of(provider=provider_id)

    def queued_in(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        rows = self.outbox_rows(merchant_id, conversation_id)
        return tuple(row for row in rows if row.state is OutboxState.QUEUED)

    def queued_rows(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        rows = self._outbox.of(state=OutboxState.QUEUED)
        ready = (row for row in rows if row.not_before is None or row.not_before <= now)
        return in_order(ready, queued)[:limit]

    def queued_answers(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        rows = (row for row in self._outbox.of(state=OutboxState.QUEUED) if row.purpose not in STARTED)
        return in_order((row for row in rows if row.not_before is None or row.not_before <= now), queued)[:limit]

    def claimed_rows(self, before: datetime, since: datetime) -> tuple[OutboxRow, ...]:
        claimed = self._outbox.of(state=OutboxState.CLAIMED)
        long_claimed = [row for row in claimed if row.claimed_at is not None and row.claimed_at < before]
        unknown = self._outbox.of(state=OutboxState.UNKNOWN)
        recent = [row for row in unknown if row.claimed_at is not None and row.claimed_at >= since]
        return in_order([*long_claimed, *recent], queued)


class MemoryOutboxBooks(MemoryOutboxReader):
    """Implements `conversation.outbox_books.OutboxBooks`."""

    touched: set[ConversationId]
    written: list[Vouched]

    def save_outbox_row(self, row: OutboxRow) -> None:
        rival = self.outbox_by_provider_id(row.provider_id) if row.provider_id else None
        if rival is not None and rival.message_id != row.message_id:
            raise Conflict(f"the carrier's id {row.provider_id} belongs to another text")
        self._outbox.put(row)
        self.written.append(row)
        self.touched.add(row.conversation_id)
