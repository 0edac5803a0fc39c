"""What the Admin GraphQL API tells of abandoned checkouts."""

from decimal import Decimal
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from conversation.cart import CartItem
from tools.phone import to_e164
from tools.shop_news import CheckoutSeen, SmsConsent
from tools.shopify_admin import Answer
from tools.shopify_checkout import UNNAMED
from tools.shopify_parts import Address, Buyer, Gid, Ref, Shown
from tools.shopify_payload import Moment, Text
from tools.shopify_wares import Nodes

_WAYS = frozenset({"ac", "cn", "co"})
"""What stands between ``checkouts`` and the token in newer recovery links."""


class Line(Answer):
    """One line of a checkout."""

    title: Text
    options: Text | None = Field(default=None, alias="variantTitle")
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]
    product: Ref | None = None
    variant: Ref | None = None
    price: Shown = Field(alias="originalUnitPriceSet")

    def told(self) -> CartItem:
        return CartItem(
            product_id=self.product.id if self.product else "",
            variant_id=self.variant.id if self.variant else "",
            title=self.title,
            options=(self.options or "").replace(" / ", ", "),
            quantity=self.quantity,
            unit_price=self.price.shown.money,
        )


class CheckoutTold(Answer):
    """An abandoned checkout, or one that was recovered since."""

    id: Gid
    url: Annotated[str, Field(pattern=r"^https://[^\s/]+\S*$", max_length=2000, alias="abandonedCheckoutUrl")]
    completed_at: Moment | None = Field(default=None, alias="completedAt")
    updated_at: Moment = Field(alias="updatedAt")
    codes: tuple[Text, ...] = Field(default=(), alias="discountCodes")
    customer: Buyer | None = None
    shipping: Address | None = Field(default=None, alias="shippingAddress")
    billing: Address | None = Field(default=None, alias="billingAddress")
    total: Shown = Field(alias="totalPriceSet")
    discount: Shown | None = Field(default=None, alias="totalDiscountSet")
    lines: Nodes[Line] = Field(alias="lineItems")

    def told(self, shop_domain: str) -> CheckoutSeen:
        place = self.shipping or self.billing or Address()
        phone, is_own = self._phone(place.country)
        number = self.customer.number if self.customer else None
        return CheckoutSeen(
            shop_domain=shop_domain,
            token=token_in(self.url) or self.id,
            phone=phone,
            name=self.customer.name if self.customer else "",
            region=place.region,
            country=place.country,
            billing_region=self._billing_region(place),
            accepts_sms=is_own and number is not None and number.consent is SmsConsent.SUBSCRIBED,
            checkout_url=self.url,
            items=tuple(line.told() for line in self.lines.nodes),
            total=self.total.shown.money,
            abandoned_at=self.updated_at,
            completed_at=self.completed_at,
            discounts=self._discounts(),
        )

    def _phone(self, country: str | None) -> tuple[str | None, bool]:
        """The customer's own number first; one of an address may be somebody else's."""
        own = self.customer.number.phone if self.customer and self.customer.number else None
        if dialled := to_e164(own, country):
            return dialled, True
        of_address = self.shipping.phone if self.shipping else None
        return to_e164(of_address, country), False

    def _billing_region(self, place: Address) -> str | None:
        billing = self.billing
        if billing is None or billing.country != place.country or billing.region == place.region:
            return None
        return billing.region

    def _discounts(self) -> tuple[str, ...]:
        taken_off = self.discount.shown.amount if self.discount else Decimal(0)
        return self.codes or ((UNNAMED,) if taken_off > 0 else ())


def token_in(url: str) -> str:
    """Return the checkout's token in its recovery link; empty where the link has none."""
    parts = urlsplit(url).path.split("/")
    after = parts[parts.index("checkouts") + 1 :] if "checkouts" in parts else []
    return next((part for part in after if part and part not in _WAYS), "")
