"""Attribution: to which text an order is owed, if to any.

One order has one credit at most. A click counts more than a code, a code more than being sent a text; of several of the
same kind the last one before the order counts. Each counts within a window that the brand states, and that a flow or a
campaign may narrow. What is credited to nobody is unattributed, so that the parts always add up to all orders.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from conversation.attribution_rule import AttributionRule, How
from conversation.ids import ConversationId, MessageId
from conversation.touch import Touch

_STRONGEST_FIRST = tuple(How)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """Something that may have brought an order about: a click on a link in a text, a code in one, or a text.

    `touch` is the flow's or campaign's text that it came from or answers; None where there was none.
    """

    how: How
    at: datetime
    message_id: MessageId
    conversation_id: ConversationId
    touch: Touch | None = None


RuleOf = Callable[[Touch | None], AttributionRule]
"""Returns how a flow or a campaign is counted; for None, how the brand counts what came from neither."""


def credited(placed_at: datetime, touchpoints: Iterable[Touchpoint], rule_of: RuleOf) -> Touchpoint | None:
    """Return what an order placed at `placed_at` is owed to; None where nothing that counts came before it."""
    counted = [one for one in touchpoints if _counts(one, placed_at, rule_of(one.touch))]
    return min(counted, key=_place, default=None)


def _counts(one: Touchpoint, placed_at: datetime, rule: AttributionRule) -> bool:
    window = rule.window(one.how)
    return window is not None and one.at <= placed_at < one.at + window


def _place(one: Touchpoint) -> tuple[int, float, str]:
    return _STRONGEST_FIRST.index(one.how), -one.at.timestamp(), one.message_id
