"""A person who works in Conversations."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, UserId


@dataclass(frozen=True, slots=True)
class User:
    """A human agent. `name` is the name that shoppers read; `merchants` are those they may answer for."""

    id: UserId
    name: str
    merchants: tuple[MerchantId, ...]
    removed_at: datetime | None = None

    def may_answer_for(self, merchant_id: MerchantId) -> bool:
        return self.removed_at is None and merchant_id in self.merchants
