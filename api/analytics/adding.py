"""Adding days up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from api.analytics.day_counting import NO_MONEY
from conversation.arm import Arm
from conversation.day_figures import DayArm, Waited
from conversation.figures import Answers, CreditedSum, Reach, Talks
from conversation.message import Author

Counted = TypeVar("Counted", CreditedSum, Reach, Talks)


def added(rows: Iterable[Counted]) -> tuple[Counted, ...]:
    """Add up the rows that have all but their counts in common, in the order of what they have in common."""
    names: dict[tuple[str, ...], Counted] = {}
    counts: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        cells = [getattr(row, field.name) for field in fields(row)]
        key = tuple(cell or "" for cell in cells if not isinstance(cell, int))
        mine = [cell for cell in cells if isinstance(cell, int)]
        names.setdefault(key, row)
        counts[key] = [one + other for one, other in zip(counts[key], mine, strict=True)] if key in counts else mine
    return tuple(_with_counts(names[key], counts[key]) for key in sorted(names))


def answers_of(author: Author, days: Iterable[Waited]) -> tuple[Answers, ...]:
    """Add up one seat's answers by how long they took."""
    counts: Counter[int] = Counter()
    for waits in days:
        for seconds, count in waits:
            counts[seconds] += count
    return tuple(Answers(author, seconds, counts[seconds]) for seconds in sorted(counts))


def arms_in(currency: str, arms: Iterable[DayArm]) -> tuple[Arm, ...]:
    """Add up the arms of one experiment by name, with their money in the currency."""
    sums: dict[str, Arm] = {}
    for one in arms:
        known = sums.get(one.arm.name, Arm(one.arm.name, 0))
        if one.currency == NO_MONEY:
            sums[one.arm.name] = replace(
                known,
                recipients=known.recipients + one.arm.recipients,
                conversions=known.conversions + one.arm.conversions,
                clicks=known.clicks + one.arm.clicks,
                replies=known.replies + one.arm.replies,
                opt_outs=known.opt_outs + one.arm.opt_outs,
            )
        elif one.currency == currency:
            sums[one.arm.name] = replace(
                known,
                revenue=known.revenue + one.arm.revenue,
                revenue_squares=known.revenue_squares + one.arm.revenue_squares,
            )
    return tuple(sums[name] for name in sorted(sums))


def _with_counts(row: Counted, counts: list[int]) -> Counted:
    rest = iter(counts)
    values = (getattr(row, field.name) for field in fields(row))
    cells: list[Any] = [next(rest) if isinstance(value, int) else value for value in values]
    return type(row)(*cells)
