"""A message: one text, who wrote it, and the label that says so. Immutable once written."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conversation.ids import ConversationId, ExchangeId, MerchantId, MessageId, UserId
from conversation.photo import MARK
from conversation.source import Source
from conversation.tokens import new_salt
from conversation.verdict import VerdictNote

CARRIER_CLASS = "A2P"
"""Carriers class every text from a business as A2P, whoever typed it (CTIA Messaging Principles, May 2023)."""


class Direction(StrEnum):
    """Seen from the merchant."""

    IN = "in"
    OUT = "out"


class Author(StrEnum):
    """Who wrote the words. `outside`: somebody who did not send them through Twolane, person or machine."""

    CONTACT = "contact"
    AI = "ai"
    HUMAN = "human"
    TEMPLATE = "template"
    SYSTEM = "system"
    OUTSIDE = "outside"


class Origin(StrEnum):
    """How the words came about. `relayed`: they came from another inbox, and nobody here saw how."""

    TYPED = "typed"
    AI_DRAFT = "ai_draft"
    AI_DRAFT_EDITED = "ai_draft_edited"
    CANNED = "canned"
    CANNED_EDITED = "canned_edited"
    GENERATED = "generated"
    RELAYED = "relayed"


class TrafficType(StrEnum):
    """The label: a fact about a message, never a permission. No rule reads it."""

    A2P = "A2P"
    P2P = "P2P"


class Purpose(StrEnum):
    """What kind of text this is to the gate. Derived by code, never chosen by its author."""

    OPT_OUT_CONFIRMATION = "opt_out_confirmation"
    HELP = "help"
    OPT_IN_CONFIRMATION = "opt_in_confirmation"
    IDENTITY_ANSWER = "identity_answer"
    SAFETY = "safety"
    HOLDING = "holding"
    REPLY = "reply"
    REQUESTED_FOLLOWUP = "requested_followup"
    REMINDER = "reminder"
    CAMPAIGN = "campaign"
    NOTIFICATION = "notification"


class EvidenceGrade(StrEnum):
    """How much was seen of the composing.

    `composed_here`: the person wrote in our composer. `relayed`: the merchant's own inbox says that this person
    wrote it; whether they typed, pasted or picked a macro was not seen.
    """

    COMPOSED_HERE = "composed_here"
    RELAYED = "relayed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a message may be called P2P: the person, their takeover, when they composed and pressed Send.

    `verbatim_share` (0 to 1) is the share of the sent characters taken verbatim from an AI draft or canned text, as
    far as the ledger knows them.
    """

    user_id: UserId
    user_name: str
    takeover_event: str
    composed_at: datetime
    submitted_at: datetime
    verbatim_share: float
    recipients: int = 1
    grade: EvidenceGrade = EvidenceGrade.COMPOSED_HERE


@dataclass(frozen=True, slots=True)
class Body:
    """The words. `composed` is what the author wrote; `before` and `after` are what the framework added.

    `salt` goes with the words, so that what the audit log keeps of them confirms no guess once they are destroyed.
    """

    composed: str
    before: str = ""
    after: str = ""
    salt: str | None = field(default_factory=new_salt, compare=False, repr=False)

    @property
    def text(self) -> str:
        """What leaves for the phone."""
        return " ".join(part for part in (self.before, self.composed, self.after) if part)


@dataclass(frozen=True, slots=True)
class Message:
    """One text. `seq` is its place in the conversation; `body` is None once erased.

    `sources` are the store's own words that its author named; `rests_on` all that was found to back it, or was read.
    `photos` counts those that came with it; `media` names the pictures that leave with it.

    Raises ValueError for a P2P label without a human author and evidence.
    """

    id: MessageId
    merchant_id: MerchantId
    conversation_id: ConversationId
    exchange_id: ExchangeId
    seq: int
    direction: Direction
    author: Author
    body: Body | None
    epoch: int
    created_at: datetime
    origin: Origin | None = None
    purpose: Purpose | None = None
    traffic_type: TrafficType | None = None
    user_id: UserId | None = None
    evidence: Evidence | None = None
    verdict: VerdictNote | None = None
    model: str | None = None
    prompt_hash: str | None = None
    sources: tuple[str, ...] = ()
    provider_id: str | None = None
    rests_on: tuple[Source, ...] = ()
    photos: int = 0
    media: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.traffic_type is TrafficType.P2P and (self.author is not Author.HUMAN or self.evidence is None):
            raise ValueError("a P2P label needs a human author and evidence")

    @property
    def text(self) -> str:
        return self.body.text if self.body else ""

    @property
    def heard(self) -> str:
        """The words with a mark for each photo: all that can be read of the text."""
        return " ".join(part for part in (self.text, *[MARK] * self.photos) if part) if self.body else ""
