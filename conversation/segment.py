"""A kept segment: a name for rules that say whom a campaign texts."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, UserId


@dataclass(frozen=True, slots=True)
class Segment:
    """`rules` is the JSON that `flows.segment` reads. A list of numbers is a segment too: those who have its tag.

    A campaign takes the rules over when it is written: what was reviewed does not change with the segment.
    """

    id: str
    merchant_id: MerchantId
    name: str
    rules: str
    made_by: UserId
    updated_at: datetime
