"""A filtered text: one that a carrier stopped as unwanted."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, MessageId


@dataclass(frozen=True, slots=True)
class FilteredText:
    """`template` is the key of what it was made from. Written once for each text, however often it is told."""

    message_id: MessageId
    merchant_id: MerchantId
    template: str
    code: str
    at: datetime
