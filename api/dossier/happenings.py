"""What events say, in words that somebody who has never seen Twolane understands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from api.pages.words import REASONS, SUPPRESSIONS
from conversation.consent import SuppressionReason
from conversation.escalation import EscalationReason
from conversation.event import Event, EventKind

Told = Mapping[str, str]


def title_of(event: Event) -> str:
    """Return what happened, in one sentence without its end."""
    title = _TITLES.get(event.kind, event.kind.value.replace(".", " ").replace("_", " "))
    return title(event.details) if callable(title) else title


def facts_of(event: Event, name_of: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return who did it and everything noted about it."""
    who = (("by", name_of(event.actor)),) if event.actor not in ("system", "") else ()
    return (*who, *((name.replace("_", " "), value) for name, value in event.details.items() if value))


def is_turning_point(event: Event) -> bool:
    """Tell the events that change who speaks, or whether anybody may, from bookkeeping."""
    return event.kind in _TURNS


def _reason(told: Told) -> str:
    reason = told.get("reason", "")
    return REASONS[EscalationReason(reason)] if reason in set(EscalationReason) else reason


def _stopped(told: Told) -> str:
    reason = told.get("reason", "")
    words = SUPPRESSIONS[SuppressionReason(reason)] if reason in set(SuppressionReason) else "Opted out"
    return f"{words}: no further texts to this number"


def _because(words: str) -> Callable[[Told], str]:
    return lambda told: f"{words}: {told['why']}" if told.get("why") else words


_TITLES: Mapping[EventKind, str | Callable[[Told], str]] = MappingProxyType(
    {
        EventKind.CONVERSATION_OPENED: "Conversation opened; the AI has control and texts are labelled A2P",
        EventKind.CONVERSATION_CLOSED: _because("Conversation closed"),
        EventKind.NUMBER_CHANGED: _because("The conversation goes on from another number"),
        EventKind.TEXT_CLAIMED: "Taken from the queue to be handed to the carrier",
        EventKind.TEXT_SENT: "Taken by the carrier",
        EventKind.TEXT_FAILED: "Not delivered",
        EventKind.TEXT_REQUEUED: "Queued to be tried again",
        EventKind.TEXT_UNKNOWN: "Nobody can say whether the carrier has it; it is not sent again blindly",
        EventKind.TEXT_CANCELLED: _because("Cancelled before it left"),
        EventKind.DRAFT_REFUSED: _because("A text was refused and did not leave"),
        EventKind.DRAFT_DEFERRED: _because("A text had to wait"),
        EventKind.DRAFT_DISCARDED: _because("A draft came too late and was discarded"),
        EventKind.SILENCE_KEPT: _because("The AI had nothing to say"),
        EventKind.NOTE_WRITTEN: "A person kept a note",
        EventKind.PAST_FORGOTTEN: "What was known of the shopper from before was forgotten",
        EventKind.NOTE_ERASED: "A note was erased",
        EventKind.TOOL_CALLED: lambda told: f"The AI used its tool {told.get('name', '')}".rstrip(),
        EventKind.TURN_SPENT: lambda told: f"The turn asked {told.get('models', 'a model')}",
        EventKind.FOLLOWUP_PLANNED: "A follow-up was planned, as the shopper asked",
        EventKind.OFFER_RESERVED: "An offer was reserved",
        EventKind.OFFER_ISSUED: "The offer's code was issued by the shop",
        EventKind.OFFER_REDEEMED: "The offer's code was redeemed",
        EventKind.ESCALATED: lambda told: f"The AI fell silent and a person was asked for: {_reason(told)}",
        EventKind.TAKEN_OVER: lambda told: f"{told.get('name', 'A person')} took control from the AI",
        EventKind.HANDED_BACK: lambda told: f"{told.get('name', 'A person')} gave control back to the AI",
        EventKind.EXCHANGE_RELABELLED: "This exchange is labelled P2P from here on: a person's own text was sent",
        EventKind.EXCHANGE_LABELLED_BACK: "This exchange is labelled A2P again: the person's text never left",
        EventKind.SUPPRESSED: _stopped,
        EventKind.RESUBSCRIBED: "The opt-out was lifted by the shopper",
        EventKind.CONSENT_REQUESTED: "Consent was asked for by text",
        EventKind.CONSENT_CONFIRMED: "Consent was confirmed by the shopper's text",
        EventKind.CART_UPDATED: "The shop told of the cart",
        EventKind.CART_CLAIMED: lambda told: (
            f"{told.get('name', 'A person')} reserved the cart's one reminder to write it"
        ),
        EventKind.CART_GIVEN_BACK: lambda told: f"{told.get('name', 'A person')} gave the cart's one reminder back",
        EventKind.CART_TEXTED: lambda told: f"{told.get('name', 'A person')} wrote the cart's one reminder",
        EventKind.CART_RECOVERED: "The cart was bought",
        EventKind.INTENT_FOUND: lambda told: f"Read by code, before any model, as: {told.get('label', '')}",
        EventKind.TEXT_REDACTED: "Numbers that may not be kept were taken out of a text",
        EventKind.RELAYED: _because("A reply from the merchant's own inbox was taken in"),
        EventKind.LINK_CLICKED: "The shopper followed a link",
        EventKind.SEAT_UNREAD_DRAFT: "Flagged: an AI draft was sent by a person without time to read it",
        EventKind.SEAT_ANOMALY: "Flagged: figures of this seat are above a typical person's",
        EventKind.CONTACT_ERASED: lambda told: f"Erased by request of {told.get('by', '')}: {told.get('reason', '')}",
    }
)

_TURNS = frozenset(
    {
        EventKind.CONVERSATION_OPENED,
        EventKind.CONVERSATION_CLOSED,
        EventKind.ESCALATED,
        EventKind.TAKEN_OVER,
        EventKind.HANDED_BACK,
        EventKind.EXCHANGE_RELABELLED,
        EventKind.EXCHANGE_LABELLED_BACK,
        EventKind.SUPPRESSED,
        EventKind.RESUBSCRIBED,
        EventKind.CONTACT_ERASED,
    }
)
