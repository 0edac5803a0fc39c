"""What live conversations earned, in memory."""

from datetime import datetime

from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId
from conversation.live_score import LivePlace, LiveScore
from conversation.store_memory.keys import all_owned, in_order, owned
from conversation.store_memory.table import Journal, Table


class MemoryLiveScoreReader:
    """Implements `conversation.live_score_books.LiveScoreReader`."""

    _conversations: Table[Conversation]

    def __init__(self, journal: Journal) -> None:
        self._live_scores = Table[LiveScore](
            journal, lambda row: row.conversation_id, merchant=lambda row: row.merchant_id
        )
        self._live_places = Table[LivePlace](journal, lambda row: row.merchant_id)

    def live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> LiveScore | None:
        return owned(self._live_scores.get(conversation_id), merchant_id)

    def live_scores(self, merchant_id: MerchantId, since: datetime, limit: int) -> tuple[LiveScore, ...]:
        rows = [row for row in self._live_scores.of(merchant=merchant_id) if row.quiet_since >= since]
        return tuple(sorted(rows, key=lambda row: (row.quiet_since, row.conversation_id), reverse=True)[:limit])

    def live_place(self, merchant_id: MerchantId) -> LivePlace | None:
        return self._live_places.get(merchant_id)

    def quiet_conversations(
        self, merchant_id: MerchantId, after: LivePlace | None, until: datetime, limit: int
    ) -> tuple[Conversation, ...]:
        rows = [row for row in all_owned(self._conversations.all(), merchant_id) if row.updated_at <= until]
        if after is not None:
            place = (after.quiet_since, after.conversation_id)
            rows = [row for row in rows if (row.updated_at, row.id) > place]
        return in_order(rows, lambda row: (row.updated_at, row.id))[:limit]


class MemoryLiveScoreBooks(MemoryLiveScoreReader):
    """Implements `conversation.live_score_books.LiveScoreBooks`."""

    def add_live_score(self, score: LiveScore) -> bool:
        if self._live_scores.get(score.conversation_id) is not None:
            return False
        self._live_scores.put(score)
        return True

    def drop_live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
        if self.live_score(merchant_id, conversation_id) is not None:
            self._live_scores.drop(conversation_id)

    def save_live_place(self, place: LivePlace) -> None:
        self._live_places.put(place)
