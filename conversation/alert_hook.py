"""Where alerts of a merchant go besides its people: a channel in Slack or Teams, or a program of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.alert import TOPICS, AlertWay
from conversation.ids import MerchantId

OVERLAP = timedelta(hours=24)
"""How long the secret before the newest one still signs, so that nobody must change two places at once."""


@dataclass(frozen=True, slots=True)
class AlertHook:
    """`url` is an incoming webhook's address. `generation` counts its signing secrets, which are kept nowhere."""

    id: str
    merchant_id: MerchantId
    way: AlertWay
    name: str
    url: str
    made_by: str
    made_at: datetime
    topics: tuple[str, ...] = TOPICS
    generation: int = 1
    rotated_at: datetime | None = None
    removed_at: datetime | None = None

    def generations(self, now: datetime) -> tuple[int, ...]:
        """Return whose secrets sign at `now`, the newest first."""
        overlaps = self.rotated_at is not None and now < self.rotated_at + OVERLAP
        return (self.generation, self.generation - 1) if overlaps else (self.generation,)
