"""The parts that WooCommerce's orders and products share. Moments end in ``_gmt`` and name no zone."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from conversation.money import Money
from tools.shopify_payload import OptionalText, Text

LARGEST_AMOUNT = Decimal(10**9)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


GmtMoment = Annotated[datetime, AfterValidator(_utc)]
Amount = Annotated[
    Decimal,
    BeforeValidator(lambda value: value if value not in ("", None) else "0"),
    Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT, allow_inf_nan=False),
]
Words = Annotated[Text, BeforeValidator(lambda value: "" if value is None else value)]

__all__ = ["Amount", "GmtMoment", "OptionalText", "Text", "Words", "share_of"]


def share_of(amount: Decimal, quantity: int, currency: str) -> Money:
    """Return what one of `quantity` costs, rounded half up as the shop does."""
    return Money.parse(str(amount / quantity), currency)
