"""A flow's run: where one contact stands in one flow, and when it goes on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ContactId, ConversationId, MerchantId, MessageId


class TriggerKind(StrEnum):
    """What begins a run."""

    CHECKOUT_ABANDONED = "checkout_abandoned"
    BROWSED = "browsed"
    ORDER_PLACED = "order_placed"
    DELIVERED = "delivered"
    BACK_IN_STOCK = "back_in_stock"
    KEYWORD = "keyword"
    OPTED_IN = "opted_in"
    TAG_ADDED = "tag_added"
    MANUAL = "manual"


ABOUT_AN_ORDER = frozenset({TriggerKind.ORDER_PLACED, TriggerKind.DELIVERED})
"""Triggers after which a text may be a notification: the shopper bought, and hears of that order."""


class RunState(StrEnum):
    """`running` until it comes to its end, something cancels it, the gate refuses its text, or it fails too often."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FlowRun:
    """One contact's way through the `version` of a flow that they began with.

    `subject` is what it is about: the cart's id, the order's, a product's name; empty where it is about nothing.
    `position` is the step that comes next, at `due_at`; `heard` is the shopper's text that the next text answers, and
    `listens_since` when it began to wait for one. `sent` counts its texts, `attempts` the failures of the step at hand.
    `variant` is the newest arm it was put in, and `outcome` says in words how it ended or what it waits for.
    """

    id: str
    merchant_id: MerchantId
    flow_id: str
    version: int
    contact_id: ContactId
    trigger: TriggerKind
    is_transactional: bool
    subject: str
    began_at: datetime
    due_at: datetime
    changed_at: datetime
    state: RunState = RunState.RUNNING
    position: int = 0
    conversation_id: ConversationId | None = None
    heard: MessageId | None = None
    variant: str = ""
    sent: int = 0
    attempts: int = 0
    outcome: str = ""
    listens_since: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.state is RunState.RUNNING

    @property
    def is_about_cart(self) -> bool:
        """Whether its proactive text is the one reminder that a cart may have."""
        return self.trigger is TriggerKind.CHECKOUT_ABANDONED
