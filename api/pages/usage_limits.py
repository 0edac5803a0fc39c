"""What models may cost, beside what they cost today, as the Usage page shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from api.pages.moments import Moments, Stamp
from conversation.event import Event
from conversation.merchant import Merchant
from conversation.money import MICROS
from conversation.spend_limits import SpendScope, day_of
from conversation.spent import MicroDollars, Spent, in_dollars
from conversation.spent_books import SpentReader

LABELS = {SpendScope.TURN: "A turn", SpendScope.CONVERSATION: "A conversation", SpendScope.DAY: "A day"}


@dataclass(frozen=True, slots=True)
class LimitField:
    """One limit as the form holds it, in dollars; empty where there is none."""

    scope: str
    label: str
    dollars: str


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """`spent` is what the merchant's day has cost so far; `share` (0 to 1) is None where it has no limit.

    `unpriced` turns of today count in no limit, for no price of their model is known. `ends` is when the day does.
    """

    fields: tuple[LimitField, ...]
    spent: str
    most: str
    share: float | None
    unpriced: int
    ends: Stamp

    @property
    def is_spent(self) -> bool:
        return self.share == 1


def usage_limits(reader: SpentReader, merchant: Merchant, events: Iterable[Event], moments: Moments) -> UsageLimits:
    """Return the limits, and how much of the day's is used; `events` say what turns cost lately."""
    begins, ends = day_of(merchant, moments.now)
    today = [Spent.of(event.details).micros for event in events if event.at >= begins]
    spent, most = reader.spent_since(merchant.id, begins), merchant.settings.spending.day
    return UsageLimits(
        fields=tuple(_fields(merchant)),
        spent=in_dollars(spent),
        most=in_dollars(most) if most else "",
        share=min(1.0, spent / most) if most else None,
        unpriced=sum(cost is None for cost in today),
        ends=moments.at(ends),
    )


def _fields(merchant: Merchant) -> Iterator[LimitField]:
    limits = merchant.settings.spending
    for scope, most in zip(SpendScope, (limits.turn, limits.conversation, limits.day), strict=True):
        yield LimitField(scope.value, LABELS[scope], _written(most))


def _written(most: MicroDollars | None) -> str:
    return "" if most is None else f"{(Decimal(most) / MICROS).normalize():f}"
