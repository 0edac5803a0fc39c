"""How WooCommerce's orders are read: what was bought, how far it is, and which are checkouts that were only begun."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from conversation.cart import CartItem
from conversation.money import Money
from tools.phone import to_e164
from tools.ware import OrderStage, ShopOrder, bought_in_words
from tools.woocommerce_api import Answer
from tools.woocommerce_payload import Amount, GmtMoment, Words, share_of

DRAFT = "checkout-draft"
"""The block checkout's, before WooCommerce 10.9: the shopper was there, and pressed no button yet."""
BEGUN = frozenset({"pending", "failed", DRAFT})
"""Not paid."""
SHIPMENTS = "_wc_shipment_tracking_items"
"""Where the shop's plug-ins for parcels (Shipment Tracking, AST) keep theirs; WooCommerce itself has none."""
_STAGES = {
    "completed": OrderStage.SHIPPED,
    "refunded": OrderStage.CANCELLED,
    "cancelled": OrderStage.CANCELLED,
    "shipped": OrderStage.SHIPPED,
    "partial-shipped": OrderStage.PARTLY_SHIPPED,
    "delivered": OrderStage.DELIVERED,
}
"""WooCommerce's own, and those that plug-ins for parcels are known to bring. Any other order is placed."""


class Meta(Answer):
    """Something that the shop's plug-ins wrote down; its value may be anything."""

    key: Words = ""
    value: Any = None
    display_value: Any = None


class Place(Answer):
    """A postal address."""

    first_name: Words = ""
    last_name: Words = ""
    state: Words = ""
    country: Words = ""
    phone: Words = ""


class LineItem(Answer):
    """One line. `subtotal` is that of the whole line before discounts, without tax."""

    name: Words = ""
    parent_name: Words = ""
    product_id: int = 0
    variation_id: int = 0
    quantity: Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(lambda value: int(float(value or 0)))]
    subtotal: Amount = Decimal(0)
    subtotal_tax: Amount = Decimal(0)
    meta_data: tuple[Meta, ...] = ()

    @property
    def title(self) -> str:
        return self.parent_name or self.name

    @property
    def options(self) -> str:
        told = [one.display_value for one in self.meta_data if one.key and not one.key.startswith("_")]
        return ", ".join(word.strip() for word in told if isinstance(word, str) and word.strip())

    @property
    def bought_id(self) -> str:
        """What a link puts into a cart: the variation, where there is one."""
        return str(self.variation_id or self.product_id)

    def item(self, currency: str, *, with_tax: bool) -> CartItem:
        whole = self.subtotal + (self.subtotal_tax if with_tax else 0)
        return CartItem(
            product_id=str(self.product_id),
            variant_id=self.bought_id,
            title=self.title,
            options=self.options,
            quantity=self.quantity,
            unit_price=share_of(whole, self.quantity, currency),
        )

    def __str__(self) -> str:
        return bought_in_words(self.title, self.options, self.quantity)


class CouponLine(Answer):
    """A code that the order takes off."""

    code: Words = ""


class Refund(Answer):
    """What was given back, told as a negative amount."""

    total: Amount = Decimal(0)


class Order(Answer):
    """One order, or a checkout that was begun. Statuses that are not known here are kept as they are."""

    id: int
    number: Words = ""
    status: Words = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    total: Amount
    prices_include_tax: bool = False
    payment_url: Words = ""
    needs_payment: bool = False
    date_created_gmt: GmtMoment
    date_modified_gmt: GmtMoment | None = None
    date_paid_gmt: GmtMoment | None = None
    billing: Place = Place()
    shipping: Place = Place()
    line_items: tuple[LineItem, ...] = ()
    coupon_lines: tuple[CouponLine, ...] = ()
    refunds: tuple[Refund, ...] = ()
    meta_data: tuple[Meta, ...] = ()

    @property
    def name(self) -> str:
        return f"#{self.number or self.id}"

    @property
    def phone(self) -> str | None:
        """The buyer's own number in E.164, never that of a shipping address."""
        return to_e164(self.billing.phone, self.billing.country or None)

    @property
    def is_begun(self) -> bool:
        return self.status in BEGUN

    @property
    def stage(self) -> OrderStage:
        return _STAGES.get(self.status, OrderStage.PLACED)

    @property
    def refunded(self) -> Money:
        return Money.parse(str(sum((abs(refund.total) for refund in self.refunds), Decimal(0))), self.currency)

    @property
    def items(self) -> tuple[CartItem, ...]:
        lines = (line for line in self.line_items if line.quantity > 0)
        return tuple(line.item(self.currency, with_tax=self.prices_include_tax) for line in lines)

    def said(self, field: str) -> object:
        """Return what the shop's checkout wrote into a field of its own; None where it wrote nothing."""
        return next((one.value for one in self.meta_data if one.key == field), None)

    def told(self) -> ShopOrder:
        """Return it as the port tells of it."""
        parcel = self._parcel()
        return ShopOrder(
            name=self.name,
            placed_at=self.date_created_gmt,
            stage=self.stage,
            items=tuple(str(line) for line in self.line_items),
            carrier=_word(parcel, "tracking_provider", "custom_tracking_provider"),
            tracking_number=_word(parcel, "tracking_number"),
            tracking_url=_word(parcel, "custom_tracking_link"),
        )

    def _parcel(self) -> dict[str, object]:
        parcels = self.said(SHIPMENTS)
        first = parcels[0] if isinstance(parcels, list) and parcels else None
        return first if isinstance(first, dict) else {}


def _word(parcel: dict[str, object], *names: str) -> str:
    found = (parcel.get(name) for name in names)
    return next((word for word in found if isinstance(word, str) and word), "")
