"""A scenario: one scripted shopper, what happens to them, and what is expected of us."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from conversation.time_zones import known_zones
from evals.expect import Expect
from evals.policy import Policy
from evals.step import Step, read_step
from tools.sample_catalog import sample_catalog


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptIn(StrEnum):
    """What the shopper agreed to before the cart was left. `requested`: the box is ticked, no text confirmed it yet."""

    DOUBLE_OPT_IN = "double_opt_in"
    REQUESTED = "requested"
    NONE = "none"


def _phone(number: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        raise ValueError(f"{number!r} is not a phone number in E.164; write it as +13035550111, in quotes")
    return number


def _zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(f"{name!r} is not a time zone; write an IANA name such as America/Denver")
    return name


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("it has a time zone; write the shopper's local time without one")
    return moment


def _item(ref: str) -> str:
    known = {variant.item_id for product in sample_catalog().products for variant in product.variants}
    if ref not in known:
        raise ValueError(f"the sample shop has no item {ref!r}; take an item_id from tools/data/sample_shop.json")
    return ref


class ShopperCard(_Part):
    """Who texts. `timezone` is the truth about where they are; the system must find it out by itself."""

    name: str = Field(min_length=1)
    phone: Annotated[str, AfterValidator(_phone)]
    region: str = Field(pattern=r"^[A-Z]{2}$")
    timezone: Annotated[str, AfterValidator(_zone)]
    consent: OptIn = OptIn.DOUBLE_OPT_IN


class CartLine(_Part):
    """An item of the sample shop, by its `item_id`. `title` is what the shop calls it instead of its name."""

    item: Annotated[str, AfterValidator(_item)]
    quantity: int = Field(default=1, ge=1, le=99)
    title: str | None = Field(default=None, min_length=1, max_length=400)


DEFAULT_CART = (CartLine(item="3557711149"),)
"""A green laptop backpack at $205.35."""


class Scenario(_Part):
    """`start` is when the shopper leaves the cart, in their local time. An empty `cart`: they leave none.

    `tags` are words by which a run may choose it. `merchant` sets the sample store up for it.
    """

    name: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    shopper: ShopperCard
    start: Annotated[datetime, AfterValidator(_naive)]
    cart: tuple[CartLine, ...] = DEFAULT_CART
    merchant: Policy = Policy()
    steps: tuple[Annotated[Step, BeforeValidator(read_step)], ...]
    expect: Expect = Expect()

    @property
    def starts_at(self) -> datetime:
        return self.start.replace(tzinfo=ZoneInfo(self.shopper.timezone)).astimezone(UTC)

    @property
    def hash(self) -> str:
        """A digest of what is asked: two plays with the same one are answers to the same question."""
        return sha256(self.model_dump_json(exclude={"tags"}, exclude_defaults=True).encode()).hexdigest()[:16]


class Suite(_Part):
    """Scenarios that are played and judged together."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    about: str = ""
    scenarios: tuple[Scenario, ...]
