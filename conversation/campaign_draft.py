"""A campaign's words as a model drafted them, kept so that it is known afterwards whose they were."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, UserId


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """`brief` is what somebody wanted said; `prompt_hash` is of the pack that `model` was prompted with."""

    id: str
    merchant_id: MerchantId
    brief: str
    body: str
    model: str
    prompt_hash: str
    made_by: UserId
    made_at: datetime
