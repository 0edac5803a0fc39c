"""Looking rows up in memory."""

from dataclasses import replace
from datetime import datetime

from conversation.audit import AuditEntry, AuditKeys, Head, SubjectKey
from conversation.cart import Cart, ReminderSlot
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.due import DueRow
from conversation.event import SEAT_EVENTS, Event, EventKind
from conversation.exchange import Exchange
from conversation.halt import EVERY_MERCHANT, Halt
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
from conversation.store_memory.access import MemoryAccessReader
from conversation.store_memory.alerts import MemoryAlertReader
from conversation.store_memory.automation import MemoryAutomationReader
from conversation.store_memory.bridges import MemoryBridgeReader
from conversation.store_memory.campaigns import MemoryCampaignReader
from conversation.store_memory.canned import MemoryCannedReader
from conversation.store_memory.carts import MemoryCartReader
from conversation.store_memory.delivery import MemoryDeliveryReader
from conversation.store_memory.figures import MemoryFiguresReader
from conversation.store_memory.flows import MemoryFlowReader
from conversation.store_memory.keys import all_owned, in_order, number, own, owned, talk, token
from conversation.store_memory.knowledge import MemoryKnowledgeReader
from conversation.store_memory.links import MemoryLinkReader
from conversation.store_memory.lists import MemoryListReader
from conversation.store_memory.live_scores import MemoryLiveScoreReader
from conversation.store_memory.media import MemoryMediaReader
from conversation.store_memory.outbox import NEVER_LEFT, MemoryOutboxReader
from conversation.store_memory.photos import MemoryPhotoReader
from conversation.store_memory.queue import MemoryQueueReader
from conversation.store_memory.shops import MemoryShopReader
from conversation.store_memory.spent import MemorySpentReader
from conversation.store_memory.table import Journal, Table
from conversation.store_memory.thread import MemoryThreadReader
from conversation.store_memory.uploads import MemoryUploadReader
from conversation.user import User
from conversation.wake import Wake
from conversation.work import Work


