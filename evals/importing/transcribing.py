"""Transcribing: a dialogue becomes a transcript. What an export does not tell is left out, never made up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from conversation.event import EventKind
from conversation.message import Author, Direction, Origin, Purpose, TrafficType
from conversation.outbox import OutboxState
from evals.checks.phrases import OPT_OUT_KEYWORDS
from evals.expect import Expect
from evals.importing.dialogue import Dialogue, Line
from evals.transcript import (
    SCHEMA_VERSION,
    EventNote,
    MerchantNote,
    MessageNote,
    PackNote,
    ShopperNote,
    Transcript,
)

IMPORTED = "imported"
_ORIGINS = {Author.AI: Origin.GENERATED, Author.HUMAN: Origin.TYPED, Author.TEMPLATE: Origin.CANNED}
_STARTS = frozenset({"start", "unstop", "yes"})
_CONFIRMS = re.compile(r"\b(?:unsubscribed|opted out|no more (?:texts|messages)|removed from)\b", re.IGNORECASE)
_GRACE_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Setting:
    """What an export does not tell: the brand, where its shoppers are, who wrote a text of ours that names nobody."""

    brand: str = ""
    shop_domain: str = ""
    region: str = ""
    timezone: str = "UTC"
    written_by: Author = Author.AI
    ceiling_percent: int = 0
    model: str = IMPORTED


def transcript_of(dialogue: Dialogue, shape: str, setting: Setting) -> Transcript:
    """The shopper's number or id becomes a pseudonym; the words stay as they are."""
    messages = tuple(_messages(dialogue, setting))
    return Transcript(
        schema_version=SCHEMA_VERSION,
        suite=f"{IMPORTED}_{shape}",
        scenario=dialogue.name if dialogue.name != dialogue.with_whom else pseudonym(dialogue.with_whom),
        expect=Expect(),
        pack=PackNote(IMPORTED, shape, IMPORTED),
        model=setting.model,
        shopper=ShopperNote("", pseudonym(dialogue.with_whom), setting.region, setting.timezone),
        merchant=MerchantNote(setting.brand, setting.shop_domain, _GRACE_MINUTES, setting.ceiling_percent, ()),
        messages=messages,
        events=tuple(_events(dialogue)),
        offers=(),
        carts=(),
        consents=(),
        end=None,
        trial=dialogue.trial,
    )


def pseudonym(whom: str) -> str:
    """Return a name that is the same for the same shopper and does not show who it is at first sight."""
    return f"shopper {sha256(whom.encode()).hexdigest()[:10]}"


def _messages(dialogue: Dialogue, setting: Setting) -> Iterator[MessageNote]:
    stopped = False
    for seq, line in enumerate(dialogue.lines, start=1):
        author = line.author or setting.written_by
        if author is Author.CONTACT:
            stopped = bare(line.words) in OPT_OUT_KEYWORDS or (stopped and bare(line.words) not in _STARTS)
            yield MessageNote(f"m{seq}", seq, Direction.IN, author, line.words, line.at, epoch=1)
            continue
        is_confirmed = stopped and _CONFIRMS.search(line.words) is not None
        yield MessageNote(
            id=f"m{seq}",
            seq=seq,
            direction=Direction.OUT,
            author=Author.TEMPLATE if is_confirmed else author,
            composed=line.words,
            at=line.at,
            epoch=1,
            origin=Origin.CANNED if is_confirmed else _ORIGINS[author],
            purpose=Purpose.OPT_OUT_CONFIRMATION if is_confirmed else _purpose(dialogue, seq),
            traffic_type=TrafficType.A2P,
            status=OutboxState.FAILED if line.failed else OutboxState.SENT,
            left_at=line.at,
            model=setting.model if author is Author.AI else None,
        )


def _purpose(dialogue: Dialogue, seq: int) -> Purpose:
    """A text after none of the shopper's was started by us."""
    has_asked = any(line.author is Author.CONTACT for line in dialogue.lines[: seq - 1])
    return Purpose.REPLY if has_asked else Purpose.CAMPAIGN


def _events(dialogue: Dialogue) -> Iterator[EventNote]:
    """Yield the tool calls that are told, and the opt-outs that the named keywords are."""
    stopped, number = False, 0
    for seq, line in enumerate(dialogue.lines, start=1):
        for tool in line.tools:
            number += 1
            yield EventNote(number, seq - 1, EventKind.TOOL_CALLED, "ai", line.at, {"name": tool})
        turn = _turn(line, stopped=stopped)
        if turn is not None:
            number += 1
            stopped = turn is EventKind.SUPPRESSED
            yield EventNote(number, seq, turn, "contact", line.at, {"reason": "opt_out"} if stopped else {})


def _turn(line: Line, *, stopped: bool) -> EventKind | None:
    if line.author is not Author.CONTACT:
        return None
    if not stopped and bare(line.words) in OPT_OUT_KEYWORDS:
        return EventKind.SUPPRESSED
    return EventKind.RESUBSCRIBED if stopped and bare(line.words) in _STARTS else None


def bare(words: str) -> str:
    """Return the words in small letters without marks, as keywords are compared."""
    return " ".join(re.sub(r"[^a-z ]", "", words.lower()).split())
