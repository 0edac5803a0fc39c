"""The ledger's port: the only state of Twolane.

A command is a plain function over `Books`. `Ledger.write` runs it in one transaction: atomic, and durable on return.
Commands that decide who may speak lock the conversation first; see `conversation.fence`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from conversation.access_books import AccessBooks, AccessReader
from conversation.alert_books import AlertBooks, AlertReader
from conversation.audit_books import AuditBooks, AuditReader
from conversation.automation_books import AutomationBooks, AutomationReader
from conversation.bridge_books import BridgeBooks, BridgeReader
from conversation.campaign_books import CampaignBooks, CampaignReader
from conversation.canned_books import CannedBooks, CannedReader
from conversation.cart import Cart, ReminderSlot
from conversation.cart_books import CartBooks, CartReader
from conversation.consent_books import ConsentBooks, ConsentReader
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.crowd_books import CrowdBooks
from conversation.delivery_books import DeliveryBooks, DeliveryReader
from conversation.due import DueRow
from conversation.erasable import Erasable, ErasableReader
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.figures_books import FiguresBooks, FiguresReader
from conversation.flow_books import FlowBooks, FlowReader
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
from conversation.knowledge_books import KnowledgeBooks, KnowledgeReader
from conversation.link_books import LinkBooks, LinkReader
from conversation.list_books import ListBooks, ListReader
from conversation.live_score_books import LiveScoreBooks, LiveScoreReader
from conversation.media_books import MediaBooks, MediaReader
from conversation.merchant import Merchant
from conversation.merchant_fact import MerchantFact
from conversation.message import Message
from conversation.offer import Offer
from conversation.outbox_books import OutboxBooks, OutboxReader
from conversation.photo_books import PhotoBooks, PhotoReader
from conversation.queue_books import QueueBooks, QueueReader
from conversation.seat import SeatText
from conversation.sender import Sender
from conversation.shop_books import ShopBooks, ShopReader
from conversation.spent_books import SpentReader
from conversation.thread_books import ThreadReader
from conversation.user import User
from conversation.wake import Lease, Wake
from conversation.work import Work

T = TypeVar("T")


class Reader(
    ErasableReader,
    AuditReader,
    AccessReader,
    QueueReader,
    ListReader,
    BridgeReader,
    SpentReader,
    ThreadReader,
    AlertReader,
    CannedReader,
    CartReader,
    PhotoReader,
    KnowledgeReader,
    LiveScoreReader,
    AutomationReader,
    FlowReader,
    FiguresReader,
    ShopReader,
    LinkReader,
    MediaReader,
    ConsentReader,
    DeliveryReader,
    OutboxReader,
    CampaignReader,
    Protocol,
):
    """Looks rows up. A row that is not there is None; lists are empty tuples."""

    def merchant(self, merchant_id: MerchantId) -> Merchant | None: ...
    def merchants(self) -> tuple[Merchant, ...]: ...
    def merchant_of_shop(self, shop_domain: str) -> Merchant | None: ...

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None: ...
    def sender_by_phone(self, phone: str) -> Sender | None: ...
    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]: ...

    def user(self, user_id: UserId) -> User | None: ...

    def user_by_email(self, email: str) -> User | None:
        """Whose address it is, as `fold_email` writes it."""
        ...

    def users(self) -> tuple[User, ...]: ...

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None: ...
    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None: ...

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None: ...
    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None: ...
    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None: ...

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None: ...

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        """Every offer ever made on the cart, oldest first."""
        ...

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        """Every offer ever made in the conversation, oldest first."""
        ...

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        """Every offer ever made on a cart of the contact, oldest first."""
        ...

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        """The newest offer with this code, which is in upper case."""
        ...

    def merchant_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact | None: ...

    def merchant_facts(self, merchant_id: MerchantId) -> tuple[MerchantFact, ...]:
        """Every fact that a person vouched for, oldest first, those that are over too."""
        ...

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None: ...

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        """Whose conversation it is: for the edge, which knows only the id and must check who may see it."""
        ...

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        """The contact's conversations that are not closed, in id order."""
        ...

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        """Newest `updated_at` first (ties by id, descending), strictly after the cursor `before`."""
        ...

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None: ...

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        """In the order they began."""
        ...

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None: ...

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        """In seq order."""
        ...

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        """The messages in seq order without their verdicts, which are the greater part of a long log."""
        ...

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None: ...

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        """In number order, those whose number is greater than `after`."""
        ...

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        """Outbound messages to the number created at or after `since` whose row is not cancelled or failed."""
        ...

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        """Every due row, waiting or not, soonest first."""
        ...

    def seat_texts(self, merchant_id: MerchantId, user_id: UserId, since: datetime) -> tuple[SeatText, ...]:
        """What the person texted, and what was texted to them, since `since` in exchanges they held; oldest first."""
        ...

    def seat_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        """Flags and alarms of every human seat since `since`, newest first."""
        ...

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None: ...

    def wake_of(self, conversation_id: ConversationId) -> Wake | None: ...

    def work_at(self, now: datetime) -> frozenset[Work]:
        """Tell what there is to do: of which kind `claim_wakes`, `queued_rows` or `due_photos` would find some."""
        ...


