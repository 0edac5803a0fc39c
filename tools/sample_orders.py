"""What the sample shop's shoppers bought before, and what it has in stock. Ours, and fictional: see data/README.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from tools.sample_catalog import sample_catalog
from tools.ware import OrderStage, ShopOrder


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order of a shopper's, so many days before the shop was opened."""

    user_id: str
    name: str
    days_ago: int
    stage: OrderStage
    item_ids: tuple[str, ...]
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


@dataclass(frozen=True, slots=True)
class SampleOrders:
    """Everything in `sample_orders.json`. `stock` counts some variants; of the others there is enough."""

    stock: Mapping[str, int]
    orders: tuple[PastOrder, ...]

    def of(self, phone: str, opened_at: datetime) -> tuple[ShopOrder, ...]:
        """Return the orders of the shopper with this number, newest first."""
        catalog = sample_catalog()
        known = {shopper.user_id for shopper in catalog.shoppers if shopper.phone == phone}
        mine = sorted((one for one in self.orders if one.user_id in known), key=lambda one: one.days_ago)
        return tuple(
            ShopOrder(
                name=one.name,
                placed_at=opened_at - timedelta(days=one.days_ago),
                stage=one.stage,
                items=tuple(f"{item.title} ({item.options})" for item in map(catalog.item, one.item_ids)),
                carrier=one.carrier,
                tracking_number=one.tracking_number,
                tracking_url=one.tracking_url,
            )
            for one in mine
        )


@cache
def sample_orders() -> SampleOrders:
    """Return the orders, read once."""
    text = files("tools").joinpath("data/sample_orders.json").read_bytes()
    return TypeAdapter(SampleOrders).validate_json(text)
