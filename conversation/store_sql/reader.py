"""Looking rows up in SQL."""

from datetime import datetime

from conversation.audit import AuditEntry, AuditKeys, Head
from conversation.cart import Cart, ReminderSlot
from conversation.clock import EPOCH, from_milliseconds, to_milliseconds
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.due import DueRow
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.ids import (
    CartId,
    ContactId,
    ConversationId,
    ExchangeId,
    MerchantId,
    MessageId,
    OfferId,
    SenderId,
    UserId,
)
from conversation.merchant import Merchant
from conversation.merchant_fact import MerchantFact
from conversation.message import Direction, Message
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.seat import SeatText
from conversation.sender import Sender
from conversation.store_sql import audit, entities, finding, messages, outbox, photos
from conversation.store_sql.access import SqlAccessReader
from conversation.store_sql.alerts import SqlAlertReader
from conversation.store_sql.automation import SqlAutomationReader
from conversation.store_sql.bridges import SqlBridgeReader
from conversation.store_sql.campaigns import SqlCampaignReader
from conversation.store_sql.canned import SqlCannedReader
from conversation.store_sql.carts import SqlCartReader
from conversation.store_sql.codec import Cell
from conversation.store_sql.delivery import SqlDeliveryReader
from conversation.store_sql.erasing import SqlErasableReader
from conversation.store_sql.figures import SqlFiguresReader
from conversation.store_sql.flows import SqlFlowReader
from conversation.store_sql.knowledge import SqlKnowledgeReader
from conversation.store_sql.links import SqlLinkReader
from conversation.store_sql.lists import SqlListReader
from conversation.store_sql.live_scores import SqlLiveScoreReader
from conversation.store_sql.media import SqlMediaReader
from conversation.store_sql.outbox import SqlOutboxReader
from conversation.store_sql.photos import SqlPhotoReader
from conversation.store_sql.queue import SqlQueueReader
from conversation.store_sql.session import Session
from conversation.store_sql.shops import SqlShopReader
from conversation.store_sql.spent import SqlSpentReader
from conversation.store_sql.statement import Values
from conversation.store_sql.thread import SqlThreadReader
from conversation.store_sql.uploads import SqlUploadReader
from conversation.user import User
from conversation.wake import Wake
from conversation.work import Work

WAITING = {Work.TURN: finding.DUE_WAKES, Work.TEXT: outbox.QUEUED_ROWS, Work.PHOTO: photos.DUE_PHOTOS}


