"""Writing rows in SQL, inside one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from conversation.audit import AuditKeys
from conversation.clock import to_milliseconds
from conversation.conversation import Conversation
from conversation.ids import ContactId, ConversationId, MerchantId, MessageId
from conversation.outbox import OutboxRow
from conversation.statements import Vouched
from conversation.store_sql import tables
from conversation.store_sql.access import SqlAccessBooks
from conversation.store_sql.alerts import SqlAlertBooks
from conversation.store_sql.audit import SqlAuditBooks
from conversation.store_sql.automation import SqlAutomationBooks
from conversation.store_sql.bridges import SqlBridgeBooks
from conversation.store_sql.campaigns import SqlCampaignBooks
from conversation.store_sql.canned import SqlCannedBooks
from conversation.store_sql.carts import SqlCartBooks
from conversation.store_sql.consents import SqlConsentBooks
from conversation.store_sql.contacts import SqlContactBooks
from conversation.store_sql.conversations import SqlConversationBooks
from conversation.store_sql.days import SqlDayBooks
from conversation.store_sql.delivery import SqlDeliveryBooks
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.erasing import SqlErasable
from conversation.store_sql.figures import SqlFiguresBooks
from conversation.store_sql.flows import SqlFlowBooks
from conversation.store_sql.knowledge import SqlKnowledgeBooks
from conversation.store_sql.links import SqlLinkBooks
from conversation.store_sql.lists import SqlListBooks
from conversation.store_sql.live_scores import SqlLiveScoreBooks
from conversation.store_sql.media import SqlMediaBooks
from conversation.store_sql.merchants import SqlMerchantBooks
from conversation.store_sql.messages import SqlMessageBooks
from conversation.store_sql.offers import SqlOfferBooks
from conversation.store_sql.outbox import SqlOutboxBooks
from conversation.store_sql.photos import SqlPhotoBooks
from conversation.store_sql.privacy import SqlPrivacyBooks
from conversation.store_sql.queue import SqlQueueBooks
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import Session
from conversation.store_sql.shops import SqlShopBooks
from conversation.store_sql.statement import Statement, Values
from conversation.store_sql.uploads import SqlUploadBooks
from conversation.store_sql.users import SqlUserBooks
from conversation.store_sql.wakes import SqlWakeBooks
from conversation.wake import Wake


def _first_sight(dialect: str) -> AnyInsert:
    fresh = insert_into(tables.sights, dialect).on_conflict_do_nothing()
    return fresh.returning(tables.sights.c.ref)  # type: ignore[return-value]


FIRST_SIGHT = Statement(_first_sight)


class SqlBooks(
    SqlReader,
    SqlMerchantBooks,
    SqlUserBooks,
    SqlContactBooks,
    SqlOfferBooks,
    SqlConversationBooks,
    SqlMessageBooks,
    SqlWakeBooks,
    SqlConsentBooks,
    SqlAuditBooks,
    SqlErasable,
    SqlAccessBooks,
    SqlQueueBooks,
    SqlListBooks,
    SqlBridgeBooks,
    SqlAlertBooks,
    SqlCannedBooks,
    SqlCartBooks,
    SqlPhotoBooks,
    SqlKnowledgeBooks,
    SqlLiveScoreBooks,
    SqlLinkBooks,
    SqlMediaBooks,
    SqlAutomationBooks,
    SqlShopBooks,
    SqlPrivacyBooks,
    SqlUploadBooks,
    SqlFlowBooks,
    SqlDeliveryBooks,
    SqlCampaignBooks,
    SqlFiguresBooks,
    SqlDayBooks,
    SqlOutboxBooks,
):
    """Implements `conversation.ledger.Books`.

    `touched` collects the conversations that were written, `written` the rows that the audit log vouches for, and
    `talks` the conversations as they were locked or written.
    """

    def __init__(self, session: Session, audit: AuditKeys | None = None) -> None:
        super().__init__(session, audit)
        self.touched: set[ConversationId] = set()
        self.written: list[Vouched] = []
        self.talks: dict[ConversationId, Conversation] = {}
        self.outgoing: dict[MessageId, OutboxRow] = {}
        self.known_keys: dict[str, bytes] = {}
        self.awaited_keys: set[str] = set()
        self._wakes: dict[ConversationId, Wake] = {}

    def first_sight(self, source: str, ref: str, at: datetime) -> bool:
        sight: Values = {"source": source, "ref": ref, "at": to_milliseconds(at)}
        return self._session.first(FIRST_SIGHT, sight) is not None

    @contextmanager
    def crowd(self, merchant_id: MerchantId, contacts: Sequence[ContactId]) -> Iterator["SqlBooks"]:
        from conversation.store_sql.crowd import SqlCrowdBooks

        books = SqlCrowdBooks(self, merchant_id, contacts)
        yield books
        books.end()

    @contextmanager
    def convoy(self, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> Iterator["SqlBooks"]:
        from conversation.store_sql.convoy import SqlConvoyBooks

        books = SqlConvoyBooks(self, merchant_id, rows)
        yield books
        books.end()
