"""Writing rows in memory, with the uniqueness that the other ledgers have."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from conversation.audit import AuditKeys
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.ids import ContactId, ConversationId, MerchantId
from conversation.outbox import OutboxRow
from conversation.segment_matching import Matching
from conversation.segment_rule import Rule
from conversation.statements import Vouched
from conversation.store_memory.access import MemoryAccessBooks
from conversation.store_memory.alerts import MemoryAlertBooks
from conversation.store_memory.audit import MemoryAuditBooks
from conversation.store_memory.automation import MemoryAutomationBooks
from conversation.store_memory.bridges import MemoryBridgeBooks
from conversation.store_memory.campaigns import MemoryCampaignBooks, spread
from conversation.store_memory.canned import MemoryCannedBooks
from conversation.store_memory.carts import MemoryCartBooks
from conversation.store_memory.consents import MemoryConsentBooks
from conversation.store_memory.contacts import MemoryContactBooks
from conversation.store_memory.conversations import MemoryConversationBooks
from conversation.store_memory.days import MemoryDayBooks
from conversation.store_memory.delivery import MemoryDeliveryBooks
from conversation.store_memory.erasing import MemoryErasable
from conversation.store_memory.figures import MemoryFiguresBooks
from conversation.store_memory.flows import MemoryFlowBooks
from conversation.store_memory.keys import all_owned, in_order, own
from conversation.store_memory.knowledge import MemoryKnowledgeBooks
from conversation.store_memory.links import MemoryLinkBooks
from conversation.store_memory.lists import MemoryListBooks
from conversation.store_memory.live_scores import MemoryLiveScoreBooks
from conversation.store_memory.media import MemoryMediaBooks
from conversation.store_memory.merchants import MemoryMerchantBooks
from conversation.store_memory.messages import MemoryMessageBooks
from conversation.store_memory.offers import MemoryOfferBooks
from conversation.store_memory.outbox import MemoryOutboxBooks
from conversation.store_memory.photos import MemoryPhotoBooks
from conversation.store_memory.privacy import MemoryPrivacyBooks
from conversation.store_memory.queue import MemoryQueueBooks
from conversation.store_memory.shops import MemoryShopBooks
from conversation.store_memory.uploads import MemoryUploadBooks
from conversation.store_memory.users import MemoryUserBooks
from conversation.store_memory.wakes import MemoryWakeBooks


class MemoryBooks(
    MemoryMerchantBooks,
    MemoryUserBooks,
    MemoryContactBooks,
    MemoryOfferBooks,
    MemoryConversationBooks,
    MemoryMessageBooks,
    MemoryWakeBooks,
    MemoryConsentBooks,
    MemoryAuditBooks,
    MemoryErasable,
    MemoryAccessBooks,
    MemoryQueueBooks,
    MemoryListBooks,
    MemoryBridgeBooks,
    MemoryAlertBooks,
    MemoryCannedBooks,
    MemoryCartBooks,
    MemoryPhotoBooks,
    MemoryKnowledgeBooks,
    MemoryLiveScoreBooks,
    MemoryLinkBooks,
    MemoryMediaBooks,
    MemoryAutomationBooks,
    MemoryShopBooks,
    MemoryPrivacyBooks,
    MemoryUploadBooks,
    MemoryFlowBooks,
    MemoryDeliveryBooks,
    MemoryCampaignBooks,
    MemoryFiguresBooks,
    MemoryDayBooks,
    MemoryOutboxBooks,
):
    """Implements `conversation.ledger.Books`; `touched`, `written` and `talks` are as in SQL."""

    def __init__(self, audit: AuditKeys | None = None) -> None:
        super().__init__(audit)
        self.touched: set[ConversationId] = set()
        self.written: list[Vouched] = []
        self.talks: dict[ConversationId, Conversation] = {}

    def first_sight(self, source: str, ref: str, at: datetime) -> bool:
        sight = (source, ref)
        if sight in self._sights:
            return False
        self._sights[sight] = at
        self.journal.append(lambda: self._sights.__delitem__(sight))
        return True

    def crowd(self, merchant_id: MerchantId, contacts: Sequence[ContactId]) -> AbstractContextManager["MemoryBooks"]:
        """Nothing is gained here by reading ahead."""
        return nullcontext(self)

    def convoy(self, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> AbstractContextManager["MemoryBooks"]:
        return nullcontext(self)

    def contacts_in(
        self, merchant_id: MerchantId, rule: Rule, now: datetime, *, after: ContactId, limit: int
    ) -> tuple[Contact, ...]:
        return in_order((row for row in self._all_in(merchant_id, rule, now) if row.id > after), own)[:limit]

    def count_in(self, merchant_id: MerchantId, rule: Rule, now: datetime) -> int:
        return len(self._all_in(merchant_id, rule, now))

    def some_in(self, merchant_id: MerchantId, rule: Rule, now: datetime, limit: int) -> tuple[Contact, ...]:
        return spread(self._all_in(merchant_id, rule, now), limit)

    def _all_in(self, merchant_id: MerchantId, rule: Rule, now: datetime) -> list[Contact]:
        rows = all_owned(self._contacts.all(), merchant_id)
        return [row for row in rows if Matching(self, row, now).fits(rule)]
