"""Bridges, in memory."""

from datetime import datetime

from conversation.bridge import Bridge, Mirror
from conversation.case import Case
from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.ids import ConversationId, MerchantId
from conversation.store_memory.keys import all_owned, in_order, owned, talk
from conversation.store_memory.table import Journal, Table


class MemoryBridgeReader:
    """Implements `conversation.bridge_books.BridgeReader`."""

    _conversations: Table[Conversation]
    _cases: Table[Case]

    def __init__(self, journal: Journal) -> None:
        self._bridges = Table[Bridge](journal, lambda row: row.merchant_id)
        self._mirrors = Table[Mirror](journal, talk, thread=lambda row: row.thread_ref)

    def bridge(self, merchant_id: MerchantId) -> Bridge | None:
        return self._bridges.get(merchant_id)

    def bridges(self) -> tuple[Bridge, ...]:
        return in_order(self._bridges.all(), lambda row: row.merchant_id)

    def mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None:
        return owned(self._mirrors.get(conversation_id), merchant_id)

    def mirror_of_thread(self, merchant_id: MerchantId, thread_ref: str) -> Mirror | None:
        return next(iter(all_owned(self._mirrors.of(thread=thread_ref), merchant_id)), None)

    def untold(self, merchant_id: MerchantId, now: datetime, limit: int) -> tuple[ConversationId, ...]:
        free = [row for row in all_owned(self._mirrors.all(), merchant_id) if row.is_free(now)]
        return tuple(sorted(row.conversation_id for row in free if self._goes_on(row)))[:limit]

    def unmirrored(self, merchant_id: MerchantId, limit: int) -> tuple[ConversationId, ...]:
        waiting = [case.conversation_id for case in all_owned(self._cases.all(), merchant_id) if case.is_open]
        return tuple(sorted(ref for ref in waiting if self._mirrors.get(ref) is None))[:limit]

    def _goes_on(self, mirror: Mirror) -> bool:
        row = self._conversations.get(mirror.conversation_id)
        return row is not None and mirror.is_behind(row.last_seq, row.last_event)


class MemoryBridgeBooks(MemoryBridgeReader):
    """Implements `conversation.bridge_books.BridgeBooks`. One loop runs one command at a time: nothing is locked."""

    def save_bridge(self, bridge: Bridge) -> None:
        self._bridges.put(bridge)

    def add_mirror(self, mirror: Mirror) -> bool:
        if self._mirrors.get(mirror.conversation_id) is not None:
            return False
        self._mirrors.put(mirror)
        return True

    def lock_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Mirror | None:
        return self.mirror(merchant_id, conversation_id)

    def save_mirror(self, mirror: Mirror) -> None:
        rival = self.mirror_of_thread(mirror.merchant_id, mirror.thread_ref) if mirror.thread_ref else None
        if rival is not None and rival.conversation_id != mirror.conversation_id:
            raise Conflict("another conversation has this thread")
        self._mirrors.put(mirror)

    def drop_mirror(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
        if self.mirror(merchant_id, conversation_id) is not None:
            self._mirrors.drop(conversation_id)
