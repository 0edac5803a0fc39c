"""The demo's strip: what has been seen so far with this phone, ticked off from the ledger's own events."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.pages.look import Look
from conversation.conversation import Conversation
from conversation.event import Event, EventKind

TICKS: Mapping[str, frozenset[EventKind]] = MappingProxyType(
    {
        "Offer": frozenset({EventKind.OFFER_ISSUED}),
        "Refusal": frozenset({EventKind.DRAFT_REFUSED, EventKind.DRAFT_DISCARDED}),
        "P2P": frozenset({EventKind.EXCHANGE_RELABELLED}),
        "Hand back": frozenset({EventKind.HANDED_BACK}),
        "STOP": frozenset({EventKind.SUPPRESSED}),
    }
)
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "Offer": "text “too expensive”",
        "Refusal": "as a person, try a code that nobody granted, or any text after STOP",
        "P2P": "take over and send",
        "Hand back": "press Hand back",
        "STOP": "text “stop texting me”",
    }
)
MOST = 200


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to see, how to see it, and whether it was seen."""

    words: str
    hint: str
    seen: bool


def strip_of(look: Look, number: str) -> tuple[Tick, ...]:
    """Return the ticks of every conversation with this phone."""
    kinds = {event.kind for row in conversations_with(look, number) for event in _events(look, row)}
    return tuple(Tick(words, HINTS[words], bool(wanted & kinds)) for words, wanted in TICKS.items())


def conversations_with(look: Look, number: str) -> tuple[Conversation, ...]:
    """Return the phone's conversations, newest first."""
    contacts = [look.books.contact_by_phone(merchant, number) for merchant in look.user.merchants]
    ids = {contact.id for contact in contacts if contact is not None}
    rows = look.books.conversations(look.user.merchants, limit=MOST)
    return tuple(row for row in rows if row.contact_id in ids)


def _events(look: Look, row: Conversation) -> tuple[Event, ...]:
    return look.books.events(row.merchant_id, row.id)
