"""A draft: what a seat would like to text, before the gate has spoken."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ConversationId, MerchantId, UserId
from conversation.message import Author, EvidenceGrade, Origin
from conversation.override import Override
from conversation.source import Source


class CauseKind(StrEnum):
    """What in the ledger made somebody want to text. The purpose is derived from it and checked against facts."""

    INBOUND = "inbound"
    CART = "cart"
    ESCALATION = "escalation"
    SUPPRESSION = "suppression"
    RESUBSCRIPTION = "resubscription"
    OPT_IN = "opt_in"
    HELP = "help"
    IDENTITY = "identity"
    SAFETY = "safety"
    FOLLOWUP = "followup"
    CAMPAIGN = "campaign"
    ORDER = "order"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Cause:
    """The kind and the id of the row that caused a draft: a message, a cart, an event, a campaign, an order, a run."""

    kind: CauseKind
    ref: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that wants to leave.

    `epoch` and `seen_seq` say under which control, and after which inbound text, it was composed. `verbatim_share`
    is the share (0 to 1) of its characters that were taken verbatim from an AI draft or canned text. `submitted_at`
    is when a person pressed Send, which is earlier than queueing where the gate let the text wait. `override` is a
    person's answer for what nothing backs; anybody else's counts for nothing. An `undoable` text that is allowed at
    once waits a moment before it may be claimed, so that its author can take it back.
    """

    merchant_id: MerchantId
    conversation_id: ConversationId
    body: str
    author: Author
    origin: Origin
    cause: Cause
    epoch: int
    seen_seq: int
    composed_at: datetime
    user_id: UserId | None = None
    verbatim_share: float = 0.0
    recipients: int = 1
    scheduled: bool = False
    model: str | None = None
    prompt_hash: str | None = None
    sources: tuple[str, ...] = ()
    override: Override | None = None
    submitted_at: datetime | None = None
    grade: EvidenceGrade = EvidenceGrade.COMPOSED_HERE
    undoable: bool = False
    rests_on: tuple[Source, ...] = ()
    media: tuple[str, ...] = ()
    """Ids of pictures that are to leave with it."""
