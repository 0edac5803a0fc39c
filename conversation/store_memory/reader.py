"""Looking rows up in memory."""

from datetime import datetime

from conversation.audit import AuditKeys
from conversation.store_memory.access import MemoryAccessReader
from conversation.store_memory.alerts import MemoryAlertReader
from conversation.store_memory.audit import MemoryAuditReader
from conversation.store_memory.automation import MemoryAutomationReader
from conversation.store_memory.bridges import MemoryBridgeReader
from conversation.store_memory.campaigns import MemoryCampaignReader
from conversation.store_memory.canned import MemoryCannedReader
from conversation.store_memory.carts import MemoryCartReader
from conversation.store_memory.consents import MemoryConsentReader
from conversation.store_memory.contacts import MemoryContactReader
from conversation.store_memory.conversations import MemoryConversationReader
from conversation.store_memory.days import MemoryDayReader
from conversation.store_memory.delivery import MemoryDeliveryReader
from conversation.store_memory.figures import MemoryFiguresReader
from conversation.store_memory.flows import MemoryFlowReader
from conversation.store_memory.knowledge import MemoryKnowledgeReader
from conversation.store_memory.links import MemoryLinkReader
from conversation.store_memory.lists import MemoryListReader
from conversation.store_memory.live_scores import MemoryLiveScoreReader
from conversation.store_memory.media import MemoryMediaReader
from conversation.store_memory.merchants import MemoryMerchantReader
from conversation.store_memory.messages import MemoryMessageReader
from conversation.store_memory.offers import MemoryOfferReader
from conversation.store_memory.outbox import MemoryOutboxReader
from conversation.store_memory.photos import MemoryPhotoReader
from conversation.store_memory.privacy import MemoryPrivacyReader
from conversation.store_memory.queue import MemoryQueueReader
from conversation.store_memory.shops import MemoryShopReader
from conversation.store_memory.spent import MemorySpentReader
from conversation.store_memory.table import Journal
from conversation.store_memory.thread import MemoryThreadReader
from conversation.store_memory.uploads import MemoryUploadReader
from conversation.store_memory.users import MemoryUserReader
from conversation.store_memory.wakes import MemoryWakeReader
from conversation.work import Work


class MemoryReader(
    MemoryMerchantReader,
    MemoryUserReader,
    MemoryContactReader,
    MemoryOfferReader,
    MemoryConversationReader,
    MemoryMessageReader,
    MemoryWakeReader,
    MemoryConsentReader,
    MemoryAuditReader,
    MemoryAccessReader,
    MemoryQueueReader,
    MemoryListReader,
    MemoryBridgeReader,
    MemorySpentReader,
    MemoryThreadReader,
    MemoryAlertReader,
    MemoryCannedReader,
    MemoryCartReader,
    MemoryPhotoReader,
    MemoryKnowledgeReader,
    MemoryLiveScoreReader,
    MemoryLinkReader,
    MemoryMediaReader,
    MemoryAutomationReader,
    MemoryShopReader,
    MemoryPrivacyReader,
    MemoryUploadReader,
    MemoryFlowReader,
    MemoryDeliveryReader,
    MemoryCampaignReader,
    MemoryFiguresReader,
    MemoryDayReader,
    MemoryOutboxReader,
):
    """Implements `conversation.ledger.Reader`."""

    def __init__(self, audit: AuditKeys | None = None) -> None:
        self._keys = audit
        self.journal: Journal = []
        MemoryMerchantReader.__init__(self, self.journal)
        MemoryUserReader.__init__(self, self.journal)
        MemoryContactReader.__init__(self, self.journal)
        MemoryOfferReader.__init__(self, self.journal)
        MemoryConversationReader.__init__(self, self.journal)
        MemoryMessageReader.__init__(self, self.journal)
        MemoryWakeReader.__init__(self, self.journal)
        MemoryConsentReader.__init__(self, self.journal)
        MemoryAuditReader.__init__(self, self.journal)
        MemoryAccessReader.__init__(self, self.journal)
        MemoryQueueReader.__init__(self, self.journal)
        MemoryPhotoReader.__init__(self, self.journal)
        MemoryOutboxReader.__init__(self, self.journal)
        MemoryListReader.__init__(self, self.journal)
        MemoryBridgeReader.__init__(self, self.journal)
        MemoryAlertReader.__init__(self, self.journal)
        MemoryCannedReader.__init__(self, self.journal)
        MemoryCartReader.__init__(self, self.journal)
        MemoryKnowledgeReader.__init__(self, self.journal)
        MemoryLiveScoreReader.__init__(self, self.journal)
        MemoryLinkReader.__init__(self, self.journal)
        MemoryMediaReader.__init__(self, self.journal)
        MemoryAutomationReader.__init__(self, self.journal)
        MemoryShopReader.__init__(self, self.journal)
        MemoryPrivacyReader.__init__(self, self.journal)
        MemoryUploadReader.__init__(self, self.journal)
        MemoryFlowReader.__init__(self, self.journal)
        MemoryDeliveryReader.__init__(self, self.journal)
        MemoryCampaignReader.__init__(self, self.journal)
        MemoryFiguresReader.__init__(self, self.journal)
        MemoryDayReader.__init__(self, self.journal)

    def work_at(self, now: datetime) -> frozenset[Work]:
        waiting = {
            Work.TURN: self.free_wakes(now),
            Work.TEXT: self.queued_rows(now, 1),
            Work.PHOTO: self.due_photos(now, 1),
        }
        return frozenset(kind for kind, rows in waiting.items() if rows)
