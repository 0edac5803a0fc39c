"""How Shopify's answers about wares and orders are read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import Field

from conversation.money import Money
from tools.shopify_admin import Answer
from tools.ware import OrderStage, ShopOrder, Ware, bought_in_words

N = TypeVar("N", bound=Answer)
ONLY = "Default Title"
"""What Shopify calls the variant of a product that has no options."""


class Nodes(Answer, Generic[N]):
    """A list, as GraphQL gives it."""

    nodes: tuple[N, ...] = ()


class Variant(Answer):
    """One variant. Its quantity is None where the token may not see it, and below zero where more was sold."""

    id: str
    title: str
    price: str
    for_sale: bool = Field(alias="availableForSale")
    quantity: int | None = Field(default=None, alias="inventoryQuantity")


class Product(Answer):
    """A product with its variants."""

    title: str
    variants: Nodes[Variant]


class Currency(Answer):
    """What the shop counts in."""

    code: str = Field(alias="currencyCode")


class WaresAnswer(Answer):
    """The data of `FIND_WARES`."""

    products: Nodes[Product]
    shop: Currency

    def wares(self) -> tuple[Ware, ...]:
        """Return every variant; a count is told only where it is one."""
        return tuple(
            Ware(
                variant_id=variant.id.rpartition("/")[2],
                title=product.title,
                options="" if variant.title == ONLY else variant.title,
                price=Money.parse(variant.price, self.shop.code),
                in_stock=variant.for_sale,
                left=variant.quantity if variant.quantity is not None and variant.quantity > 0 else None,
            )
            for product in self.products.nodes
            for variant in product.variants.nodes
        )


def stage_of(cancelled_at: datetime | None, status: str, parcels: Sequence[str | None]) -> OrderStage:
    """Return how far an order is by Shopify's word for it and those for its parcels; unknown words say nothing."""
    if cancelled_at is not None:
        return OrderStage.CANCELLED
    match status.lower():
        case "partially_fulfilled" | "partial":
            return OrderStage.PARTLY_SHIPPED
        case "fulfilled":
            is_there = parcels and all((parcel or "").lower() == "delivered" for parcel in parcels)
            return OrderStage.DELIVERED if is_there else OrderStage.SHIPPED
        case _:
            return OrderStage.PLACED


class LineItem(Answer):
    """What was bought."""

    title: str
    variant: str | None = Field(default=None, alias="variantTitle")
    quantity: int

    def __str__(self) -> str:
        return bought_in_words(self.title, self.variant or "", self.quantity)


class Tracking(Answer):
    """Where a parcel can be followed."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class Fulfillment(Answer):
    """One parcel."""

    status: str | None = Field(default=None, alias="displayStatus")
    tracking: tuple[Tracking, ...] = Field(default=(), alias="trackingInfo")


class Order(Answer):
    """An order of the customer's."""

    name: str
    placed_at: datetime = Field(alias="createdAt")
    cancelled_at: datetime | None = Field(default=None, alias="cancelledAt")
    status: str = Field(alias="displayFulfillmentStatus")
    items: Nodes[LineItem] = Field(alias="lineItems")
    fulfillments: tuple[Fulfillment, ...] = ()

    @property
    def stage(self) -> OrderStage:
        return stage_of(self.cancelled_at, self.status, [parcel.status for parcel in self.fulfillments])

    def told(self) -> ShopOrder:
        """Return it as the port tells of it."""
        known = [tracking for parcel in self.fulfillments for tracking in parcel.tracking]
        tracking = known[0] if known else Tracking()
        return ShopOrder(
            name=self.name,
            placed_at=self.placed_at,
            stage=self.stage,
            items=tuple(map(str, self.items.nodes)),
            carrier=tracking.company or "",
            tracking_number=tracking.number or "",
            tracking_url=tracking.url or "",
        )


class Customer(Answer):
    """Who has the number."""

    orders: Nodes[Order]


class OrdersAnswer(Answer):
    """The data of `FIND_ORDERS`; without a customer nobody has the number."""

    customer: Customer | None = Field(alias="customerByIdentifier")

    def orders(self) -> tuple[ShopOrder, ...]:
        return tuple(order.told() for order in self.customer.orders.nodes) if self.customer else ()
