"""Looking rows up in memory."""

from datetime import datetime
from typing import Protocol, TypeVar

from conversation.cart import Cart, ReminderSlot
from conversation.consent import Consent, Suppression
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.due import DueRow
from conversation.event import Event
from conversation.exchange import Exchange
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
from conversation.message import Direction, Message
from conversation.offer import Offer
from conversation.outbox import OutboxRow, OutboxState
from conversation.sender import Sender
from conversation.store_memory.table import Journal, Table
from conversation.user import User
from conversation.wake import Wake


class Owned(Protocol):
    """A row that belongs to a merchant."""

    @property
    def merchant_id(self) -> MerchantId: ...


Row = TypeVar("Row", bound=Owned)

NEVER_LEFT = frozenset({OutboxState.CANCELLED, OutboxState.FAILED})


class MemoryReader:
    """Implements `conversation.ledger.Reader`."""

    def __init__(self) -> None:
        self.journal: Journal = []
        journal = self.journal
        self._merchants = Table[Merchant](journal, lambda row: row.id)
        self._senders = Table[Sender](journal, lambda row: row.id, lambda row: row.merchant_id)
        self._users = Table[User](journal, lambda row: row.id)
        self._contacts = Table[Contact](journal, lambda row: row.id, lambda row: (row.merchant_id, row.phone))
        self._consents = Table[Consent](journal, lambda row: row.id, lambda row: (row.merchant_id, row.phone))
        self._suppressions = Table[Suppression](journal, lambda row: (row.merchant_id, row.phone))
        self._carts = Table[Cart](
            journal, lambda row: row.id, lambda row: (row.merchant_id, row.shop_domain, row.token)
        )
        self._slots = Table[ReminderSlot](journal, lambda row: (row.merchant_id, row.shop_domain, row.token))
        self._offers = Table[Offer](journal, lambda row: row.id, lambda row: row.cart_id)
        self._conversations = Table[Conversation](journal, lambda row: row.id, lambda row: row.contact_id)
        self._exchanges = Table[Exchange](journal, lambda row: row.id, lambda row: row.conversation_id)
        self._messages = Table[Message](journal, lambda row: row.id, lambda row: row.conversation_id)
        self._events = Table[Event](journal, lambda row: row.id, lambda row: row.conversation_id)
        self._outbox = Table[OutboxRow](journal, lambda row: row.message_id, lambda row: row.conversation_id)
        self._due = Table[DueRow](journal, lambda row: row.id, lambda row: row.conversation_id)
        self._wakes = Table[Wake](journal, lambda row: row.conversation_id)

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return self._merchants.get(merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return self._merchants.all()

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return next((row for row in self._merchants.all() if row.shop_domain == shop_domain), None)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return owned(self._senders.get(sender_id), merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return next((row for row in self._senders.all() if row.phone == phone), None)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return self._senders.of(merchant_id)

    def user(self, user_id: UserId) -> User | None:
        return self._users.get(user_id)

    def users(self) -> tuple[User, ...]:
        return self._users.all()

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return owned(self._contacts.get(contact_id), merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return self._contacts.newest_of((merchant_id, phone))

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        return self._consents.of((merchant_id, phone))

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        return self._suppressions.get((merchant_id, phone))

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return owned(self._carts.get(cart_id), merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return self._carts.newest_of((merchant_id, shop_domain, token))

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return self._slots.get((merchant_id, shop_domain, token))

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return owned(self._offers.get(offer_id), merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        return tuple(row for row in self._offers.of(cart_id) if row.merchant_id == merchant_id)

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        return tuple(row for row in self._offers.all() if row.conversation_id == conversation_id)

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return owned(self._conversations.get(conversation_id), merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = self._conversations.get(conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        rows = (row for row in self._conversations.of(contact_id) if row.merchant_id == merchant_id)
        return tuple(sorted((row for row in rows if row.control is not Control.CLOSED), key=lambda row: row.id))

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
        return self._exchanges.of(conversation_id)

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return owned(self._messages.get(message_id), merchant_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return self._messages.of(conversation_id)[max(after_seq, 0) :]

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        return self._messages.newest_of(conversation_id)

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        return self._events.of(conversation_id)[after:]

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        return owned(self._outbox.get(message_id), merchant_id)

    def outbox_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        return self._outbox.of(conversation_id)

    def never_left(self, merchant_id: MerchantId, conversation_id: ConversationId) -> frozenset[MessageId]:
        return frozenset(row.message_id for row in self._outbox.of(conversation_id) if row.state in NEVER_LEFT)

    def outbox_of(self, message_id: MessageId) -> OutboxRow | None:
        return self._outbox.get(message_id)

    def outbox_by_provider_id(self, provider_id: str) -> OutboxRow | None:
        return next((row for row in self._outbox.all() if row.provider_id == provider_id), None)

    def queued_rows(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        rows = (row for row in self._outbox.all() if row.state is OutboxState.QUEUED)
        return tuple(row for row in rows if row.not_before is None or row.not_before <= now)[:limit]

    def claimed_rows(self, before: datetime) -> tuple[OutboxRow, ...]:
        def is_left_behind(row: OutboxRow) -> bool:
            claimed_long_ago = row.claimed_at is not None and row.claimed_at < before
            return row.state is OutboxState.UNKNOWN or (row.state is OutboxState.CLAIMED and claimed_long_ago)

        return tuple(row for row in self._outbox.all() if is_left_behind(row))

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        contact = self.contact_by_phone(merchant_id, phone)
        talks = self._conversations.of(contact.id) if contact else ()
        texts = (message for talk in talks for message in self._messages.of(talk.id))
        return tuple(
            message
            for message in texts
            if message.direction is Direction.OUT and message.created_at >= since and self._left(message)
        )

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        return tuple(sorted(self._due.of(conversation_id), key=lambda row: (row.due_at, row.id)))

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return self._wakes.get(conversation_id)

    def _left(self, message: Message) -> bool:
        row = self._outbox.get(message.id)
        return row is not None and row.state not in NEVER_LEFT


def owned(row: Row | None, merchant_id: MerchantId) -> Row | None:
    """Return the row only to the merchant it belongs to."""
    return row if row is not None and row.merchant_id == merchant_id else None
