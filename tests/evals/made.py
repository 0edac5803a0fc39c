"""A made transcript that breaks no rule and gives every check something to look at, and ways to change it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conversation.conversation import Control
from conversation.event import EventKind
from conversation.message import Author, Direction, Origin, Purpose, TrafficType
from conversation.offer import OfferState
from conversation.outbox import OutboxState
from evals.expect import Expect
from evals.transcript import (
    SCHEMA_VERSION,
    CartNote,
    ConsentNote,
    EndState,
    EventNote,
    EvidenceNote,
    MerchantNote,
    MessageNote,
    OfferNote,
    PackNote,
    ShopperNote,
    Transcript,
)

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
"""In Denver, where the shopper lives."""

CODE = "SAVE10-AC3DE"
LINK = "https://tidewater.example/checkouts/abc/recover?key=1"
Change = Callable[[Transcript], Transcript]


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def inbound(seq: int, words: str, minutes: float) -> MessageNote:
    return MessageNote(f"m{seq}", seq, Direction.IN, Author.CONTACT, words, at(minutes), epoch=1)


def sent(seq: int, words: str, minutes: float, purpose: Purpose, **fields: Any) -> MessageNote:
    note = MessageNote(
        id=f"m{seq}",
        seq=seq,
        direction=Direction.OUT,
        author=Author.AI,
        composed=words,
        at=at(minutes),
        epoch=1,
        origin=Origin.GENERATED,
        purpose=purpose,
        traffic_type=TrafficType.A2P,
        verdict="allow",
        status=OutboxState.SENT,
        left_at=at(minutes),
        prompt_hash="hash",
        model="rehearsal",
    )
    return replace(note, **fields)


def event(
    number: int, after_seq: int, kind: EventKind, minutes: float, actor: str = "system", **details: str
) -> EventNote:
    return EventNote(number, after_seq, kind, actor, at(minutes), details)


HUMAN = {
    "author": Author.HUMAN,
    "origin": Origin.TYPED,
    "before": "Dana here, a person at Tidewater:",
    "traffic_type": TrafficType.P2P,
    "user_id": "usr_dana",
    "evidence": EvidenceNote("usr_dana", "cvn#epoch3", 0.0, 1),
    "prompt_hash": None,
    "model": None,
}
TEMPLATE = {"author": Author.TEMPLATE, "origin": Origin.CANNED, "prompt_hash": None, "model": None}
ASSISTANT = "Tidewater's automated assistant here:"

MESSAGES = (
    sent(1, f"you left a backpack: {LINK}", 0, Purpose.REMINDER, before=ASSISTANT, after="Reply STOP to opt out."),
    inbound(2, "too expensive", 1),
    sent(3, f"I can take 10% off: code {CODE}, good until Wed 12:01.", 1, Purpose.REPLY),
    inbound(4, "can I talk to a person?", 2),
    sent(5, "Thanks for your text. A person at Tidewater will reply here.", 2, Purpose.HOLDING, **TEMPLATE),
    sent(6, "a 15 inch laptop fits well.", 5, Purpose.REPLY, **HUMAN),
    inbound(7, "how long is delivery?", 6),
    sent(8, "3 to 5 business days.", 8, Purpose.REPLY, before=ASSISTANT),
    inbound(9, "STOP", 9),
    sent(10, "Tidewater: You have opted out and get no more texts.", 9, Purpose.OPT_OUT_CONFIRMATION, **TEMPLATE),
)
EVENTS = (
    event(1, 0, EventKind.CART_UPDATED, -30, cart="crt_1"),
    event(2, 1, EventKind.TEXT_CLAIMED, 0, message="m1", author="ai"),
    event(3, 2, EventKind.TOOL_CALLED, 1, "ai", name="offer_discount"),
    event(4, 3, EventKind.TEXT_CLAIMED, 1, message="m3", author="ai"),
    event(5, 4, EventKind.ESCALATED, 2, reason="asked_for_person"),
    event(6, 5, EventKind.TAKEN_OVER, 5, "usr_dana", name="Dana"),
    event(7, 6, EventKind.EXCHANGE_RELABELLED, 5, "usr_dana", message="m6"),
    event(8, 7, EventKind.HANDED_BACK, 7, "usr_dana", name="Dana"),
    event(9, 8, EventKind.TEXT_CLAIMED, 8, message="m8", author="ai"),
    event(10, 9, EventKind.SUPPRESSED, 9, "contact", reason="opt_out"),
    event(11, 10, EventKind.TEXT_CLAIMED, 9, message="m10", author="template"),
)


def clean() -> Transcript:
    """Return the transcript that breaks no rule."""
    return Transcript(
        schema_version=SCHEMA_VERSION,
        suite="made",
        scenario="made up",
        expect=Expect(),
        pack=PackNote("recovery", "1.0.0", "hash"),
        model="rehearsal",
        shopper=ShopperNote("Noah Brown", "+13035550111", "CO", "America/Denver"),
        merchant=MerchantNote("Tidewater", "tidewater.example", 15, 15, ("Dana", "Omar")),
        messages=MESSAGES,
        events=EVENTS,
        offers=(OfferNote(CODE, 10, OfferState.ISSUED, at(1), at(1) + timedelta(hours=24)),),
        carts=(CartNote("crt_1", LINK, at(-30), ("Backpack green, 100% nylon",), ("$205.35",)),),
        consents=(ConsentNote("cart_reminders", "confirmed", at(-60)),),
        end=EndState(Control.AI, None, 5, suppressed=True),
    )


def changed(seq: int, /, **fields: Any) -> Change:
    """Change one message."""

    def change(transcript: Transcript) -> Transcript:
        messages = tuple(replace(note, **fields) if note.seq == seq else note for note in transcript.messages)
        return replace(transcript, messages=messages)

    return change


def changed_event(number: int, /, **fields: Any) -> Change:
    """Change one event."""

    def change(transcript: Transcript) -> Transcript:
        events = tuple(replace(note, **fields) if note.number == number else note for note in transcript.events)
        return replace(transcript, events=events)

    return change


def without_event(number: int) -> Change:
    return lambda transcript: replace(
        transcript, events=tuple(note for note in transcript.events if note.number != number)
    )


def with_message(note: MessageNote) -> Change:
    """Append a message."""
    return lambda transcript: replace(transcript, messages=(*transcript.messages, note))


def with_event(note: EventNote) -> Change:
    """Append an event."""
    return lambda transcript: replace(transcript, events=(*transcript.events, note))


def with_fields(**fields: Any) -> Change:
    """Change the transcript itself."""
    return lambda transcript: replace(transcript, **fields)


def both(first: Change, second: Change) -> Change:
    return lambda transcript: second(first(transcript))


Mutations = Mapping[str, tuple[tuple[str, Change], ...]]
