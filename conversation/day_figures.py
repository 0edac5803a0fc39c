"""What one day of a merchant's came to: the figures of the ledger's rows, kept so that nobody counts them again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.arm import Arm
from conversation.clock import EPOCH
from conversation.figures import CreditedSum, Reach, Talks
from conversation.ids import MerchantId, new_id
from conversation.spent import Spent

LATE = timedelta(days=8)
"""For so long after a day its figures change in the course of things: texts arrive and are answered within 3 days, and
those who entered an experiment are watched for 7."""
FOR_EVER = EPOCH.replace(year=3000)

Waited = tuple[tuple[int, int], ...]
"""How many answers came after so many seconds: pairs of seconds and count."""


@dataclass(frozen=True, slots=True)
class DayArm:
    """The contacts who entered one arm on the day, with the money of their orders in one currency; in none, where it
    is empty."""

    experiment_id: str
    currency: str
    arm: Arm


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures of `day` (ISO) as the clocks of `zone` show it. `counted_at` is when the counting began."""

    merchant_id: MerchantId
    day: str
    zone: str
    counted_at: datetime
    sums: tuple[CreditedSum, ...]
    reach: tuple[Reach, ...]
    talks: tuple[Talks, ...]
    ai_waits: Waited
    human_waits: Waited
    spent: Spent
    segments: int
    held_seconds: int
    arms: tuple[DayArm, ...]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """That a day was counted, and who entered which arm on it."""

    day: str
    zone: str
    counted_at: datetime
    arms: tuple[DayArm, ...]


@dataclass(frozen=True, slots=True)
class Reopening:
    """Something between `since` and `until`, both included, came to be otherwise: these days are counted again."""

    id: str
    merchant_id: MerchantId
    since: datetime
    until: datetime


def reopening(merchant_id: MerchantId, since: datetime, until: datetime) -> Reopening:
    """Say that days must be counted again."""
    return Reopening(new_id("rop", since), merchant_id, since, until)
