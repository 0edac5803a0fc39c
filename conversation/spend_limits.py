"""Limits in money: how much a merchant's AI may spend on models, and how much of that is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from conversation.conversation import Conversation
from conversation.merchant import Merchant
from conversation.spent import MicroDollars, in_dollars
from conversation.spent_books import SpentReader


class SpendScope(StrEnum):
    """What a limit is for. A day is the merchant's own, from midnight to midnight in their zone."""

    TURN = "turn"
    CONVERSATION = "conversation"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a turn may still spend, by the limit that leaves it least.

    `until` is when there is money again by itself: never for a conversation. `left` is negative where more was spent.
    """

    scope: SpendScope
    limit: MicroDollars
    left: MicroDollars
    until: datetime | None = None

    def is_spent_by(self, micros: MicroDollars | None) -> bool:
        """Tell whether nothing is left once a turn spent that. An unknown sum counts nothing."""
        return self.left <= (micros or 0)

    def __str__(self) -> str:
        """Say it in words, for people."""
        return f"the {in_dollars(self.limit)} that the AI may spend on a {self.scope.value} are spent"


def allowance_of(reader: SpentReader, merchant: Merchant, talk: Conversation, now: datetime) -> Allowance | None:
    """Return what a turn of the conversation may spend; None where no limit is set, and then nothing is read."""
    return min(_allowances(reader, merchant, talk, now), key=lambda one: one.left, default=None)


def allowance_today(reader: SpentReader, merchant: Merchant, now: datetime) -> Allowance | None:
    """Return what the merchant's AI may still spend today; None where no limit is set, and then nothing is read."""
    limit = merchant.settings.spending.day
    if limit is None:
        return None
    begins, ends = day_of(merchant, now)
    return Allowance(SpendScope.DAY, limit, limit - reader.spent_since(merchant.id, begins), ends)


def day_of(merchant: Merchant, now: datetime) -> tuple[datetime, datetime]:
    """Return when the merchant's day began, and when the next one does."""
    today = now.astimezone(ZoneInfo(merchant.timezone)).date()
    zone = ZoneInfo(merchant.timezone)
    begins, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (today, today + timedelta(days=1)))
    return begins, ends


def _allowances(reader: SpentReader, merchant: Merchant, talk: Conversation, now: datetime) -> Iterator[Allowance]:
    limits = merchant.settings.spending
    if limits.turn is not None:
        yield Allowance(SpendScope.TURN, limits.turn, limits.turn)
    if limits.conversation is not None:
        spent = reader.spent_in_conversation(merchant.id, talk.id)
        yield Allowance(SpendScope.CONVERSATION, limits.conversation, limits.conversation - spent)
    if (today := allowance_today(reader, merchant, now)) is not None:
        yield today
