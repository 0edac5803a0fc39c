"""Writing rows in SQL, inside one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from conversation.audit import AuditEntry, AuditKeys, Head
from conversation.cart import Cart, ReminderSlot
from conversation.clock import to_milliseconds
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.errors import Unknown
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.ids import ContactId, ConversationId, MerchantId, MessageId, UserId, new_id
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.sender import Sender
from conversation.statements import Vouched
from conversation.store_sql import audit, entities, finding, messages, searching, tables
from conversation.store_sql.access import SqlAccessBooks
from conversation.store_sql.alerts import SqlAlertBooks
from conversation.store_sql.automation import SqlAutomationBooks
from conversation.store_sql.bridges import SqlBridgeBooks
from conversation.store_sql.campaigns import SqlCampaignBooks
from conversation.store_sql.canned import SqlCannedBooks
from conversation.store_sql.carts import SqlCartBooks
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
from conversation.store_sql.outbox import SqlOutboxBooks
from conversation.store_sql.photos import SqlPhotoBooks
from conversation.store_sql.queue import SqlQueueBooks
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.shops import SqlShopBooks
from conversation.store_sql.statement import Statement, Values
from conversation.store_sql.uploads import SqlUploadBooks
from conversation.user import User
from conversation.wake import Lease, Wake


def _first_sight(dialect: str) -> AnyInsert:
    fresh = insert_into(tables.sights, dialect).on_conflict_do_nothing()
    return fresh.returning(tables.sights.c.ref)  # type: ignore[return-value]


def _wake_sooner(dialect: str) -> AnyInsert:
    fresh, due = insert_into(tables.wakes, dialect), tables.wakes.c.due_at
    return fresh.on_conflict_do_update(
        index_elements=[tables.wakes.c.conversation_id],
        set_={"due_at": fresh.excluded.due_at},
        where=or_(due.is_(None), due > fresh.excluded.due_at),
    )


_lock = tables.contact_locks.c
FIRST_SIGHT = Statement(_first_sight)
WAKE_SOONER = Statement(_wake_sooner)
ADD_LOCK = Statement(lambda dialect: insert_into(tables.contact_locks, dialect).on_conflict_do_nothing())
TAKE_LOCK = Statement(
    lambda _: (
        select(_lock.phone)
        .where(_lock.merchant_id == bindparam("merchant_id"), _lock.phone == bindparam("phone"))
        .with_for_update()
    )
)


class SqlBooks(
    SqlReader,
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
    SqlUploadBooks,
    SqlFlowBooks,
    SqlDeliveryBooks,
    SqlCampaignBooks,
    SqlFiguresBooks,
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
        self._wakes: dict[ConversationId, Wake] = {}

    def first_sight(self, source: str, ref: str, at: datetime) -> bool:
        sight: Values = {"source": source, "ref": ref, "at": to_milliseconds(at)}
        return self._session.first(FIRST_SIGHT, sight) is not None

    def save_merchant(self, merchant: Merchant) -> None:
        entities.MERCHANTS.save(self._session, merchant)

    def save_sender(self, sender: Sender) -> None:
        entities.SENDERS.save(self._session, sender)

    def save_user(self, user: User) -> None:
        entities.USERS.save(self._session, user)

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        return entities.USERS.one(self._session, lock=Lock.SHARED if shared else Lock.ALONE, id=user_id)

    def save_contact(self, contact: Contact) -> None:
        entities.CONTACTS.save(self._session, contact)
        searching.store_contact(self._session, contact)

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """Lock a row of its own for each number: an advisory lock's hash could make strangers wait for each other."""
        if self._session.dialect == "sqlite":
            return
        number: Values = {"merchant_id": merchant_id, "phone": phone}
        self._session.run(ADD_LOCK, number)
        while self._session.first(TAKE_LOCK, number) is None:
            self._session.run(ADD_LOCK, number)  # retention or an erasure removed it meanwhile

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

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        return self.known_keys.get(subject) or super().audit_key(merchant_id, subject)

    def save_consent(self, consent: Consent) -> None:
        entities.CONSENTS.save(self._session, consent)
        self.written.append(consent)

    def add_consent_event(self, event: ConsentEvent) -> None:
        entities.CONSENT_EVENTS.add(self._session, event)
        self.written.append(event)

    def save_suppression(self, suppression: Suppression) -> None:
        entities.SUPPRESSIONS.save(self._session, suppression)
        self.written.append(suppression)

    def save_halt(self, halt: Halt) -> None:
        entities.HALTS.save(self._session, halt)

    def save_number_check(self, check: NumberCheck) -> None:
        entities.NUMBER_CHECKS.save(self._session, check)

    def save_cart(self, cart: Cart) -> None:
        entities.CARTS.save(self._session, cart)

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        return entities.SLOTS.add_once(self._session, slot)

    def save_offer(self, offer: Offer) -> None:
        entities.OFFERS.save(self._session, offer)

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        row = entities.CONVERSATIONS.one(self._session, lock=Lock.ALONE, id=conversation_id, merchant_id=merchant_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        self.talks[row.id] = row
        return row

    def save_conversation(self, conversation: Conversation) -> None:
        stored = self.talks.get(conversation.id)
        if stored is None:
            entities.CONVERSATIONS.save(self._session, conversation)
        else:
            entities.CONVERSATIONS.change(self._session, stored, conversation)
        self.talks[conversation.id] = conversation
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        entities.EXCHANGES.save(self._session, exchange)
        self.touched.add(exchange.conversation_id)

    def add_message(self, message: Message) -> None:
        messages.add(self._session, message)
        self.written.append(message)
        self.touched.add(message.conversation_id)

    def add_event(self, event: Event) -> None:
        entities.EVENTS.add(self._session, event)
        self.written.append(event)
        self.touched.add(event.conversation_id)

    def save_due_row(self, row: DueRow) -> None:
        entities.DUE.save(self._session, row)
        self.touched.add(row.conversation_id)

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        row = entities.WAKES.codec.encode(Wake(conversation_id, merchant_id, at))
        self._wakes.pop(conversation_id, None)
        self._session.run(WAKE_SOONER, row)
        self.touched.add(conversation_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        """Lock what is read: a heartbeat that saved an older row would undo another worker's claim."""
        wake = entities.WAKES.one(self._session, lock=Lock.ALONE, conversation_id=conversation_id)
        if wake is not None:
            self._wakes[conversation_id] = wake
        return wake

    def save_wake(self, wake: Wake) -> None:
        stored = self._wakes.pop(wake.conversation_id, None)
        if stored is None:
            entities.WAKES.save(self._session, wake)
        else:
            entities.WAKES.change(self._session, stored, wake)
        self.touched.add(wake.conversation_id)

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        free = entities.WAKES.all(self._session, finding.FREE_WAKES, values)
        return tuple(self._lease(wake, now, until) for wake in free)

    def _lease(self, wake: Wake, now: datetime, until: datetime) -> Lease:
        token = new_id("lse", now)
        leased = replace(wake, lease_token=token, lease_until=until, attempts=wake.attempts + 1)
        entities.WAKES.change(self._session, wake, leased)
        return Lease(wake.conversation_id, wake.merchant_id, token, until, leased.attempts)

    def lock_audit_head(self, merchant_id: MerchantId) -> Head:
        return audit.lock_head(self._session, merchant_id)

    def add_audit_entry(self, entry: AuditEntry) -> None:
        audit.add(self._session, entry)

    def add_audit_key(self, merchant_id: MerchantId, subject: str, key: bytes) -> bytes:
        return audit.add_key(self._session, merchant_id, subject, key)

    def destroy_audit_key(self, merchant_id: MerchantId, subject: str) -> None:
        self.known_keys.pop(subject, None)
        audit.destroy_key(self._session, merchant_id, subject)
