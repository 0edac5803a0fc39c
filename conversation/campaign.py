"""A campaign: one text to everybody in a segment, each through the gate on their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from conversation.ids import ContactId, MerchantId, MessageId, SenderId, UserId

PATIENCE = timedelta(hours=48)
"""How long a recipient may wait for a lawful hour before a campaign's text is too old for them. A house figure."""


class CampaignState(StrEnum):
    """Only a reviewed one may be scheduled or sent; a change of it makes it a draft again."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


CHANGEABLE = frozenset({CampaignState.DRAFT, CampaignState.REVIEWED})
RUNNING = frozenset({CampaignState.SCHEDULED, CampaignState.SENDING})
ENDED = frozenset({CampaignState.CANCELLED, CampaignState.DONE})


class CopyBy(StrEnum):
    """Who wrote a campaign's words."""

    PERSON = "person"
    AI = "ai"


@dataclass(frozen=True, slots=True)
class Campaign:
    """`version` grows with every change, from 1; `rules` is the JSON of its segment, as `flows.segment` reads it.

    With `hour` (``HH:MM``) and `day` (ISO date) everybody is texted when their own clock shows it; otherwise from
    `starts_at` on. Recipients are planned by contact id: `cursor` is the last one, and all are planned where
    `is_planned`. The counts say what became of those planned; who is counted nowhere else still waits.
    """

    id: str
    merchant_id: MerchantId
    name: str
    version: int
    state: CampaignState
    rules: str
    body: str
    copy_by: CopyBy
    made_by: UserId
    made_at: datetime
    updated_at: datetime
    hold_out_percent: int = 0
    sender_id: SenderId | None = None
    day: str | None = None
    hour: str | None = None
    reviewed_by: UserId | None = None
    reviewed_at: datetime | None = None
    starts_at: datetime | None = None
    resumed_at: datetime | None = None
    ended_at: datetime | None = None
    cursor: ContactId = ""
    is_planned: bool = False
    planned: int = 0
    texted: int = 0
    left_out: int = 0
    cancelled: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    """How many were left out, by rule."""
    media_id: str | None = None
    """A picture of the merchant's own, which makes each text an MMS."""
    discount_percent: int = 0
    """What its code takes off for everybody; 0: it gives none."""
    drafted_by: str | None = None
    """The model that drafted the words, where an AI did."""
    prompt_hash: str | None = None
    """The hash of the pack that the model was prompted with."""

    @property
    def media(self) -> tuple[str, ...]:
        return (self.media_id,) if self.media_id else ()

    @property
    def waiting(self) -> int:
        return self.planned - self.texted - self.left_out - self.cancelled

    @property
    def is_over(self) -> bool:
        """Whether nobody is left to plan or to text."""
        return self.is_planned and self.waiting == 0


class RecipientState(StrEnum):
    """What became of a recipient. `cancelled`: the campaign ended before their turn."""

    WAITING = "waiting"
    TEXTED = "texted"
    LEFT_OUT = "left_out"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CampaignRecipient:
    """One contact in one campaign: at most one text. `rule` and `why` say what kept it from them.

    `planned_for` is when they were to have it, `due_at` when the gate is asked next.
    """

    campaign_id: str
    contact_id: ContactId
    merchant_id: MerchantId
    state: RecipientState
    planned_for: datetime
    due_at: datetime
    rule: str | None = None
    why: str | None = None
    message_id: MessageId | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a campaign's texts came, and how many recipients wrote after theirs."""

    queued: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    replied: int = 0
