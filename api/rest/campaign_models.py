"""Campaigns over REST: what is sent and what is answered."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.campaign_office import Trial
from conversation.campaign import Campaign, CampaignRecipient, CampaignState, CopyBy, Delivery, RecipientState
from flows.campaign_managing import CampaignPlan


class CampaignIn(BaseModel):
    """A campaign as it is to be. `version` is the one that was read, where one is changed."""

    name: str
    segment: str = Field(default="", description="rules as YAML or JSON; empty for everybody")
    segment_id: str = Field(default="", description="a kept segment, whose rules are taken over instead")
    body: str = Field(
        description="may name {first_name}, {brand}, {link:NAME}; with a discount {discount_code} as well"
    )
    discount_percent: int = Field(default=0, description="off for everybody, by one code of the shop's; 0: none")
    copy_by: CopyBy = CopyBy.PERSON
    hold_out_percent: int = 0
    sender_id: str | None = None
    media: str | None = Field(default=None, description="a picture that `POST /api/media` has taken")
    draft_id: str = Field(default="", description="the AI's draft that the words come from, however much edited")
    version: int = 0

    @property
    def plan(self) -> CampaignPlan:
        return CampaignPlan(
            name=self.name,
            rules=self.segment,
            body=self.body,
            copy_by=self.copy_by,
            hold_out_percent=self.hold_out_percent,
            sender_id=self.sender_id,
            media_id=self.media,
            segment_id=self.segment_id,
            discount_percent=self.discount_percent,
            draft_id=self.draft_id,
        )


class ActIn(BaseModel):
    """What an act needs: `version` to review, `day` (ISO) and `hour` (HH:MM) to schedule."""

    version: int = 0
    day: str = ""
    hour: str = ""


class TryIn(BaseModel):
    """A segment and words to try out."""

    segment: str = ""
    body: str = ""
    media: str = ""
    discount_percent: int = 0


class DeliveryOut(BaseModel):
    """How far the texts came, and how many recipients wrote after theirs."""

    queued: int
    sent: int
    delivered: int
    failed: int
    replied: int


class CampaignOut(BaseModel):
    """A campaign with its progress."""

    id: str
    merchant_id: str
    name: str
    version: int
    state: CampaignState
    segment: str
    body: str
    discount_percent: int
    copy_by: CopyBy
    drafted_by: str | None = Field(description="the model that drafted the words, where an AI did")
    prompt_hash: str | None
    hold_out_percent: int
    sender_id: str | None
    media: str | None
    day: str | None
    hour: str | None
    made_by: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    planned: int
    texted: int
    left_out: int
    cancelled: int
    waiting: int
    reasons: dict[str, int] = Field(description="how many were left out, by rule")
    delivery: DeliveryOut | None = None


class RecipientOut(BaseModel):
    """What became of one recipient."""

    contact_id: str
    state: RecipientState
    planned_for: datetime
    due_at: datetime
    rule: str | None
    why: str | None
    message_id: str | None
    decided_at: datetime | None


class ReachOut(BaseModel):
    """Whom it reaches: the counts after `total` are of `asked` contacts."""

    total: int
    asked: int
    now: int
    later: int
    reasons: dict[str, int]
    text: str
    segments: int
    cost: str


def campaign_out(row: Campaign, delivery: Delivery | None = None) -> CampaignOut:
    return CampaignOut(
        id=row.id,
        merchant_id=row.merchant_id,
        name=row.name,
        version=row.version,
        state=row.state,
        segment=row.rules,
        body=row.body,
        discount_percent=row.discount_percent,
        copy_by=row.copy_by,
        drafted_by=row.drafted_by,
        prompt_hash=row.prompt_hash,
        hold_out_percent=row.hold_out_percent,
        sender_id=row.sender_id,
        media=row.media_id,
        day=row.day,
        hour=row.hour,
        made_by=row.made_by,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        planned=row.planned,
        texted=row.texted,
        left_out=row.left_out,
        cancelled=row.cancelled,
        waiting=row.waiting,
        reasons=dict(row.reasons),
        delivery=_delivery_out(delivery) if delivery else None,
    )


def reach_out(trial: Trial) -> ReachOut:
    reach = trial.reach
    return ReachOut(
        total=reach.total,
        asked=reach.asked,
        now=reach.now,
        later=reach.later,
        reasons=dict(reach.reasons),
        text=trial.body.text,
        segments=trial.segments,
        cost=trial.cost,
    )


def _delivery_out(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        queued=row.queued, sent=row.sent, delivered=row.delivered, failed=row.failed, replied=row.replied
    )


def recipient_out(row: CampaignRecipient) -> RecipientOut:
    return RecipientOut(
        contact_id=row.contact_id,
        state=row.state,
        planned_for=row.planned_for,
        due_at=row.due_at,
        rule=row.rule,
        why=row.why,
        message_id=row.message_id,
        decided_at=row.decided_at,
    )
