"""What the Admin GraphQL API tells of checkouts, orders, products and customers, as a shop's news."""

from decimal import Decimal
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from conversation.cart import CartItem
from conversation.money import Money
from conversation.product import Variant
from tools.phone import to_e164
from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen, SmsConsent
from tools.shopify_admin import Answer
from tools.shopify_checkout import UNNAMED
from tools.shopify_pages import last_part
from tools.shopify_payload import Amount, Currency, Moment, Text
from tools.shopify_wares import ONLY, Nodes, stage_of

Gid = Annotated[str, AfterValidator(last_part), Field(min_length=1)]
MOST_TEXT = 600
_WAYS = frozenset({"ac", "cn", "co"})
"""What stands between ``checkouts`` and the token in newer recovery links."""


class MoneyTold(Answer):
    """An amount. One below zero is not taken for money anybody owes."""

    amount: Amount
    currency: Currency = Field(alias="currencyCode")

    @property
    def money(self) -> Money:
        return Money.parse(str(self.amount), self.currency)


class Shown(Answer):
    """What the shopper is shown, in the currency that they see and pay in."""

    shown: MoneyTold = Field(alias="presentmentMoney")


class Counted(Answer):
    """What the shop counts in: one currency for all, so that it can be summed up."""

    counted: MoneyTold = Field(alias="shopMoney")


class Ref(Answer):
    """Something else, by its id."""

    id: Gid


class Number(Answer):
    """A customer's number, and what they agreed to about it. Words that are not known here agree to nothing."""

    phone: Text = Field(alias="phoneNumber")
    state: str = Field(default="", alias="marketingState")
    level: str | None = Field(default=None, alias="marketingOptInLevel")
    collected_from: str | None = Field(default=None, alias="marketingCollectedFrom")
    changed_at: Moment | None = Field(default=None, alias="marketingUpdatedAt")

    @property
    def consent(self) -> SmsConsent:
        return consent_of(self.state)


class Buyer(Answer):
    """A customer."""

    first_name: Text | None = Field(default=None, alias="firstName")
    last_name: Text | None = Field(default=None, alias="lastName")
    number: Number | None = Field(default=None, alias="defaultPhoneNumber")

    @property
    def name(self) -> str:
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part and part.strip())


class Address(Answer):
    """A postal address."""

    phone: Text | None = None
    region: Text | None = Field(default=None, alias="provinceCode")
    country: Text | None = Field(default=None, alias="countryCodeV2")


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


class Parcel(Answer):
    """How far one parcel is."""

    status: str | None = Field(default=None, alias="displayStatus")


class Bought(Answer):
    """One line of an order; without a variant it is no longer sold, or never was a product."""

    variant: Ref | None = None


class OrderTold(Answer):
    """An order as it is now."""

    id: Gid
    name: Text
    placed_at: Moment = Field(alias="createdAt")
    updated_at: Moment = Field(alias="updatedAt")
    cancelled_at: Moment | None = Field(default=None, alias="cancelledAt")
    status: str = Field(default="", alias="displayFulfillmentStatus")
    codes: tuple[Text, ...] = Field(default=(), alias="discountCodes")
    phone: Text | None = None
    customer: Buyer | None = None
    billing: Address | None = Field(default=None, alias="billingAddress")
    total: Counted = Field(alias="totalPriceSet")
    refunded: Counted | None = Field(default=None, alias="totalRefundedSet")
    lines: Nodes[Bought] = Field(default=Nodes[Bought](), alias="lineItems")
    parcels: tuple[Parcel, ...] = Field(default=(), alias="fulfillments")

    def told(self, shop_domain: str) -> OrderPlaced:
        country = self.billing.country if self.billing else None
        own = self.customer.number.phone if self.customer and self.customer.number else None
        return OrderPlaced(
            shop_domain=shop_domain,
            checkout_token="",
            order_id=self.id,
            order_name=self.name,
            phone=to_e164(self.phone, country) or to_e164(own, country),
            total=self.total.counted.money,
            discount_codes=tuple(code.upper() for code in self.codes),
            placed_at=self.placed_at,
            updated_at=self.updated_at,
            refunded=self.refunded.counted.money if self.refunded else None,
            cancelled_at=self.cancelled_at,
            stage=stage_of(self.cancelled_at, self.status, [parcel.status for parcel in self.parcels]),
            variant_ids=tuple(line.variant.id for line in self.lines.nodes if line.variant),
        )


class VariantTold(Answer):
    """One variant. Its quantity is None where the token may not see it, and below zero where more was sold."""

    id: Gid
    title: Text
    price: Amount
    for_sale: bool = Field(alias="availableForSale")
    quantity: int | None = Field(default=None, alias="inventoryQuantity")

    def told(self, currency: str) -> Variant:
        return Variant(
            variant_id=self.id,
            options="" if self.title == ONLY else self.title.replace(" / ", ", "),
            price=Money.parse(str(self.price), currency),
            in_stock=self.for_sale,
            left=self.quantity if self.quantity is not None and self.quantity > 0 else None,
        )


class ProductTold(Answer):
    """A product. One that is not active is not on sale."""

    id: Gid
    title: Text
    status: str = ""
    updated_at: Moment = Field(alias="updatedAt")
    url: Text | None = Field(default=None, alias="onlineStoreUrl")
    about: Text = Field(default="", alias="description")
    variants: Nodes[VariantTold] = Field(default=Nodes[VariantTold]())

    def told(self, shop_domain: str, currency: str) -> ProductSeen:
        return ProductSeen(
            shop_domain=shop_domain,
            product_id=self.id,
            title=self.title,
            about=self.about[:MOST_TEXT],
            url=self.url or "",
            variants=tuple(variant.told(currency) for variant in self.variants.nodes),
            on_sale=self.status == "ACTIVE",
            updated_at=self.updated_at,
        )


class CustomerTold(Buyer):
    """A customer with what they agreed to."""

    updated_at: Moment = Field(alias="updatedAt")

    def told(self, shop_domain: str) -> ConsentSeen | None:
        """None without a number that can be dialled, or where nothing was ever said about it."""
        number = self.number
        phone = to_e164(number.phone, None) if number else None
        if number is None or phone is None or number.consent is SmsConsent.NONE:
            return None
        return ConsentSeen(
            shop_domain=shop_domain,
            phone=phone,
            state=number.consent,
            level=number.level or "",
            collected_from=number.collected_from or "",
            changed_at=number.changed_at or self.updated_at,
            name=self.name,
        )


def consent_of(word: str) -> SmsConsent:
    """Read Shopify's word; one that is not known here agrees to nothing."""
    match word.lower():
        case "subscribed":
            return SmsConsent.SUBSCRIBED
        case "pending":
            return SmsConsent.PENDING
        case "unsubscribed":
            return SmsConsent.UNSUBSCRIBED
        case "not_subscribed" | "":
            return SmsConsent.NONE
        case _:
            return SmsConsent.OTHER


def token_in(url: str) -> str:
    """Return the checkout's token in its recovery link; empty where the link has none."""
    parts = urlsplit(url).path.split("/")
    after = parts[parts.index("checkouts") + 1 :] if "checkouts" in parts else []
    return next((part for part in after if part and part not in _WAYS), "")
