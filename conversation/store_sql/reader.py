"""Looking rows up in SQL."""

from conversation.audit import AuditKeys
from conversation.store_sql.access import SqlAccessReader
from conversation.store_sql.alerts import SqlAlertReader
from conversation.store_sql.audit import SqlAuditReader
from conversation.store_sql.automation import SqlAutomationReader
from conversation.store_sql.bridges import SqlBridgeReader
from conversation.store_sql.campaigns import SqlCampaignReader
from conversation.store_sql.canned import SqlCannedReader
from conversation.store_sql.carts import SqlCartReader
from conversation.store_sql.consents import SqlConsentReader
from conversation.store_sql.contacts import SqlContactReader
from conversation.store_sql.conversations import SqlConversationReader
from conversation.store_sql.days import SqlDayReader
from conversation.store_sql.delivery import SqlDeliveryReader
from conversation.store_sql.erasing import SqlErasableReader
from conversation.store_sql.figures import SqlFiguresReader
from conversation.store_sql.flows import SqlFlowReader
from conversation.store_sql.knowledge import SqlKnowledgeReader
from conversation.store_sql.links import SqlLinkReader
from conversation.store_sql.lists import SqlListReader
from conversation.store_sql.live_scores import SqlLiveScoreReader
from conversation.store_sql.media import SqlMediaReader
from conversation.store_sql.merchants import SqlMerchantReader
from conversation.store_sql.messages import SqlMessageReader
from conversation.store_sql.offers import SqlOfferReader
from conversation.store_sql.outbox import SqlOutboxReader
from conversation.store_sql.photos import SqlPhotoReader
from conversation.store_sql.privacy import SqlPrivacyReader
from conversation.store_sql.queue import SqlQueueReader
from conversation.store_sql.session import Session
from conversation.store_sql.shops import SqlShopReader
from conversation.store_sql.spent import SqlSpentReader
from conversation.store_sql.thread import SqlThreadReader
from conversation.store_sql.uploads import SqlUploadReader
from conversation.store_sql.users import SqlUserReader
from conversation.store_sql.wakes import SqlWakeReader


class SqlReader(
    SqlMerchantReader,
    SqlUserReader,
    SqlContactReader,
    SqlOfferReader,
    SqlConversationReader,
    SqlMessageReader,
    SqlWakeReader,
    SqlConsentReader,
    SqlAuditReader,
    SqlErasableReader,
    SqlAccessReader,
    SqlQueueReader,
    SqlListReader,
    SqlBridgeReader,
    SqlSpentReader,
    SqlThreadReader,
    SqlAlertReader,
    SqlCannedReader,
    SqlCartReader,
    SqlPhotoReader,
    SqlKnowledgeReader,
    SqlLiveScoreReader,
    SqlLinkReader,
    SqlMediaReader,
    SqlAutomationReader,
    SqlShopReader,
    SqlPrivacyReader,
    SqlUploadReader,
    SqlFlowReader,
    SqlDeliveryReader,
    SqlCampaignReader,
    SqlFiguresReader,
    SqlDayReader,
    SqlOutboxReader,
):
    """Implements `conversation.ledger.Reader` inside one transaction; `audit` knows the tokens of erased numbers."""

    def __init__(self, session: Session, audit: AuditKeys | None = None) -> None:
        self._session = session
        self._audit = audit