class SqlReader(
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
    SqlUploadReader,
    SqlFlowReader,
    SqlDeliveryReader,
    SqlCampaignReader,
    SqlFiguresReader,
    SqlOutboxReader,
):
    """Implements `conversation.ledger.Reader` inside one transaction; `audit` knows the tokens of erased numbers."""

    def __init__(self, session: Session, audit: AuditKeys | None = None) -> None:
        self._session = session
        self._audit = audit

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return entities.MERCHANTS.one(self._session, id=merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return entities.MERCHANTS.many(self._session, ("id",))

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return entities.MERCHANTS.one(self._session, shop_domain=shop_domain)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return entities.SENDERS.one(self._session, id=sender_id, merchant_id=merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return entities.SENDERS.one(self._session, phone=phone)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return entities.SENDERS.many(self._session, ("id",), merchant_id=merchant_id)

    def user(self, user_id: UserId) -> User | None:
        return entities.USERS.one(self._session, id=user_id)

    def user_by_email(self, email: str) -> User | None:
        return entities.USERS.one(self._session, email=email)

    def users(self) -> tuple[User, ...]:
        return entities.USERS.many(self._session, ("id",))

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return entities.CONTACTS.one(self._session, id=contact_id, merchant_id=merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return entities.CONTACTS.one(self._session, merchant_id=merchant_id, phone=phone)

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        return entities.CONSENTS.many(self._session, ("requested_at", "id"), merchant_id=merchant_id, phone=phone)

    def consent_events(self, merchant_id: MerchantId, phone: str) -> tuple[ConsentEvent, ...]:
        return entities.CONSENT_EVENTS.many(self._session, ("number",), merchant_id=merchant_id, phone=phone)

    def consent_journal(
        self, merchant_id: MerchantId, *, after: tuple[datetime, str] | None = None, limit: int = 500
    ) -> tuple[ConsentEvent, ...]:
        moment, event_id = after or (EPOCH, "")
        values: Values = {
            "merchant_id": merchant_id,
            "moment": to_milliseconds(moment),
            "id": event_id,
            "limit": limit,
        }
        return entities.CONSENT_EVENTS.all(self._session, finding.CONSENT_JOURNAL, values)

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._audit.token(merchant_id, phone) if self._audit else phone
        values: Values = {"merchant_id": merchant_id, "phone": phone, "token": token}
        return entities.SUPPRESSIONS.first(self._session, finding.SUPPRESSION, values)

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        return entities.HALTS.all(self._session, finding.HALTS, {"merchant_id": merchant_id})

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        return entities.NUMBER_CHECKS.many(self._session, ("kind",), merchant_id=merchant_id, phone=phone)

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return entities.CARTS.one(self._session, id=cart_id, merchant_id=merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return entities.CARTS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return entities.SLOTS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return entities.OFFERS.one(self._session, id=offer_id, merchant_id=merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(self._session, ("reserved_at", "id"), merchant_id=merchant_id, cart_id=cart_id)

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(
            self._session, ("reserved_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id}
        return entities.OFFERS.all(self._session, finding.OFFERS_OF_CONTACT, values)

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        newest_last = entities.OFFERS.many(self._session, ("reserved_at", "id"), merchant_id=merchant_id, code=code)
        return newest_last[-1] if newest_last else None

    def merchant_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact | None:
        return entities.FACTS.one(self._session, id=fact_id, merchant_id=merchant_id)

    def merchant_facts(self, merchant_id: MerchantId) -> tuple[MerchantFact, ...]:
        return entities.FACTS.many(self._session, ("said_at", "id"), merchant_id=merchant_id)

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return entities.CONVERSATIONS.one(self._session, id=conversation_id, merchant_id=merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = entities.CONVERSATIONS.one(self._session, id=conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id}
        return entities.CONVERSATIONS.all(self._session, finding.OPEN_CONVERSATIONS, values)

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        values: dict[str, Cell] = {"limit": limit}
        if holder is not None:
            values["holder"] = holder
        if before is not None:
            values["moment"], values["id"] = to_milliseconds(before[0]), before[1]
        statements = [
            finding.conversations(one, by_holder=holder is not None, after_cursor=before is not None)
            for one in Control
            if control in (one, None)
        ]
        rows = [
            row
            for merchant_id in merchants
            for statement in statements
            for row in entities.CONVERSATIONS.all(self._session, statement, {**values, "merchant_id": merchant_id})
        ]
        return tuple(sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)[:limit])

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None:
        return entities.EXCHANGES.one(self._session, id=exchange_id, merchant_id=merchant_id)

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        return entities.EXCHANGES.many(
            self._session, ("epoch", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return messages.one(self._session, merchant_id, message_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return messages.of_conversation(self._session, merchant_id, conversation_id, after_seq)

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return messages.transcript(self._session, merchant_id, conversation_id, after_seq)

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        return messages.newest(self._session, merchant_id, conversation_id)

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, "after": after}
        return entities.EVENTS.all(self._session, finding.EVENTS_AFTER, values)

    def work_at(self, now: datetime) -> frozenset[Work]:
        values: Values = {"now": to_milliseconds(now), "limit": 1}
        return frozenset(kind for kind, rows in WAITING.items() if self._session.first(rows, values) is not None)

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        return messages.sent_since(self._session, merchant_id, phone, since)

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        return entities.DUE.many(
            self._session, ("due_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        values: Values = {"merchant_id": merchant_id, "holder": user_id, "since": to_milliseconds(since)}
        return tuple(
            SeatText(ref, contact_id, Direction(direction), from_milliseconds(at))
            for ref, contact_id, direction, at in self._session.all(finding.SEAT_TEXTS, values)
        )

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "since": to_milliseconds(since)}
        return entities.EVENTS.all(self._session, finding.SEAT_EVENTS, values)

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None:
        return entities.DUE.one(self._session, id=due_id, merchant_id=merchant_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return entities.WAKES.one(self._session, conversation_id=conversation_id)

    def audit_head(self, merchant_id: MerchantId) -> Head:
        return audit.head(self._session, merchant_id)

    def audit_entries(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        return audit.entries(self._session, merchant_id, after, limit)

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        return audit.key(self._session, merchant_id, subject)
