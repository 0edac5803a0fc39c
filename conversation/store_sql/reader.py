"""Looking rows up in SQL."""

from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, false, or_, select, tuple_

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
from conversation.message import Message
from conversation.offer import Offer
from conversation.outbox import OutboxRow, OutboxState
from conversation.sender import Sender
from conversation.store_sql import entities, messages, tables
from conversation.store_sql.codec import to_milliseconds
from conversation.store_sql.session import Session
from conversation.user import User
from conversation.wake import Wake

_outbox = tables.outbox.c
_OLDEST_FIRST = select(*entities.OUTBOX.columns()).order_by(_outbox.queued_at, _outbox.message_id)
_READY = (
    _OLDEST_FIRST.where(tables.UNSETTLED, _outbox.state == OutboxState.QUEUED.value)
    .where(or_(_outbox.not_before.is_(None), _outbox.not_before <= bindparam("now")))
    .limit(bindparam("limit", type_=Integer()))
)
_LEFT_BEHIND = _OLDEST_FIRST.where(
    tables.UNSETTLED,
    or_(
        _outbox.state == OutboxState.UNKNOWN.value,
        and_(_outbox.state == OutboxState.CLAIMED.value, _outbox.claimed_at < bindparam("before")),
    )
)
_NEVER_LEFT = select(_outbox.message_id).where(
    _outbox.conversation_id == bindparam("conversation_id"),
    or_(_outbox.state == OutboxState.CANCELLED.value, _outbox.state == OutboxState.FAILED.value),
)


class SqlReader:
    """Implements `conversation.ledger.Reader` over one session."""

    def __init__(self, session: Session) -> None:
        self._sql = session

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return entities.MERCHANTS.one(self._sql, id=merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return entities.MERCHANTS.many(self._sql, ("id",))

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return entities.MERCHANTS.one(self._sql, shop_domain=shop_domain)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return entities.SENDERS.one(self._sql, id=sender_id, merchant_id=merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return entities.SENDERS.one(self._sql, phone=phone)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return entities.SENDERS.many(self._sql, ("id",), merchant_id=merchant_id)

    def user(self, user_id: UserId) -> User | None:
        return entities.USERS.one(self._sql, id=user_id)

    def users(self) -> tuple[User, ...]:
        return entities.USERS.many(self._sql, ("id",))

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return entities.CONTACTS.one(self._sql, id=contact_id, merchant_id=merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return entities.CONTACTS.one(self._sql, merchant_id=merchant_id, phone=phone)

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        return entities.CONSENTS.many(self._sql, ("requested_at", "id"), merchant_id=merchant_id, phone=phone)

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        return entities.SUPPRESSIONS.one(self._sql, merchant_id=merchant_id, phone=phone)

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return entities.CARTS.one(self._sql, id=cart_id, merchant_id=merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return entities.CARTS.one(self._sql, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return entities.SLOTS.one(self._sql, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return entities.OFFERS.one(self._sql, id=offer_id, merchant_id=merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(self._sql, ("reserved_at", "id"), merchant_id=merchant_id, cart_id=cart_id)

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(
            self._sql, ("reserved_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return entities.CONVERSATIONS.one(self._sql, id=conversation_id, merchant_id=merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = entities.CONVERSATIONS.one(self._sql, id=conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        rows = entities.CONVERSATIONS.many(self._sql, ("id",), merchant_id=merchant_id, contact_id=contact_id)
        return tuple(row for row in rows if row.control is not Control.CLOSED)

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        column = tables.conversations.c
        theirs = or_(false(), *(column.merchant_id == merchant_id for merchant_id in merchants))
        statement = select(*entities.CONVERSATIONS.columns()).where(theirs)
        if control is not None:
            statement = statement.where(column.control == control.value)
        if holder is not None:
            statement = statement.where(column.holder == holder)
        if before is not None:
            cursor = (to_milliseconds(before[0]), before[1])
            statement = statement.where(tuple_(column.updated_at, column.id) < tuple_(*cursor))
        newest_first = statement.order_by(column.updated_at.desc(), column.id.desc()).limit(limit)
        return entities.CONVERSATIONS.pick(self._sql, newest_first)

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None:
        return entities.EXCHANGES.one(self._sql, id=exchange_id, merchant_id=merchant_id)

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        return entities.EXCHANGES.many(
            self._sql, ("epoch", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return messages.one(self._sql, merchant_id, message_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        return messages.of_conversation(self._sql, conversation_id, after_seq)

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        return messages.newest(self._sql, conversation_id)

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        rows = entities.EVENTS.many(self._sql, ("number",), merchant_id=merchant_id, conversation_id=conversation_id)
        return rows[after:]

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        return entities.OUTBOX.one(self._sql, message_id=message_id, merchant_id=merchant_id)

    def outbox_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        return entities.OUTBOX.many(
            self._sql, ("queued_at", "message_id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def never_left(self, merchant_id: MerchantId, conversation_id: ConversationId) -> frozenset[MessageId]:
        rows = self._sql.execute(_NEVER_LEFT, {"conversation_id": conversation_id})
        return frozenset(message_id for (message_id,) in rows)

    def outbox_of(self, message_id: MessageId) -> OutboxRow | None:
        return entities.OUTBOX.one(self._sql, message_id=message_id)

    def outbox_by_provider_id(self, provider_id: str) -> OutboxRow | None:
        return entities.OUTBOX.one(self._sql, provider_id=provider_id)

    def queued_rows(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        return entities.OUTBOX.pick(self._sql, _READY, now=to_milliseconds(now), limit=limit)

    def claimed_rows(self, before: datetime) -> tuple[OutboxRow, ...]:
        return entities.OUTBOX.pick(self._sql, _LEFT_BEHIND, before=to_milliseconds(before))

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        return messages.sent_since(self._sql, merchant_id, phone, to_milliseconds(since))

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        return entities.DUE.many(self._sql, ("due_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return entities.WAKES.one(self._sql, conversation_id=conversation_id)
