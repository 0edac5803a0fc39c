"""A credit: to what one order is counted as owed. Each order has one at most."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.attribution_rule import How
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.touch import Automation


class Spoke(StrEnum):
    """Who had spoken in a conversation. Automation speaks first in most; it alone is named where nobody answered."""

    AI = "ai"
    HUMAN = "human"
    HYBRID = "hybrid"
    AUTOMATION = "automation"

    @classmethod
    def of(cls, *, ai: bool, human: bool) -> "Spoke":
        if ai and human:
            return cls.HYBRID
        return cls.AI if ai else cls.HUMAN if human else cls.AUTOMATION


@dataclass(frozen=True, slots=True)
class Credit:
    """`message_id` is the text that the order is owed to, `at` when it was clicked, or sent.

    `kind` and `automation_id` name the flow or campaign that the text came from, or that had begun what it answers;
    None and empty where there was none. `spoke` says who had spoken in the conversation until the order.
    """

    merchant_id: MerchantId
    shop_domain: str
    order_id: str
    how: How
    message_id: MessageId
    conversation_id: ConversationId
    spoke: Spoke
    kind: Automation | None
    automation_id: str
    version: int
    step: str
    variant: str
    at: datetime
