"""Setting what a merchant's AI may spend. Each change is an act in the merchant's log."""

from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.money import MICROS
from conversation.spent import MicroDollars, SpendLimits, in_dollars

MOST = 10_000 * MICROS
"""Whoever writes more meant another unit."""


def set_spend_limits(books: Books, merchant_id: MerchantId, limits: SpendLimits, doer: Doer, now: datetime) -> None:
    """Let the AI spend no more than that, from its next turn on. Raises Invalid naming the limit, Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    check_spend_limits(limits)
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, spending=limits)))
    told = {f"spend_{scope}": in_dollars(most) if most else "no limit" for scope, most in asdict(limits).items()}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **told)


def check_spend_limits(limits: SpendLimits) -> None:
    """Raise Invalid where a limit is out of reach, or above that of something wider."""
    given = [(scope, most) for scope, most in asdict(limits).items() if most is not None]
    for scope, most in given:
        if not 0 < most <= MOST:
            raise Invalid(f"spend_limits.{scope}", f"{in_dollars(most)} is out of reach", "say from 0.000001 to 10000")
    for (narrow, less), (wide, more) in pairwise(given):
        if less > more:
            raise Invalid(f"spend_limits.{narrow}", f"it is above that of a {wide}", f"lower it, or raise the {wide}'s")


def limits_of(turn: str, conversation: str, day: str) -> SpendLimits:
    """Read limits in dollars such as ``0.05``; none where nothing is said. Raises Invalid naming the limit."""
    return SpendLimits(_micros("turn", turn), _micros("conversation", conversation), _micros("day", day))


def _micros(scope: str, dollars: str) -> MicroDollars | None:
    if not (words := dollars.strip().removeprefix("$")):
        return None
    try:
        return int((Decimal(words) * MICROS).to_integral_value())
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise Invalid(f"spend_limits.{scope}", f"{dollars!r} is no sum of money", "write dollars, as 0.05") from error
