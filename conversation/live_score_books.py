"""The part of the ledger's port that holds what sampled live conversations earned."""

from datetime import datetime
from typing import Protocol

from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId
from conversation.live_score import LivePlace, LiveScore


class LiveScoreReader(Protocol):
    """Looks rows up."""

    def live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> LiveScore | None: ...

    def live_scores(self, merchant_id: MerchantId, since: datetime, limit: int) -> tuple[LiveScore, ...]:
        """Those of conversations quiet since `since` or later, the one that went quiet last first."""
        ...

    def live_place(self, merchant_id: MerchantId) -> LivePlace | None: ...

    def quiet_conversations(
        self, merchant_id: MerchantId, after: LivePlace | None, until: datetime, limit: int
    ) -> tuple[Conversation, ...]:
        """Those in which nothing happened since `until`, and that went quiet after `after`, in that order."""
        ...


class LiveScoreBooks(LiveScoreReader, Protocol):
    """The rows inside one transaction."""

    def add_live_score(self, score: LiveScore) -> bool:
        """Keep it; False where the conversation has one already, which stays as it is."""
        ...

    def drop_live_score(self, merchant_id: MerchantId, conversation_id: ConversationId) -> None: ...
    def save_live_place(self, place: LivePlace) -> None: ...
