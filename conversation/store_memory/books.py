"""Writing rows in memory, with the uniqueness that the other ledgers have."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from conversation.audit import AuditEntry, AuditKeys, Head, SubjectKey
from conversation.cart import Cart, ReminderSlot
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.due import DueRow
from conversation.errors import Conflict, Unknown
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.ids import ContactId, ConversationId, MerchantId, UserId, new_id
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.number_check import NumberCheck
from conversation.offer import LIVE_OFFER_STATES, Offer
from conversation.outbox import OutboxRow
from conversation.segment_matching import Matching
from conversation.segment_rule import Rule
from conversation.sender import Sender
from conversation.statements import Vouched
from conversation.store_memory.access import MemoryAccessBooks
from conversation.store_memory.alerts import MemoryAlertBooks
from conversation.store_memory.automation import MemoryAutomationBooks
from conversation.store_memory.bridges import MemoryBridgeBooks
from conversation.store_memory.campaigns import MemoryCampaignBooks, spread
from conversation.store_memory.canned import MemoryCannedBooks
from conversation.store_memory.carts import MemoryCartBooks
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
from conversation.store_memory.outbox import MemoryOutboxBooks
from conversation.store_memory.photos import MemoryPhotoBooks
from conversation.store_memory.queue import MemoryQueueBooks
from conversation.store_memory.shops import MemoryShopBooks
from conversation.store_memory.uploads import MemoryUploadBooks
from conversation.user import User
from conversation.wake import Lease, Wake


class MemoryBooks(
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
    MemoryUploadBooks,
    MemoryFlowBooks,
    MemoryDeliveryBooks,
    MemoryCampaignBooks,
    MemoryFiguresBooks,
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

    def save_merchant(self, merchant: Merchant) -> None:
        known = self.merchant_of_shop(merchant.shop_domain)
        if known is not None and known.id != merchant.id:
            raise Conflict(f"shop {merchant.shop_domain} belongs to another merchant")
        self._merchants.put(merchant)

    def save_sender(self, sender: Sender) -> None:
        known = self.sender_by_phone(sender.phone)
        if known is not None and known.id != sender.id:
            raise Conflict(f"number {sender.phone} is registered already")
        self._senders.put(sender)

    def save_user(self, user: User) -> None:
        known = self.user_by_email(user.email) if user.email else None
        if known is not None and known.id != user.id:
            raise Conflict(f"{user.email} belongs to somebody else")
        self._users.put(user)

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        return self.user(user_id)

    def save_contact(self, contact: Contact) -> None:
        known = self.contact_by_phone(contact.merchant_id, contact.phone)
        if known is not None and known.id != contact.id:
            raise Conflict(f"the merchant has a contact with {contact.phone} already")
        self._contacts.put(contact)

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """One event loop runs one command at a time, so there is nobody to lock out."""

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

    def save_consent(self, consent: Consent) -> None:
        self._consents.put(consent)
        self.written.append(consent)

    def add_consent_event(self, event: ConsentEvent) -> None:
        history = self.consent_events(event.merchant_id, event.phone)
        if self._consent_events.get(event.id) is not None or any(row.number == event.number for row in history):
            raise Conflict(f"consent event {event.id} or its place, {event.number}, is taken")
        self._consent_events.put(event)
        self.written.append(event)

    def save_suppression(self, suppression: Suppression) -> None:
        self._suppressions.put(suppression)
        self.written.append(suppression)

    def save_halt(self, halt: Halt) -> None:
        self._halts.put(halt)

    def save_number_check(self, check: NumberCheck) -> None:
        self._number_checks.put(check)

    def save_cart(self, cart: Cart) -> None:
        known = self.cart_by_token(cart.merchant_id, cart.shop_domain, cart.token)
        if known is not None and known.id != cart.id:
            raise Conflict(f"cart {cart.token} is known already")
        self._carts.put(cart)

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        if self.reminder_slot(slot.merchant_id, slot.shop_domain, slot.token) is not None:
            return False
        self._slots.put(slot)
        return True

    def save_offer(self, offer: Offer) -> None:
        rivals = (row for row in self.offers_of_cart(offer.merchant_id, offer.cart_id) if row.id != offer.id)
        if offer.state in LIVE_OFFER_STATES and any(row.state in LIVE_OFFER_STATES for row in rivals):
            raise Conflict("another live offer holds the cart")
        self._offers.put(offer)

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        row = self.conversation(merchant_id, conversation_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        self.talks[row.id] = row
        return row

    def save_conversation(self, conversation: Conversation) -> None:
        running = self.open_conversations(conversation.merchant_id, conversation.contact_id)
        is_open = conversation.control is not Control.CLOSED
        if (conversation.control is Control.HUMAN) != (conversation.holder is not None):
            raise Conflict("a person holds the conversation, or nobody does")
        if is_open and any(row.id != conversation.id for row in running):
            raise Conflict("the contact has an open conversation already")
        self._conversations.put(conversation)
        self.talks[conversation.id] = conversation
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        self._exchanges.put(exchange)
        self.touched.add(exchange.conversation_id)

    def add_message(self, message: Message) -> None:
        place = (message.conversation_id, message.seq)
        if self._messages.get(message.id) is not None or self._messages.newest_of(place=place) is not None:
            raise Conflict(f"message {message.id} or its place, {message.seq}, is taken")
        self._messages.put(message)
        self.written.append(message)
        self.touched.add(message.conversation_id)

    def add_event(self, event: Event) -> None:
        place = (event.conversation_id, event.number)
        if self._events.get(event.id) is not None or self._events.newest_of(place=place) is not None:
            raise Conflict(f"event {event.id} or its place, {event.number}, is taken")
        self._events.put(event)
        self.written.append(event)
        self.touched.add(event.conversation_id)

    def save_due_row(self, row: DueRow) -> None:
        self._due.put(row)
        self.touched.add(row.conversation_id)

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        wake = self.wake_of(conversation_id) or Wake(conversation_id, merchant_id, at)
        self.save_wake(replace(wake, due_at=at if wake.due_at is None else min(wake.due_at, at)))

    def save_wake(self, wake: Wake) -> None:
        self._wakes.put(wake)
        self.touched.add(wake.conversation_id)

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        return tuple(self._lease(wake, now, until) for wake in self.free_wakes(now)[:limit])

    def lock_audit_head(self, merchant_id: MerchantId) -> Head:
        return self.audit_head(merchant_id)

    def add_audit_entry(self, entry: AuditEntry) -> None:
        if entry.number <= self.audit_head(entry.merchant_id).number:
            raise Conflict(f"entry {entry.number} is taken")
        self._audit.put(entry)

    def add_audit_key(self, merchant_id: MerchantId, subject: str, key: bytes) -> bytes:
        known = self.audit_key(merchant_id, subject)
        if known is None:
            self._audit_keys.put(SubjectKey(merchant_id, subject, key))
        return known or key

    def destroy_audit_key(self, merchant_id: MerchantId, subject: str) -> None:
        self._audit_keys.put(SubjectKey(merchant_id, subject, None))

    def _lease(self, wake: Wake, now: datetime, until: datetime) -> Lease:
        token = new_id("lse", now)
        leased = replace(wake, lease_token=token, lease_until=until, attempts=wake.attempts + 1)
        self._wakes.put(leased)
        return Lease(wake.conversation_id, wake.merchant_id, token, until, leased.attempts)
