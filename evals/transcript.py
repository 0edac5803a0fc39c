"""Transcripts: one played conversation as plain data, one JSON line each. Scoring needs nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from conversation.conversation import Control
from conversation.event import EventKind
from conversation.message import Author, Direction, Origin, Purpose, TrafficType
from conversation.offer import OfferState
from conversation.outbox import OutboxState
from evals.call import CallNote
from evals.draft_note import DraftNote
from evals.errors import TranscriptsInvalid
from evals.expect import Expect
from evals.json_line import line_of, reader_of
from evals.once import once
from evals.shoppers.simulation import SimulationNote

SCHEMA_VERSION = 4
READABLE = frozenset({1, 2, 3, 4})
"""Version 1 has no trials: what it holds reads as the first. Before 3 no persona and no model calls were noted,
before 4 not how the scenario was worded.
"""


@dataclass(frozen=True, slots=True)
class PackNote:
    """The prompt pack that spoke. `hash` is over all its files."""

    name: str
    version: str
    hash: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.version} ({self.hash[:8]})"


@dataclass(frozen=True, slots=True)
class ShopperNote:
    """Who texted. `timezone` is where they truly are, as the scenario says."""

    name: str
    phone: str
    region: str
    timezone: str


@dataclass(frozen=True, slots=True)
class MerchantNote:
    """The brand, its shop and the settings that bound what its texts may say. `people` may take over."""

    name: str
    shop_domain: str
    reply_grace_minutes: int
    offer_ceiling_percent: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """Why a message was called P2P."""

    user_id: str
    takeover_event: str
    verbatim_share: float
    recipients: int


@dataclass(frozen=True, slots=True)
class MessageNote:
    """One text. `before` and `after` are the framework's words; `left_at` is when its outbox row was claimed."""

    id: str
    seq: int
    direction: Direction
    author: Author
    composed: str
    at: datetime
    epoch: int
    before: str = ""
    after: str = ""
    origin: Origin | None = None
    purpose: Purpose | None = None
    traffic_type: TrafficType | None = None
    verdict: str | None = None
    rulebook: str | None = None
    status: OutboxState | None = None
    left_at: datetime | None = None
    user_id: str | None = None
    evidence: EvidenceNote | None = None
    sources: tuple[str, ...] = ()
    prompt_hash: str | None = None
    model: str | None = None

    @property
    def body(self) -> str:
        """What was on the phone."""
        if not (self.before or self.after):
            return self.composed
        return " ".join([part for part in (self.before, self.composed, self.after) if part])


@dataclass(frozen=True, slots=True)
class EventNote:
    """Something that happened after the message `after_seq`."""

    number: int
    after_seq: int
    kind: EventKind
    actor: str
    at: datetime
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfferNote:
    """A discount that the server granted."""

    code: str
    percent: int
    state: OfferState
    reserved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CartNote:
    """A cart that the shopper left. `items` are titles with options; `prices` what may be said of them."""

    id: str
    checkout_url: str
    abandoned_at: datetime
    items: tuple[str, ...]
    prices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """An opt-in and when the shopper's own text confirmed it."""

    scope: str
    state: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EndState:
    """How the conversation stood when the scenario was over."""

    control: Control
    holder: str | None
    epoch: int
    suppressed: bool


@dataclass(frozen=True)
class Transcript:
    """One conversation. `trouble` says why it could not be played to its end; `end` is None where it never began.

    `trial` counts from 1 how often the scenario was played with this pack, model and persona. `seed` is what the
    model's chance hung on, None where it has none or nobody set it. `persona` is its name; empty: the plain voice.
    `scenario_hash` is over all that the scenario says; empty where nobody played one.
    """

    schema_version: int
    suite: str
    scenario: str
    expect: Expect
    pack: PackNote
    model: str
    shopper: ShopperNote
    merchant: MerchantNote
    messages: tuple[MessageNote, ...]
    events: tuple[EventNote, ...]
    offers: tuple[OfferNote, ...]
    carts: tuple[CartNote, ...]
    consents: tuple[ConsentNote, ...]
    end: EndState | None
    trouble: str | None = None
    trial: int = 1
    seed: int | None = None
    persona: str = ""
    calls: tuple[CallNote, ...] = ()
    simulations: tuple[SimulationNote, ...] = ()
    drafts: tuple[DraftNote, ...] = ()
    scenario_hash: str = ""

    @property
    def set_aside(self) -> str | None:
        """Why it counts for nothing: what a simulated shopper did wrong; None where none did."""
        return "; ".join(fault for simulation in self.simulations for fault in simulation.faults) or None

    @once
    def inbound(self) -> tuple[MessageNote, ...]:
        return tuple([message for message in self.messages if message.direction is Direction.IN])

    @once
    def left(self) -> tuple[MessageNote, ...]:
        """Our texts that left, or may have."""
        return tuple([message for message in self.attempted if message.status is not OutboxState.FAILED])

    @once
    def attempted(self) -> tuple[MessageNote, ...]:
        """Our texts that nobody cancelled before they were sent."""
        ours = [message for message in self.messages if message.direction is Direction.OUT]
        return tuple([message for message in ours if message.status is not OutboxState.CANCELLED])

    @once
    def by_ai(self) -> tuple[MessageNote, ...]:
        """The AI's texts that left."""
        return tuple([message for message in self.left if message.author is Author.AI])

    def events_of(self, *kinds: EventKind) -> tuple[EventNote, ...]:
        if self._kinds.isdisjoint(kinds):
            return ()
        return tuple([event for event in self.events if event.kind in kinds])

    @once
    def _kinds(self) -> frozenset[EventKind]:
        return frozenset([event.kind for event in self.events])


def to_line(transcript: Transcript) -> bytes:
    """Return the transcript as one line of JSON, with its line feed."""
    return line_of(transcript)


def read_transcripts(file: Path) -> Iterator[Transcript]:
    """Read a file of transcripts, one at a time. Raises TranscriptsInvalid, naming the line."""
    return (transcript for _, transcript in read_placed(file))


def read_placed(file: Path) -> Iterator[tuple[int, Transcript]]:
    """Read transcripts, each with the byte at which it begins. Raises TranscriptsInvalid, naming the line."""
    place = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.isspace():
                yield place, _parse(str(file), f"line {number}", line)
            place += len(line)


def read_at(file: Path, place: int) -> Transcript:
    """Read the one transcript that begins at this byte. Raises TranscriptsInvalid."""
    with file.open("rb") as lines:
        lines.seek(place)
        return _parse(str(file), f"byte {place}", lines.readline())


def _parse(file: str, where: str, line: bytes) -> Transcript:
    try:
        transcript: Transcript = reader_of(Transcript)(line)
    except ValueError as error:
        raise TranscriptsInvalid(file, where, _other_version(line) or str(error)) from error
    if transcript.schema_version not in READABLE:
        raise TranscriptsInvalid(file, where, _unreadable(transcript.schema_version))
    return transcript


@dataclass(frozen=True)
class _Versioned:
    schema_version: int


def _other_version(line: bytes) -> str | None:
    """Return what is wrong with the version of a line that cannot be read; None where that is not the reason."""
    try:
        version = reader_of(_Versioned)(line).schema_version
    except ValueError:
        return None
    return None if version in READABLE else _unreadable(version)


def _unreadable(version: int) -> str:
    return f"it has schema version {version}, this reads {min(READABLE)} to {SCHEMA_VERSION}"
