"""Writing rows in SQL, inside one transaction."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Integer, Table, bindparam, or_, select, update

from conversation.cart import Cart, ReminderSlot
from conversation.consent import Consent, Suppression
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.errors import Unknown
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.sender import Sender
from conversation.store_sql import entities, messages, tables
from conversation.store_sql.codec import to_milliseconds
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import Session
from conversation.user import User
from conversation.wake import Lease, Wake

_wakes = tables.wakes.c
_SOONER = (
    update(tables.wakes)
    .where(_wakes.conversation_id == bindparam("conversation"))
    .where(or_(_wakes.due_at.is_(None), _wakes.due_at > bindparam("due")))
    .values(due_at=bindparam("due"))
)
_CLAIMABLE = (
    select(*entities.WAKES.columns())
    .where(_wakes.due_at <= bindparam("now"))
    .where(or_(_wakes.lease_until.is_(None), _wakes.lease_until <= bindparam("now")))
    .order_by(_wakes.due_at, _wakes.conversation_id)
    .limit(bindparam("limit", type_=Integer()))
    .with_for_update(skip_locked=True)
)


class SqlBooks(SqlReader):
    """Implements `conversation.ledger.Books`. `touched` collects the conversations that were written."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.touched: set[ConversationId] = set()

    def _insert(self, table: Table) -> AnyInsert:
        return insert_into(table, self._sql.dialect.name)

    def first_sight(self, source: str, ref: str, at: datetime) -> bool:
        cells = {"source": source, "ref": ref, "at": to_milliseconds(at)}
        fresh = self._insert(tables.sights).on_conflict_do_nothing().returning(tables.sights.c.ref)
        return self._sql.execute(fresh, cells).first() is not None

    def save_merchant(self, merchant: Merchant) -> None:
        entities.MERCHANTS.save(self._sql, merchant)

    def save_sender(self, sender: Sender) -> None:
        entities.SENDERS.save(self._sql, sender)

    def save_user(self, user: User) -> None:
        entities.USERS.save(self._sql, user)

    def save_contact(self, contact: Contact) -> None:
        entities.CONTACTS.save(self._sql, contact)

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        if self._sql.dialect.name == "sqlite":
            return
        lock = tables.contact_locks
        cells = {"merchant_id": merchant_id, "phone": phone}
        self._sql.execute(self._insert(lock).on_conflict_do_nothing(), cells)
        self._sql.execute(
            select(lock).where(lock.c.merchant_id == merchant_id, lock.c.phone == phone).with_for_update()
        )

    def save_consent(self, consent: Consent) -> None:
        entities.CONSENTS.save(self._sql, consent)

    def save_suppression(self, suppression: Suppression) -> None:
        entities.SUPPRESSIONS.save(self._sql, suppression)

    def save_cart(self, cart: Cart) -> None:
        entities.CARTS.save(self._sql, cart)

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        return entities.SLOTS.add_once(self._sql, slot)

    def save_offer(self, offer: Offer) -> None:
        entities.OFFERS.save(self._sql, offer)

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        row = entities.CONVERSATIONS.one(self._sql, lock=True, id=conversation_id, merchant_id=merchant_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        return row

    def save_conversation(self, conversation: Conversation) -> None:
        entities.CONVERSATIONS.save(self._sql, conversation)
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        entities.EXCHANGES.save(self._sql, exchange)
        self.touched.add(exchange.conversation_id)

    def add_message(self, message: Message) -> None:
        messages.add(self._sql, message)
        self.touched.add(message.conversation_id)

    def add_event(self, event: Event) -> None:
        entities.EVENTS.add(self._sql, event)
        self.touched.add(event.conversation_id)

    def save_outbox_row(self, row: OutboxRow) -> None:
        entities.OUTBOX.save(self._sql, row)
        self.touched.add(row.conversation_id)

    def save_due_row(self, row: DueRow) -> None:
        entities.DUE.save(self._sql, row)
        self.touched.add(row.conversation_id)

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        due = to_milliseconds(at)
        entities.WAKES.add_once(self._sql, Wake(conversation_id, merchant_id, due_at=at))
        self._sql.execute(_SOONER, {"conversation": conversation_id, "due": due})
        self.touched.add(conversation_id)

    def save_wake(self, wake: Wake) -> None:
        entities.WAKES.save(self._sql, wake)
        self.touched.add(wake.conversation_id)

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        found = entities.WAKES.pick(self._sql, _CLAIMABLE, now=to_milliseconds(now), limit=limit)
        return tuple(self._lease(wake, now, until) for wake in found)

    def _lease(self, wake: Wake, now: datetime, until: datetime) -> Lease:
        token = new_id("lse", now)
        leased = replace(wake, lease_token=token, lease_until=until, attempts=wake.attempts + 1)
        entities.WAKES.save(self._sql, leased)
        return Lease(wake.conversation_id, wake.merchant_id, token, until, leased.attempts)
