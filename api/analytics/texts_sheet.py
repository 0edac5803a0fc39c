"""The sheet of what became of automatic texts, by step and variant: of all flows and campaigns, or of one."""

from collections.abc import Iterable, Mapping
from functools import partial

from api.analytics import definitions as how
from api.analytics.report import Source, Sum, sum_up
from api.analytics.sheet import Column, Sheet, count, money, words
from conversation.figures import CreditedSum, Reach

ABOUT = "Each step and variant by itself: a contact who was texted twice by one step is one recipient."
COLUMNS = (
    Column("Flow or campaign"),
    Column("Step"),
    Column("Variant"),
    Column("Sent", how.SENT),
    Column("Delivered", how.DELIVERED),
    Column("Failed", how.FAILED),
    Column("Recipients", how.RECIPIENTS),
    Column("Clicked", how.CLICKED),
    Column("Replied", how.REPLIED),
    Column("Opted out", how.OPTED_OUT),
    Column("Orders", how.RECOVERED),
    Column("Revenue", how.REVENUE),
)


def texts_sheet(
    reach: Iterable[Reach], sums: Iterable[CreditedSum], currency: str, names: Mapping[Source, str]
) -> Sheet:
    """Return a row for each step and variant in `reach`, with the orders in the currency that are credited to it."""
    known = tuple(sums)
    rows = []
    for one in reach:
        bought = bought_by(one, known, currency)
        rows.append(
            (
                words(names[one.kind, one.automation_id]),
                words(one.step),
                words(one.variant),
                *map(count, (one.sent, one.delivered, one.failed, one.recipients)),
                *map(count, (one.clicked, one.replied, one.opted_out)),
                count(bought.orders),
                money(bought.money),
            )
        )
    return Sheet("texts", "Texts of flows and campaigns", ABOUT, COLUMNS, tuple(rows))


def bought_by(step: Reach, sums: Iterable[CreditedSum], currency: str) -> Sum:
    """Sum up the orders that are credited to a step and variant."""
    return sum_up(sums, currency, partial(_is_of_step, step))


def _is_of_step(step: Reach, one: CreditedSum) -> bool:
    place = (one.kind, one.automation_id, one.step, one.variant)
    return place == (step.kind, step.automation_id, step.step, step.variant)
