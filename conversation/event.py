"""An event: something that happened in a conversation and must be provable later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conversation.ids import ConversationId, MerchantId


class EventKind(StrEnum):
    """Every kind of event, by the noun it is about."""

    CONVERSATION_OPENED = "conversation.opened"
    CONVERSATION_CLOSED = "conversation.closed"
    NUMBER_CHANGED = "conversation.number_changed"
    TEXT_CLAIMED = "text.claimed"
    TEXT_SENT = "text.sent"
    TEXT_FAILED = "text.failed"
    TEXT_REQUEUED = "text.requeued"
    TEXT_UNKNOWN = "text.unknown"
    TEXT_CANCELLED = "text.cancelled"
    DRAFT_REFUSED = "draft.refused"
    DRAFT_DEFERRED = "draft.deferred"
    DRAFT_DISCARDED = "draft.discarded"
    TURN_POSTPONED = "turn.postponed"
    SILENCE_KEPT = "silence.kept"
    TOOL_CALLED = "tool.called"
    TURN_SPENT = "turn.spent"
    FOLLOWUP_PLANNED = "followup.planned"
    OFFER_RESERVED = "offer.reserved"
    OFFER_ISSUED = "offer.issued"
    OFFER_REDEEMED = "offer.redeemed"
    CLAIM_OVERRIDDEN = "claim.overridden"
    FACT_SAVED = "fact.saved"
    ESCALATED = "control.escalated"
    TAKEN_OVER = "control.taken_over"
    HANDED_BACK = "control.handed_back"
    RELEASED = "control.released"
    TAKEN_OUTSIDE = "control.taken_outside"
    STAYED_WITH_PEOPLE = "control.stayed_with_people"
    OUTSIDE_TEXT = "text.outside"
    DRAFT_REQUESTED = "draft.requested"
    SUGGESTION_KEPT = "suggestion.kept"
    SUGGESTION_EXPIRED = "suggestion.expired"
    SUGGESTION_DISMISSED = "suggestion.dismissed"
    NOTE_WRITTEN = "note.written"
    NOTE_ERASED = "note.erased"
    PAST_FORGOTTEN = "memory.forgotten"
    CASE_OPENED = "case.opened"
    CASE_RAISED = "case.raised"
    CASE_CLAIMED = "case.claimed"
    CASE_REASSIGNED = "case.reassigned"
    CASE_FREED = "case.freed"
    CASE_SNOOZED = "case.snoozed"
    CASE_WOKEN = "case.woken"
    CASE_OVERDUE = "case.overdue"
    CASE_CLOSED = "case.closed"
    EXCHANGE_RELABELLED = "exchange.relabelled"
    EXCHANGE_LABELLED_BACK = "exchange.labelled_back"
    SUPPRESSED = "contact.suppressed"
    RESUBSCRIBED = "contact.resubscribed"
    CONTACT_ERASED = "contact.erased"
    CONSENT_REQUESTED = "consent.requested"
    CONSENT_CONFIRMED = "consent.confirmed"
    CART_UPDATED = "cart.updated"
    CART_CLAIMED = "cart.claimed"
    CART_GIVEN_BACK = "cart.given_back"
    CART_TEXTED = "cart.texted"
    CART_RECOVERED = "cart.recovered"
    INTENT_FOUND = "intent.found"
    TEXT_REDACTED = "text.redacted"
    REPLY_TAKEN = "reply.taken"
    RELAYED = "reply.relayed"
    LINK_CLICKED = "link.clicked"
    SEAT_UNREAD_DRAFT = "seat.unread_draft"
    SEAT_ANOMALY = "seat.anomaly"


MILESTONES = (
    EventKind.OFFER_ISSUED,
    EventKind.OFFER_REDEEMED,
    EventKind.CART_RECOVERED,
    EventKind.FOLLOWUP_PLANNED,
    EventKind.ESCALATED,
    EventKind.HANDED_BACK,
)
"""What is still told of a conversation when its texts are told no longer."""

SEAT_EVENTS = (EventKind.SEAT_UNREAD_DRAFT, EventKind.SEAT_ANOMALY)
"""What is flagged about a human seat, for people to look at; no rule reads it."""


@dataclass(frozen=True, slots=True)
class Event:
    """`number` is its place in the conversation, given under the lock; `after_seq` the newest message then.

    `actor` is ``ai``, ``contact``, ``system`` or a user's id. `salt` goes with details that may hold a shopper's words.
    """

    id: str
    merchant_id: MerchantId
    conversation_id: ConversationId
    number: int
    after_seq: int
    kind: EventKind
    actor: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    salt: str | None = field(default=None, compare=False, repr=False)