class MemoryReader(
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
    MemoryUploadReader,
    MemoryFlowReader,
    MemoryDeliveryReader,
    MemoryCampaignReader,
    MemoryFiguresReader,
    MemoryOutboxReader,
):
    """Implements `conversation.ledger.Reader`."""

    def __init__(self, audit: AuditKeys | None = None) -> None:
        self._keys = audit
        self.journal: Journal = []
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
        MemoryUploadReader.__init__(self, self.journal)
        MemoryFlowReader.__init__(self, self.journal)
        MemoryDeliveryReader.__init__(self, self.journal)
        MemoryCampaignReader.__init__(self, self.journal)
        MemoryFiguresReader.__init__(self, self.journal)
        put = self.journal
        self._merchants = Table[Merchant](put, own, shop=lambda row: row.shop_domain)
        self._senders = Table[Sender](put, own, phone=lambda row: row.phone, merchant=lambda row: row.merchant_id)
        self._users = Table[User](put, own, email=lambda row: row.email)
        self._contacts = Table[Contact](put, own, number=number)
        self._consents = Table[Consent](put, own, number=number)
        self._consent_events = Table[ConsentEvent](put, own, number=number, merchant=lambda row: row.merchant_id)
        self._suppressions = Table[Suppression](put, number)
        self._halts = Table[Halt](put, own, merchant=lambda row: row.merchant_id)
        self._number_checks = Table[NumberCheck](put, lambda row: (*number(row), row.kind), number=number)
        self._carts = Table[Cart](put, own, token=token, contact=lambda row: row.contact_id)
        self._slots = Table[ReminderSlot](put, token)
        self._offers = Table[Offer](put, own, cart=lambda row: row.cart_id, talk=talk, code=lambda row: row.code)
        self._facts = Table[MerchantFact](put, own, merchant=lambda row: row.merchant_id)
        self._conversations = Table[Conversation](put, own, contact=lambda row: row.contact_id)
        self._exchanges = Table[Exchange](put, own, talk=talk, holder=lambda row: row.holder)
        self._messages = Table[Message](put, own, talk=talk, place=lambda row: (row.conversation_id, row.seq))
        self._audit = Table[AuditEntry](
            put, lambda row: (row.merchant_id, row.number), merchant=lambda row: row.merchant_id
        )
        self._audit_keys = Table[SubjectKey](put, lambda row: (row.merchant_id, row.subject))
        self._events = Table[Event](
            put,
            own,
            talk=talk,
            place=lambda row: (row.conversation_id, row.number),
            seat=lambda row: row.kind if row.kind in SEAT_EVENTS else None,
            spent=lambda row: row.merchant_id if row.kind is EventKind.TURN_SPENT else None,
        )
        self._due = Table[DueRow](put, own, talk=talk)
        self._wakes = Table[Wake](put, talk, is_due=lambda row: row.due_at is not None)

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return self._merchants.get(merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return in_order(self._merchants.all(), own)

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return self._merchants.newest_of(shop=shop_domain)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return owned(self._senders.get(sender_id), merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return self._senders.newest_of(phone=phone)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return in_order(self._senders.of(merchant=merchant_id), own)

    def user(self, user_id: UserId) -> User | None:
        return self._users.get(user_id)

    def user_by_email(self, email: str) -> User | None:
        return self._users.newest_of(email=email)

    def users(self) -> tuple[User, ...]:
        return in_order(self._users.all(), own)

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return owned(self._contacts.get(contact_id), merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return self._contacts.newest_of(number=(merchant_id, phone))

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        rows = self._consents.of(number=(merchant_id, phone))
        return in_order(rows, lambda row: (row.requested_at, row.id))

    def consent_events(self, merchant_id: MerchantId, phone: str) -> tuple[ConsentEvent, ...]:
        return in_order(self._consent_events.of(number=(merchant_id, phone)), lambda row: row.number)

    def consent_journal(
        self, merchant_id: MerchantId, *, after: tuple[datetime, str] | None = None, limit: int = 500
    ) -> tuple[ConsentEvent, ...]:
        rows = in_order(self._consent_events.of(merchant=merchant_id), lambda row: (row.recorded_at, row.id))
        return tuple(row for row in rows if after is None or (row.recorded_at, row.id) > after)[:limit]

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._keys.token(merchant_id, phone) if self._keys else phone
        found = [self._suppressions.get((merchant_id, name)) for name in (phone, token)]
        return max((row for row in found if row is not None), key=lambda row: row.since, default=None)

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        rows = [row for owner in {EVERY_MERCHANT, merchant_id} for row in self._halts.of(merchant=owner)]
        return in_order(rows, lambda row: (row.since, row.id))

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        return in_order(self._number_checks.of(number=(merchant_id, phone)), lambda row: row.kind)

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return owned(self._carts.get(cart_id), merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return self._carts.newest_of(token=(merchant_id, shop_domain, token))

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return self._slots.get((merchant_id, shop_domain, token))

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return owned(self._offers.get(offer_id), merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        rows = all_owned(self._offers.of(cart=cart_id), merchant_id)
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        rows = all_owned(self._offers.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        carts = all_owned(self._carts.of(contact=contact_id), merchant_id)
        rows = (offer for cart in carts for offer in self.offers_of_cart(merchant_id, cart.id))
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        rows = all_owned(self._offers.of(code=code), merchant_id)
        return max(rows, key=lambda row: (row.reserved_at, row.id), default=None)

    def merchant_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact | None:
        return owned(self._facts.get(fact_id), merchant_id)

    def merchant_facts(self, merchant_id: MerchantId) -> tuple[MerchantFact, ...]:
        return in_order(self._facts.of(merchant=merchant_id), lambda row: (row.said_at, row.id))

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return owned(self._conversations.get(conversation_id), merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = self._conversations.get(conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        rows = all_owned(self._conversations.of(contact=contact_id), merchant_id)
        return in_order((row for row in rows if row.control is not Control.CLOSED), own)

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        rows = [
            row
            for row in self._conversations.all()
            if row.merchant_id in merchants
            and control in (None, row.control)
            and holder in (None, row.holder)
            and (before is None or (row.updated_at, row.id) < before)
        ]
        return tuple(sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)[:limit])

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None:
        return owned(self._exchanges.get(exchange_id), merchant_id)

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        rows = all_owned(self._exchanges.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.epoch, row.id))

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return owned(self._messages.get(message_id), merchant_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        rows = all_owned(self._messages.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if row.seq > after_seq), lambda row: row.seq)

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        rows = self.messages(merchant_id, conversation_id, after_seq=after_seq)
        return tuple(replace(row, verdict=None) for row in rows)

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        rows = all_owned(self._messages.of(talk=conversation_id), merchant_id)
        return max(rows, key=lambda row: row.seq, default=None)

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        rows = all_owned(self._events.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if row.number > after), lambda row: row.number)

    def work_at(self, now: datetime) -> frozenset[Work]:
        waiting = {
            Work.TURN: self.free_wakes(now),
            Work.TEXT: self.queued_rows(now, 1),
            Work.PHOTO: self.due_photos(now, 1),
        }
        return frozenset(kind for kind, rows in waiting.items() if rows)

    def free_wakes(self, now: datetime) -> tuple[Wake, ...]:
        """Those that are due and not leased, soonest first."""
        due = [wake for wake in self._wakes.of(is_due=True) if wake.due_at is not None and wake.due_at <= now]
        free = (wake for wake in due if wake.lease_until is None or wake.lease_until <= now)
        return in_order(free, lambda wake: (wake.due_at, wake.conversation_id))

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        rows = self._outbox.of(number=(merchant_id, phone))
        found = [self._messages.get(row.message_id) for row in rows if row.state not in NEVER_LEFT]
        texts = [message for message in found if message is not None and message.created_at >= since]
        return in_order(texts, lambda row: (row.created_at, row.id))

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        rows = all_owned(self._due.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.due_at, row.id))

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        held = {row.id: row for row in all_owned(self._exchanges.of(holder=user_id), merchant_id)}
        talks = {row.conversation_id for row in held.values()}
        texts = [text for talk in talks for text in self._messages.of(talk=talk) if text.exchange_id in held]
        theirs = [text for text in texts if text.direction is Direction.IN or text.user_id == user_id]
        found = [
            SeatText(text.id, self._contact_of(text), text.direction, text.created_at)
            for text in theirs
            if text.created_at >= since
        ]
        return in_order(found, lambda text: (text.at, text.message_id))

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        rows = [row for kind in SEAT_EVENTS for row in all_owned(self._events.of(seat=kind), merchant_id)]
        recent = [row for row in rows if row.at >= since]
        return tuple(sorted(recent, key=lambda row: (row.at, row.id), reverse=True))

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None:
        return owned(self._due.get(due_id), merchant_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return self._wakes.get(conversation_id)

    def _contact_of(self, message: Message) -> ContactId:
        row = self._conversations.get(message.conversation_id)
        return row.contact_id if row else ""

    def audit_head(self, merchant_id: MerchantId) -> Head:
        newest = self._audit.newest_of(merchant=merchant_id)
        return Head(newest.number, newest.mac) if newest else Head()

    def audit_entries(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self._audit.of(merchant=merchant_id) if entry.number > after)[:limit]

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        known = self._audit_keys.get((merchant_id, subject))
        return known.key if known else None
