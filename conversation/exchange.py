"""An exchange: the run of messages under one holder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.ids import ConversationId, ExchangeId, MerchantId, UserId
from conversation.message import Message, TrafficType


@dataclass(frozen=True, slots=True)
class Exchange:
    """`holder` is the person in control, or None while the AI is. The label is derived from its messages."""

    id: ExchangeId
    merchant_id: MerchantId
    conversation_id: ConversationId
    holder: UserId | None
    epoch: int
    started_at: datetime
    after_seq: int
    ended_at: datetime | None = None
    traffic_type: TrafficType = TrafficType.A2P
    relabelled_at: datetime | None = None
    relabelled_by: str | None = None

    def with_message(self, message: Message) -> "Exchange":
        """Return this exchange after `message`: the first P2P text re-labels it for good."""
        if message.traffic_type is not TrafficType.P2P or self.traffic_type is TrafficType.P2P:
            return self
        return replace(
            self,
            traffic_type=TrafficType.P2P,
            relabelled_at=message.created_at,
            relabelled_by=message.id,
        )

    def as_of(self, messages: Iterable[Message]) -> "Exchange":
        """Return this exchange as these messages make it: for when one never left that had re-labelled it."""
        exchange = replace(self, traffic_type=TrafficType.A2P, relabelled_at=None, relabelled_by=None)
        for message in messages:
            exchange = exchange.with_message(message)
        return exchange
