"""A bubble: one text as the thread shows it, with who wrote it and how it got past the gate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from api.pages.photos import PhotoCard, photo_card
from api.pages.sources import SourceLine, source_lines
from api.pages.words import GRADES, STATUSES, TROUBLED
from api.rest.presenting import status_of
from conversation.message import CARRIER_CLASS, Author, Direction, Message
from conversation.outbox import OutboxRow
from conversation.photo import Photo

SHORT_HASH = 8
NAMES = {Author.AI: "AI", Author.TEMPLATE: "Template", Author.SYSTEM: "System", Author.OUTSIDE: "Outside Twolane"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the proof under a text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What events tell of messages, by id: why one was cancelled, how soon an AI draft was sent
    unread, what was kept as a fact, and what was spent on models. `may_keep`: the person who looks may keep one."""

    cancelled: Mapping[str, str]
    unread: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    may_keep: bool = False
    spent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bubble:
    """`before` and `after` are the framework's words, `composed` the author's. `label` is None on inbound texts."""

    key: str
    side: str
    who: str
    tone: str
    label: str | None
    before: str
    composed: str
    after: str
    erased: bool
    verdict: str | None
    rulebook: str | None
    status: str
    troubled: bool
    left: bool
    unread: str | None
    prompt: str | None
    stamp: Stamp
    facts: tuple[Fact, ...]
    sources: tuple[SourceLine, ...] = ()
    photos: tuple[PhotoCard, ...] = ()
    is_fact: bool = False
    may_keep: bool = False
    kind: str = "bubble"


def bubble_of(
    look: Look,
    moments: Moments,
    message: Message,
    row: OutboxRow | None,
    notes: Notes,
    shopper: str,
    photos: Sequence[Photo] = (),
    pictures: tuple[PhotoCard, ...] = (),
) -> Bubble:
    """Show one message with what events tell of it; `shopper` is what to call them."""
    body, status = message.body, status_of(message, row)
    word = STATUSES.get(status, status.replace("_", " "))
    label = message.traffic_type.value if message.traffic_type else None
    why = notes.cancelled.get(message.id)
    return Bubble(
        key=message.id,
        side=message.direction.value,
        who=_who(look, message, shopper),
        tone="contact" if message.direction is Direction.IN else (label or "A2P").lower(),
        label=label,
        before=body.before if body else "",
        composed=body.composed if body else "",
        after=body.after if body else "",
        erased=body is None,
        verdict=_verdict(message),
        rulebook=message.verdict.rulebook if message.verdict else None,
        status=f"{word} ({why})" if why else word,
        troubled=status in TROUBLED,
        left=status != "cancelled",
        unread=notes.unread.get(message.id),
        prompt=message.prompt_hash[:SHORT_HASH] if message.prompt_hash else None,
        stamp=moments.at(message.created_at),
        facts=tuple(_facts(moments, message, row, notes)) if message.direction is Direction.OUT else (),
        sources=source_lines(message.rests_on),
        photos=(*(photo_card(photo, shopper) for photo in photos), *pictures),
        is_fact=message.id in notes.facts,
        may_keep=notes.may_keep and message.author is Author.HUMAN and body is not None,
    )


def _who(look: Look, message: Message, shopper: str) -> str:
    if message.author is Author.CONTACT:
        return shopper
    if message.author is Author.HUMAN:
        return message.evidence.user_name if message.evidence else look.name_of(message.user_id)
    return NAMES[message.author]


def _verdict(message: Message) -> str | None:
    if message.verdict is None:
        return None
    return "ok" if message.verdict.decision == "allow" else message.verdict.decision


def _facts(moments: Moments, message: Message, row: OutboxRow | None, notes: Notes) -> Iterator[Fact]:
    if message.purpose is not None:
        yield Fact("Purpose", message.purpose.value.replace("_", " "))
    if message.origin is not None:
        yield Fact("Words", message.origin.value.replace("_", " "))
    yield Fact("Carriers class it", CARRIER_CLASS)
    if (evidence := message.evidence) is not None:
        yield Fact("Written by", f"{evidence.user_name} ({evidence.user_id})")
        yield Fact("In control since", evidence.takeover_event.rsplit("#", 1)[-1].replace("epoch", "epoch "))
        yield Fact("Composing", GRADES[evidence.grade])
        yield Fact("Composed", moments.at(evidence.composed_at).exact)
        yield Fact("Send pressed", moments.at(evidence.submitted_at).exact)
        yield Fact("Taken from a draft", f"{evidence.verbatim_share:.0%}")
        yield Fact("Recipients", str(evidence.recipients))
    elif message.author is Author.OUTSIDE:
        yield Fact("Written by", "no evidence of author")
    if message.model is not None:
        yield Fact("Model", message.model)
    if message.id in notes.spent:
        yield Fact("The turn cost", notes.spent[message.id])
    if message.prompt_hash is not None:
        yield Fact("Prompt hash", message.prompt_hash)
    if message.verdict is not None and message.verdict.moment is not None:
        yield Fact("Allowed until", moments.at(message.verdict.moment).exact)
    if row is not None and row.error_code:
        yield Fact("Carrier error", row.error_code)