class Books(
    Reader,
    Erasable,
    AuditBooks,
    AccessBooks,
    QueueBooks,
    ListBooks,
    BridgeBooks,
    AlertBooks,
    CannedBooks,
    CartBooks,
    PhotoBooks,
    KnowledgeBooks,
    LiveScoreBooks,
    AutomationBooks,
    FlowBooks,
    FiguresBooks,
    ShopBooks,
    LinkBooks,
    MediaBooks,
    ConsentBooks,
    DeliveryBooks,
    OutboxBooks,
    CampaignBooks,
    CrowdBooks,
    Protocol,
):
    """The rows inside one transaction. `save` methods insert or replace by key."""

    def first_sight(self, source: str, ref: str, at: datetime) -> bool:
        """Record that `ref` came from `source`; False when it had been seen before."""
        ...

    def save_merchant(self, merchant: Merchant) -> None: ...
    def save_sender(self, sender: Sender) -> None: ...

    def save_user(self, user: User) -> None:
        """Raises Conflict when the address belongs to somebody else."""
        ...

    def lock_user(self, user_id: UserId, *, shared: bool = False) -> User | None:
        """Hold the person's row until the transaction ends and return it as it is now.

        Whoever gives a person something to hold and whoever removes them take it, before any conversation's lock.
        Those who only need the person to stay as they are hold it `shared`, and do not wait for each other.
        """
        ...

    def save_contact(self, contact: Contact) -> None: ...

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """Hold the number's row until the transaction ends, so that two first texts cannot open two conversations.

        Works for numbers that no contact has yet. Always taken before any conversation's lock.
        """
        ...

    def save_cart(self, cart: Cart) -> None: ...

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        """Take the cart's one slot; False when somebody has it."""
        ...

    def save_offer(self, offer: Offer) -> None:
        """Raises Conflict when another live offer holds the cart."""
        ...

    def save_merchant_fact(self, fact: MerchantFact) -> None: ...

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        """Hold the row until the transaction ends and return it as it is now. Raises Unknown."""
        ...

    def save_conversation(self, conversation: Conversation) -> None: ...
    def save_exchange(self, exchange: Exchange) -> None: ...

    def add_message(self, message: Message) -> None:
        """Messages are immutable: raises Conflict when the id or the (conversation, seq) exists."""
        ...

    def add_event(self, event: Event) -> None: ...
    def save_due_row(self, row: DueRow) -> None: ...

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        """Make the conversation's next turn due at `at`, or sooner where it already was."""
        ...

    def save_wake(self, wake: Wake) -> None: ...

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        """Lease up to `limit` conversations that are due and not leased; each gets its own token.

        Skips rows that another transaction holds. Leaves `due_at` as it was, so that a crash loses nothing.
        """
        ...


class Ledger(Protocol):
    """Runs commands and queries."""

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        """Run `command` in one transaction. What it raises rolls everything back and is raised here.

        What need not be `durable` outlives the process, but until the next durable write a loss of power may undo it:
        it is for what is taken again after a restart, and that the audit log, whose head may be known elsewhere, does
        not tell.

        After a deadlock it is run again, so it may do nothing but read and write these books; and a Conflict that
        the books raise must leave it, for Postgres takes no further statement then.
        """
        ...

    async def read(self, query: Callable[[Reader], T]) -> T:
        """Run `query` over committed rows."""
        ...

    async def glance(self, query: Callable[[Reader], T]) -> T:
        """Run a `query` that looks up a few rows by key. It may run at once on the caller's thread, so be quick."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go of files and connections."""
        ...


class Bell(Protocol):
    """Hears, after a commit, which conversations it touched. Ringing must not block and may be lost."""

    def ring(self, touched: frozenset[ConversationId]) -> None: ...
