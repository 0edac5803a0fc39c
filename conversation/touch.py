"""A touch: which flow or campaign had a text sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ContactId, MerchantId, MessageId


class Automation(StrEnum):
    """What texts many people by itself."""

    FLOW = "flow"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Touch:
    """One automatic text to one contact, written in the transaction that queues it.

    `automation_id` names the flow or campaign, `version` what it was like then (from 1), `step` the step of a flow
    (empty for a campaign), `variant` the arm of an A/B test, empty where there was none.
    """

    message_id: MessageId
    merchant_id: MerchantId
    contact_id: ContactId
    kind: Automation
    automation_id: str
    version: int
    step: str
    variant: str
    at: datetime
