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
from conversation.cart_books import CartBooks, CartReader
from conversation.consent_books import ConsentBooks, ConsentReader
from conversation.contact_books import ContactBooks, ContactReader
from conversation.conversation_books import ConversationBooks, ConversationReader
from conversation.crowd_books import CrowdBooks
from conversation.day_books import DayBooks, DayReader
from conversation.delivery_books import DeliveryBooks, DeliveryReader
from conversation.erasable import Erasable, ErasableReader
from conversation.figures_books import FiguresBooks, FiguresReader
from conversation.flow_books import FlowBooks, FlowReader
from conversation.ids import ConversationId
from conversation.knowledge_books import KnowledgeBooks, KnowledgeReader
from conversation.link_books import LinkBooks, LinkReader
from conversation.list_books import ListBooks, ListReader
from conversation.live_score_books import LiveScoreBooks, LiveScoreReader
from conversation.media_books import MediaBooks, MediaReader
from conversation.merchant_books import MerchantBooks, MerchantReader
from conversation.message_books import MessageBooks, MessageReader
from conversation.offer_books import OfferBooks, OfferReader
from conversation.outbox_books import OutboxBooks, OutboxReader
from conversation.photo_books import PhotoBooks, PhotoReader
from conversation.queue_books import QueueBooks, QueueReader
from conversation.shop_books import ShopBooks, ShopReader
from conversation.spent_books import SpentReader
from conversation.thread_books import ThreadReader
from conversation.user_books import UserBooks, UserReader
from conversation.wake_books import WakeBooks, WakeReader

T = TypeVar("T")


class Reader(
    MerchantReader,
    UserReader,
    ContactReader,
    OfferReader,
    ConversationReader,
    MessageReader,
    WakeReader,
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
    DayReader,
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


class Books(
    Reader,
    MerchantBooks,
    UserBooks,
    ContactBooks,
    OfferBooks,
    ConversationBooks,
    MessageBooks,
    WakeBooks,
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
    DayBooks,
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
